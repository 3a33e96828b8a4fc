import { parseQuantity } from '../kubevirt/quantity.ts';
import type { Literal, Test } from '../rules/model.ts';
import { globMatches } from '../text/glob.ts';
import { regexMatches } from '../text/regex.ts';
import { textOf } from '../xml/node.ts';
import { asText, isList, isNodes, type Value } from './values.ts';

/**
 * Whether a value passes a test. Of a list or several nodes one is enough, as XPath's own `=` has it, but none may be
 * in `notIn`. A missing value passes only `exists: false` and `notIn`. No test: is there, and is not false.
 */
export function passes(test: Test | undefined, value: Value | undefined): boolean {
  if (typeof value === 'string' && test) return passesText(test, value);
  if (value === undefined) return test !== undefined && test.exists !== true && !asksMore(test);
  const items = itemsOf(value);
  if (test === undefined) return items.length > 0 && value !== false;
  if (test.exists !== undefined && test.exists !== items.length > 0) return false;
  if (test.notIn && items.some((item) => item !== undefined && isAmong(test.notIn, item))) return false;
  if (!asksMore(test)) return true;
  return items.some((item) => item !== undefined && passesOne(test, item));
}

/** The same for what is asked most. */
function passesText(test: Test, value: string): boolean {
  return test.exists !== false && !(test.notIn && isAmong(test.notIn, value)) && passesOne(test, value);
}

/** Whether there is more to a test than what also holds, or not, for a missing value. */
function asksMore({ equals, in: anyOf, like, matches, atLeast, atMost }: Test): boolean {
  return (equals ?? anyOf ?? like ?? matches ?? atLeast ?? atMost) !== undefined;
}

/** Whether every item of a list, or the one value, passes: what `must` asks. */
export function allPass(test: Test, value: Value): boolean {
  if (isList(value)) return value.every((item) => allPass(test, item));
  if (isNodes(value)) return value.nodes.every((node) => passes(test, textOf(node)));
  return passes(test, value);
}

function passesOne(test: Test, value: string): boolean {
  if (test.equals && !isAmong([test.equals], value)) return false;
  if (test.in && !isAmong(test.in, value)) return false;
  if (test.like && !globMatches(test.like, value)) return false;
  if (test.matches && !regexMatches(test.matches, value)) return false;
  if (test.atLeast === undefined && test.atMost === undefined) return true;
  const quantity = parseQuantity(value);
  if (quantity === undefined) return false;
  return (
    (test.atLeast === undefined || quantity >= test.atLeast) &&
    (test.atMost === undefined || quantity <= test.atMost)
  );
}

/** A literal number also equals other spellings of it: 2 is 2.0, but the text "2.0" is only itself. */
function isAmong(literals: readonly Literal[] | undefined, value: string): boolean {
  return (literals ?? []).some(
    ({ text, number }) => text === value || (number !== undefined && isSameNumber(text, number, value)),
  );
}

/** Decimal numbers; beyond what a double holds exactly, only the very digits are the same number. */
function isSameNumber(text: string, number: number, value: string): boolean {
  if (!/^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?$/.test(value)) return false;
  if (Number.isSafeInteger(number) || !Number.isInteger(number)) return Number(value) === number;
  return /^[0-9]+$/.test(text) && /^[0-9]+$/.test(value) && BigInt(text) === BigInt(value);
}

function itemsOf(value: Value | undefined): (string | undefined)[] {
  if (value === undefined || value === null) return [];
  if (isNodes(value)) return value.nodes.map(textOf);
  if (isList(value)) return value.flatMap(itemsOf);
  if (value instanceof Map) return [undefined]; // an object is there, and is no text to test
  return [asText(value, 'the value')];
}
