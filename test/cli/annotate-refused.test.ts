import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { annotate } from '../../src/cli/annotate.ts';
import { run, scratch } from './support.ts';
import { OPTIONS, VM, vmWith } from './vm-text.ts';

const folder = scratch();
let files = 0;

suite('annotate refuses', () => {
  const refused: [name: string, text: string, message: RegExp, options?: string[]][] = [
    [
      'a value that is not JSON',
      vmWith('"[{"'),
      /VirtualMachine db-1: the annotation \S+ is not JSON; correct it first/,
    ],
    ['a value that is no list', vmWith("'{}'"), /is not a list of objects/],
    ['a value that is not text', vmWith('[a]'), /is not text; put it into quotes/],
    [
      'a ConfigMap that another image mounts',
      vmWith(`'[{"image":"example.com/other:1","configMap":{"name":"smbios-rules"}}]'`),
      /the image example\.com\/other:1 has the ConfigMap "smbios-rules" mounted already, .*; take that entry out/,
    ],
    [
      'a ConfigMap that KubeVirt’s own image mounts',
      vmWith(`'[{"configMap":{"name":"smbios-rules"}}]'`),
      /KubeVirt's own image has the ConfigMap "smbios-rules" mounted already/,
    ],
    [
      'a ConfigMap called like a volume',
      `${VM}      volumes:\n        - name: smbios-rules\n`,
      /VirtualMachine db-1: it has a volume called "smbios-rules", .*; give the ConfigMap another name/,
    ],
    ['a name with a dot', VM, /which has no dots/, ['--configmap', 'a.b']],
    ['broken YAML', `${VM}  x: [`, /is not valid YAML/],
    [
      'annotations behind an alias',
      `x: &a {b: c}\n${VM.replace(/annotations:\n.*\n/, 'annotations: *a\n')}`,
      /alias/,
    ],
  ];
  for (const [name, text, message, options = []] of refused) {
    test(`${name}`, () => {
      const path = write(text);
      const { code, out, err } = run(annotate, path, ...OPTIONS, '--in-place', ...options);
      assert.deepEqual({ code, out }, { code: 1, out: '' });
      assert.match(err, message);
      assert.match(err, /^sidepatch: .*\n$/);
      assert.equal(readFileSync(path, 'utf8'), text);
    });
  }

  const latin = join(folder, 'latin.yaml');
  writeFileSync(latin, Buffer.from(VM.replace('database', 'd\u00e4tabase'), 'latin1'));
  const wrong: [name: string, args: string[], message: RegExp][] = [
    ['no file', OPTIONS, /needs a VM's manifest/],
    ['two files', ['a', 'b', ...OPTIONS], /takes one manifest at a time/],
    ['no ConfigMap', ['a'], /needs --configmap NAME, see sidepatch configmap/],
    ['standard input in place', ['-', '--in-place', ...OPTIONS], /standard input cannot be changed in place/],
    ['a file that is not there', ['/nowhere', ...OPTIONS], /\/nowhere does not exist/],
    ['a folder', ['/tmp', ...OPTIONS], /\/tmp is a folder, not a file/],
    ['a file that is not UTF-8', [latin, ...OPTIONS], /latin\.yaml is not valid UTF-8/],
    ['a manifest without a VM', [write('kind: Pod\n'), ...OPTIONS], /holds no VM: give the manifest of/],
    ['an empty manifest', [write(''), ...OPTIONS], /holds no VM/],
  ];
  for (const [name, args, message] of wrong) {
    test(`${name} is wrong use`, () => {
      const { code, err } = run(annotate, ...args);
      assert.equal(code, 2);
      assert.match(err, message);
    });
  }
});

function write(text: string): string {
  const path = join(folder, `${files++}.yaml`);
  writeFileSync(path, text);
  return path;
}
