import { Failure } from '../text/failure.ts';
import { type Content, contentFrom, means } from './content.ts';
import { maxPlaces } from './limits.ts';
import { indexOf } from './pointer.ts';
import { type Barrier, type Reach, reach } from './reach.ts';
import type { Change } from './splice.ts';
import { isNothing, type ListNode, mergedMember, type Node, resolved } from './tree.ts';
import { checkWritable, deadEndFailure, mismatch, type Wish } from './wish.ts';

/** What an edit would do to a document: the places it is about and the changes that are left to make. */
export interface Plan {
  readonly matched: number;
  readonly changes: readonly Change[];
}

type Found = Extract<Reach, { kind: 'found' }>;
type Gap = Extract<Reach, { kind: 'gap' }>;

/** `set`: make it so. Missing mappings are made; a list's index only looks. */
export function planSet(root: Node | undefined, wish: Wish, value: Content): Plan {
  return collect(reach(root, wish.path), (place) => setAt(wish, place, value));
}

/** `set` at one place that was already looked up. */
export function planSetAt(wish: Wish, place: Reach, value: Content): Plan {
  return collect([place], () => setAt(wish, place, value));
}

/** `add`, RFC 6902 §4.1 with three relaxations: parents are made, null counts as missing, equal items stay. */
export function planAdd(root: Node | undefined, wish: Wish, value: Content): Plan {
  return planAll(wish, root, (place) => {
    if (place.kind === 'gap')
      return place.container?.kind === 'list'
        ? addToGap(wish, place, place.container, value)
        : fill(wish, place, value);
    if (place.parent?.kind === 'list') return insertUnlessThere(wish, place, place.parent, value);
    return putUnlessSame(wish, place, value);
  });
}

/** `replace`, RFC 6902 §4.3: the target must exist. */
export function planReplace(root: Node | undefined, wish: Wish, value: Content): Plan {
  const places = onlyFound(wish, root);
  return collect(places, (place) => putUnlessSame(wish, place, value));
}

/** `remove`: gone, missing is fine. */
export function planRemove(root: Node | undefined, wish: Wish): Plan {
  const places = reach(root, wish.path).filter((place) => place.kind === 'found');
  // From the end, so that an index still means the same item when its turn comes.
  return collect(places.toReversed(), (place) => [drop(wish, place)]);
}

/** What `move` and `copy` take: one existing value. */
export function takeFrom(
  root: Node | undefined,
  wish: Wish,
): { content: Content; at: string[]; drop: () => Change } {
  const [place, second] = onlyFound(wish, root);
  if (!place?.node) throw new Failure('NoMatch', `${wish.label}: nothing is there`);
  if (second) throw mismatch(wish, 'several places match, and only one can be taken', 'make `from` name one');
  return { content: contentFrom(place.node), at: place.at, drop: () => drop(wish, place) };
}

/** The second half of `move` and `copy`: `add` to the letter of RFC 6902, without relaxations. */
export function planPlace(root: Node | undefined, wish: Wish, content: Content): Plan {
  return planAll(
    wish,
    root,
    (place) => {
      if (place.kind === 'found') {
        if (place.parent?.kind !== 'list') return putUnlessSame(wish, place, content);
        return [insert(wish, place.at, [], place.barrier, content)];
      }
      if (!place.container && place.at.length > 0)
        throw new Failure('NoMatch', `${wish.label}: the parent does not exist`);
      if (place.rest.length > 1) throw new Failure('NoMatch', `${wish.label}: the parent does not exist`);
      if (place.container?.kind !== 'list') return fill(wish, place, content);
      return [insertAtGap(wish, place, place.container, content)];
    },
    'NoMatch',
  );
}

function planAll(
  wish: Wish,
  root: Node | undefined,
  changesAt: (place: Found | Gap) => Change[] | undefined,
  deadEnd: 'TypeMismatch' | 'NoMatch' = 'TypeMismatch',
): Plan {
  const places = reach(root, wish.path).map((place) => {
    if (place.kind === 'deadEnd') throw deadEndFailure(wish, place, deadEnd);
    return place;
  });
  return collect(places, changesAt);
}

function collect<P>(places: readonly P[], changesAt: (place: P) => Change[] | undefined): Plan {
  if (places.length > maxPlaces)
    throw new Failure('LimitExceeded', `one edit matches more than ${maxPlaces} places`);
  const plans = places.map(changesAt).filter((changes) => changes !== undefined);
  return { matched: plans.length, changes: plans.flat() };
}

function onlyFound(wish: Wish, root: Node | undefined): Found[] {
  const places = reach(root, wish.path).filter((place) => place.kind === 'found');
  const isExact = wish.path.every((step) => step.kind === 'key');
  if (places.length === 0 && isExact) throw new Failure('NoMatch', `${wish.label}: nothing is there`);
  return places;
}

