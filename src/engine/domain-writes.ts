import { Failure } from '../text/failure.ts';
import type { Change } from '../xml/document.ts';
import { childElements, type Element, isElement, nodePath, textOf } from '../xml/node.ts';
import { showElement } from '../xml/show-node.ts';
import type { ValuedWrite, Write } from './trace.ts';

/** Remembers what each rule wrote where, and where a later rule wrote over an earlier one. */
export interface DomainWrites {
  /** From here on changes are this rule's. */
  begin(rule: string): void;
  record(change: Change, field: string): void;
  /** Forgets the last change again. */
  undo(): void;
  /** What the current rule wrote, in order. */
  writes(): Write[];
  /** The same with the values, for the command line. */
  valuedWrites(): ValuedWrite[];
  /** Places where the current rule wrote over another one's work. */
  conflicts(): readonly Conflict[];
}

export interface Conflict {
  readonly earlier: string;
  /** The edit that wrote over it. */
  readonly field: string;
  readonly path: string;
}

interface Recorded {
  readonly field: string;
  readonly change: Change;
  /** Where a removed element was: afterwards it is nowhere. */
  readonly path: string | undefined;
  readonly conflict: Conflict | undefined;
  readonly forget: () => void;
}

/** Who made an element, or last wrote one of its attributes or its text. */
type Writers = Map<Element, Map<string, string>>;

const MADE = 'made';

/** Changes of one call: several for each device of a domain as large as virt-launcher can receive. */
export const MAX_CHANGES = 20_000;

/** Characters written in one call: one long value, written by a loop to many places, is soon more than memory holds. */
const MAX_WRITTEN = 8 * 1024 * 1024;

export function createDomainWrites(): DomainWrites {
  const writers: Writers = new Map();
  let rule = '';
  let recorded: Recorded[] = [];
  let changes = 0;
  let written = 0;
  return {
    begin(next) {
      rule = next;
      recorded = [];
    },
    record(change, field) {
      changes += 1;
      written += lengthOf(change);
      if (changes > MAX_CHANGES)
        throw new Failure('LimitExceeded', `the rules make more than ${MAX_CHANGES} changes`);
      if (written > MAX_WRITTEN)
        throw new Failure('LimitExceeded', `the rules write more than ${MAX_WRITTEN} characters`);
      const earlier = earlierWriter(writers, change, rule);
      // Finding out where an element is takes a look at all its siblings: only where it cannot be done later.
      const path = change.kind === 'remove' || earlier !== undefined ? nodePath(change.element) : '';
      recorded.push({
        field,
        change,
        path: change.kind === 'remove' ? path : undefined,
        conflict: earlier === undefined ? undefined : { earlier, field, path: placeOf(change, path) },
        forget: note(writers, change, rule),
      });
    },
    undo() {
      recorded.pop()?.forget();
    },
    writes: () => recorded.map(toWrite),
    valuedWrites: () => recorded.map((one) => ({ ...toWrite(one), value: writtenValue(one.change) })),
    conflicts: () => recorded.flatMap(({ conflict }) => conflict ?? []),
  };
}

/** Another rule whose work a change takes away. */
function earlierWriter(writers: Writers, change: Change, rule: string): string | undefined {
  const { element } = change;
  const others = (writer: string | undefined) => (writer === rule ? undefined : writer);
  if (change.kind === 'remove') {
    for (const gone of withDescendants(element)) {
      const other = [...(writers.get(gone)?.values() ?? [])].find(others);
      if (other !== undefined) return other;
    }
  }
  const written = writers.get(element)?.get(slotOf(change));
  if (written !== undefined || change.kind === 'insert') return others(written);
  const isNew = change.kind === 'attribute' && !element.hasAttribute(change.name);
  return isNew ? undefined : others(makerOf(writers, element));
}

function withDescendants(element: Element): Element[] {
  return [element, ...childElements(element).flatMap(withDescendants)];
}

/** Notes the writer; the function that is returned takes the note back. */
function note(writers: Writers, change: Change, rule: string): () => void {
  const slots = writers.get(change.element) ?? new Map<string, string>();
  const slot = slotOf(change);
  const before = slots.get(slot);
  writers.set(change.element, slots.set(slot, rule));
  return () => {
    if (before === undefined) slots.delete(slot);
    else slots.set(slot, before);
  };
}

function lengthOf(change: Change): number {
  if (change.kind === 'insert') return lengthOfElement(change.element);
  return change.kind === 'remove' ? 0 : (change.value?.length ?? 0);
}

function lengthOfElement(element: Element): number {
  return withDescendants(element).reduce(
    (sum, { nodeName, attributes }) =>
      [...attributes].reduce(
        (inner, { name, value }) => inner + name.length + value.length,
        sum + nodeName.length,
      ),
    textOf(element).length,
  );
}

function slotOf(change: Change): string {
  if (change.kind === 'attribute') return `@${change.name}`;
  return change.kind === 'text' ? 'text' : MADE;
}

/** The rule that put this element, or one around it, into the document. */
function makerOf(writers: Writers, element: Element): string | undefined {
  for (let at: Element | null = element; at; at = isElement(at.parentNode) ? at.parentNode : null) {
    const maker = writers.get(at)?.get(MADE);
    if (maker !== undefined) return maker;
  }
  return undefined;
}

function toWrite({ field, change, path }: Recorded): Write {
  return { field, path: placeOf(change, path ?? nodePath(change.element)), action: actionOf(change) };
}

function writtenValue(change: Change): string | undefined {
  if (change.kind === 'insert') return showElement(change.element);
  return change.kind === 'remove' ? undefined : change.value;
}

function placeOf(change: Change, element: string): string {
  return change.kind === 'attribute' ? `${element}/@${change.name}` : element;
}

function actionOf(change: Change): Write['action'] {
  switch (change.kind) {
    case 'remove':
      return 'removed';
    case 'insert':
      return 'added';
    case 'text':
      return 'set';
    case 'attribute':
      return change.value === undefined ? 'removed' : 'set';
  }
}
