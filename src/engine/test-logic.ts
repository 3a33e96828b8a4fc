import type { Test } from '../rules/model.ts';
import { passes } from './tests.ts';

/**
 * Whether no value, and no missing one, can pass all of these tests of one thing. Only said where it is certain: of
 * patterns and of numbers in other spellings it is never said.
 */
export function isNeverPassed(tests: readonly Test[]): boolean {
  if (tests.every((test) => passes(test, undefined))) return false;
  if (tests.some(({ exists }) => exists === false)) return true;
  const texts = finiteTexts(tests);
  if (texts) return !texts.some((text) => tests.every((test) => passes(test, text)));
  const least = tests.flatMap(({ atLeast }) => atLeast ?? []);
  const most = tests.flatMap(({ atMost }) => atMost ?? []);
  return least.some((low) => most.some((high) => low > high));
}

/** Whether whatever passes all of `tests` certainly passes `other`; `isSingle`: of one text, not of several values. */
export function implies(tests: readonly Test[], other: Test, isSingle: boolean): boolean {
  if (isAlwaysPassed(other)) return true;
  if (tests.some((test) => wordsOf(test) === wordsOf(other))) return true;
  const isPresent = tests.some((test) => !passes(test, undefined));
  if (wordsOf(other) === wordsOf({ exists: true })) return isPresent;
  if (!isSingle || !isPresent) return false;
  const texts = finiteTexts(tests);
  if (!texts) return false;
  return texts
    .filter((text) => tests.every((test) => passes(test, text)))
    .every((text) => passes(other, text));
}

function isAlwaysPassed(test: Test): boolean {
  return Object.keys(test).every((key) => key === 'notIn') && test.notIn?.length === 0;
}

/** All texts that can pass, when the tests leave only some; undefined when they leave more than they name. */
function finiteTexts(tests: readonly Test[]): string[] | undefined {
  const literals = tests.flatMap((test) => [...(test.equals ? [test.equals] : []), ...(test.in ?? [])]);
  const names = tests.flatMap(({ like }) => (like && !/[*?]/.test(like.pattern) ? [like.pattern] : []));
  const namesAll =
    names.length > 0 || tests.some((test) => test.equals !== undefined || test.in !== undefined);
  // 2 is also 2.0 and 2e0, of which a pattern may let one through that is named nowhere.
  const hasNumber = literals.some(({ number }) => number !== undefined);
  const hasPattern = tests.some(({ like, matches }) => like !== undefined || matches !== undefined);
  if (!namesAll || (hasNumber && hasPattern)) return undefined;
  return [...literals.map(({ text }) => text), ...names];
}

/** A test as a text, to be compared with others. */
function wordsOf({ exists, equals, in: anyOf, notIn, like, matches, atLeast, atMost }: Test): string {
  const texts = (literals: Test['in']) => literals?.map(({ text }) => text);
  return JSON.stringify([
    exists,
    equals?.text,
    texts(anyOf),
    texts(notIn),
    like?.pattern,
    matches?.source,
    atLeast?.toString(),
    atMost?.toString(),
  ]);
}
