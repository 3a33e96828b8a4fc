import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { Hooks } from '../../src/engine/hooks.ts';
import { folderState } from '../../src/io/folder-state.ts';
import { createLiveHooks } from '../../src/server/live-hooks.ts';
import { reloadOnChange } from '../../src/server/reload.ts';
import type { Diagnostic } from '../../src/text/diagnostic.ts';
import { mountConfigMap } from './mount-config-map.ts';
import { hooksWith, recordLog, tempFolder } from './support.ts';

const broken: Diagnostic = { code: 'InvalidYaml', severity: 'error', message: 'broken' };

/** What a poll finds: each call of `change` is a new state of the folder with these rules. */
function polled(t: TestContext, first: Hooks) {
  t.mock.timers.enable({ apis: ['setInterval'] });
  let state = 'first';
  let found = { hooks: first, digest: 'sha256:first', policyDigest: 'sha256:none', texts: undefined };
  let loads = 0;
  const load = () => {
    loads++;
    return found;
  };
  const hooks = createLiveHooks(found);
  const log = recordLog();
  reloadOnChange(hooks, { state: () => state, load }, log, 1000);
  return {
    hooks,
    log,
    loads: () => loads,
    change(next: Hooks, digest: string, policyDigest = 'sha256:none') {
      state += '+';
      found = { hooks: next, digest, policyDigest, texts: undefined };
      t.mock.timers.tick(1000);
    },
    wait: () => t.mock.timers.tick(1000),
  };
}

test('unchanged folders are not read again', (t) => {
  const sidecar = polled(t, hooksWith({}));
  sidecar.wait();
  sidecar.wait();
  assert.equal(sidecar.loads(), 0);
});

test('changed rules are taken over and named', (t) => {
  const sidecar = polled(t, hooksWith({ ruleNames: ['old'] }));
  sidecar.change(hooksWith({ ruleNames: ['new'] }), 'sha256:second');
  assert.deepEqual(sidecar.hooks.ruleNames, ['new']);
  assert.match(sidecar.log.lines.at(-1)?.message ?? '', /^changed rules taken over: sha256:second$/);
});

test('files that were only touched change nothing', (t) => {
  const sidecar = polled(t, hooksWith({ ruleNames: ['old'] }));
  sidecar.change(hooksWith({ ruleNames: ['new'] }), 'sha256:first');
  assert.deepEqual(sidecar.hooks.ruleNames, ['old']);
  assert.deepEqual(sidecar.log.lines, []);
});

test('broken rules are reported, and the last good ones stay until good ones come', (t) => {
  const sidecar = polled(t, hooksWith({ ruleNames: ['good'] }));
  sidecar.change(hooksWith({ ruleNames: [], diagnostics: [broken] }), 'sha256:broken');
  assert.deepEqual(sidecar.hooks.ruleNames, ['good']);
  assert.deepEqual(sidecar.hooks.diagnostics, []);
  assert.deepEqual(
    sidecar.log.lines.map(({ level, message }) => [level, message]),
    [
      ['error', 'InvalidYaml: broken'],
      ['error', 'the changed rules sha256:broken are broken and not taken over; sha256:first stay in force'],
    ],
  );
  sidecar.change(hooksWith({ ruleNames: ['better'] }), 'sha256:better');
  assert.deepEqual(sidecar.hooks.ruleNames, ['better']);
});

test('a changed policy is taken over also when the rules break it, because what it forbids must end', (t) => {
  const sidecar = polled(t, hooksWith({ ruleNames: ['forbidden'] }));
  const violation: Diagnostic = { code: 'PolicyViolation', severity: 'error', message: 'forbidden' };
  sidecar.change(hooksWith({ diagnostics: [violation] }), 'sha256:second', 'sha256:stricter');
  assert.deepEqual(sidecar.hooks.diagnostics, [violation]);
});

test('where there were no good rules, broken ones take the place of broken ones', (t) => {
  const sidecar = polled(t, hooksWith({ diagnostics: [{ ...broken, message: 'first' }] }));
  sidecar.change(hooksWith({ diagnostics: [{ ...broken, message: 'second' }] }), 'sha256:second');
  assert.equal(sidecar.hooks.diagnostics[0]?.message, 'second');
});

const CHANGES: Record<string, (folder: string) => void> = {
  'a ConfigMap with another text': (folder) => mountConfigMap(folder, '2', { 'a.yaml': 'b' }),
  'a ConfigMap with one more key': (folder) => mountConfigMap(folder, '2', { 'a.yaml': 'a', 'b.yaml': 'b' }),
  'a file that is written in place': (folder) => writeFileSync(join(folder, 'a.yaml'), 'longer'),
  'a folder that goes': (folder) => rmSync(folder, { recursive: true }),
};

for (const [name, change] of Object.entries(CHANGES)) {
  test(`${name} changes the state of its folder`, (t) => {
    const folder = join(tempFolder(t), 'mounted');
    mkdirSync(folder);
    mountConfigMap(folder, '1', { 'a.yaml': 'a' });
    const before = folderState(folder);
    assert.equal(folderState(folder), before);
    change(folder);
    assert.notEqual(folderState(folder), before);
  });
}