function putUnlessSame(wish: Wish, place: Found, content: Content): Change[] {
  if (place.at.length <= wish.baseLength) checkRoot(wish, place.node, content);
  const isNothingStill = !place.node && content.kind === 'map' && content.entries.length === 0;
  if (isNothingStill || means(place.node, content)) return [];
  checkWritable(wish, place.barrier, place.node);
  return [{ op: 'put', path: place.at, place: place.at, content }];
}

function setAt(wish: Wish, place: Reach, value: Content): Change[] | undefined {
  if (place.kind === 'deadEnd') throw deadEndFailure(wish, place, 'TypeMismatch');
  if (place.kind === 'found') return putUnlessSame(wish, place, value);
  if (place.container?.kind === 'list') {
    if (place.rest[0] === '-') throw mismatch(wish, '`-` is a place to add to, not one to set', 'use add');
    return undefined;
  }
  const made = place.container || place.at.length === 0 ? place.rest.slice(1) : place.rest;
  if (made.some((token) => isOfList(wish, token))) {
    throw mismatch(wish, 'set makes mappings, and this path needs a list', 'use add');
  }
  return fill(wish, place, value);
}

/** Whether what is made for a token is a list. */
function isOfList({ isListless }: Wish, token: string): boolean {
  return token === '-' || (!isListless && indexOf(token) !== undefined);
}

/** The document's top level keeps its kind: cloud-init reads nothing else there. */
function checkRoot(wish: Wish, root: Node | undefined, content: Content): void {
  const kind = root && !isNothing(root) ? resolved(root).kind : 'map';
  if (content.kind !== kind)
    throw mismatch(wish, 'the top level would become something else than it is', 'set a key below it');
}

/** Puts a value into a gap below a mapping or below nothing, with the containers that the remaining tokens name. */
function fill(wish: Wish, place: Gap, value: Content): Change[] {
  const [first = '', ...others] = place.rest;
  checkWritable(wish, place.barrier, place.container ? undefined : place.node);
  if (place.container || place.at.length === 0) {
    if (!place.container && first === '-')
      throw mismatch(wish, 'the top level is a mapping, not a list', 'name a key');
    const path = [...place.at, first];
    return [
      { op: 'put', path, place: [...path, ...others.map(firstItem)], content: nested(wish, others, value) },
    ];
  }
  return [
    {
      op: 'put',
      path: place.at,
      place: [...place.at, ...place.rest.map(firstItem)],
      content: nested(wish, place.rest, value),
    },
  ];
}

/** In a list that is made for it, `-` is the first item. */
function firstItem(token: string): string {
  return token === '-' ? '0' : token;
}

function addToGap(wish: Wish, place: Gap, list: ListNode, value: Content): Change[] {
  const [, ...others] = place.rest;
  if (others.length === 0 && list.items.some((item) => means(item.value, value))) return [];
  return [insertAtGap(wish, place, list, nested(wish, others, value))];
}

function insertUnlessThere(wish: Wish, place: Found, list: ListNode, value: Content): Change[] {
  if (list.items.some((item) => means(item.value, value))) return [];
  return [insert(wish, place.at, [], place.barrier, value)];
}

function insertAtGap(wish: Wish, place: Gap, list: ListNode, content: Content): Change {
  const token = place.rest[0] ?? '-';
  const index = token === '-' ? list.items.length : (indexOf(token) ?? Number.NaN);
  if (index !== list.items.length)
    throw new Failure('NoMatch', `${wish.label}: the index is past the end of the list`);
  return insert(wish, [...place.at, String(index)], place.rest.slice(1), place.barrier, content);
}

function insert(
  wish: Wish,
  path: string[],
  rest: string[],
  barrier: Barrier | undefined,
  content: Content,
): Change {
  checkWritable(wish, barrier, undefined);
  return { op: 'insert', path, place: [...path, ...rest.map(firstItem)], content };
}

function drop(wish: Wish, place: Found): Change {
  const name = place.at.at(-1);
  if (name === undefined || place.at.length <= wish.baseLength)
    throw mismatch(wish, 'the whole document cannot be removed', 'remove its keys');
  const isMergedToo = place.parent?.kind === 'map' && mergedMember(place.parent, name) !== undefined;
  checkWritable(wish, place.barrier ?? (isMergedToo ? 'merge' : undefined), place.node);
  return { op: 'drop', path: place.at, place: place.at };
}

/** A value below containers that do not exist yet: a list where the token is `-` or a number, else a mapping. */
function nested(wish: Wish, tokens: readonly string[], value: Content): Content {
  return tokens.reduceRight<Content>((content, token, at) => {
    if (token === '-' && at < tokens.length - 1)
      throw deadEndFailure(wish, { kind: 'deadEnd', step: -1, what: 'dash' }, 'TypeMismatch');
    const index = token === '-' ? 0 : indexOf(token);
    if (index === undefined || !isOfList(wish, token)) return { kind: 'map', entries: [[token, content]] };
    if (index > 0) throw new Failure('NoMatch', `${wish.label}: the index is past the end of the list`);
    return { kind: 'list', items: [content] };
  }, value);
}
