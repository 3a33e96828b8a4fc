import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { editCloudInit } from '../../src/engine/cloud-init.ts';
import { noCloud, rulesOf, vmiWith } from './cloud-init-support.ts';

const set = (path: string, value: string) => `userData: [{op: set, path: ${path}, value: ${value}}]`;
const add = (path: string, value: string) => `userData: [{op: add, path: ${path}, value: ${value}}]`;

/** Two rules, and where the second one takes away what the first one wrote. */
const pairs: Record<string, readonly [string, string, string | undefined]> = {
  'write two values to one place': [set('/hostname', 'a'), set('/hostname', 'b'), 'userData /hostname'],
  'write the same value': [set('/hostname', 'a'), set('/hostname', 'a'), undefined],
  'write to two places': [set('/hostname', 'a'), set('/locale', 'C'), undefined],
  'write into what the other one made': [set('/a', '{b: 1}'), set('/a/c', '2'), undefined],
  'replace what is inside the other one’s value': [set('/a', '{b: 1}'), set('/a/b', '2'), 'userData /a/b'],
  'replace what is around the other one’s value': [set('/a/b', '1'), set('/a', 'x'), 'userData /a'],
  'remove what the other one wrote': [
    set('/hostname', 'a'),
    'userData: [{op: remove, path: /hostname}]',
    'userData /hostname',
  ],
  'both append to a list': [add('/runcmd/-', 'a'), add('/runcmd/-', 'b'), undefined],
  'put an item before the other one’s': [add('/runcmd/0', 'a'), add('/runcmd/0', 'b'), undefined],
  'replace the other one’s item': [
    add('/users/-', '{name: a, uid: 1}'),
    'userData: [{op: set, path: "/users/[name=a]/uid", value: 2}]',
    'userData /users/[name=a]/uid',
  ],
  'replace the whole text': [
    set('/hostname', 'a'),
    'cloudInitData: [{op: replace, path: /UserData, value: "#cloud-config\\n"}]',
    'cloudInitData /UserData',
  ],
  'patch another field': [
    set('/hostname', 'a'),
    'cloudInitData: [{op: replace, path: /VolumeName, value: b}]',
    undefined,
  ],
  'write to places of the same name in two parts': [
    set('/version', '1'),
    'networkData: [{op: set, path: /version, value: 2}]',
    undefined,
  ],
};

suite('two rules for the same VM', () => {
  for (const [name, [first, second, place]] of Object.entries(pairs)) {
    test(`that ${name} are ${place === undefined ? 'fine' : 'warned about, and the later one wins'}`, () => {
      const { warnings } = editCloudInit(rulesOf(first, second), vmiWith(), noCloud('', 'version: 1\n'));
      const expected =
        place === undefined ? [] : [['Conflict', 'second', `writes ${place}, which rule first wrote before`]];
      assert.deepEqual(
        warnings.map(({ code, rule, message }) => [code, rule, message]),
        expected,
      );
    });
  }

  test('where the first one failed have no conflict', () => {
    const rules = rulesOf(
      `failurePolicy: Ignore
userData: [{op: set, path: /hostname, value: a}, {op: replace, path: /x, value: 1}]`,
      set('/hostname', 'b'),
    );
    const { warnings } = editCloudInit(rules, vmiWith(), noCloud(''));
    assert.deepEqual(
      warnings.map(({ code }) => code),
      ['NoMatch'],
    );
  });
});
