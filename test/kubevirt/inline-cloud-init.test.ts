import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { inlineCloudInit } from '../../src/kubevirt/inline-cloud-init.ts';
import { readVmiObject } from '../../src/kubevirt/vmi.ts';
import { Failure } from '../../src/text/failure.ts';

const base64 = (bytes: string | Uint8Array) => Buffer.from(bytes).toString('base64');
const inline = (volume: object, more: { metadata?: object; spec?: object } = {}) =>
  inlineCloudInit(
    readVmiObject({
      metadata: { name: 'db-1.example', namespace: 'team-a', ...more.metadata },
      spec: { volumes: [{ name: 'root' }, { name: 'ci', ...volume }], ...more.spec },
    }),
  );

const NO_CLOUD = {
  DataSource: 'noCloud',
  NoCloudMetaData: { 'instance-id': 'db-1.example.team-a', 'local-hostname': 'db-1' },
  ConfigDriveMetaData: null,
  UserData: '',
  NetworkData: '',
  DevicesData: null,
  VolumeName: 'ci',
};

const CASES: readonly { readonly name: string; readonly volume: object; readonly gives: object }[] = [
  {
    name: 'plain texts',
    volume: { cloudInitNoCloud: { userData: '#cloud-config\n', networkData: 'version: 2\n' } },
    gives: { data: { ...NO_CLOUD, UserData: '#cloud-config\n', NetworkData: 'version: 2\n' } },
  },
  {
    name: 'base64',
    volume: {
      cloudInitNoCloud: { userDataBase64: base64('#cloud-config\nä: 1\n'), networkDataBase64: base64('a') },
    },
    gives: { data: { ...NO_CLOUD, UserData: '#cloud-config\nä: 1\n', NetworkData: 'a' } },
  },
  {
    name: 'a plain text before base64',
    volume: { cloudInitNoCloud: { userData: 'a', userDataBase64: base64('b') } },
    gives: { data: { ...NO_CLOUD, UserData: 'a' } },
  },
  {
    name: 'bytes that are no text, as KubeVirt’s JSON breaks them',
    volume: { cloudInitNoCloud: { userDataBase64: base64(Uint8Array.of(0x1f, 0x8b, 0x61)) } },
    gives: { data: { ...NO_CLOUD, UserData: '\u001f\ufffda' } },
  },
  {
    name: 'a text that KubeVirt took out of a Secret for the sidecar',
    volume: { cloudInitNoCloud: { userData: 'a', secretRef: { name: 's' } } },
    gives: { data: { ...NO_CLOUD, UserData: 'a' } },
  },
  {
    name: 'user data in a Secret',
    volume: { cloudInitNoCloud: { secretRef: { name: 'db-init' } } },
    gives: { elsewhere: 'the user data is in the Secret db-init' },
  },
  {
    name: 'network data in a Secret',
    volume: { cloudInitNoCloud: { userData: 'a', networkDataSecretRef: { name: 'net' } } },
    gives: { elsewhere: 'the network data is in the Secret net' },
  },
  {
    name: 'a config drive',
    volume: { cloudInitConfigDrive: { userData: 'a' } },
    gives: {
      data: {
        ...NO_CLOUD,
        DataSource: 'configDrive',
        NoCloudMetaData: null,
        ConfigDriveMetaData: { instance_id: 'db-1.example.team-a', local_hostname: 'db-1', hostname: 'db-1' },
        UserData: 'a',
      },
    },
  },
];

suite('the cloud-init data in a VMI', () => {
  for (const { name, volume, gives } of CASES) test(name, () => assert.deepEqual(inline(volume), gives));

  test('a VMI without such a volume has none', () => {
    assert.equal(inline({ containerDisk: {} }), undefined);
    assert.equal(inlineCloudInit(readVmiObject({})), undefined);
  });

  test('the meta-data has the hostname, the instance type and the uuid', () => {
    const more = {
      metadata: { annotations: { 'kubevirt.io/instancetype-name': 'u1.medium' } },
      spec: { hostname: 'db.internal', domain: { firmware: { uuid: '5d307ca9' } } },
    };
    const spec = { ...more.spec, volumes: [{ name: 'ci', cloudInitConfigDrive: { userData: 'a' } }] };
    const found = inline({}, { ...more, spec });
    assert.ok(found && 'data' in found);
    assert.deepEqual(found.data['ConfigDriveMetaData'], {
      instance_type: 'u1.medium',
      instance_id: 'db-1.example.team-a',
      local_hostname: 'db',
      hostname: 'db',
      uuid: '5d307ca9',
    });
  });

  test('what is no base64 is refused, and not quoted', () => {
    assert.throws(
      () => inline({ cloudInitNoCloud: { userDataBase64: 'hunter2!' } }),
      (error) =>
        error instanceof Failure &&
        error.code === 'InvalidDocument' &&
        error.message === 'userDataBase64 of the cloud-init volume is no base64',
    );
  });
});
