import { parseQuantity } from '../kubevirt/quantity.ts';
import { compileRegex, type Regex } from '../text/regex.ts';
import type { YamlNode, YamlScalar } from '../yaml/located.ts';
import { at, type Context, refuseValues, report, reportIn } from './context.ts';
import type { Literal, Test } from './model.ts';
import { entryOf } from './shape.ts';

export const TEST_KEYS = ['exists', 'equals', 'in', 'notIn', 'like', 'matches', 'atLeast', 'atMost'] as const;

/** A Test: "x" is short for {equals: "x"}. Undefined when the node has none of a test's keys. */
export function compileTest(context: Context, node: YamlNode | undefined): Test | undefined {
  if (node?.kind === 'scalar') {
    refuseValues(context, node, 'a test');
    return { equals: literal(node) };
  }
  if (node?.kind !== 'map' || !TEST_KEYS.some((key) => entryOf(node, key))) return undefined;
  const exists = scalarOf(node, 'exists')?.value;
  const equals = scalarOf(node, 'equals');
  const like = scalarOf(node, 'like');
  const matches = scalarOf(node, 'matches');
  for (const [key, scalar] of Object.entries({ equals, like, matches })) {
    refuseValues(at(context, key), scalar, 'a test');
  }
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
  for (const scalar of scalars) refuseValues(at(context, key), scalar, 'a test');
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
