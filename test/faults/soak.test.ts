import assert from 'node:assert/strict';
import { test } from 'node:test';
import { soak } from './soak.ts';

test('memory does not grow over 2,000 calls, good and bad ones', async () => {
  const lines: string[] = [];
  const { grows } = await soak(2000, undefined, (line) => lines.push(line));
  assert.ok(!grows, lines.join('\n'));
});
