import type { Loop, Rule, Variable } from '../rules/model.ts';
import { Failure } from '../text/failure.ts';
import type { Span } from '../text/source.ts';
import { isAttached } from '../xml/node.ts';
import { conditionHolds, type Facts, readVariable } from './sources.ts';
import { MAX_LIST } from './transforms.ts';
import { isList, isNodes, kindOf, type Scope, type Value } from './values.ts';

/** How often the body of one rule may run in one call, over all its loops. */
const MAX_RUNS = 4 * MAX_LIST;

/** Where in the rule we are, for the diagnostic if something fails there. */
export interface Trail {
  field: string;
  span: Span;
}

/** What became of the loops and conditions: how often the body ran, and why it did not when it never did. */
export interface Run {
  readonly ran: number;
  readonly skipped: string | undefined;
}

/**
 * Runs a rule's loops, variables and conditions, in the order in which they are written, and `body` for each run that
 * they let through. Throws a Failure; `trail` then says where.
 */
export function runRule(rule: Rule, facts: Facts, trail: Trail, body: (scope: Scope) => void): Run {
  let ran = 0;
  let skipped: string | undefined;
  const skip = (reason: string) => {
    skipped ??= reason;
  };

  const runBody = (outer: Scope) => {
    if (++ran > MAX_RUNS)
      throw new Failure('LimitExceeded', `the rule's loops run more than ${MAX_RUNS} times`);
    const scope = new Map(outer);
    for (const variable of rule.variables) {
      const reason = bind(variable, facts, trail, scope);
      if (reason !== undefined) return undo(reason);
    }
    for (const condition of rule.when) {
      trail.field = 'spec.when';
      if (!conditionHolds(condition, facts, scope)) return undo(`when: ${condition.words}: does not hold`);
    }
    body(scope);
  };
  const undo = (reason: string) => {
    ran--;
    skip(reason);
  };

  const runLoops = (depth: number, outer: Scope): void => {
    const loop = rule.loops[depth];
    if (!loop) return runBody(outer);
    const bound = new Map(outer);
    const reason = bind(loop, facts, trail, bound);
    if (reason !== undefined) return skip(reason);
    const items = itemsOf(loop, bound.get(loop.name) ?? null);
    if (items.length === 0) skip(`${loop.name} is an empty list`);
    for (const [i, item] of items.entries()) {
      // An earlier round may have taken this round's node out of the document.
      if (isNodes(item) && !item.nodes.every(isAttached)) continue;
      const scope = new Map(outer).set(loop.name, item);
      if (loop.index !== undefined) scope.set(loop.index, i);
      runLoops(depth + 1, scope);
    }
  };

  runLoops(0, new Map());
  return { ran, skipped };
}

/** Adds a variable to the scope; the reason when it is missing and what depends on it does not apply. */
function bind(variable: Variable, facts: Facts, trail: Trail, scope: Map<string, Value>): string | undefined {
  trail.field = variable.field;
  trail.span = variable.span;
  const read = readVariable(variable, facts, scope);
  if ('missing' in read) return read.missing;
  scope.set(variable.name, read.value);
  return undefined;
}

function itemsOf(loop: Loop, value: Value): readonly Value[] {
  const items = isNodes(value) ? value.nodes.map((node): Value => ({ nodes: [node] })) : value;
  if (!isList(items)) {
    throw new Failure(
      'TypeMismatch',
      `forEach needs a list, ${loop.name} is ${kindOf(value)}`,
      'cut a text with split',
    );
  }
  if (items.length > MAX_LIST) {
    throw new Failure('LimitExceeded', `${loop.name} has ${items.length} items`, `at most ${MAX_LIST}`);
  }
  return items;
}
