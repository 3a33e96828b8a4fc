import type { Loop, Test, Transform, Variable } from '../rules/model.ts';
import type { Glob } from '../text/glob.ts';
import { examplesOf } from '../text/regex-example.ts';

/** Tried when nothing says what a value looks like, and where what says so leads to nothing. */
export const ANY_TEXT = ['example', '1', 'on', '2Gi', '02:00:00:00:00:01', '0-1', '10.0.0.1'];

/** Texts of which some may pass the test, the likeliest first. */
export function guessForTest(test: Test | undefined): string[] {
  const { equals, in: anyOf = [], like, matches, atLeast, atMost } = test ?? {};
  return [
    ...(equals ? [equals.text] : []),
    ...anyOf.map(({ text }) => text),
    ...(like ? guessForGlob(like) : []),
    ...(matches ? examplesOf(matches) : []),
    ...[atLeast, atMost].flatMap((amount) => (amount === undefined ? [] : [inUnits(amount)])),
  ];
}

/** A text that the glob matches. */
export function guessForGlob({ pattern }: Glob): string[] {
  return [pattern.replaceAll('*', 'example').replaceAll('?', 'x'), pattern.replace(/[*?]/g, '1')];
}

/**
 * Texts of which some may go through a variable's transforms and then pass its `must`. `fields` are what the rule reads
 * of the outcome, for values that are objects.
 */
export function guessForVariable(variable: Variable | Loop, fields: readonly string[]): string[] {
  const isLoop = 'index' in variable;
  const found = guessInput(variable.transforms, variable.must, fields);
  // What a loop goes over is a list, what a variable reads fields of is none.
  return isLoop ? found : found.toSorted((a, b) => Number(a.startsWith('[')) - Number(b.startsWith('[')));
}

function guessInput(
  transforms: readonly Transform[],
  must: Test | undefined,
  fields: readonly string[],
): string[] {
  const [first, ...rest] = transforms;
  if (!first) return guessForTest(must);
  switch (first.kind) {
    case 'capture':
      return examplesOf(first.regex);
    case 'map':
      return [...first.entries.keys()].filter((key) => key !== '*');
    case 'split': {
      const items = [...guessInput(rest, must, fields), ...ANY_TEXT];
      return [
        items.slice(0, 2).join(first.separator),
        items[0] ?? '',
        items.slice(0, 3).join(first.separator),
      ];
    }
    case 'range':
      return ['2'];
    case 'quantity':
      return ['1Gi', '2', '100M'];
    case 'parse':
      return guessParsed(first.as, fields);
    case 'words':
      return ['a b', 'a=1 b=2'];
    case 'decode':
      return [...guessInput(rest, must, fields), ...ANY_TEXT].filter(isAscii).map(btoa);
    default:
      // What these make of a text says nothing about the text.
      return guessInput(rest, must, fields);
  }
}

function guessParsed(as: Extract<Transform, { kind: 'parse' }>['as'], fields: readonly string[]): string[] {
  switch (as) {
    case 'Integer':
    case 'Number':
      return ['2'];
    case 'Boolean':
      return ['true'];
    case 'Json':
    case 'Yaml': {
      const object = Object.fromEntries(fields.map((field, i) => [field, String(i + 1)]));
      const texts = Object.fromEntries(fields.map((field) => [field, `example-${field}`]));
      const values = fields.length === 0 ? [['1', '2'], {}] : [[object], [texts], object, texts];
      return values.map((value) => JSON.stringify(value));
    }
  }
}

function isAscii(text: string): boolean {
  return /^[ -~]*$/.test(text);
}

/** A quantity in billionths, rounded up to a whole number. */
function inUnits(nanos: bigint): string {
  return ((nanos + 999_999_999n) / 1_000_000_000n).toString();
}
