import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { goalsOf, isReached } from '../../bench/goals.ts';
import { goalTable } from '../../bench/report.ts';
import type { Results } from '../../bench/results.ts';
import { someResults } from './results.ts';

suite('the goals of a run', () => {
  test('a run within all limits reaches them all', () => {
    assert.deepEqual(
      goalsOf(someResults())
        .filter((goal) => !isReached(goal))
        .map(({ what, measured }) => `${what}: ${measured}`),
      [],
    );
  });

  test('what is above a limit is told with by how much', () => {
    assert.match(
      goalTable(withRules(8)),
      /\| 1,000 rules, p50 against one rule \| ≤ 1\.5 × \| 2 × \| no, by 33\.3 % \|/,
    );
  });

  test('what was not measured is not reached', () => {
    const few = { ...someResults(), sizes: [] };
    assert.match(goalTable(few), /\| OOM kills in 20 calls of 1 MB \| ≤ 0 \| – \| not measured \|/);
  });

  test('what was not measured is not reached either when it comes from JSON', () => {
    const run = someResults();
    const sizes = run.sizes.map((size) => ({ ...size, p50Ms: Number.NaN }));
    const read = JSON.parse(JSON.stringify({ ...run, sizes })) as Results;
    assert.match(goalTable(read), /\| 1 MB, p50 at a full core \| ≤ 250 ms \| – \| not measured \|/);
  });

  test('an OOM kill at any share of a core counts', () => {
    const run = someResults();
    const sizes = run.sizes.map((size) => (size.cpus === 1 ? { ...size, oomKills: 1 } : size));
    assert.match(goalTable({ ...run, sizes }), /\| OOM kills in 20 calls of 1 MB \| ≤ 0 \| 1 \| no \|/);
  });
});

function withRules(p50Ms: number): Results {
  const run = someResults();
  return { ...run, rules: run.rules.map((one) => (one.rules === 1 ? one : { ...one, p50Ms })) };
}
