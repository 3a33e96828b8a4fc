import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { findConflicts } from '../../src/engine/find-conflicts.ts';
import { rulesOf } from './domain-support.ts';

const set = (path: string, value: string) => `domain: [{op: set, path: "${path}", value: ${value}}]`;
const title = (value: string) => set('/domain/title', value);

interface Case {
  readonly name: string;
  readonly rules: readonly [string, string];
  readonly says?: string;
}

const conflicting: readonly Case[] = [
  {
    name: 'two values for one attribute',
    rules: [set('/domain/cpu/@mode', 'custom'), set('/domain/cpu/@mode', 'host-model')],
    says: 'gives /domain/cpu/@mode another value than rule a does, spec.domain[0] at rules.yaml:5:',
  },
  {
    name: 'two spellings of one path',
    rules: [
      set("/domain/devices/disk[ alias/@name = 'x' ]/driver/@io", 'native'),
      `domain: [{op: set, path: '/domain/devices/disk[alias/@name="x"]/driver', attributes: {io: threads}}]`,
    ],
  },
  {
    name: 'through the variable of a loop',
    rules: [
      `forEach: {name: d, domain: /domain/devices/disk}\n${set('$d/driver/@io', 'native')}`,
      `forEach: {name: disk, domain: /domain/devices/disk}\n${set('$disk/driver/@io', 'threads')}`,
    ],
  },
  {
    name: 'two elements',
    rules: [
      `domain: [{op: set, path: /domain/devices/tpm, xml: '<tpm model="tpm-crb"/>'}]`,
      `domain: [{op: set, path: /domain/devices/tpm, xml: '<tpm model="tpm-tis"/>'}]`,
    ],
  },
  {
    name: 'cloud-init data',
    rules: [
      'userData: [{op: set, path: /hostname, value: a}]',
      'userData: [{op: set, path: /hostname, value: b}]',
    ],
    says: 'userData /hostname',
  },
  {
    name: 'VMs that both may be for',
    rules: [`match: {labels: {a: x}}\n${title('one')}`, `match: {labels: {b: y}}\n${title('two')}`],
  },
];

const agreeing: readonly Case[] = [
  { name: 'the same value', rules: [title('one'), title('one')] },
  {
    name: 'the same element in another order',
    rules: [
      `domain: [{op: set, path: /domain/devices/tpm, xml: '<tpm a="1" b="2"/>'}]`,
      `domain: [{op: set, path: /domain/devices/tpm, xml: '<tpm b="2" a="1"/>'}]`,
    ],
  },
  {
    name: 'labels that no VM has together',
    rules: [`match: {labels: {a: x}}\n${title('one')}`, `match: {labels: {a: y}}\n${title('two')}`],
  },
  {
    name: 'one excludes what the other is for',
    rules: [`match: {labels: {a: x}}\n${title('one')}`, `exclude: {labels: {a: x}}\n${title('two')}`],
  },
  {
    name: 'conditions that cannot hold together',
    rules: [
      `when: [{domain: /domain/os/@firmware}]\n${title('one')}`,
      `when: [{not: {domain: /domain/os/@firmware}}]\n${title('two')}`,
    ],
  },
  {
    name: 'different values of one place in the domain',
    rules: [
      `when: [{domain: /domain/os/type/@arch, equals: x86_64}]\n${title('one')}`,
      `when: [{domain: /domain/os/type/@arch, equals: aarch64}]\n${title('two')}`,
    ],
  },
  {
    name: 'values of the VM',
    rules: [`variables: [{name: v, annotation: v}]\n${title('$(v)')}`, title('two')],
  },
  {
    name: 'variables of one name that hold different things',
    rules: [
      `variables: [{name: v, annotation: v}]\n${set('/domain/devices/disk[alias/@name=$v]/@model', 'a')}`,
      `variables: [{name: v, annotation: w}]\n${set('/domain/devices/disk[alias/@name=$v]/@model', 'b')}`,
    ],
  },
  {
    name: 'an index, which is another item in every document',
    rules: [
      'userData: [{op: replace, path: /users/0, value: a}]',
      'userData: [{op: replace, path: /users/0, value: b}]',
    ],
  },
];

suite('two rules that give one place two values', () => {
  for (const { name, rules, says = 'another value than rule a does' } of conflicting) {
    test(name, () => {
      const found = conflictsOf(rules);
      assert.deepEqual(
        found.map(({ code, severity, rule }) => ({ code, severity, rule })),
        [{ code: 'Conflict', severity: 'warning', rule: 'b' }],
      );
      assert.ok(found[0]?.message.includes(says), found[0]?.message);
    });
  }

  test('within one rule the last write counts, and is no conflict', () => {
    assert.deepEqual(
      conflictsOf([
        `domain: [{op: set, path: /domain/title, value: x}, {op: set, path: /domain/title, value: y}]`,
        title('y'),
      ]),
      [],
    );
  });
});

suite('two rules that do not', () => {
  for (const { name, rules } of agreeing)
    test(name, () =>
      assert.deepEqual(
        conflictsOf(rules).map(({ message }) => message),
        [],
      ),
    );
});

function conflictsOf([a, b]: readonly [string, string]) {
  return findConflicts(rulesOf({ a, b }));
}
