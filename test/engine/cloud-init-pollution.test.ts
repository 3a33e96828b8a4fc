import assert from 'node:assert/strict';
import { afterEach, suite, test } from 'node:test';
import { editCloudInit } from '../../src/engine/cloud-init.ts';
import { readCloudInitData } from '../../src/kubevirt/cloud-init-data.ts';
import { loadRules } from '../../src/rules/load.ts';
import { noCloud, rulesOf, vmiWith } from './cloud-init-support.ts';

// Every way into a path, a key or a value, with the names that lead to JavaScript's own machinery.
const names = ['__proto__', 'constructor', 'prototype'];

afterEach(() => {
  assert.equal(Object.getOwnPropertyDescriptor(Object.prototype, 'polluted'), undefined);
  assert.equal(({} as { [key: string]: unknown })['polluted'], undefined);
});

/** Runs a rule on everything that could pollute; what matters is that nothing does, and that it says why. */
function outcomeOf(spec: string, annotations: Record<string, string>, userData = '#cloud-config\n') {
  const { results, data } = editCloudInit(
    rulesOf(spec),
    vmiWith(annotations),
    noCloud(userData, 'version: 2\n'),
  );
  return { outcome: results[0]?.outcome, reason: results[0]?.reason ?? '', data };
}

suite('nothing reaches JavaScript’s own machinery', () => {
  const parts: Record<string, (step: string) => string> = {
    'a path into user data': (step) => `userData: [{op: set, path: "/x/${step}/polluted", value: 1}]`,
    'the last step of a path': (step) => `userData: [{op: add, path: "/x/${step}", value: {polluted: 1}}]`,
    'a path into network data': (step) => `networkData: [{op: set, path: "/${step}/polluted", value: 1}]`,
    'a path into meta-data': (step) => `metaData: [{op: set, path: "/publicKeys/${step}", value: a}]`,
    'a JSON Patch’s path': (step) =>
      `cloudInitData: [{op: add, path: "/NoCloudMetaData/${step}", value: {polluted: 1}}]`,
    'a JSON Patch’s source': (step) =>
      `cloudInitData: [{op: copy, from: "/NoCloudMetaData/${step}", path: /VolumeName}]`,
  };
  for (const [where, spec] of Object.entries(parts)) {
    for (const name of names) {
      test(`through ${where}: ${name}, written in the rule`, () => {
        const body = spec(name).replace(/^/gm, '  ');
        const text = `apiVersion: sidepatch/v1alpha1\nkind: Rule\nmetadata: {name: a}\nspec:\n${body}\n`;
        const { diagnostics } = loadRules([{ name: 'rules.yaml', text }]);
        assert.deepEqual(
          diagnostics.map(({ code }) => code),
          ['InvalidPointer'],
        );
      });

      test(`through ${where}: ${name}, from an annotation`, () => {
        const { outcome, reason } = outcomeOf(`variables: [{name: v, annotation: a}]\n${spec('$(v)')}`, {
          a: name,
        });
        assert.equal(outcome, 'Failed');
        assert.match(reason, /InvalidValue/);
      });
    }
  }

  const values: Record<string, string> = {
    'a value': 'userData: [{op: set, path: /x, value: $(v)}]',
    'a merged value': 'userData: [{op: merge, path: "", value: {x: $(v)}}]',
    'network data': 'networkData: [{op: merge, path: "", value: {ethernets: $(v)}}]',
    'meta-data': 'metaData: [{op: set, path: /publicKeys, value: $(v)}]',
    'a JSON Patch': 'cloudInitData: [{op: add, path: /New, value: $(v)}]',
    'a JSON Patch’s test': 'cloudInitData: [{op: test, path: /New, value: $(v)}]',
  };
  for (const [where, spec] of Object.entries(values)) {
    for (const name of names) {
      test(`through a key ${name} in ${where}`, () => {
        const { outcome } = outcomeOf(
          `variables: [{name: v, annotation: a, transforms: [{parse: Json}]}]\n${spec}`,
          { a: `{"${name}": {"polluted": 1}}` },
        );
        assert.equal(outcome, 'Failed');
      });
    }
  }

  test('through keys of user data, which are data or are refused', () => {
    for (const name of names) {
      const { outcome, reason, data } = outcomeOf(
        'userData: [{op: set, path: /hostname, value: a}]',
        {},
        `#cloud-config\n${name}: {polluted: 1}\n`,
      );
      if (outcome === 'Failed') assert.match(reason, /InvalidDocument/);
      else
        assert.match(
          String(data['UserData']),
          new RegExp(`^#cloud-config\n${name}: {polluted: 1}\nhostname: a\n$`),
        );
    }
  });

  test('through keys of CloudInitData itself, which come back as they were', () => {
    const text =
      '{"__proto__":{"polluted":1},"DataSource":"noCloud","NoCloudMetaData":{"__proto__":{"polluted":1},"instance-id":"a"},"UserData":""}';
    const input = readCloudInitData(new TextEncoder().encode(text)) ?? assert.fail();
    const rules = rulesOf(
      'cloudInitData: [{op: add, path: /VolumeName, value: a}]',
      'metaData: [{op: set, path: /hostname, value: b}]',
    );
    const { data, failure } = editCloudInit(rules, vmiWith(), input);
    assert.equal(failure, undefined);
    assert.equal(
      JSON.stringify(data),
      '{"__proto__":{"polluted":1},"DataSource":"noCloud","NoCloudMetaData":{"__proto__":{"polluted":1},"instance-id":"a","local-hostname":"b"},"UserData":"#cloud-config\\n","VolumeName":"a"}',
    );
  });

  test('by nesting deeper than the stack reaches', () => {
    const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
    const { outcome, reason } = outcomeOf(
      'variables: [{name: v, annotation: a, transforms: [{parse: Json}]}]\nuserData: [{op: set, path: /x, value: $(v)}]',
      { a: deep },
    );
    assert.equal(outcome, 'Failed');
    assert.match(reason, /LimitExceeded/);
  });
});
