import assert from 'node:assert/strict';
import { test } from 'node:test';
import { soak } from './soak.ts';

test('memory does not grow over 2,000 calls, good and bad ones', async (t) => {
  const lines: string[] = [];
  const { leak } = await soak(2000, undefined, (line) => lines.push(line));
  assert.equal(leak, undefined, lines.join('\n'));
  t.diagnostic(lines.at(-1) ?? '');
});
