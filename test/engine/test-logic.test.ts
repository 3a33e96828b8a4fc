import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { implies, isNeverPassed } from '../../src/engine/test-logic.ts';
import { passes } from '../../src/engine/tests.ts';
import type { Test } from '../../src/rules/model.ts';

// Whatever is said of tests in general must be true of every value.

const texts = ['a', 'b', 'ab', '1', '2', '2.0', '8Gi', ''];
const literal = fc
  .constantFrom(...texts)
  .chain((text) =>
    fc.constantFrom({ text, number: undefined }, { text, number: Number(text || 'x') || undefined }),
  );
const anyTest: fc.Arbitrary<Test> = fc.record(
  {
    exists: fc.boolean(),
    equals: literal,
    in: fc.array(literal, { maxLength: 3 }),
    notIn: fc.array(literal, { maxLength: 3 }),
    like: fc.constantFrom('a', 'a*', '*', '?', '2*').map((pattern) => ({ pattern })),
    atLeast: fc.constantFrom(1n, 2n, 9n).map((n) => n * 10n ** 9n),
    atMost: fc.constantFrom(1n, 2n, 9n).map((n) => n * 10n ** 9n),
  },
  { requiredKeys: [] },
);
const single = fc.constantFrom(undefined, ...texts, 'c', '3');

suite('what is said of tests without a value', () => {
  test('that none can pass', () => {
    fc.assert(
      fc.property(fc.array(anyTest, { maxLength: 3 }), single, (tests, value) => {
        if (isNeverPassed(tests)) assert.ok(!tests.every((one) => passes(one, value)));
      }),
    );
  });

  test('that none can pass one test, not several values either', () => {
    fc.assert(
      fc.property(anyTest, fc.array(fc.constantFrom(...texts, 'c')), (one, values) => {
        if (isNeverPassed([one])) assert.ok(!passes(one, values));
      }),
    );
  });

  test('that what passes some passes another', () => {
    fc.assert(
      fc.property(fc.array(anyTest, { maxLength: 2 }), anyTest, single, (tests, other, value) => {
        if (implies(tests, other, true) && tests.every((one) => passes(one, value)))
          assert.ok(passes(other, value));
      }),
    );
  });

  test('that several values that pass one test pass another', () => {
    fc.assert(
      fc.property(anyTest, anyTest, fc.array(fc.constantFrom(...texts, 'c')), (one, other, values) => {
        if (implies([one], other, false) && passes(one, values)) assert.ok(passes(other, values));
      }),
    );
  });
});
