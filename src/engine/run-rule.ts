import type { Loop, Rule } from '../rules/model.ts';
import { Failure } from '../text/failure.ts';
import type { Span } from '../text/source.ts';
import { isAttached } from '../xml/node.ts';
import { conditionHolds, type Facts, readItems, readVariable } from './sources.ts';
import { MAX_LIST } from './transforms.ts';
import { isList, isNodes, kindOf, type Scope, type Value } from './values.ts';

/** Rounds of all loops of one rule in one call, also those in which nothing is done: loops in loops multiply. */
const MAX_ROUNDS = 4 * MAX_LIST;

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
  let rounds = 0;
  let ran = 0;
  let skipped: string | undefined;
  const skip = (reason: string) => {
    skipped ??= reason;
  };

  const runBody = (outer: Scope) => {
    const scope = new Map(outer);
    for (const variable of rule.variables) {
      goTo(variable, trail);
      const read = readVariable(variable, facts, scope);
      if ('missing' in read) return skip(read.missing);
      scope.set(variable.name, read.value);
    }
    for (const condition of rule.when) {
      goTo(condition, trail);
      if (!conditionHolds(condition, facts, scope)) return skip(`when: ${condition.words}: does not hold`);
    }
    ran++;
    body(scope);
  };

  const runLoops = (depth: number, outer: Scope): void => {
    const loop = rule.loops[depth];
    if (!loop) return runBody(outer);
    goTo(loop, trail);
    const read = readItems(loop, facts, outer);
    if ('missing' in read) return skip(read.missing);
    const items = itemsOf(loop, read.value);
    if (items.length === 0) skip(`${loop.name} is an empty list`);
    for (const [i, item] of items.entries()) {
      if (++rounds > MAX_ROUNDS) {
        goTo(loop, trail);
        throw new Failure('LimitExceeded', `the rule's loops go more than ${MAX_ROUNDS} rounds`);
      }
      // An earlier round may have taken this round's node out of the document; a null in a list is a missing item.
      if (item === null || (isNodes(item) && !item.nodes.every(isAttached))) {
        skip(`an item of ${loop.name} is missing`);
        continue;
      }
      const scope = new Map(outer).set(loop.name, item);
      if (loop.index !== undefined) scope.set(loop.index, i);
      runLoops(depth + 1, scope);
    }
  };

  runLoops(0, new Map());
  return { ran, skipped };
}

function goTo({ field, span }: Trail, trail: Trail): void {
  trail.field = field;
  trail.span = span;
}

function itemsOf(loop: Loop, value: Value): readonly Value[] {
  if (!isList(value)) {
    throw new Failure(
      'TypeMismatch',
      `forEach needs a list, ${loop.name} is ${kindOf(value)}`,
      'cut a text with split',
    );
  }
  if (value.length > MAX_LIST) {
    throw new Failure('LimitExceeded', `${loop.name} has ${value.length} items`, `at most ${MAX_LIST}`);
  }
  return value;
}
