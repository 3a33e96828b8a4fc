import type { Expression, Step } from '../xml/xpath-syntax.ts';
import type { ValueTemplate, Variable } from './model.ts';
import { referencesOf } from './template.ts';

/** A way to nodes, as far as a rule alone tells: what a variable holds nodes by stands in for the variable. */
export interface Way {
  readonly steps: readonly Step[];
  /** Whether the first step starts at the document; otherwise nobody knows where. */
  readonly isFromDocument: boolean;
}

/** The ways to what a variable holds; undefined when that is unknown, or no nodes. */
export type WaysOf = (variable: string) => readonly Way[] | undefined;

const ANYWHERE: Way = { steps: [], isFromDocument: false };

/** Loops over unions inside each other multiply, and no rule needs so many. */
const MAX_WAYS = 64;

/** The ways to what an expression finds: several for a union. Never none: what is unknown is a way from anywhere. */
export function waysTo(expression: Expression, variables: WaysOf): readonly Way[] {
  return limited(follow(expression, variables));
}

/** The ways to what a variable or a loop declares, from what is known of earlier ones. */
export function waysToValue(
  { source, default: fallback, transforms }: Pick<Variable, 'source' | 'default' | 'transforms'>,
  variables: WaysOf,
): readonly Way[] | undefined {
  if (transforms.length > 0) return undefined; // they make texts of nodes
  const own = source.kind === 'domain' ? waysTo(source.xpath.expression, variables) : [];
  const values = [source.kind === 'value' ? source.value : undefined, fallback];
  const found = [...own, ...values.flatMap((value) => (value ? heldBy(value, variables) : []))];
  return found.length === 0 ? undefined : found.slice(0, MAX_WAYS);
}

/** The ways without their last steps: to what the nodes are in. */
export function waysAbove(ways: readonly Way[]): readonly Way[] {
  return ways.map((way) => ({ ...way, steps: way.steps.slice(0, -1) }));
}

function follow(expression: Expression, variables: WaysOf): readonly Way[] {
  switch (expression.kind) {
    case 'variable':
      return variables(expression.name) ?? [ANYWHERE];
    case 'binary':
      if (expression.operator !== '|') return [ANYWHERE];
      return limited([...follow(expression.left, variables), ...follow(expression.right, variables)]);
    case 'path': {
      const { from, isAbsolute, steps } = expression;
      const starts = from ? follow(from, variables) : [{ steps: [], isFromDocument: isAbsolute }];
      return starts.map((start) => ({ ...start, steps: steps.reduce(walk, start.steps) }));
    }
    default:
      return [ANYWHERE];
  }
}

function limited(ways: readonly Way[]): readonly Way[] {
  return ways.length > MAX_WAYS ? [...ways.slice(0, MAX_WAYS), ANYWHERE] : ways;
}

function walk(way: readonly Step[], step: Step): readonly Step[] {
  const last = way.at(-1);
  const isPlain = step.test.kind === 'node' && !step.isAbbreviation;
  if (isPlain && step.axis === 'self') return way;
  const isBack = isPlain && step.axis === 'parent' && (last?.axis === 'child' || last?.axis === 'attribute');
  return isBack ? way.slice(0, -1) : [...way, step];
}

/** A reference alone keeps the nodes, and so does a list of them. */
function heldBy(value: ValueTemplate, variables: WaysOf): readonly Way[] {
  if (value.kind === 'list') return value.items.flatMap((item) => heldBy(item, variables));
  if (value.kind !== 'text' || value.template.length !== 1) return [];
  return referencesOf(value.template).flatMap((reference) => variables(reference.join('.')) ?? []);
}
