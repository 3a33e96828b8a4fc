import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { configmap } from '../../src/cli/configmap.ts';
import { ruleText } from './rule-text.ts';
import { run, scratch } from './support.ts';

const folder = scratch();
const rule = ruleText('a');

suite('configmap refuses', () => {
  const vm = write(
    'vm.yaml',
    'apiVersion: kubevirt.io/v1\nkind: VirtualMachine\nspec:\n  template:\n    spec:\n      volumes: [{name: root}, {name: config}]\n',
  );
  const refused: [name: string, args: string[], message: RegExp][] = [
    ['a dot in the name', ['--name', 'a.b'], /a volume, which has no dots; use - instead/],
    ['an upper case name', ['--name', 'Rules'], /use lower case letters, digits and -, at most 63/],
    ['a long name', ['--name', 'a'.repeat(64)], /at most 63/],
    [
      'a name of KubeVirt’s own volumes',
      ['--name', 'private'],
      /KubeVirt has a volume of this name in every VM's pod/,
    ],
    ['a name of the VM’s volumes', ['--name', 'config', '--vm', vm], /the VM has a volume called "config"/],
    ['a key with a slash', ['--key', 'a/b'], /"a\/b" cannot be a ConfigMap's key/],
    ['a key of dots', ['--key', '..'], /cannot be a ConfigMap's key/],
    ['a namespace with a dot', ['--namespace', 'a.b'], /cannot be a namespace's name/],
    ['a relative hook path', ['--hook-path', 'rules'], /give an absolute path of a file/],
    ['a hook path that is a folder', ['--hook-path', '/rules/'], /give an absolute path of a file/],
    ['a hook path with ..', ['--hook-path', '/a/../b'], /give an absolute path of a file/],
    [
      'a hook path among the sockets',
      ['--hook-path', '/var/run/kubevirt-hooks/r'],
      /takes every file there for a socket/,
    ],
    ['an image with a space', ['--image', 'a b'], /cannot be an image's name/],
  ];
  for (const [name, args, message] of refused) {
    test(`${name}`, () => {
      const { code, out, err } = run(configmap, write('r.yaml', rule), ...args);
      assert.deepEqual({ code, out }, { code: 1, out: '' });
      assert.match(err, message);
      assert.match(err, /^sidepatch: .*\n$/);
    });
  }

  test('a name that no volume of the VM has is fine', () =>
    assert.equal(run(configmap, write('v.yaml', rule), '--vm', vm).code, 0));

  const wrong: [name: string, args: string[], message: RegExp][] = [
    ['no file', [], /needs a rule file or a folder/],
    ['an unknown format', ['x.yaml', '--format', 'xml'], /--format is text or json/],
    ['an unknown option', ['x.yaml', '--nam', 'x'], /there is no option --nam \(did you mean --name\?\)/],
    ['a manifest without a VM', ['x.yaml', '--vm', write('no.yaml', 'kind: Pod\n')], /no\.yaml holds no VM/],
    ['a manifest that is not there', ['x.yaml', '--vm', '/nowhere'], /\/nowhere does not exist/],
  ];
  for (const [name, args, message] of wrong) {
    test(`${name} is wrong use`, () => {
      const { code, err } = run(configmap, ...args);
      assert.equal(code, 2);
      assert.match(err, message);
    });
  }
});

function write(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}
