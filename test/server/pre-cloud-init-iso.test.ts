import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, type TestContext, test } from 'node:test';
import { status } from '@grpc/grpc-js';
import { InfoDefinition } from '../../src/gen/kubevirt/hooks/info/info.ts';
import { CallbacksDefinition as V1Alpha2 } from '../../src/gen/kubevirt/hooks/v1alpha2/callbacks.ts';
import { CallbacksDefinition as V1Alpha3 } from '../../src/gen/kubevirt/hooks/v1alpha3/callbacks.ts';
import { call, connectTo, decode, encode, refusal, start, tempFolder } from './support.ts';

const MAIN = join(import.meta.dirname, '../../dist/main.js');

const rule = (spec: string) =>
  `apiVersion: sidepatch/v1alpha1\nkind: Rule\nmetadata: {name: base}\nspec:\n  ${spec}\n`;
const CLOUD_INIT = rule('userData: [{op: add, path: /packages/-, value: vim}]');
const DOMAIN = rule('domain: [{op: set, path: /domain/os/smbios/@mode, value: sysinfo}]');

const data = (userData: string) => ({
  DataSource: 'noCloud',
  NoCloudMetaData: { 'instance-id': 'vm.default', 'local-hostname': 'vm' },
  ConfigDriveMetaData: null,
  UserData: userData,
  NetworkData: 'version: 2\n',
  DevicesData: null,
  VolumeName: 'cloudinitdisk',
});

/** src/main.ts with a rule file, as KubeVirt starts it, and a client on its socket. */
async function serve(t: TestContext, rules: string, version: string) {
  const folder = tempFolder(t);
  const file = join(tempFolder(t), 'rule.yaml');
  writeFileSync(file, rules);
  const sidecar = start(t, folder, [MAIN, '--version', version, '--socket-dir', folder, '--rules', file], {});
  return { sidecar, client: connectTo(t, await sidecar.socket()) };
}

function request(userData: string, phase = 'Scheduled') {
  const vmi = {
    metadata: { name: 'vm', namespace: 'default' },
    spec: { volumes: [{ name: 'c', cloudInitNoCloud: { userData } }] },
    status: { phase },
  };
  return {
    cloudInitData: encode(JSON.stringify(data(userData))),
    cloudInitNoCloudSource: encode(JSON.stringify({ userData, networkData: 'version: 2\n' })),
    vmi: encode(JSON.stringify(vmi)),
  };
}

suite('PreCloudInitIso on a real socket', () => {
  for (const [version, table] of [
    ['v1alpha2', V1Alpha2],
    ['v1alpha3', V1Alpha3],
  ] as const) {
    test(`answers ${version} with both fields, edited alike, and logs nothing of them`, async (t) => {
      const { sidecar, client } = await serve(t, CLOUD_INIT, version);
      const userData = '#cloud-config\npassword: hunter2 # "grüezi"\n';
      const reply = await call(client, table, table.methods.preCloudInitIso, request(userData));
      const edited = `${userData}packages:\n  - vim\n`;
      assert.deepEqual(JSON.parse(decode(reply.cloudInitData)), data(edited));
      assert.deepEqual(JSON.parse(decode(reply.cloudInitNoCloudSource)), {
        userData: edited,
        networkData: 'version: 2\n',
      });
      assert.ok(sidecar.messages().includes('PreCloudInitIso method has been called'));
      assert.doesNotMatch(sidecar.stderr(), /hunter2|grüezi|password/);
    });
  }

  test('refuses user data that it cannot edit, in one line and without a word of it', async (t) => {
    const { sidecar, client } = await serve(t, CLOUD_INIT, 'v1alpha3');
    const call1 = call(client, V1Alpha3, V1Alpha3.methods.preCloudInitIso, request('#!/bin/sh\nhunter2\n'));
    const { code, details } = await refusal(call1);
    assert.equal(code, status.FAILED_PRECONDITION);
    assert.match(
      details,
      /rule\.yaml:5:\d+: ForeignUserData: rule base, spec\.userData\[0\]: .*Skip or Wrap/,
    );
    const call2 = call(
      client,
      V1Alpha3,
      V1Alpha3.methods.preCloudInitIso,
      request('#cloud-config\na: [hunter2\n'),
    );
    assert.equal((await refusal(call2)).code, status.INVALID_ARGUMENT);
    assert.doesNotMatch(details + sidecar.stderr(), /hunter2/);
  });

  test('refuses a call without cloud-init data as an invalid argument', async (t) => {
    const { client } = await serve(t, CLOUD_INIT, 'v1alpha3');
    const none = { cloudInitData: encode(''), cloudInitNoCloudSource: encode('') };
    const calling = call(client, V1Alpha3, V1Alpha3.methods.preCloudInitIso, { ...request(''), ...none });
    const { code, details } = await refusal(calling);
    assert.deepEqual(
      [code, details],
      [status.INVALID_ARGUMENT, 'InvalidDocument: the call has no cloud-init data'],
    );
  });

  test('answers with the input where an error would block a migration', async (t) => {
    const { client } = await serve(t, CLOUD_INIT, 'v1alpha3');
    const sent = request('#!/bin/sh\n', 'Running');
    const reply = await call(client, V1Alpha3, V1Alpha3.methods.preCloudInitIso, sent);
    assert.deepEqual(decode(reply.cloudInitData), decode(sent.cloudInitData));
    assert.deepEqual(decode(reply.cloudInitNoCloudSource), decode(sent.cloudInitNoCloudSource));
  });

  const offered: Record<string, readonly [string, string, readonly string[]]> = {
    'cloud-init rules': [CLOUD_INIT, 'v1alpha3', ['PreCloudInitIso', 'Shutdown']],
    'cloud-init rules in the older version': [CLOUD_INIT, 'v1alpha2', ['PreCloudInitIso']],
    'cloud-init rules in the oldest version, which has no such hook': [CLOUD_INIT, 'v1alpha1', []],
    'domain rules': [DOMAIN, 'v1alpha3', ['OnDefineDomain', 'Shutdown']],
    'broken cloud-init rules': [
      CLOUD_INIT.replace('op: add', 'op: ad'),
      'v1alpha3',
      ['OnDefineDomain', 'Shutdown'],
    ],
  };
  for (const [name, [rules, version, hookPoints]] of Object.entries(offered)) {
    test(`is offered for what it is: ${name}`, async (t) => {
      const { client } = await serve(t, rules, version);
      const info = await call(client, InfoDefinition, InfoDefinition.methods.info, {});
      assert.deepEqual(
        info.hookPoints.map((point) => point.name),
        hookPoints,
      );
    });
  }
});
