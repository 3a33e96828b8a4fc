import type { Change } from '../xml/document.ts';
import { type Element, isElement, nodePath } from '../xml/node.ts';
import type { Write } from './trace.ts';

/** Remembers what each rule wrote where, and where a later rule wrote over an earlier one. */
export interface DomainWrites {
  /** From here on changes are this rule's. */
  begin(rule: string): void;
  record(change: Change, field: string): void;
  /** Forgets the last change again. */
  undo(): void;
  /** What the current rule wrote, in order. */
  writes(): Write[];
  /** Places where the current rule wrote over another one's work. */
  conflicts(): readonly Conflict[];
}

export interface Conflict {
  readonly earlier: string;
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

export function createDomainWrites(): DomainWrites {
  const writers: Writers = new Map();
  let rule = '';
  let recorded: Recorded[] = [];
  return {
    begin(next) {
      rule = next;
      recorded = [];
    },
    record(change, field) {
      const earlier = earlierWriter(writers, change);
      const path = nodePath(change.element);
      recorded.push({
        field,
        change,
        path: change.kind === 'remove' ? path : undefined,
        conflict: earlier === undefined || earlier === rule ? undefined : { earlier, path },
        forget: note(writers, change, rule),
      });
    },
    undo() {
      recorded.pop()?.forget();
    },
    writes: () => recorded.map(toWrite),
    conflicts: () => recorded.flatMap(({ conflict }) => conflict ?? []),
  };
}

function earlierWriter(writers: Writers, change: Change): string | undefined {
  const { element } = change;
  const written = writers.get(element)?.get(slotOf(change));
  if (written !== undefined || change.kind === 'insert') return written;
  const isNew = change.kind === 'attribute' && !element.hasAttribute(change.name);
  return isNew ? undefined : makerOf(writers, element);
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
  const place = path ?? nodePath(change.element);
  switch (change.kind) {
    case 'remove':
      return { field, path: place, action: 'removed' };
    case 'insert':
      return { field, path: place, action: 'added' };
    case 'text':
      return { field, path: place, action: 'set' };
    case 'attribute':
      return {
        field,
        path: `${place}/@${change.name}`,
        action: change.value === undefined ? 'removed' : 'set',
      };
  }
}
