import type { Condition, Loop, Rule, Variable } from '../rules/model.ts';
import type { Diagnostic } from '../text/diagnostic.ts';
import type { Span } from '../text/source.ts';
import { contradictionIn, type Demand, demandsOf, ofCondition } from './demands.ts';

/** Warns (`Unreachable`) of a rule that can never do anything, where that can be told without a VM. */
export function findUnreachable(rule: Rule): Diagnostic | undefined {
  const demands = demandsOf(rule);
  const found = contradictionIn(demands);
  if (found) return unreachable(rule, found[1], whyNever(found));
  const variables = new Map<string, Variable | Loop>(
    [...rule.loops, ...rule.variables].map((one) => [one.name, one]),
  );
  const never = rule.when.find((condition) => neverHolds(condition, demands, variables));
  if (never) return unreachable(rule, never, 'none of these conditions can hold');
  const empty = rule.loops.find(
    ({ source, transforms }) =>
      source.kind === 'value' &&
      source.value.kind === 'list' &&
      source.value.items.length === 0 &&
      transforms.length === 0,
  );
  return empty && unreachable(rule, empty, 'this loop has no items');
}

function neverHolds(
  condition: Condition,
  demands: readonly Demand[],
  variables: ReadonlyMap<string, Variable | Loop>,
): boolean {
  if (condition.kind === 'anyOf')
    return condition.conditions.every((inner) => neverHolds(inner, demands, variables));
  return contradictionIn([...demands, ...ofCondition(condition, variables, true)]) !== undefined;
}

function whyNever([first, last]: readonly [Demand, Demand]): string {
  if (first === last) return `no ${last.isWanted ? 'value can pass this' : 'VM is left by this'}`;
  const other = first.field.replace(/^spec\./, '');
  return last.isWanted ? `no value can pass this and ${other}` : `this rules out what ${other} asks for`;
}

function unreachable(rule: Rule, { field, span }: { field: string; span: Span }, why: string): Diagnostic {
  return {
    code: 'Unreachable',
    severity: 'warning',
    rule: rule.name,
    field,
    span,
    message: `${why}, so the rule never does anything`,
    hint: 'correct one of them, or take the rule away',
  };
}
