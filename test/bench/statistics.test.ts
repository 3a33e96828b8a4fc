import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { median, medians, percentile } from '../../bench/statistics.ts';

suite('medians and percentiles', () => {
  const rows: readonly (readonly [string, number, number])[] = [
    ['the middle of three', median([9, 1, 5]), 5],
    ['the mean of the two in the middle', median([4, 1, 2, 100]), 3],
    ['half of ten', percentile([10, 9, 8, 7, 6, 5, 4, 3, 2, 1], 50), 5],
    ['99 of a hundred', percentile(Array.from({ length: 100 }, (_, index) => index + 1), 99), 99],
    ['99 of a few is the largest', percentile([3, 1, 2], 99), 3],
    ['of none there is no median', median([]), Number.NaN],
    ['of none there is no percentile', percentile([], 50), Number.NaN],
  ]; // biome-ignore format: one row a line
  for (const [name, found, expected] of rows) test(name, () => assert.equal(found, expected));

  test('objects are taken figure by figure', () => {
    const runs = [
      { ms: 1, bytes: 30 },
      { ms: 2, bytes: 10 },
      { ms: 9, bytes: 20 },
    ];
    assert.deepEqual(medians(runs), { ms: 2, bytes: 20 });
  });
});
