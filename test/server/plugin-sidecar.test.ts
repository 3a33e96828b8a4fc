import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { HealthDefinition } from '../../src/gen/grpc/health/v1/health.ts';
import { InfoDefinition } from '../../src/gen/kubevirt/hooks/info/info.ts';
import { DomainHookServiceDefinition } from '../../src/gen/kubevirt/hooks/plugins/v1alpha1/plugin.ts';
import { CallbacksDefinition as V1Alpha1 } from '../../src/gen/kubevirt/hooks/v1alpha1/callbacks.ts';
import { CallbacksDefinition as V1Alpha2 } from '../../src/gen/kubevirt/hooks/v1alpha2/callbacks.ts';
import { CallbacksDefinition as V1Alpha3 } from '../../src/gen/kubevirt/hooks/v1alpha3/callbacks.ts';
import {
  call,
  connectTo,
  DOMAIN,
  decode,
  encode,
  RULE,
  refusal,
  start,
  tempFolder,
  VMI,
  waitForLog,
} from './support.ts';

const MAIN = join(import.meta.dirname, '../../dist/main.js');
const FOR_ALL = RULE.replace(/ {2}match:\n.*\n/, '');
const vmi = encode(VMI);
const { mutateDomain } = DomainHookServiceDefinition.methods;
const boot = {
  domainType: 'libvirt',
  domain: encode(DOMAIN),
  vmi,
  sidecarContext: { invocationContext: 'Boot' },
};

function folders(t: Parameters<typeof tempFolder>[0]) {
  const [hooks, plugin, rules] = [tempFolder(t), tempFolder(t), tempFolder(t)];
  writeFileSync(join(rules, 'rule.yaml'), FOR_ALL.replace('match:\n    names: [nobody]\n  ', ''));
  return { hooks, socket: join(plugin, 'hook.sock'), rules };
}

test('one process serves hooks and plugins, and all four give the same bytes', async (t) => {
  const { hooks, socket, rules } = folders(t);
  const args = ['--version', 'v1alpha3', '--socket-dir', hooks, '--plugin-socket', socket, '--rules', rules];
  const sidecar = start(t, hooks, [MAIN, ...args], {});
  const client = connectTo(t, await sidecar.socket());
  const request = { domainXML: encode(DOMAIN), vmi };
  const replies = [
    (await call(client, V1Alpha1, V1Alpha1.methods.onDefineDomain, request)).domainXML,
    (await call(client, V1Alpha2, V1Alpha2.methods.onDefineDomain, request)).domainXML,
    (await call(client, V1Alpha3, V1Alpha3.methods.onDefineDomain, request)).domainXML,
    (await call(connectTo(t, socket), DomainHookServiceDefinition, mutateDomain, boot)).domain,
  ].map(decode);
  assert.match(replies[0] ?? '', /<smbios mode="sysinfo"/);
  assert.deepEqual(new Set(replies).size, 1);

  sidecar.process.kill('SIGTERM');
  assert.equal(await sidecar.exited, 0);
  assert.equal(existsSync(socket), false);
});

test('a plugin alone needs no hook folder, and offers no hooks', async (t) => {
  const { socket, rules } = folders(t);
  const sidecar = start(t, '/nonexistent', [MAIN, '--plugin-socket', socket, '--rules', rules], {});
  await waitForLog(sidecar, 'is now exposing its services');
  const client = connectTo(t, socket);
  assert.match(
    decode((await call(client, DomainHookServiceDefinition, mutateDomain, boot)).domain),
    /sysinfo/,
  );
  const { code } = await refusal(call(client, InfoDefinition, InfoDefinition.methods.info, {}));
  assert.equal(code, 12);
  assert.match(sidecar.stderr(), /plugin API: kubevirt\.hooks\.plugins\.v1alpha1\.DomainHookService/);
});

test('a plugin takes changed rules over while it serves', async (t) => {
  const { socket, rules } = folders(t);
  const sidecar = start(t, '/nonexistent', [MAIN, '--plugin-socket', socket, '--rules', rules], {});
  await waitForLog(sidecar, 'is now exposing its services');
  const client = connectTo(t, socket);
  const mode = async () =>
    /mode="(\w+)"/.exec(
      decode((await call(client, DomainHookServiceDefinition, mutateDomain, boot)).domain),
    )?.[1];
  assert.equal(await mode(), 'sysinfo');
  writeFileSync(join(rules, 'rule.yaml'), 'kind: Rule\n');
  await waitForLog(sidecar, 'stay in force');
  assert.equal(await mode(), 'sysinfo');
  writeFileSync(join(rules, 'rule.yaml'), FOR_ALL.replace('value: sysinfo', 'value: host'));
  await waitForLog(sidecar, 'changed rules taken over: sha256:');
  assert.equal(await mode(), 'host');
});

test('the health check says that it serves, for a known service and for the whole', async (t) => {
  const { socket, rules } = folders(t);
  const sidecar = start(t, '/nonexistent', [MAIN, '--plugin-socket', socket, '--rules', rules], {});
  await waitForLog(sidecar, 'is now exposing its services');
  const check = (service: string) =>
    call(connectTo(t, socket), HealthDefinition, HealthDefinition.methods.check, { service });
  assert.equal((await check('')).status, 1);
  assert.equal((await check(DomainHookServiceDefinition.fullName)).status, 1);
  assert.equal((await refusal(check('kubevirt.hooks.v1alpha3.Callbacks'))).code, 5);
  assert.ok(!sidecar.stderr().includes('Check answered'));

  for (const path of [socket, join(socket, '..')]) {
    const probe = spawnSync(process.execPath, [MAIN, '--check', path]);
    assert.deepEqual([probe.status, probe.stderr.toString()], [0, '']);
  }
});

test('--check of what does not serve exits with 1 and one line', (t) => {
  const folder = tempFolder(t);
  writeFileSync(join(folder, 'file.sock'), '');
  for (const path of [folder, join(folder, 'file.sock'), join(folder, 'none.sock')]) {
    const { status, stderr } = spawnSync(process.execPath, [MAIN, '--check', path]);
    assert.equal(status, 1);
    assert.match(
      stderr.toString(),
      /^sidepatch: .* is no socket and holds none: is the sidecar running\?\n$/,
    );
  }
});

const WRONG_PATHS: Record<string, readonly [(folder: string) => string, RegExp]> = {
  'without .sock': [(folder) => join(folder, 'hook'), /must end in \.sock/],
  'too long': [
    (folder) => join(folder, `${'x'.repeat(100)}.sock`),
    /bytes long, Linux takes 107: .*--plugin-socket/,
  ],
  'in no folder': [(folder) => join(folder, 'none/hook.sock'), /cannot be reached \(ENOENT\)/],
  'that is a link': [
    (folder) => {
      symlinkSync('/nonexistent', join(folder, 'link.sock'));
      return join(folder, 'link.sock');
    },
    /exists and is not a socket/,
  ],
};

for (const [name, [path, reason]] of Object.entries(WRONG_PATHS)) {
  test(`a plugin socket ${name} ends the start with one line`, async (t) => {
    const { rules } = folders(t);
    const sidecar = start(t, '', [MAIN, '--plugin-socket', path(tempFolder(t)), '--rules', rules], {});
    assert.equal(await sidecar.exited, 1);
    assert.match(sidecar.messages().at(-1) ?? '', reason);
  });
}
