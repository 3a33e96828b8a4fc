import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { createHooks } from '../../src/engine/hooks.ts';
import { formatDiagnostic } from '../../src/text/diagnostic.ts';
import { configDrive, noCloud, rulesOf, vmiObject } from './cloud-init-support.ts';

const encode = (json: unknown) =>
  new TextEncoder().encode(typeof json === 'string' ? json : JSON.stringify(json));
const decode = (bytes: Uint8Array) => JSON.parse(new TextDecoder().decode(bytes));
const NONE = new Uint8Array();

const HOST = 'userData: [{op: set, path: /hostname, value: a}]';
const NOTHING = 'match: {names: [other]}\nuserData: [{op: set, path: /hostname, value: a}]';
const EDITED = '#cloud-config\nhostname: a\n';

/** One call of the hook; `data` and `legacy` as objects, as text, or not sent. */
function call(spec: string, data: unknown, legacy: unknown, vmi: object = vmiObject()) {
  const bytes = {
    data: data === undefined ? NONE : encode(data),
    legacy: legacy === undefined ? NONE : encode(legacy),
  };
  const reply = createHooks(rulesOf(spec), []).preCloudInitIso(bytes.data, bytes.legacy, encode(vmi));
  return { bytes, reply, said: reply.failure && formatDiagnostic(reply.failure) };
}

