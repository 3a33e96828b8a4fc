import { Failure } from '../text/failure.ts';
import { checkAgreement } from './agreement.ts';
import { contentOf } from './content.ts';
import type { DocumentEdit, EditCount } from './edit.ts';
import type { Json } from './json.ts';
import { layoutOf } from './layout.ts';
import { maxRewrittenLength } from './limits.ts';
import { applySplices } from './lines.ts';
import { parseJson } from './parse-json.ts';
import { parseYaml } from './parse-yaml.ts';
import { plainValue } from './plain.ts';
import { type Plan, planAdd, planPlace, planRemove, planReplace, planSet, takeFrom } from './plan.ts';
import { planMerge } from './plan-merge.ts';
import { formatJsonPointer, type PointerStep } from './pointer.ts';
import { reach } from './reach.ts';
import { nextRound } from './rounds.ts';
import { type Change, splicesFor } from './splice.ts';
import { compactJson } from './splice-flow.ts';
import type { Node } from './tree.ts';
import { type Wish, wishOf } from './wish.ts';
import type { Layout } from './write.ts';

/** `Yaml` is YAML 1.1 as PyYAML reads it (JSON is not quite a subset), `Json` is RFC 8259. */
export type DocumentKind = 'Yaml' | 'Json';

/** What the surroundings of a document demand of everything that is written into it. */
export interface Habits {
  /** A Jinja template: a written text must not be code in it. */
  readonly isTemplate?: boolean;
  /** Only ASCII is written (as escapes): cloud-init breaks other characters in an unencoded MIME part. */
  readonly isAscii?: boolean;
  /** Its types know no lists, so a number in a path is a member's name. */
  readonly isListless?: boolean;
}

/** A text being edited. Its state is private to this module; only `applyEdit` alters it. */
export interface EditableDocument {
  readonly kind: DocumentKind;
  /** Keys that every pointer is taken to start with (`network` in some network data). */
  readonly base: readonly string[];
  readonly habits: Habits;
  /** The text as it is after the edits so far, and what was read from it. */
  state: { readonly text: string; readonly root: Node | undefined };
}

/**
 * Opens a text for editing. Fails with InvalidDocument when it cannot be read as one document, with LimitExceeded when
 * it is larger, deeper or (with aliases expanded) has more values than any cloud-init data. A YAML text without any
 * value is an empty mapping.
 */
export function openDocument(text: string, kind: DocumentKind, habits: Habits = {}): EditableDocument {
  const root = parse(text, kind);
  if (root) plainValue(root);
  return { kind, base: [], habits, state: { text, root } };
}

/** The same document, with all pointers relative to a key at its top. */
export function withBase(document: EditableDocument, base: readonly string[]): EditableDocument {
  return { ...document, base };
}

/** An independent document in the same state, at no cost: the way to take back a rule that fails half-way. */
export function forkDocument(document: EditableDocument): EditableDocument {
  return { ...document };
}

/** The plain values that a pointer finds, in the document's order; nothing found is an empty list. */
export function readAt(document: EditableDocument, path: readonly PointerStep[]): Json[] {
  const places = reach(document.state.root, fullPath(document, path));
  return places.flatMap((place) => {
    if (place.kind !== 'found') return [];
    return [place.node ? plainValue(place.node) : {}];
  });
}

/**
 * Applies one edit, all or nothing. `matched` 0 says that nothing is there to edit. Fails with NoMatch (a place that
 * RFC 6902 demands is missing), TypeMismatch (another kind of value is in the way, or an alias, an anchor with aliases,
 * a merge key), InvalidValue (not to be written in YAML or JSON), InvalidDocument (a key on the path is there twice),
 * LimitExceeded, and Internal when the edited text does not mean what the edit says.
 */
export function applyEdit(document: EditableDocument, edit: DocumentEdit): EditCount {
  const before = document.state;
  const first = planOf(document, before.root, edit);
  let state = applyChanges(document, before, first.changes);
  let { matched, changes } = first;
  if (first.next) {
    const second = first.next(state.root);
    state = applyChanges(document, state, second.changes);
    changes = [...changes, ...second.changes];
    matched = second.matched;
  }
  document.state = state;
  return {
    matched,
    changed: first.next ? Number(changes.length > 0) : changes.length,
    places: changes.map((change) => formatJsonPointer(change.place.slice(document.base.length))),
  };
}

