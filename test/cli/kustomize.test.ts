import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parseAllDocuments } from 'yaml';
import { annotate } from '../../src/cli/annotate.ts';
import { configmap } from '../../src/cli/configmap.ts';
import { ruleText } from './rule-text.ts';
import { run, scratch } from './support.ts';

// What configmap and annotate print, read by Kubernetes' own YAML reader. In Debian kubectl is in kubernetes-client.
// Line separators of Unicode are left out: kustomize reads them, and prints them as line breaks.

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = scratch();
const IMAGE = 'registry.example.com/sidepatch:0.1.0';
const program = 'kubectl';
const kubectl = (...args: string[]) => spawnSync(program, args, { encoding: 'utf8' });
const skip = kubectl('version', '--client').error ? 'there is no kubectl on this machine' : false;

suite('kubectl kustomize', { skip }, () => {
  const rule = ruleText('a');
  const texts: Record<string, string> = {
    'a plain file': rule,
    'a file without a last line break': rule.trimEnd(),
    'a file with blank lines at the end': `${rule}\n\n`,
    'a file with spaces at the end of a line': rule.replace('sysinfo', 'sysinfo  '),
    'a file with CRLF': rule.replaceAll('\n', '\r\n'),
    'a file with a byte order mark': `\ufeff${rule}`,
    'a file with tabs': rule.replace('value: sysinfo', 'value: |\n        \tsysinfo'),
    'a file with letters of all kinds': `# äöü 漢字 🙂 "\\n" '\n${rule}`,
  };
  for (const [name, text] of Object.entries(texts)) {
    test(`accepts ${name} and the annotated VM`, () => {
      const own = join(folder, name.replaceAll(' ', '-'));
      mkdirSync(own);
      const file = join(own, 'rule.txt');
      writeFileSync(file, text);
      const map = run(configmap, file, '--name', 'my-rules', '--image', IMAGE);
      assert.equal(map.code, 0, map.err);
      writeFileSync(join(own, 'configmap.yaml'), map.out);
      copyFileSync(join(root, 'examples/smbios-annotation/vm.yaml'), join(own, 'vm.yaml'));
      const vm = run(
        annotate,
        join(own, 'vm.yaml'),
        '--configmap',
        'my-rules',
        '--image',
        IMAGE,
        '--in-place',
        '--add',
      );
      assert.equal(vm.code, 0, vm.err);
      writeFileSync(join(own, 'kustomization.yaml'), 'resources: [configmap.yaml, vm.yaml]\n');

      const { status, stdout, stderr } = kubectl('kustomize', own);
      assert.equal(status, 0, stderr);
      const objects = parseAllDocuments(stdout).map((document) => document.toJS());
      assert.equal(objects.find(({ kind }) => kind === 'ConfigMap').data['rule.yaml'], text);
      const { annotations } = objects.find(({ kind }) => kind === 'VirtualMachine').spec.template.metadata;
      const sidecars: { configMap: { name: string } }[] = JSON.parse(
        annotations['hooks.kubevirt.io/hookSidecars'],
      );
      assert.deepEqual(
        sidecars.map((sidecar) => sidecar.configMap.name),
        ['smbios-annotation-rule', 'my-rules'],
      );
    });
  }
});
