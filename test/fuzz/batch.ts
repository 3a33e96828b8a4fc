import fc from 'fast-check';
import { type Checked, checkCase, Finding } from './check-case.ts';
import type { FuzzCase } from './fuzz-case.ts';
import { GENERATORS } from './generators.ts';

/** Cases of one seed: enough that a batch costs little, few enough that figures move. */
export const BATCH = 250;

export interface FoundCase {
  readonly kind: Finding['kind'];
  readonly message: string;
  /** The same for all cases that come from one cause, as far as can be told. */
  readonly key: string;
  readonly generator: string;
  readonly seed: number;
  /** The smallest case that shows it. */
  readonly kept: FuzzCase;
}

export interface BatchFigures {
  cases: number;
  /** Rule files without a mistake. */
  loaded: number;
  /** Calls that changed something. */
  changed: number;
  /** Times that something was found, also what was found before. */
  findings: number;
}

/** Who is told how far a batch is. */
export interface BatchWatch {
  /** Before each try, also those that look for a smaller case. */
  trying(at: number): void;
  checked(checked: Checked, at: number): void;
}

/**
 * Tries the `BATCH` cases of a generator and a seed: always all of them, whatever is found. What is found for the first
 * time, by its key, is shrunk and returned; what `known` holds already is only counted.
 */
export function runBatch(
  generator: string,
  seed: number,
  known: Set<string>,
  watch: BatchWatch,
): { figures: BatchFigures; found: readonly FoundCase[] } {
  const arbitrary = GENERATORS[generator];
  if (!arbitrary) throw new Error(`there is no generator ${generator}`);
  const figures: BatchFigures = { cases: 0, loaded: 0, changed: 0, findings: 0 };
  const found: FoundCase[] = [];
  for (;;) {
    let at = -1;
    let shrinking: string | undefined;
    const property = fc.property(arbitrary, (one) => {
      if (shrinking === undefined && ++at < figures.cases) return;
      watch.trying(at);
      try {
        const checked = checkCase(one);
        if (shrinking !== undefined) return;
        figures.loaded += Number(checked.isLoaded);
        figures.changed += Number(checked.domain !== undefined || checked.cloudInit !== undefined);
        watch.checked(checked, at);
      } catch (error) {
        if (!(error instanceof Finding)) throw error;
        const key = keyOf(error);
        if (shrinking === undefined) {
          figures.findings++;
          if (!known.has(key)) shrinking = key;
          known.add(key);
        }
        if (key === shrinking) throw error;
      } finally {
        figures.cases = at + 1;
      }
    });
    // A check ends with the first that is new: another one goes on behind it.
    const { failed, counterexample, errorInstance } = fc.check(property, { seed, numRuns: BATCH });
    if (!failed) return { figures, found };
    if (!counterexample || !(errorInstance instanceof Finding)) throw errorInstance;
    const { kind, message } = errorInstance;
    found.push({ kind, message, key: keyOf(errorInstance), generator, seed, kept: counterexample[0] });
  }
}

function keyOf({ kind, message }: Finding): string {
  return `${kind}: ${message
    .replace(/item \d+ of \d+ of \w+: /g, '')
    .replace(/\d+/g, '0')
    .replace(/\/[\w/:[\]@.-]+ is different/, '… is different')}`;
}

/** The case of a batch that has this number, for one that never came back. */
export function caseAt(generator: string, seed: number, at: number): FuzzCase | undefined {
  const arbitrary = GENERATORS[generator];
  return arbitrary && fc.sample(arbitrary, { seed, numRuns: at + 1 }).at(-1);
}