/** The document's text: byte for byte what was opened when nothing was changed. */
export function printDocument(document: EditableDocument): string {
  return document.state.text;
}

/** What an edit comes to; `next` plans the second half of a `move`, when its source is gone. */
function planOf(
  document: EditableDocument,
  root: Node | undefined,
  edit: DocumentEdit,
): Plan & { next?: (root: Node | undefined) => Plan } {
  const wish = wishFor(document, edit, edit.path);
  switch (edit.op) {
    case 'set':
      return planSet(root, wish, contentOf(edit.value));
    case 'add':
      return planAdd(root, wish, contentOf(edit.value));
    case 'replace':
      return planReplace(root, wish, contentOf(edit.value));
    case 'merge':
      return planMerge(root, wish, edit.value, edit.lists);
    case 'remove':
      return planRemove(root, wish);
    case 'copy':
      return planPlace(root, wish, takeFrom(root, fromWish(document, edit, edit.from)).content);
    case 'move': {
      const taken = takeFrom(root, fromWish(document, edit, edit.from));
      // RFC 6902 §4.4 looks `path` up when `from` is gone: a move to itself would not be found, and does nothing.
      if (isExactly(wish.path, taken.at)) return { matched: 1, changes: [] };
      return { matched: 1, changes: [taken.drop()], next: (rest) => planPlace(rest, wish, taken.content) };
    }
  }
}

function isExactly(path: readonly PointerStep[], at: readonly string[]): boolean {
  return (
    path.length === at.length && path.every((step, index) => step.kind === 'key' && step.key === at[index])
  );
}

function wishFor(document: EditableDocument, edit: DocumentEdit, path: readonly PointerStep[]): Wish {
  return wishOf(edit, fullPath(document, path), document.base.length, document.habits.isListless === true);
}

function fromWish(document: EditableDocument, edit: DocumentEdit, from: readonly PointerStep[]): Wish {
  const wish = wishFor(document, edit, from);
  return edit.written === undefined ? wish : { ...wish, label: `${wish.label}, from` };
}

type State = EditableDocument['state'];

function applyChanges(document: EditableDocument, before: State, changes: readonly Change[]): State {
  let state = before;
  let rewritten = 0;
  for (let rest = changes; rest.length > 0; ) {
    const round = nextRound(state.root, rest);
    rewritten += state.text.length;
    if (rewritten > maxRewrittenLength) {
      throw new Failure(
        'LimitExceeded',
        `the edit reads more than ${maxRewrittenLength} characters again and again`,
        'change fewer places of one mapping or list, or shorten the document',
      );
    }
    state = applyRound(document, state, round.changes);
    rest = rest.slice(round.count);
  }
  return state;
}

function applyRound({ kind, habits }: EditableDocument, before: State, changes: readonly Change[]): State {
  const layout = layoutOf(before.text, before.root, kind === 'Json', habits.isAscii === true);
  const splices = changes.flatMap((change) => splicesFor(before.text, before.root, change, layout));
  if (habits.isTemplate && splices.some((splice) => /\{[{%#]/.test(splice.text))) {
    throw new Failure(
      'InvalidValue',
      'a value holds {{, {% or {#, which would be code in this Jinja template',
    );
  }
  const spliced = applySplices(before.text, splices);
  const text = isOneLine(layout) ? compactJson(spliced) : spliced;
  const after = { text, root: reparse(text, kind) };
  checkAgreement(before.root, after.root, changes);
  return after;
}

function reparse(text: string, kind: DocumentKind): Node | undefined {
  try {
    return parse(text, kind);
  } catch (error) {
    if (error instanceof Failure && error.code === 'LimitExceeded') throw error;
    throw new Failure('Internal', 'the edited text is not valid any more, so it is not used');
  }
}

function parse(text: string, kind: DocumentKind): Node | undefined {
  return kind === 'Json' ? parseJson(text) : parseYaml(text);
}

function isOneLine(layout: Layout): boolean {
  return layout.isJson && layout.jsonStep === undefined;
}

function fullPath(document: EditableDocument, path: readonly PointerStep[]): readonly PointerStep[] {
  return [...document.base.map((key) => ({ kind: 'key' as const, key })), ...path];
}
