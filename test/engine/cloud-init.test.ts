import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { editCloudInit } from '../../src/engine/cloud-init.ts';
import type { CloudInitData } from '../../src/kubevirt/cloud-init-data.ts';
import type { Json } from '../../src/yaml/json.ts';
import { configDrive, edited, noCloud, refusedWith, rulesOf, vmiWith } from './cloud-init-support.ts';

const CONFIG = `#cloud-config
# base image
users: [default] # keep
write_files:
  - path: /etc/x
    permissions: 0644
`;
const NETWORK = 'version: 2\nethernets:\n  eth0: {dhcp4: true} # uplink\n';

suite('edits of cloud-init data', () => {
  test('reach into user data, network data and meta-data and leave every other byte alone', () => {
    const { data, results } = edited(
      `
      userData: [{op: add, path: /packages/-, value: vim}]
      networkData: [{op: set, path: /ethernets/eth0/mtu, value: 1400}]
      metaData: [{op: set, path: /instanceType, value: large}]
      `,
      noCloud(CONFIG, NETWORK),
    );
    const before = noCloud(CONFIG, NETWORK);
    assert.deepEqual(data, {
      ...before,
      UserData: `${CONFIG}packages:\n  - vim\n`,
      NetworkData: 'version: 2\nethernets:\n  eth0: {dhcp4: true, mtu: 1400} # uplink\n',
      NoCloudMetaData: { ...(before['NoCloudMetaData'] as object), 'instance-type': 'large' },
    });
    assert.deepEqual(Object.keys(data), Object.keys(before), 'the fields keep their order');
    assert.equal(results[0]?.outcome, 'Applied');
  });

  test('are traced by the places that they are about, a move by both', () => {
    const { results } = edited(
      'userData: [{op: move, from: /users, path: /people}]',
      noCloud(CONFIG, NETWORK),
    );
    assert.deepEqual(
      results[0]?.writes.map(({ action, path }) => `${action} ${path}`),
      ['removed userData /users', 'set userData /people'],
    );
  });

  test('run part by part, and JSON Patch comes last and sees what the others did', () => {
    const { data } = edited(
      `
      cloudInitData:
        - {op: test, path: /UserData, value: "#cloud-config\\nhostname: a\\n"}
        - {op: test, path: /NetworkData, value: "version: 2\\n"}
        - {op: test, path: /NoCloudMetaData/instance-type, value: large}
        - {op: replace, path: /VolumeName, value: patched}
      metaData: [{op: set, path: /instanceType, value: large}]
      networkData: [{op: set, path: /version, value: 2}]
      userData: [{op: set, path: /hostname, value: a}]
      `,
      noCloud(''),
    );
    assert.equal(data['VolumeName'], 'patched');
  });

  const emptyConfig: Record<string, readonly [string, string]> = {
    'replaces the whole field by JSON Patch, as the script does': [
      'cloudInitData: [{op: replace, path: /UserData, value: "#cloud-config\\n"}]',
      '#cloud-config\n',
    ],
    'removes every key, which leaves an empty mapping and the comments': [
      'userData: [{op: remove, path: /*}]',
      '#cloud-config\n# base image\n{}\n',
    ],
    'replaces the whole document': [
      'userData: [{op: replace, path: "", value: {}}]',
      '#cloud-config\n# base image\n{}\n',
    ],
  };
  for (const [name, [spec, expected]] of Object.entries(emptyConfig)) {
    test(`KubeVirt's example sidecar, an empty cloud-config for everyone, is one rule that ${name}`, () => {
      assert.equal(edited(spec, noCloud(CONFIG)).data['UserData'], expected);
    });
  }

  test('of a rule that fails half-way leave nothing behind, in no part', () => {
    const before = noCloud(CONFIG, NETWORK);
    const message = refusedWith(
      `
      userData: [{op: add, path: /packages/-, value: vim}]
      networkData: [{op: set, path: /version, value: 1}]
      metaData: [{op: set, path: /hostname, value: other}]
      cloudInitData:
        - {op: replace, path: /VolumeName, value: x}
        - {op: remove, path: /Nothing}
      `,
      before,
    );
    assert.equal(
      message,
      'rules.yaml:10:7: NoMatch: rule first, spec.cloudInitData[1]: remove /Nothing: the path does not exist',
    );
    assert.deepEqual(before, noCloud(CONFIG, NETWORK));
  });

  test('of an earlier rule are gone too when a later one fails', () => {
    refusedWith(
      [
        'userData: [{op: set, path: /hostname, value: a}]',
        'userData: [{op: replace, path: /nothing, value: a}]',
      ],
      noCloud(CONFIG),
    );
  });

  test('of a rule with failurePolicy Ignore are dropped, warned about, and the others stay', () => {
    const rules = rulesOf(
      'userData: [{op: set, path: /hostname, value: a}]',
      `failurePolicy: Ignore
userData: [{op: set, path: /locale, value: C}, {op: replace, path: /nothing, value: a}]`,
      'userData: [{op: set, path: /timezone, value: UTC}]',
    );
    const { data, results, warnings, failure } = editCloudInit(rules, vmiWith(), noCloud(''));
    assert.equal(failure, undefined);
    assert.equal(data['UserData'], '#cloud-config\nhostname: a\ntimezone: UTC\n');
    assert.deepEqual(
      results.map(({ outcome }) => outcome),
      ['Applied', 'Failed', 'Applied'],
    );
    assert.deepEqual(
      warnings.map(({ code, severity, rule }) => [code, severity, rule]),
      [['NoMatch', 'warning', 'second']],
    );
  });

  const typed: Record<string, readonly [string, Record<string, string>, string]> = {
    'a number that alone is a number': ['parse: Integer', { a: '4' }, 'x: 4'],
    'a number of 15 digits': ['parse: Integer', { a: '999999999999999' }, 'x: 999999999999999'],
    'true and false': ['parse: Boolean', { a: 'true' }, 'x: true'],
    'a text that YAML 1.1 reads as a boolean': ['trim: true', { a: 'no' }, 'x: "no"'],
    'a text that YAML 1.1 reads as a number': ['trim: true', { a: '0644' }, 'x: "0644"'],
    'a text with everything that could be YAML': ['trim: true', { a: 'a: b #c' }, 'x: "a: b #c"'],
  };
  for (const [name, [transform, annotations, line]] of Object.entries(typed)) {
    test(`keep the type of ${name}`, () => {
      const { data } = edited(
        `variables: [{name: v, annotation: a, transforms: [{${transform}}]}]
userData: [{op: set, path: /x, value: $(v)}]`,
        noCloud(''),
        vmiWith(annotations),
      );
      assert.equal(data['UserData'], `#cloud-config\n${line}\n`);
    });
  }

  test('of JSON network data leave JSON', () => {
    const { data } = edited(
      'networkData: [{op: add, path: /services/-, value: {type: dns, address: 10.0.0.53}}]',
      configDrive('', '{"links": [], "services": []}'),
    );
    assert.deepEqual(JSON.parse(String(data['NetworkData'])), {
      links: [],
      services: [{ type: 'dns', address: '10.0.0.53' }],
    });
  });

  test('that would read the data again and again without end are cut off', () => {
    const long = `#cloud-config\nx: ${'y'.repeat(120_000)}\n`;
    const message = refusedWith(
      `forEach: {name: n, value: 100, transforms: [{range: {from: 0}}]}
userData: [{op: add, path: /runcmd/-, value: $(n)}]`,
      noCloud(long),
    );
    assert.match(
      message,
      /LimitExceeded: rule first, spec\.userData\[0\]: item \d+ of 100 of n: the edits of this call/,
    );
  });

  test('refuse a number that has lost digits, also inside of a value', () => {
    const vmi = vmiWith({ json: '{"a": [12345678901234567890]}' });
    const spec = (value: string) =>
      `variables: [{name: x, annotation: json, transforms: [{parse: Json}]}]\nuserData: [{op: set, path: /a, value: ${value}}]`;
    const says = /: InvalidValue: rule first, spec\.userData\[0\]: .* beyond 9007199254740991/;
    for (const value of ['$(x)', '{b: $(x.a)}'])
      assert.match(refusedWith(spec(value), noCloud('#cloud-config\n'), vmi), says);
  });

  test('give the same bytes for the same input', () => {
    const spec = 'foreignUserData: Wrap\nuserData: [{op: set, path: /hostname, value: a}]';
    const once = (data: CloudInitData): Json | undefined => edited(spec, data).data['UserData'];
    assert.equal(once(noCloud('#!/bin/sh\n')), once(noCloud('#!/bin/sh\n')));
  });
});
