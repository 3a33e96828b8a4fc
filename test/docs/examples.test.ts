import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { suite, test } from 'node:test';
import { parseAllDocuments } from 'yaml';
import { runTestFile } from '../../src/cli/test-files.ts';
import { loadRules } from '../../src/rules/load.ts';
import { pages, read, readBlocks, root } from './markdown.ts';

const blocks = pages.flatMap(readBlocks);
const exampleFolders = globSync('examples/*/configmap.yaml', { cwd: root }).map(dirname).sort();

suite('examples', () => {
  test('there are four', () => assert.equal(exampleFolders.length, 4));

  for (const folder of exampleFolders) {
    test(`${folder}: the rule is sound and passes its test`, () => {
      const rule = { name: `${folder}/rule.yaml`, text: read(`${folder}/rule.yaml`) };
      assert.deepEqual(loadRules([rule]).diagnostics, []);
      const { results, diagnostics } = runTestFile(join(root, folder, 'rule-test.yaml'));
      assert.deepEqual(diagnostics, []);
      assert.ok(results.length > 0);
      assert.deepEqual(
        results.flatMap(({ problems }) => problems),
        [],
      );
    });

    test(`${folder}: the ConfigMap holds the rule to the letter`, () => {
      const { kind, metadata, data } = manifest(`${folder}/configmap.yaml`);
      assert.equal(kind, 'ConfigMap');
      assert.match(
        metadata.name,
        /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/,
        'also a volume name, so without dots',
      );
      assert.deepEqual(data, { 'rule.yaml': read(`${folder}/rule.yaml`) });
    });

    test(`${folder}: the VM's template asks for the sidecar with this ConfigMap`, () => {
      const vm = manifest(`${folder}/vm.yaml`);
      assert.equal(vm.kind, 'VirtualMachine');
      assert.equal(vm.metadata.annotations, undefined, 'they would not reach the VMI');
      const sidecars: unknown = JSON.parse(vm.spec.template.metadata.annotations[HOOK_SIDECARS]);
      const { name } = manifest(`${folder}/configmap.yaml`).metadata;
      assert.deepEqual(sidecars, [
        {
          image: 'registry.example.com/sidepatch:0.1.0',
          args: ['--version', 'v1alpha3'],
          configMap: { name, key: 'rule.yaml', hookPath: '/usr/bin/onDefineDomain' },
        },
      ]);
      const volumes: { name: string }[] = vm.spec.template.spec.volumes;
      assert.ok(volumes.every((volume) => volume.name !== name));
    });
  }

  test('every hookSidecars annotation in documents has known fields only', () => {
    const found = blocks.filter(({ language, text }) => language === 'yaml' && text.includes(HOOK_SIDECARS));
    const lists = found.flatMap(({ text }) =>
      parseAllDocuments(text).flatMap((document) => annotationsIn(document.toJS())),
    );
    assert.ok(lists.length > 0);
    for (const list of lists) checkSidecars(JSON.parse(list));
  });
});

const HOOK_SIDECARS = 'hooks.kubevirt.io/hookSidecars';

/** KubeVirt's fields, with those of the two that are objects. */
const SIDECAR_FIELDS: Readonly<Record<string, readonly string[]>> = {
  image: [],
  imagePullPolicy: [],
  command: [],
  args: [],
  configMap: ['name', 'key', 'hookPath'],
  pvc: ['name', 'volumePath', 'sharedComputePath'],
};

function checkSidecars(sidecars: Record<string, unknown>[]): void {
  for (const sidecar of sidecars) {
    for (const [field, value] of Object.entries(sidecar)) {
      const known = SIDECAR_FIELDS[field];
      assert.ok(known, `KubeVirt knows no ${field}`);
      if (known.length === 0) continue;
      assert.deepEqual(
        Object.keys(value as object).filter((key) => !known.includes(key)),
        [],
      );
    }
  }
}

function annotationsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === HOOK_SIDECARS && typeof inner === 'string' ? [inner] : annotationsIn(inner),
  );
}

// biome-ignore lint/suspicious/noExplicitAny: a manifest of Kubernetes, whose few fields are asserted where they are read
function manifest(file: string): any {
  const [document, second] = parseAllDocuments(read(file));
  assert.ok(document && !second, `${file} holds one object`);
  assert.deepEqual(document.errors, []);
  return document.toJS();
}
