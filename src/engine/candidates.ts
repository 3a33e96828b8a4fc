import type { Vmi } from '../kubevirt/vmi.ts';
import type { Rule, SelectorLine, Test } from '../rules/model.ts';
import { passes } from './tests.ts';

/** Up to so many rules are asked one by one, so that the log can say of each why it is not for a VM. */
export const FEW_RULES = 50;

export interface RuleIndex {
  /** Which of the rules may be for a VM, in their order. */
  candidates(vmi: Vmi): readonly Rule[];
  /** The most that all candidates of one VM, whichever it is, can cost together. */
  atMost(cost: (rule: Rule) => number): number;
}

type KeyLine = Extract<SelectorLine, { readonly test: Test }>;

/** The places of rules that need a label or an annotation: by its value, or whatever that is. */
interface OfKey {
  readonly byValue: Map<string, number[]>;
  readonly others: number[];
}

/**
 * Finds the rules that may be for a VM by its labels and annotations, so that a call takes no longer for a thousand rules
 * of others. A rule that is left out is not for the VM; one that is not must still be asked.
 */
export function indexRules(rules: readonly Rule[]): RuleIndex {
  const always: number[] = [];
  const keys = { label: new Map<string, OfKey>(), annotation: new Map<string, OfKey>() };
  for (const [place, rule] of rules.entries()) {
    const line = rules.length > FEW_RULES ? lineNeeded(rule) : undefined;
    if (line) addPlace(keys[line.kind], line, place);
    else always.push(place);
  }
  const rulesAt = (places: readonly number[]) => places.flatMap((place) => rules[place] ?? []);
  return {
    candidates: ({ labels, annotations }) =>
      always.length === rules.length
        ? rules
        : rulesAt(
            [...always, ...placesFor(keys.label, labels), ...placesFor(keys.annotation, annotations)].sort(
              (a, b) => a - b,
            ),
          ),
    atMost(cost) {
      const costOf = (places: readonly number[]) =>
        rulesAt(places).reduce((sum, rule) => sum + cost(rule), 0);
      // A label or an annotation has one value.
      const ofKeys = [...keys.label.values(), ...keys.annotation.values()].map(
        ({ byValue, others }) =>
          costOf(others) + [...byValue.values()].map(costOf).reduce((most, one) => Math.max(most, one), 0),
      );
      return ofKeys.reduce((sum, ofKey) => sum + ofKey, costOf(always));
    },
  };
}

/**
 * The first line of `match` that needs a label or an annotation to be there. Not behind one with a pattern, which fails
 * for a text that is too long to look at.
 */
function lineNeeded({ match }: Rule): KeyLine | undefined {
  for (const line of match) {
    if (line.kind === 'dataSource') continue;
    if (!('test' in line)) return undefined;
    if (!passes(line.test, undefined)) return line;
    if (line.test.like || line.test.matches) return undefined;
  }
  return undefined;
}

function addPlace(keys: Map<string, OfKey>, { key, test }: KeyLine, place: number): void {
  const ofKey: OfKey = keys.get(key) ?? { byValue: new Map(), others: [] };
  keys.set(key, ofKey);
  const values = valuesOf(test);
  if (!values) ofKey.others.push(place);
  for (const value of values ?? []) {
    const places = ofKey.byValue.get(value) ?? [];
    ofKey.byValue.set(value, places);
    places.push(place);
  }
}

/** The only texts that pass; undefined where others may. A number has several spellings. */
function valuesOf({ equals, in: anyOf }: Test): ReadonlySet<string> | undefined {
  const literals = equals ? [equals] : anyOf;
  if (!literals || literals.some(({ number }) => number !== undefined)) return undefined;
  return new Set(literals.map(({ text }) => text));
}

function* placesFor(
  keys: ReadonlyMap<string, OfKey>,
  values: ReadonlyMap<string, string>,
): Generator<number, void> {
  for (const [key, value] of values) {
    const ofKey = keys.get(key);
    if (!ofKey) continue;
    yield* ofKey.others;
    yield* ofKey.byValue.get(value) ?? [];
  }
}
