import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HELP } from '../../src/server/help.ts';
import { readOptions } from '../../src/server/options.ts';

test('--policy may be given several times', () => {
  const options = readOptions(['--version', 'v1alpha3', '--policy', 'a.yaml', '--policy=b']);
  assert.deepEqual(options.kind === 'Run' && options.policies, ['a.yaml', 'b']);
  assert.match(HELP, /--policy PATH .*\n.*\/etc\/sidepatch\/policy\.d/);
});

test('without --policy there is none beside the folder', () => {
  const options = readOptions(['--version', 'v1alpha3']);
  assert.deepEqual(options.kind === 'Run' && options.policies, []);
});
