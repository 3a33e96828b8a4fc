import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { needs } from '../real/requirements.ts';
import { readCases } from './cases.ts';
import recorded from './recorded.json' with { type: 'json' };
import { runCases } from './run-case.ts';
import { count, tableOf } from './table.ts';

const skip = needs('python yaml');

suite('the corpus of real customisations', { skip }, () => {
  const outcomes = skip ? [] : runCases(readCases());

  for (const { id, outcome, reasons } of outcomes) {
    test(id, { skip: outcome === 'inexpressible' && reasons.join(' ') }, () => {
      assert.equal(outcome, 'right', reasons.join('\n'));
    });
  }

  test('as many are right as were before', (t) => {
    for (const line of tableOf(outcomes)) t.diagnostic(line);
    assert.ok(count(outcomes, 'right') >= recorded.right, `fewer than ${recorded.right}`);
  });
});
