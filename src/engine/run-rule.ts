import type { Loop, Rule } from '../rules/model.ts';
import { Failure } from '../text/failure.ts';
import { isAttached } from '../xml/node.ts';
import { naming, type Trail } from './failures.ts';
import { conditionHolds, type Facts, readItems, readVariable } from './sources.ts';
import type { Item, Step, Watch } from './trace.ts';
import { type Held, holding, MAX_LIST, NOTHING_HELD } from './value-limits.ts';
import { isList, isNodes, kindOf, type Scope, type Value } from './values.ts';
import { whatWasFound, whereSourceStops } from './why.ts';

/** Rounds of all loops of one rule in one call, also those in which nothing is done: loops in loops multiply. */
const MAX_ROUNDS = 4 * MAX_LIST;

/** What became of the loops and conditions: how often the body ran, and why it did not when it never did. */
export interface Run {
  readonly ran: number;
  readonly skipped: string | undefined;
}

/**
 * Runs a rule's loops, variables and conditions, in the order in which they are written, and `body` for each run that
 * they let through. Throws a Failure, which names the items of the loops that it happened in; `trail` then says where.
 * What is only for a `watch` is not even made without one.
 */
export function runRule(
  rule: Rule,
  facts: Facts,
  trail: Trail,
  body: (scope: Scope, items: readonly Item[]) => void,
  watch?: Watch,
): Run {
  let rounds = 0;
  let ran = 0;
  let skipped: string | undefined;
  const items: Item[] = [];
  const skip = (reason: string, step: () => Step) => {
    skipped ??= reason;
    watch?.(rule, step(), [...items]);
  };

  const runBody = (outer: Scope, outerHeld: Held) => {
    const scope = new Map(outer);
    let held = outerHeld;
    for (const variable of rule.variables) {
      goTo(variable, trail);
      const read = readVariable(variable, facts, scope);
      if ('missing' in read) {
        const stop = () => whereSourceStops(variable.source, facts, scope);
        return skip(read.missing, () => ({ kind: 'missing', variable, stop: stop() }));
      }
      held = naming(`variable ${variable.name}`, () => holding(held, read.value));
      scope.set(variable.name, read.value);
    }
    for (const condition of rule.when) {
      goTo(condition, trail);
      if (!conditionHolds(condition, facts, scope)) {
        const found = () => whatWasFound(condition, facts, scope);
        const reason = `when: ${condition.words}: does not hold`;
        return skip(reason, () => ({ kind: 'condition', condition, found: found() }));
      }
    }
    ran++;
    body(scope, items);
  };

  const runLoops = (depth: number, outer: Scope, outerHeld: Held): void => {
    const loop = rule.loops[depth];
    if (!loop) return runBody(outer, outerHeld);
    goTo(loop, trail);
    const read = readItems(loop, facts, outer);
    if ('missing' in read) {
      const stop = () => whereSourceStops(loop.source, facts, outer);
      return skip(read.missing, () => ({ kind: 'missing', variable: loop, stop: stop() }));
    }
    const list = itemsOf(loop, read.value);
    const held = naming(`variable ${loop.name}`, () => holding(outerHeld, read.value));
    if (list.length === 0) skip(`${loop.name} is an empty list`, () => ({ kind: 'noItems', loop }));
    for (const [i, item] of list.entries()) {
      if (++rounds > MAX_ROUNDS) {
        goTo(loop, trail);
        throw new Failure('LimitExceeded', `the rule's loops go more than ${MAX_ROUNDS} rounds`);
      }
      items.push({ loop: loop.name, number: i + 1, of: list.length });
      // An earlier round may have taken this round's node out of the document; a null in a list is a missing item.
      if (item === null || (isNodes(item) && !item.nodes.every(isAttached))) {
        skip(`an item of ${loop.name} is missing`, () => ({ kind: 'noItem', loop }));
      } else {
        const scope = new Map(outer).set(loop.name, item);
        if (loop.index !== undefined) scope.set(loop.index, i);
        naming(`item ${i + 1} of ${list.length} of ${loop.name}`, () => runLoops(depth + 1, scope, held));
      }
      items.pop();
    }
  };

  runLoops(0, new Map(), NOTHING_HELD);
  return { ran, skipped };
}

function goTo({ field, span }: Trail, trail: Trail): void {
  trail.field = field;
  trail.span = span;
}

/** The items of a loop: of a list, or one object alone. Throws a Failure for anything else, and for long lists. */
export function itemsOf(loop: Loop, value: Value): readonly Value[] {
  if (value instanceof Map) return [value];
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
