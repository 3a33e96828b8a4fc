import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { CloudInitData } from '../../src/kubevirt/cloud-init-data.ts';
import { configDrive, edited, noCloud, refusedWith } from './cloud-init-support.ts';

const noCloudMeta = (data: CloudInitData) => data['NoCloudMetaData'] as { [key: string]: unknown };
const driveMeta = (data: CloudInitData) => data['ConfigDriveMetaData'] as { [key: string]: unknown };

suite('meta-data', () => {
  const spelled: Record<string, readonly [string, object, object]> = {
    'the host’s name': [
      '{op: set, path: /hostname, value: db1}',
      { 'local-hostname': 'db1' },
      { hostname: 'db1', local_hostname: 'db1' },
    ],
    'the instance’s id': [
      '{op: replace, path: /instanceId, value: i-2}',
      { 'instance-id': 'i-2' },
      { instance_id: 'i-2' },
    ],
    'the instance’s type': [
      '{op: set, path: /instanceType, value: large}',
      { 'instance-type': 'large' },
      { instance_type: 'large' },
    ],
    'keys that are there already or not': [
      '{op: set, path: /publicKeys/ops, value: ssh-ed25519 BBBB}',
      { 'public-keys': { '0': 'ssh-ed25519 AAAA', ops: 'ssh-ed25519 BBBB' } },
      { public_keys: { ops: 'ssh-ed25519 BBBB' } },
    ],
    'keys that are numbered': [
      '{op: set, path: /publicKeys/0, value: ssh-ed25519 CCCC}, {op: add, path: /publicKeys/1, value: ssh-ed25519 DDDD}',
      { 'public-keys': { '0': 'ssh-ed25519 CCCC', '1': 'ssh-ed25519 DDDD' } },
      { public_keys: { '0': 'ssh-ed25519 CCCC', '1': 'ssh-ed25519 DDDD' } },
    ],
    'a numbered key alone that is added': [
      '{op: remove, path: /publicKeys}, {op: add, path: /publicKeys/3, value: ssh-ed25519 DDDD}',
      { 'public-keys': { '3': 'ssh-ed25519 DDDD' } },
      { public_keys: { '3': 'ssh-ed25519 DDDD' } },
    ],
    'several at once': [
      '{op: merge, path: "", value: {hostname: db1, instanceType: large}}',
      { 'local-hostname': 'db1', 'instance-type': 'large' },
      { hostname: 'db1', local_hostname: 'db1', instance_type: 'large' },
    ],
  };
  for (const [name, [edit, inNoCloud, inConfigDrive]] of Object.entries(spelled)) {
    test(`has one spelling for both data sources: ${name}`, () => {
      const spec = `metaData: [${edit}]`;
      const first = noCloud('#cloud-config\n');
      const second = configDrive('#cloud-config\n');
      assert.deepEqual(edited(spec, first).data, {
        ...first,
        NoCloudMetaData: { ...noCloudMeta(first), ...inNoCloud },
      });
      assert.deepEqual(edited(spec, second).data, {
        ...second,
        ConfigDriveMetaData: { ...driveMeta(second), ...inConfigDrive },
      });
    });
  }

  test('of ConfigDrive has a uuid', () => {
    const spec = 'metaData: [{op: set, path: /uuid, value: 11111111-2222-3333-4444-555555555555}]';
    assert.equal(
      driveMeta(edited(spec, configDrive('')).data)['uuid'],
      '11111111-2222-3333-4444-555555555555',
    );
  });

  test('loses both names of the host when its name is removed', () => {
    const after = driveMeta(edited('metaData: [{op: remove, path: /hostname}]', configDrive('')).data);
    assert.deepEqual([after['hostname'], after['local_hostname']], [undefined, undefined]);
  });

  test('keeps what rules have no name for', () => {
    const data = noCloud('');
    const given = {
      ...data,
      NoCloudMetaData: { ...noCloudMeta(data), 'cloud-name': 'kept', dsmode: 'local' },
    };
    const after = noCloudMeta(edited('metaData: [{op: set, path: /hostname, value: a}]', given).data);
    assert.deepEqual([after['cloud-name'], after['dsmode']], ['kept', 'local']);
  });

  const refused: Record<string, readonly [string, CloudInitData, RegExp]> = {
    'the data source’s own spelling': [
      '{op: set, path: /$(local), value: a}',
      noCloud(''),
      /spec\.metaData\[0\]: NoCloud meta-data has no field of this name; it has hostname, instanceId, instanceType, publicKeys$/,
    ],
    'a uuid in NoCloud': [
      '{op: set, path: /uuid, value: a}',
      noCloud(''),
      /NoCloud meta-data has no field of this name/,
    ],
    'ConfigDrive’s devices': [
      '{op: remove, path: /$(devices)}, {op: set, path: /$(devices), value: []}',
      configDrive(''),
      /spec\.metaData\[1\]: ConfigDrive meta-data has no field of this name/,
    ],
    'a number, which Go could not decode': [
      '{op: set, path: /hostname, value: 5}',
      noCloud(''),
      /hostname must be text; put it in quotes/,
    ],
    'nothing in place of a text': [
      '{op: set, path: /hostname, value: null}',
      noCloud(''),
      /hostname must be text/,
    ],
    'a list of keys': [
      '{op: set, path: /publicKeys, value: [ssh-ed25519 AAAA]}',
      configDrive(''),
      /publicKeys must be a mapping/,
    ],
    'an instance without its id': [
      '{op: remove, path: /instanceId}',
      noCloud(''),
      /meta-data needs its instanceId; set another one instead/,
    ],
    'an empty id': [
      '{op: set, path: /instanceId, value: ""}',
      configDrive(''),
      /meta-data needs its instanceId/,
    ],
  };
  // A name that is written out is refused when the rule is loaded; one that is a value only here.
  const variables = 'variables: [{name: local, value: local-hostname}, {name: devices, value: devices}]';
  for (const [name, [edits, data, message]] of Object.entries(refused)) {
    test(`refuses ${name}`, () => {
      const said = refusedWith(`${variables}\nmetaData: [${edits}]`, data);
      assert.match(said, /TypeMismatch/);
      assert.match(said, message);
    });
  }
});
