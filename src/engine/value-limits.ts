import { Failure } from '../text/failure.ts';

/** Lists longer than this are refused: no VM has that many disks, cards or CPUs. */
export const MAX_LIST = 1024;

/** A text made of values or by a transform: all annotations of a VM together are at most as long. */
export const MAX_TEXT = 256 * 1024;

/** All texts of one value, or of what one edit writes into the domain. */
const MAX_TEXTS = 1024 * 1024;

/** Values in one value, each place of a shared one counted: an empty object takes two hundred bytes. */
const MAX_VALUES = 10_000;

/** An annotation can nest brackets deeper than the stack reaches; nothing that a rule is for is nested so. */
const MAX_DEPTH = 64;

/** All variables of one run of a rule's body together. */
const MAX_HELD_TEXTS = 4 * 1024 * 1024;
const MAX_HELD_VALUES = 20_000;

/** A value as far as its size goes: `nodes` are the document's. */
type Sized =
  | string
  | number
  | boolean
  | null
  | { readonly nodes: readonly unknown[] }
  | readonly Sized[]
  | ReadonlyMap<string, Sized>;

/** Counts while a value is made or walked, so that one that is too large is refused before it takes memory. */
export interface Meter {
  readonly values: number;
  readonly texts: number;
  /** Throws LimitExceeded when these are too many, or nested too deep. */
  count(depth: number): void;
  /** The text; throws LimitExceeded when it, or all texts together, are too long. */
  text(text: string): string;
}

export function createMeter(): Meter {
  const total = { values: 0, texts: 0 };
  return {
    get values() {
      return total.values;
    },
    get texts() {
      return total.texts;
    },
    count(depth) {
      if (depth > MAX_DEPTH)
        throw new Failure('LimitExceeded', `a value is nested deeper than ${MAX_DEPTH} levels`);
      if (++total.values > MAX_VALUES)
        throw new Failure('LimitExceeded', `a value holds more than ${MAX_VALUES} values`, 'read less of it');
    },
    text(text) {
      boundedText(text);
      total.texts += text.length;
      if (total.texts > MAX_TEXTS)
        throw new Failure(
          'LimitExceeded',
          `texts grow beyond ${MAX_TEXTS} characters together`,
          'put fewer values into it',
        );
      return text;
    },
  };
}

/** The text; throws LimitExceeded when it is too long. */
export function boundedText(text: string): string {
  if (text.length <= MAX_TEXT) return text;
  throw new Failure(
    'LimitExceeded',
    `a text grows beyond ${MAX_TEXT} characters`,
    'put fewer values into it',
  );
}

/** Throws LimitExceeded when a list is too long. */
export function checkLength(length: number): void {
  if (length > MAX_LIST)
    throw new Failure('LimitExceeded', `a list of ${length} items`, `at most ${MAX_LIST}`);
}

/** Counts a value with all that is in it. Throws LimitExceeded as soon as it is too large. */
export function weigh(value: Sized, meter: Meter = createMeter(), depth = 0): Meter {
  meter.count(depth);
  if (typeof value === 'string') meter.text(value);
  if (typeof value !== 'object' || value === null || 'nodes' in value) return meter;
  for (const [key, inner] of value.entries()) {
    if (typeof key === 'string') meter.text(key);
    weigh(inner, meter, depth + 1);
  }
  return meter;
}

/** What the variables of a run hold so far. */
export type Held = Pick<Meter, 'values' | 'texts'>;

export const NOTHING_HELD: Held = { values: 0, texts: 0 };

/** The same with one more value. Throws LimitExceeded when it, or all together, are too large. */
export function holding(held: Held, value: Sized): Held {
  const { values, texts } = weigh(value);
  const all = { values: held.values + values, texts: held.texts + texts };
  if (all.values > MAX_HELD_VALUES) throw tooMuch(`more than ${MAX_HELD_VALUES} values`);
  if (all.texts > MAX_HELD_TEXTS) throw tooMuch(`texts of more than ${MAX_HELD_TEXTS} characters`);
  return all;
}

function tooMuch(what: string): Failure {
  return new Failure('LimitExceeded', `the variables hold ${what} together`, 'read less into them');
}
