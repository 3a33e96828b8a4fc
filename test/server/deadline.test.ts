import assert from 'node:assert/strict';
import { test } from 'node:test';
import { INTERRUPTED, runWithin } from '../../src/server/deadline.ts';

test('what is done in time is returned', () => {
  assert.equal(
    runWithin(10_000, () => 1 + 1),
    2,
  );
});

test('what is thrown is thrown, as it is', () => {
  const error = new TypeError('x');
  assert.throws(
    () =>
      runWithin(10_000, () => {
        throw error;
      }),
    (thrown) => thrown === error,
  );
});

const ENDLESS: Record<string, () => unknown> = {
  'a loop': () => {
    for (;;);
  },
  'a loop that catches everything': () => {
    for (;;) {
      try {
        for (;;);
      } catch {}
    }
  },
  'a backtracking expression': () => /^(a+)+$/.test(`${'a'.repeat(60)}b`),
  'a sort': () =>
    Array.from({ length: 1000 }, (_, i) => i).sort(() => {
      for (;;);
    }),
};

for (const [name, work] of Object.entries(ENDLESS)) {
  test(`${name} without end is interrupted, and the next one runs`, () => {
    assert.equal(runWithin(20, work), INTERRUPTED);
    assert.equal(
      runWithin(10_000, () => 'next'),
      'next',
    );
  });
}
