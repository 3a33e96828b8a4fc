import {
  type Condition,
  type DomainEdit,
  editsCloudInit,
  type Loop,
  type Rule,
  type Variable,
} from '../rules/model.ts';
import type { Diagnostic } from '../text/diagnostic.ts';
import type { Span } from '../text/source.ts';
import { contradictionIn, type Demand, demandsOf, ofCondition, ofVariable } from './demands.ts';

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
  const empty = rule.loops.find(hasNoItems);
  if (empty) return unreachable(rule, empty, NO_ITEMS);
  const idle = rule.domain.map((edit) => whyIdle(edit, demands));
  const [first] = idle;
  return first && !editsCloudInit(rule) && !idle.includes(undefined)
    ? unreachable(rule, first, first.why)
    : undefined;
}

const NO_ITEMS = 'this loop has no items';

function hasNoItems({ source, transforms }: Loop): boolean {
  const isEmpty = source.kind === 'value' && source.value.kind === 'list' && source.value.items.length === 0;
  return isEmpty && transforms.length === 0;
}

/** The loop of an edit that never has anything to go over. Without items `set` takes away what is there. */
function whyIdle(
  edit: DomainEdit,
  demands: readonly Demand[],
): { readonly field: string; readonly span: Span; readonly why: string } | undefined {
  if (!('loop' in edit && edit.loop)) return undefined;
  const { field, span } = edit.loop;
  if (edit.op === 'add' && hasNoItems(edit.loop)) return { field, span, why: NO_ITEMS };
  const found = contradictionIn([...demands, ...ofVariable(edit.loop)]);
  return found && { field, span, why: whyNever(found) };
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
