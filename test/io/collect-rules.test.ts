import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import {
  collectRules,
  DEFAULT_RULE_FILES,
  DEFAULT_RULE_FOLDER,
  type RulePlaces,
} from '../../src/io/collect-rules.ts';

/** The default places inside a temporary folder, none of which exists yet. */
function placesIn(t: TestContext): { root: string; defaults: RulePlaces } {
  const root = mkdtempSync(join(tmpdir(), 'sidepatch-io-'));
  t.after(() => rmSync(root, { recursive: true, force: true }));
  const hookFiles = [join(root, 'onDefineDomain'), join(root, 'preCloudInitIso')];
  return { root, defaults: { folder: join(root, 'rules.d'), hookFiles } };
}

test('rules run in the order rules.d, hook files, --rules', (t) => {
  const { root, defaults } = placesIn(t);
  mkdirSync(defaults.folder);
  writeFileSync(join(defaults.folder, 'z.yaml'), '1');
  writeFileSync(join(root, 'preCloudInitIso'), '3');
  writeFileSync(join(root, 'onDefineDomain'), '2');
  writeFileSync(join(root, 'a.yaml'), '4');
  const { sources, diagnostics } = collectRules({ explicit: [join(root, 'a.yaml')], defaults });
  assert.deepEqual(
    sources.map(({ text }) => text),
    ['1', '2', '3', '4'],
  );
  assert.deepEqual(diagnostics, []);
});

test('one key mounted as both hook files is one source', (t) => {
  const { defaults } = placesIn(t);
  for (const path of defaults.hookFiles) writeFileSync(path, 'same');
  assert.equal(collectRules({ explicit: [], defaults }).sources.length, 1);
});

test('an empty rules.d is fine when there are rules elsewhere', (t) => {
  const { root, defaults } = placesIn(t);
  mkdirSync(defaults.folder);
  writeFileSync(join(root, 'onDefineDomain'), 'rule');
  const { sources, diagnostics } = collectRules({ explicit: [], defaults });
  assert.equal(sources.length, 1);
  assert.deepEqual(diagnostics, []);
});

test('no rules anywhere is one error that says where they go', (t) => {
  const { defaults } = placesIn(t);
  const { sources, diagnostics } = collectRules({ explicit: [], defaults });
  assert.deepEqual(sources, []);
  assert.equal(diagnostics.length, 1);
  assert.equal(diagnostics[0]?.severity, 'error');
  assert.match(diagnostics[0]?.message ?? '', /^no rules: nothing in /);
  assert.match(
    diagnostics[0]?.hint ?? '',
    /configMap\.hookPath \/usr\/bin\/onDefineDomain, or give --rules PATH/,
  );
});

test('a broken file is not also reported as no rules', (t) => {
  const { defaults } = placesIn(t);
  mkdirSync(defaults.hookFiles[0] ?? '');
  const { diagnostics } = collectRules({ explicit: [], defaults });
  assert.deepEqual(
    diagnostics.map(({ message }) => message),
    ['is a directory: the ConfigMap has no such key'],
  );
});

test('the default places are those of KubeVirt and of the image', () => {
  assert.deepEqual([...DEFAULT_RULE_FILES], ['/usr/bin/onDefineDomain', '/usr/bin/preCloudInitIso']);
  assert.equal(DEFAULT_RULE_FOLDER, '/etc/sidepatch/rules.d');
});
