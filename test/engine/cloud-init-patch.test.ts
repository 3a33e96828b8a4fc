import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { configDrive, edited, noCloud, refusedWith, vmiWith } from './cloud-init-support.ts';

suite('a JSON Patch on CloudInitData', () => {
  test('has all six verbs of RFC 6902 on Go’s field names', () => {
    const { data, results } = edited(
      `cloudInitData:
  - {op: test, path: /DataSource, value: noCloud}
  - {op: add, path: /NoCloudMetaData/instance-type, value: large}
  - {op: replace, path: /NoCloudMetaData/local-hostname, value: db1}
  - {op: copy, from: /NoCloudMetaData/local-hostname, path: /NoCloudMetaData/public-keys/copied}
  - {op: remove, path: /NoCloudMetaData/public-keys/copied}
  - {op: replace, path: /UserData, value: "#cloud-config\\nhostname: db1\\n"}`,
      noCloud(''),
    );
    assert.deepEqual(data['NoCloudMetaData'], {
      'instance-id': 'vm.default',
      'local-hostname': 'db1',
      'public-keys': { '0': 'ssh-ed25519 AAAA' },
      'instance-type': 'large',
    });
    assert.equal(data['UserData'], '#cloud-config\nhostname: db1\n');
    assert.deepEqual(
      results[0]?.writes.map(({ action, path }) => `${action} ${path}`),
      [
        'added cloudInitData /NoCloudMetaData/instance-type',
        'set cloudInitData /NoCloudMetaData/local-hostname',
        'added cloudInitData /NoCloudMetaData/public-keys/copied',
        'removed cloudInitData /NoCloudMetaData/public-keys/copied',
        'set cloudInitData /UserData',
      ],
    );
  });

  test('puts a value into one step of the path, whatever is in it', () => {
    const { data } = edited(
      `variables: [{name: key, annotation: key}]
cloudInitData: [{op: add, path: /NoCloudMetaData/public-keys/$(key), value: ssh-ed25519 BBBB}]`,
      noCloud(''),
      vmiWith({ key: 'a/b~c' }),
    );
    assert.deepEqual((data['NoCloudMetaData'] as { [key: string]: unknown })['public-keys'], {
      '0': 'ssh-ed25519 AAAA',
      'a/b~c': 'ssh-ed25519 BBBB',
    });
  });

  test('leaves user data that is empty afterwards as an empty cloud-config', () => {
    const { data } = edited(
      'cloudInitData: [{op: replace, path: /UserData, value: ""}]',
      noCloud('#!/bin/sh'),
    );
    assert.equal(data['UserData'], '#cloud-config\n');
  });

  test('may replace what was broken on the way', () => {
    const { data } = edited(
      'cloudInitData: [{op: replace, path: /UserData, value: "#cloud-config\\n"}]',
      noCloud('\u001f\ufffd\b'),
    );
    assert.equal(data['UserData'], '#cloud-config\n');
  });

  const refused: Record<string, readonly [string, RegExp]> = {
    'a missing place': [
      '{op: replace, path: /Nothing, value: 1}',
      /NoMatch: .*replace \/Nothing: the path does not/,
    ],
    'a failing test': [
      '{op: test, path: /DataSource, value: x}',
      /TestFailed: .*test \/DataSource: the value there/,
    ],
    'a missing source': [
      '{op: move, from: /Nothing, path: /X}',
      /NoMatch: .*move \/Nothing to \/X: the path does not exist/,
    ],
    'a list in place of the object': [
      '{op: replace, path: "", value: []}',
      /TypeMismatch: .*must stay an object/,
    ],
    'the devices, which KubeVirt fills in later': [
      '{op: add, path: /DevicesData, value: []}',
      /ProtectedPath: .*KubeVirt writes DevicesData itself later/,
    ],
    'a name in another case, which Go would take for the field': [
      '{op: add, path: /userData, value: x}',
      /TypeMismatch: .*CloudInitData calls it UserData/,
    ],
    'a name with a long s, which Go would take for the field': [
      '{op: add, path: /Device\u017fData, value: []}',
      /TypeMismatch: .*CloudInitData calls it DevicesData/,
    ],
    'a name of the meta-data in another case, which Go would take for its field': [
      '{op: add, path: /NoCloudMetaData/Local-Hostname, value: x}',
      /TypeMismatch: .*NoCloudMetaData calls it local-hostname/,
    ],
    'user data that is no text': [
      '{op: replace, path: /UserData, value: {users: []}}',
      /UserData must be text/,
    ],
    'a volume name that is no text': [
      '{op: replace, path: /VolumeName, value: 7}',
      /VolumeName must be text/,
    ],
    'meta-data taken away': [
      '{op: replace, path: /NoCloudMetaData, value: null}',
      /TypeMismatch: .*needs NoCloudMetaData or ConfigDriveMetaData; without it KubeVirt drops/,
    ],
    'meta-data that Go cannot decode': [
      '{op: add, path: /NoCloudMetaData/local-hostname, value: 7}',
      /TypeMismatch: .*hostname must be text/,
    ],
    'keys that are no mapping of texts': [
      '{op: add, path: /NoCloudMetaData/public-keys, value: [ssh-ed25519 AAAA]}',
      /TypeMismatch: .*publicKeys must be a mapping of names to texts/,
    ],
    'an instance without an id': [
      '{op: remove, path: /NoCloudMetaData/instance-id}',
      /TypeMismatch: .*meta-data needs its instanceId/,
    ],
    'half a character, which Go would turn into U+FFFD': [
      '{op: replace, path: /UserData, value: "#cloud-config\\nx: \\ud83d"}',
      /InvalidValue: .*lone surrogate/,
    ],
  };
  for (const [name, [operation, message]] of Object.entries(refused)) {
    test(`is refused for ${name}`, () => {
      assert.match(refusedWith(`cloudInitData: [${operation}]`, noCloud('#cloud-config\n')), message);
    });
  }

  test('is refused for ConfigDrive’s devices, which KubeVirt fills in later', () => {
    assert.match(
      refusedWith('cloudInitData: [{op: remove, path: /ConfigDriveMetaData/devices/0}]', configDrive('')),
      /ProtectedPath: .*KubeVirt writes ConfigDriveMetaData\.devices itself later/,
    );
  });
});
