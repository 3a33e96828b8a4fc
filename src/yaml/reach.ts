import { indexOf, type PointerStep } from './pointer.ts';
import {
  type Container,
  isNothing,
  type ListNode,
  type MapNode,
  member,
  members,
  type Node,
  resolved,
} from './tree.ts';

/** Why a place must not be written, although it can be read. */
export type Barrier = 'alias' | 'anchor' | 'merge' | 'twice';

/** What a pointer leads to: a value, a gap below a container (or below nothing), or a dead end. */
export type Reach =
  | {
      readonly kind: 'found';
      readonly at: string[];
      readonly node: Node | undefined;
      readonly parent: Container | undefined;
      readonly barrier: Barrier | undefined;
    }
  /** `container` undefined: nothing (or null) stands at `at`. `rest`: the tokens that lead to nothing, at least one. */
  | {
      readonly kind: 'gap';
      readonly at: string[];
      readonly node: Node | undefined;
      readonly container: Container | undefined;
      readonly rest: string[];
      readonly barrier: Barrier | undefined;
    }
  /** A token that cannot be looked up: below text, below a list by name, or `-` before the end of the path. */
  | { readonly kind: 'deadEnd'; readonly step: number; readonly what: 'scalar' | 'list' | 'dash' };

interface Position {
  readonly at: string[];
  readonly node: Node | undefined;
  readonly parent: Container | undefined;
  readonly barrier: Barrier | undefined;
  /** Reached by `*`, which only looks: a member that is plain text just does not match a longer path. */
  readonly isLooked: boolean;
}

/** All places that a pointer means, in the document's order. */
export function reach(root: Node | undefined, path: readonly PointerStep[]): Reach[] {
  const start: Position = { at: [], node: root, parent: undefined, barrier: undefined, isLooked: false };
  let reached: (Position | Reach)[] = [start];
  for (const [index, step] of path.entries()) {
    reached = reached.flatMap<Position | Reach>((place) =>
      'kind' in place ? [place] : follow(place, step, path, index),
    );
  }
  return reached.map((place) => ('kind' in place ? place : { kind: 'found', ...place }));
}

/** The barrier that stands before everything inside a node. */
export function barrierInside(node: Node | undefined, barrier: Barrier | undefined): Barrier | undefined {
  if (barrier || !node) return barrier;
  if (node.kind === 'alias') return 'alias';
  return node.aliases.length > 0 ? 'anchor' : undefined;
}

/** A mapping's member as a position, with what forbids writing there. */
export function memberBarrier(
  map: MapNode,
  name: string,
  isMerged: boolean,
  inside: Barrier | undefined,
): Barrier | undefined {
  if (inside) return inside;
  if (map.twice.has(name)) return 'twice';
  return isMerged ? 'merge' : undefined;
}

function follow(
  position: Position,
  step: PointerStep,
  path: readonly PointerStep[],
  index: number,
): Position[] | Reach {
  const container = position.node && resolved(position.node);
  switch (step.kind) {
    case 'each':
      if (container?.kind === 'map') return everyMember(position, container);
      return container?.kind === 'list' ? everyItem(position, container, true) : [];
    case 'item':
      if (container?.kind !== 'list') return [];
      return everyItem(position, container, false).filter(({ node }) => hasField(node, step.key, step.value));
    case 'key':
      return followKey(position, container, step.key, path, index);
  }
}

function followKey(
  position: Position,
  node: Node | undefined,
  key: string,
  path: readonly PointerStep[],
  index: number,
): Position[] | Reach {
  const isLast = index === path.length - 1;
  if (!node || isNothing(node)) return gap(position, undefined, path, index);
  if (node.kind === 'map') {
    const found = member(node, key);
    if (!found) return gap(position, node, path, index);
    const barrier = memberBarrier(node, key, found.isMerged, barrierInside(position.node, position.barrier));
    return [{ at: [...position.at, key], node: found.value, parent: node, barrier, isLooked: false }];
  }
  if (node.kind === 'list') {
    const at = indexOf(key);
    if (at === undefined && key !== '-')
      return position.isLooked ? [] : { kind: 'deadEnd', step: index, what: 'list' };
    if (key === '-' && !isLast) return { kind: 'deadEnd', step: index, what: 'dash' };
    const item = at === undefined ? undefined : node.items[at];
    if (!item) return gap(position, node, path, index);
    const barrier = barrierInside(position.node, position.barrier);
    return [{ at: [...position.at, key], node: item.value, parent: node, barrier, isLooked: false }];
  }
  return position.isLooked ? [] : { kind: 'deadEnd', step: index, what: 'scalar' };
}

/** Only steps that name one thing can be filled in; below a gap `*` and `[key=value]` find nothing. */
function gap(
  position: Position,
  container: Container | undefined,
  path: readonly PointerStep[],
  index: number,
): Position[] | Reach {
  const rest = path.slice(index);
  if (!rest.every((step) => step.kind === 'key')) return [];
  const barrier = barrierInside(position.node, position.barrier);
  return {
    kind: 'gap',
    at: position.at,
    node: position.node,
    container,
    rest: rest.map((step) => step.key),
    barrier,
  };
}

function everyMember(position: Position, map: MapNode): Position[] {
  const inside = barrierInside(position.node, position.barrier);
  return [...members(map)].map(([name, { value, isMerged }]) => ({
    at: [...position.at, name],
    node: value,
    parent: map,
    barrier: memberBarrier(map, name, isMerged, inside),
    isLooked: true,
  }));
}

function everyItem(position: Position, list: ListNode, isLooked: boolean): Position[] {
  const barrier = barrierInside(position.node, position.barrier);
  return list.items.map((item, index) => ({
    at: [...position.at, String(index)],
    node: item.value,
    parent: list,
    barrier,
    isLooked,
  }));
}

/** Compared as text: both as written (`0644`, `yes`) and as read (`420`, `true`); nothing equals no text. */
function hasField(node: Node | undefined, key: string, value: string): boolean {
  const map = node && resolved(node);
  const field = map?.kind === 'map' ? member(map, key) : undefined;
  const scalar = field && resolved(field.value);
  if (scalar?.kind !== 'scalar' || scalar.value === null) return false;
  return scalar.written === value || String(scalar.value) === value;
}
