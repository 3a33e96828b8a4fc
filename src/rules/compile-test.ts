import { parseQuantity } from '../kubevirt/quantity.ts';
import { compileRegex, MAX_REGEX_INPUT, type Regex, regexMatches } from '../text/regex.ts';
import type { YamlNode, YamlScalar } from '../yaml/located.ts';
import { at, type Context, refuseValues, report, reportIn, warn } from './context.ts';
import type { Literal, Test } from './model.ts';
import { entryOf } from './shape.ts';

export const TEST_KEYS = ['exists', 'equals', 'in', 'notIn', 'like', 'matches', 'atLeast', 'atMost'] as const;

/** A Test: "x" is short for {equals: "x"}. Undefined when the node has none of a test's keys. */
export function compileTest(context: Context, node: YamlNode | undefined): Test | undefined {
  if (node?.kind === 'scalar') {
    refuseValues(context, node, 'a test', comparing(context, undefined));
    return { equals: literal(node) };
  }
  if (node?.kind !== 'map' || !TEST_KEYS.some((key) => entryOf(node, key))) return undefined;
  const exists = scalarOf(node, 'exists')?.value;
  const equals = scalarOf(node, 'equals');
  const like = scalarOf(node, 'like');
  const matches = scalarOf(node, 'matches');
  refuseValues(at(context, 'equals'), equals, 'a test', comparing(context, node));
  for (const [key, scalar] of Object.entries({ like, matches }))
    refuseValues(at(context, key), scalar, 'a test');
  const parts = {
    exists: typeof exists === 'boolean' ? exists : undefined,
    equals: equals && literal(equals),
    in: literals(context, node, 'in'),
    notIn: literals(context, node, 'notIn'),
    like: like && { pattern: like.text },
    matches: matches && regexOf(at(context, 'matches'), matches),
    atLeast: quantity(context, node, 'atLeast'),
    atMost: quantity(context, node, 'atMost'),
  };
  return Object.fromEntries(Object.entries(parts).filter(([, part]) => part !== undefined)) as Test; // only given parts are left
}

/** What to do about a value in a test: XPath compares two. In selectors there are no values yet. */
function comparing({ field }: Context, node: YamlNode | undefined): (value: string) => string {
  if (/^spec\.(?:match|exclude)\b/.test(field)) return () => 'write it out';
  const other = scalarOf(node, 'variable')?.text ?? 'x';
  return (value) => `to compare two values write a condition domain: $${other} = $${value}`;
}

/** Warns of a bare text in `must` that was probably to be a pattern: it reads as one, and is none of its own texts. */
export function warnOfPattern(context: Context, node: YamlNode | undefined): void {
  if (node?.kind !== 'scalar' || typeof node.value !== 'string') return;
  const { text } = node;
  const isShort = text.length <= MAX_REGEX_INPUT;
  const compiled =
    isShort && /[[\]()*+?\\^$|]/.test(text) && !text.includes('$(') ? compileRegex(text) : undefined;
  if (!compiled || !('regex' in compiled) || regexMatches(compiled.regex, text)) return;
  const word = JSON.stringify(text);
  const cure = `for a pattern write must: {matches: ${word}}, for this text alone must: {equals: ${word}}`;
  warn(context, 'InvalidField', 'must: x means equals', node.span, cure);
}

/** A regular expression; what is wrong with it is reported at its place. */
export function regexOf(context: Context, scalar: YamlScalar): Regex | undefined {
  const compiled = compileRegex(scalar.text);
  if ('regex' in compiled) return compiled.regex;
  reportIn(context, scalar, [{ code: 'InvalidRegex', ...compiled.problem }]);
  return undefined;
}

/** Whether a test limits what a value can be, and not only asks whether there is one. */
export function constrains(test: Test | undefined): boolean {
  return test !== undefined && Object.keys(test).some((key) => key !== 'exists' && key !== 'notIn');
}

export function scalarOf(node: YamlNode | undefined, key: string): YamlScalar | undefined {
  const value = entryOf(node, key)?.value;
  return value?.kind === 'scalar' ? value : undefined;
}

function literals(context: Context, node: YamlNode, key: string): Literal[] | undefined {
  const value = entryOf(node, key)?.value;
  if (value?.kind !== 'list') return undefined;
  const scalars = value.items.filter((item) => item.kind === 'scalar');
  for (const scalar of scalars) refuseValues(at(context, key), scalar, 'a test', comparing(context, node));
  return scalars.map(literal);
}

function literal({ value, text }: YamlScalar): Literal {
  return { text, number: typeof value === 'number' ? value : undefined };
}

function quantity(context: Context, node: YamlNode, key: string): bigint | undefined {
  const scalar = scalarOf(node, key);
  if (!scalar) return undefined;
  const parsed = parseQuantity(scalar.text);
  if (parsed === undefined) {
    report(
      at(context, key),
      'InvalidField',
      `"${scalar.text}" is not a quantity`,
      scalar.span,
      'write 8, "500m" or "16Gi"',
    );
  }
  return parsed;
}
