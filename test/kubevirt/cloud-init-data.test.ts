import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { checkPatched } from '../../src/kubevirt/cloud-init-check.ts';
import {
  dataSourceOf,
  MAX_CLOUD_INIT_BYTES,
  metaDataField,
  readCloudInitData,
} from '../../src/kubevirt/cloud-init-data.ts';
import { fitsLegacySource, fromLegacySource, toLegacySource } from '../../src/kubevirt/cloud-init-legacy.ts';
import { readMetaData, writeMetaData } from '../../src/kubevirt/cloud-init-meta-data.ts';
import { Failure } from '../../src/text/failure.ts';
import type { JsonMapping } from '../../src/yaml/json.ts';

const read = (text: string) => readCloudInitData(new TextEncoder().encode(text));

function failureOf(run: () => unknown): Failure {
  try {
    run();
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  assert.fail('it was expected to fail');
}

suite('CloudInitData', () => {
  test('is not there when the caller sends no bytes', () => {
    assert.equal(readCloudInitData(new Uint8Array()), undefined);
  });

  test('keeps numbers, null, and the order of its fields', () => {
    const text = '{"b":1.5,"a":[null,true,-9007199254740991],"UserData":"\\u2028"}';
    assert.equal(JSON.stringify(read(text)), JSON.stringify(JSON.parse(text)));
    assert.deepEqual(Object.keys(read(text) ?? {}), ['b', 'a', 'UserData']);
  });

  const refused: Record<string, readonly [string, string]> = {
    'no JSON': ['{"UserData":"secret"', 'InvalidDocument'],
    'a list': ['["secret"]', 'InvalidDocument'],
    nothing: ['null', 'InvalidDocument'],
    'a whole number beyond 2^53': ['{"secret":[9007199254740993]}', 'InvalidDocument'],
    'a number beyond all numbers': ['{"secret":1e999}', 'InvalidDocument'],
    'more bytes than anybody sends': [`{"secret":"${'x'.repeat(MAX_CLOUD_INIT_BYTES)}"}`, 'LimitExceeded'],
  };
  for (const [name, [text, code]] of Object.entries(refused)) {
    test(`is refused as ${name}, without a word of it`, () => {
      const failure = failureOf(() => read(text));
      assert.equal(failure.code, code);
      assert.doesNotMatch(`${failure.message} ${failure.hint}`, /secret/);
    });
  }

  test('is refused when it is no UTF-8', () => {
    assert.equal(
      failureOf(() => readCloudInitData(new Uint8Array([0x7b, 0xff, 0x7d]))).code,
      'InvalidDocument',
    );
  });

  const sources: Record<string, readonly [JsonMapping, string, string]> = {
    noCloud: [{ DataSource: 'noCloud' }, 'NoCloud', 'NoCloudMetaData'],
    configDrive: [{ DataSource: 'configDrive' }, 'ConfigDrive', 'ConfigDriveMetaData'],
    'nothing said': [{}, 'NoCloud', 'NoCloudMetaData'],
  };
  for (const [name, [data, source, field]] of Object.entries(sources)) {
    test(`has its meta-data in the field of its data source: ${name}`, () => {
      assert.equal(dataSourceOf(data), source);
      assert.equal(metaDataField(dataSourceOf(data)), field);
    });
  }
});

suite('meta-data', () => {
  const stored = { hostname: 'a', local_hostname: 'b', instance_id: 'i', devices: [], other: 1 };
  const data = { DataSource: 'configDrive', ConfigDriveMetaData: stored, NoCloudMetaData: null };

  test('is read under one spelling', () => {
    assert.deepEqual(readMetaData(data), { hostname: 'a', instanceId: 'i' });
    assert.deepEqual(readMetaData({ NoCloudMetaData: { 'local-hostname': 'a', 'public-keys': null } }), {
      hostname: 'a',
    });
    assert.deepEqual(readMetaData({ NoCloudMetaData: null }), {});
  });

  test('is written back where it came from, and only what is another value', () => {
    assert.deepEqual(writeMetaData(data, { hostname: 'a', instanceId: 'j' })['ConfigDriveMetaData'], {
      ...stored,
      instance_id: 'j',
    });
  });

  test('that KubeVirt did not send is made', () => {
    assert.deepEqual(writeMetaData({ NoCloudMetaData: null }, { hostname: 'a' }), {
      NoCloudMetaData: { 'local-hostname': 'a' },
    });
  });
});

suite('a patched CloudInitData', () => {
  test('may stay as odd as it was sent', () => {
    const odd = { UserData: 1, NoCloudMetaData: { 'local-hostname': 5 }, userdata: 'x', DevicesData: [1] };
    checkPatched(odd, { ...odd, VolumeName: 'a' });
  });

  test('may have fields that a later KubeVirt knows', () => {
    checkPatched({}, { SomethingNew: { a: 1 } });
  });
});

suite('the legacy field', () => {
  const legacy: Record<string, readonly [JsonMapping | undefined, JsonMapping, JsonMapping]> = {
    'is made where there is none': [
      undefined,
      { UserData: 'u', NetworkData: 'n' },
      { userData: 'u', networkData: 'n' },
    ],
    'has no network data where there is none': [
      undefined,
      { UserData: 'u', NetworkData: '' },
      { userData: 'u' },
    ],
    'loses network data that was taken away': [
      { networkData: 'n' },
      { UserData: 'u', NetworkData: '' },
      { networkData: '', userData: 'u' },
    ],
    'gets text in place of base64': [{ userDataBase64: btoa('a') }, { UserData: 'u' }, { userData: 'u' }],
    'keeps base64 of the same text': [
      { userDataBase64: btoa('u') },
      { UserData: 'u' },
      { userDataBase64: btoa('u') },
    ],
    'keeps what it also holds': [
      { secretRef: { name: 's' } },
      { UserData: 'u' },
      { secretRef: { name: 's' }, userData: 'u' },
    ],
  };
  for (const [name, [before, data, after]] of Object.entries(legacy)) {
    test(name, () => assert.deepEqual(toLegacySource(before, data), after));
  }

  test('is read as NoCloud data without meta-data', () => {
    assert.deepEqual(fromLegacySource({ userData: 'u', networkDataBase64: btoa('n') }), {
      DataSource: 'noCloud',
      UserData: 'u',
      NetworkData: 'n',
    });
    assert.equal(fromLegacySource({ userDataBase64: '*' })['UserData'], '\ufffd');
  });

  test('has room for user data and network data alone', () => {
    const data = { UserData: 'a', NetworkData: 'b' };
    assert.equal(fitsLegacySource(data, { UserData: 'c', NetworkData: 'd' }), true);
    assert.equal(fitsLegacySource(data, { ...data, NoCloudMetaData: {} }), false);
  });
});