suite('PreCloudInitIso', () => {
  const both: Record<string, readonly [object, object]> = {
    NoCloud: [noCloud('', 'version: 2\n'), { networkData: 'version: 2\n' }],
    ConfigDrive: [configDrive('', '{"links":[]}'), { networkData: '{"links":[]}' }],
  };
  for (const [source, [data, legacy]] of Object.entries(both)) {
    test(`answers with both fields, which say the same (${source})`, () => {
      const { reply } = call(HOST, data, legacy);
      assert.deepEqual(decode(reply.cloudInitData), { ...data, UserData: EDITED });
      assert.deepEqual(decode(reply.legacySource), { ...legacy, userData: EDITED });
    });

    test(`gives a VM that has only network data an empty cloud-config, also when no rule is for it (${source})`, () => {
      const { reply } = call(NOTHING, data, legacy);
      assert.deepEqual(decode(reply.cloudInitData), { ...data, UserData: '#cloud-config\n' });
      assert.deepEqual(decode(reply.legacySource), { ...legacy, userData: '#cloud-config\n' });
      assert.equal(reply.results[0]?.outcome, 'Skipped');
    });
  }

  test('answers with the very bytes it was sent where nothing changes, however they are written', () => {
    const data = `{ "UserData":"#cloud-config\\n",\t"DataSource":"noCloud", "NoCloudMetaData" : {"instance-id":"a\\u003cb"}}`;
    const { bytes, reply } = call(NOTHING, data, '{ "userData": "#cloud-config\\n" }');
    assert.equal(reply.cloudInitData, bytes.data);
    assert.equal(reply.legacySource, bytes.legacy);
  });

  test('keeps the order of the fields and the ones it does not know', () => {
    const data = {
      Zebra: { b: 1, a: [1.5, null, true] },
      UserData: '#cloud-config\n',
      New: 9007199254740991,
      DataSource: 'noCloud',
    };
    const { reply } = call(HOST, data, { userData: '#cloud-config\n', extra: 1 });
    assert.equal(
      new TextDecoder().decode(reply.cloudInitData),
      JSON.stringify({ ...data, UserData: EDITED }),
    );
    assert.deepEqual(decode(reply.legacySource), { userData: EDITED, extra: 1 });
  });

  test('makes the legacy field when only the other one is sent', () => {
    const { reply } = call(HOST, noCloud('#cloud-config\n', 'version: 2\n'), undefined);
    assert.deepEqual(decode(reply.legacySource), { userData: EDITED, networkData: 'version: 2\n' });
  });

  test('answers an old KubeVirt, which sends only the legacy field, with only that', () => {
    const { reply } = call(HOST, undefined, { userData: '#cloud-config\n' });
    assert.equal(reply.cloudInitData.length, 0);
    assert.deepEqual(decode(reply.legacySource), { userData: EDITED });
  });

  test('reads the legacy field’s base64 and replaces it by text where it was edited', () => {
    const legacy = {
      userDataBase64: btoa('#cloud-config\n'),
      networkDataBase64: btoa('version: 2\n'),
      secretRef: null,
    };
    const { reply } = call(HOST, undefined, legacy);
    const { userDataBase64: _, ...rest } = legacy;
    assert.deepEqual(decode(reply.legacySource), { ...rest, userData: EDITED });
    const untouched = call(NOTHING, undefined, legacy);
    assert.equal(untouched.reply.legacySource, untouched.bytes.legacy);
  });

  test('leaves gzip in the legacy field alone until a rule wants to read it', () => {
    const legacy = { userDataBase64: btoa('\u001f\u008b\b\u0000\u00ff') };
    const untouched = call(NOTHING, undefined, legacy);
    assert.equal(untouched.reply.legacySource, untouched.bytes.legacy);
    assert.match(call(HOST, undefined, legacy).said ?? '', /InvalidDocument: .*U\+FFFD/);
  });

  const refused: Record<string, readonly [string, unknown, unknown, RegExp]> = {
    'a call without any cloud-init data': [
      HOST,
      undefined,
      undefined,
      /^InvalidDocument: the call has no cloud-init data$/,
    ],
    'data that is no JSON': [
      HOST,
      '{"UserData": secret',
      undefined,
      /^InvalidDocument: cloudInitData is not a JSON object$/,
    ],
    'data that is no object': [
      HOST,
      '["secret"]',
      undefined,
      /^InvalidDocument: cloudInitData is not a JSON object$/,
    ],
    'a legacy field that is no object': [
      HOST,
      noCloud(''),
      '"secret"',
      /^InvalidDocument: cloudInitNoCloudSource is not/,
    ],
    'a number that would come back as another one': [
      HOST,
      '{"New":9007199254740993}',
      undefined,
      /^InvalidDocument: cloudInitData has a number/,
    ],
    'user data that is no text': [
      HOST,
      { UserData: ['secret'] },
      undefined,
      /InvalidDocument: .*CloudInitData\.UserData is not text/,
    ],
    'meta-data for a caller that has no room for it': [
      'metaData: [{op: set, path: /hostname, value: a}]',
      undefined,
      { userData: '#cloud-config\n' },
      /^InvalidDocument: this KubeVirt sends only user data and network data/,
    ],
    'a reply that virt-launcher could not receive': [
      HOST,
      { ...noCloud('#cloud-config\n'), Filler: 'x'.repeat(2_200_000) },
      { filler: 'x'.repeat(2_000_000) },
      /^LimitExceeded: the edited cloud-init data has \d+ bytes in both fields/,
    ],
  };
  for (const [name, [spec, data, legacy, message]] of Object.entries(refused)) {
    test(`refuses ${name}, and gives back what it was sent`, () => {
      const { bytes, reply, said } = call(spec, data, legacy);
      assert.match(said ?? 'nothing failed', message);
      assert.doesNotMatch(said ?? '', /secret/);
      assert.deepEqual([reply.cloudInitData, reply.legacySource], [bytes.data, bytes.legacy]);
    });
  }

  test('says on a migration’s target that a failure must not matter, and gives back what it was sent', () => {
    const running = vmiObject({}, { status: { phase: 'Running' } });
    const { bytes, reply } = call('userData: [{op: replace, path: /x, value: 1}]', noCloud(''), {}, running);
    assert.equal(reply.onMigrationTarget, true);
    assert.equal(reply.failure?.code, 'NoMatch');
    assert.equal(reply.cloudInitData, bytes.data);
  });

  test('is there only for cloud-init rules', () => {
    const domain = 'domain: [{op: set, path: /domain/os/smbios/@mode, value: sysinfo}]';
    assert.equal(createHooks(rulesOf(domain), []).hasCloudInitRules, false);
    assert.equal(createHooks(rulesOf(domain, HOST), []).hasCloudInitRules, true);
  });
});
