import assert from 'node:assert/strict';
import { test } from 'node:test';
import { filesOfOtherRules } from '../../bench/measure-sidepatch.ts';
import { loadRules } from '../../src/rules/load.ts';

test('999 rules for others load without a finding', () => {
  const files = filesOfOtherRules(999).map((text, index) => ({ name: `${index}.yaml`, text }));
  const { rules, diagnostics } = loadRules(files);
  assert.deepEqual(diagnostics, []);
  assert.equal(rules.length, 999);
});
