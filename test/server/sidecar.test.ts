import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { InfoDefinition } from '../../src/gen/kubevirt/hooks/info/info.ts';
import { CallbacksDefinition as V1Alpha3 } from '../../src/gen/kubevirt/hooks/v1alpha3/callbacks.ts';
import {
  call,
  connectTo,
  DOMAIN,
  decode,
  encode,
  start,
  startMain,
  startWithHooks,
  tempFolder,
  VMI,
  WITH_HOOKS,
  waitForLog,
} from './support.ts';

const MAIN = join(import.meta.dirname, '../../dist/main.js');
const { onDefineDomain, shutdown } = V1Alpha3.methods;
const { info } = InfoDefinition.methods;
const domainXML = encode(DOMAIN);
const vmi = encode(VMI);

const WRONG_LINES: Record<string, readonly [readonly string[], RegExp]> = {
  'without --version': [[], /^sidepatch: --version is missing: .*; see --help\n$/],
  'with a version that KubeVirt lacks': [
    ['--version', 'v1'],
    /^sidepatch: --version "v1" is not v1alpha1, .*\n$/,
  ],
  'with an unknown option': [
    ['--versoin', 'v1alpha3'],
    /^sidepatch: unknown option --versoin \(did you mean .*\n$/,
  ],
};

for (const [name, [args, line]] of Object.entries(WRONG_LINES)) {
  test(`${name} it exits with 2 and one line, before it binds`, async (t) => {
    const folder = tempFolder(t);
    const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args, '--socket-dir', folder]);
    assert.equal(status, 2);
    assert.equal(stdout.toString(), '');
    assert.match(stderr.toString(), line);
    assert.deepEqual(readdirSync(folder), []);
  });
}

test('--help prints to standard output and exits with 0', () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, '--help']);
  assert.equal(status, 0);
  assert.match(stdout.toString(), /^Usage: sidepatch --version v1alpha3/);
  assert.equal(stderr.toString(), '');
});

test('without its socket folder it exits with 1 and says why', async (t) => {
  const folder = join(tempFolder(t), 'none');
  const sidecar = start(t, folder, [MAIN, '--version', 'v1alpha3', '--socket-dir', folder], {});
  assert.equal(await sidecar.exited, 1);
  assert.match(sidecar.messages().at(-1) ?? '', /^the socket folder .* cannot be reached \(ENOENT\)/);
});

for (const version of ['v1alpha1', 'v1alpha2', 'v1alpha3']) {
  test(`as ${version} Info is answered within a second of the socket's appearance`, async (t) => {
    const sidecar = startMain(t, ['--version', version]);
    const socket = await sidecar.socket();
    const appearedMs = performance.now();
    const reply = await call(connectTo(t, socket), InfoDefinition, info, {});
    assert.ok(performance.now() - appearedMs < 1000);
    assert.deepEqual(reply.versions, [version]);
    const names = reply.hookPoints.map(({ name }) => name);
    assert.deepEqual(names, version === 'v1alpha3' ? ['OnDefineDomain', 'Shutdown'] : ['OnDefineDomain']);
  });
}

test('the socket is the only thing in its folder, open to all, and was made last', async (t) => {
  const sidecar = startMain(t);
  const socket = await sidecar.socket();
  assert.deepEqual(readdirSync(sidecar.folder), [basename(socket)]);
  assert.match(basename(socket), /^sidepatch-[0-9a-f]{8}\.sock$/);
  assert.ok(statSync(socket).isSocket());
  assert.equal(statSync(socket).mode & 0o777, 0o666);
  await waitForLog(sidecar, 'is now exposing its services');
  const messages = sidecar.messages();
  assert.match(messages[0] ?? '', /^sidepatch \d+\.\d+\.\d+$/);
  assert.match(messages[1] ?? '', /^rules from .*rule\.yaml$/);
  assert.equal(messages.at(-2), 'hook points: OnDefineDomain, Shutdown');
  assert.equal(messages.at(-1), `sidepatch is now exposing its services on socket ${socket}`);
});

test("KubeVirt's CONTAINER_NAME names the socket", async (t) => {
  const sidecar = startMain(t, ['--version', 'v1alpha3'], { env: { CONTAINER_NAME: 'hook-sidecar-0' } });
  assert.equal(basename(await sidecar.socket()), 'hook-sidecar-0.sock');
});

test('a domain that no rule is for comes back byte for byte', async (t) => {
  const client = connectTo(t, await startMain(t).socket());
  const reply = await call(client, V1Alpha3, onDefineDomain, { domainXML, vmi });
  assert.equal(decode(reply.domainXML), DOMAIN);
});

test('Shutdown is answered, then the process ends with 0 and no socket is left', async (t) => {
  const sidecar = startMain(t);
  const client = connectTo(t, await sidecar.socket());
  await call(client, InfoDefinition, info, {});
  assert.deepEqual(await call(client, V1Alpha3, shutdown, {}), {});
  assert.equal(await sidecar.exited, 0);
  assert.deepEqual(readdirSync(sidecar.folder), []);
  const messages = sidecar.messages();
  assert.ok(messages.includes('Info method has been called'));
  assert.ok(messages.includes("Hook's Shutdown callback method has been called"));
});

const SIGNALS = { SIGTERM: 'terminated', SIGINT: 'interrupt', SIGHUP: 'hangup', SIGQUIT: 'quit' } as const;

for (const [signal, name] of Object.entries(SIGNALS)) {
  test(`${signal} ends it with 0, no socket is left, and the log says "${name}"`, async (t) => {
    const sidecar = startMain(t);
    // An idle connection, as virt-launcher may keep one, is no call and must not hold up the end.
    const client = connectTo(t, await sidecar.socket());
    await call(client, InfoDefinition, info, {});
    sidecar.process.kill(signal as NodeJS.Signals);
    assert.equal(await sidecar.exited, 0);
    assert.deepEqual(readdirSync(sidecar.folder), []);
    assert.ok(sidecar.messages().includes(`sidecar-shim received signal: ${name}`));
  });
}

test('a call that is running when SIGTERM arrives is finished and answered', async (t) => {
  const sidecar = startWithHooks(t, 'slow');
  const client = connectTo(t, await sidecar.socket());
  const calling = call(client, V1Alpha3, onDefineDomain, { domainXML, vmi });
  await waitForLog(sidecar, 'slow call begins');
  sidecar.process.kill('SIGTERM');
  assert.equal(decode((await calling).domainXML), DOMAIN.toUpperCase());
  assert.equal(await sidecar.exited, 0);
  assert.deepEqual(readdirSync(sidecar.folder), []);
});

test('a second signal ends the waiting for a client that never finishes', async (t) => {
  const sidecar = startWithHooks(t, 'plain');
  const socket = connect(await sidecar.socket());
  t.after(() => socket.destroy());
  socket.on('error', () => {});
  // The HTTP/2 preface, an empty SETTINGS frame and HEADERS of a POST (static table, then literals) without an end.
  const literal = (name: string, value: string) =>
    Buffer.concat([
      Buffer.from([0x00, name.length]),
      Buffer.from(name),
      Buffer.from([value.length]),
      Buffer.from(value),
    ]);
  const path = '/kubevirt.hooks.v1alpha3.Callbacks/OnDefineDomain';
  const headers = Buffer.concat([
    Buffer.from([0x83, 0x86]),
    literal(':path', path),
    literal(':authority', 'localhost'),
    literal('content-type', 'application/grpc'),
    literal('te', 'trailers'),
  ]);
  socket.write('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
  socket.write(Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]));
  socket.write(Buffer.concat([Buffer.from([0, 0, headers.length, 1, 4, 0, 0, 0, 1]), headers]));
  await sleep(200);
  sidecar.process.kill('SIGTERM');
  await waitForLog(sidecar, 'received signal: terminated');
  await sleep(200);
  assert.equal(sidecar.process.exitCode, null, 'it waits for the call');
  assert.deepEqual(readdirSync(sidecar.folder), [], 'but takes no new one');
  const startedMs = performance.now();
  sidecar.process.kill('SIGINT');
  assert.equal(await sidecar.exited, 0);
  assert.ok(performance.now() - startedMs < 1000);
});

test('a result is checked again only after its reply has gone, and the finding is logged', async (t) => {
  const sidecar = startWithHooks(t, 'slow recheck');
  const client = connectTo(t, await sidecar.socket());
  await call(client, InfoDefinition, info, {});
  await call(client, V1Alpha3, onDefineDomain, { domainXML: Buffer.alloc(20_000, 'x'), vmi });
  assert.ok(!sidecar.stderr().includes('NotIdempotent'), 'the reply did not wait');
  await waitForLog(sidecar, 'NotIdempotent: rule restless: changes its own result');
});

test('errors that nobody caught are one line each, without their message, and the server goes on', async (t) => {
  const sidecar = startWithHooks(t, 'careless');
  const client = connectTo(t, await sidecar.socket());
  for (let i = 0; i < 2; i++) await call(client, V1Alpha3, onDefineDomain, { domainXML, vmi });
  await waitForLog(sidecar, 'unexpected error, going on');
  await waitForLog(sidecar, 'unexpected rejection, going on');
  await call(client, InfoDefinition, info, {});
  assert.doesNotMatch(sidecar.stderr(), /hunter2/);
  await call(client, V1Alpha3, shutdown, {});
  assert.equal(await sidecar.exited, 0);
});

test('with broken rules it starts, answers Info, and tells the first call', async (t) => {
  const folder = tempFolder(t);
  const rules = tempFolder(t);
  writeFileSync(join(rules, 'a.yaml'), '#!/bin/sh\necho\n');
  writeFileSync(join(rules, 'b.yaml'), '');
  const args = [MAIN, '--version', 'v1alpha3', '--socket-dir', folder, '--rules', rules];
  const sidecar = start(t, folder, args, {});
  const client = connectTo(t, await sidecar.socket());
  const { hookPoints } = await call(client, InfoDefinition, info, {});
  assert.deepEqual(
    hookPoints.map(({ name }) => name),
    ['OnDefineDomain', 'Shutdown'],
  );
  await assert.rejects(call(client, V1Alpha3, onDefineDomain, { domainXML, vmi }), {
    code: 3,
    details:
      `${join(rules, 'a.yaml')}: UnreadableFile: is a script; sidepatch runs none; ` +
      "write a rule that does the same, see docs/from-script-to-rule.md (and 1 more, see the sidecar's log)",
  });
  await waitForLog(sidecar, 'OnDefineDomain refused');
  const errors = sidecar.logLines().filter(({ level }) => level === 'error');
  assert.equal(
    errors.filter(({ msg }) => msg.includes('UnreadableFile')).length,
    3,
    'two at start, one with the call',
  );
});

test('another user can connect', { skip: process.getuid?.() !== 0 }, async (t) => {
  const socket = await startMain(t).socket();
  const client = spawn(process.execPath, [join(import.meta.dirname, 'info-client.ts'), socket, '65534']);
  let output = '';
  client.stdout.on('data', (chunk) => {
    output += chunk;
  });
  await new Promise((done) => client.once('close', done));
  assert.equal(JSON.parse(output).name, 'sidepatch');
});

test('it runs as an ordinary user', { skip: process.getuid?.() !== 0 }, async (t) => {
  const folder = join(tempFolder(t), 'hooks');
  mkdirSync(folder, { mode: 0o777 });
  spawnSync('chmod', ['777', folder]);
  const sidecar = start(t, folder, [WITH_HOOKS, 'plain', folder, '107'], {});
  const socket = await sidecar.socket();
  assert.equal(statSync(socket).mode & 0o777, 0o666);
  await call(connectTo(t, socket), V1Alpha3, shutdown, {});
  assert.equal(await sidecar.exited, 0);
});

test('a predecessor that was killed does not stand in the way', async (t) => {
  const folder = tempFolder(t);
  const args = [MAIN, '--version', 'v1alpha3', '--socket-dir', folder];
  const env = { CONTAINER_NAME: 'hook-sidecar-0' };
  const first = start(t, folder, args, { env });
  await first.socket();
  first.process.kill('SIGKILL');
  assert.equal(await first.exited, 'SIGKILL');
  const second = start(t, folder, args, { env });
  await waitForLog(second, 'is now exposing its services');
  await call(connectTo(t, await second.socket()), InfoDefinition, info, {});
});

test('a second sidecar of the same name gives up and leaves the first one alone', async (t) => {
  const folder = tempFolder(t);
  const args = [MAIN, '--version', 'v1alpha3', '--socket-dir', folder];
  const env = { CONTAINER_NAME: 'hook-sidecar-0' };
  const first = start(t, folder, args, { env });
  const socket = await first.socket();
  const second = start(t, folder, args, { env });
  assert.equal(await second.exited, 1);
  assert.match(second.messages().at(-1) ?? '', /another process answers on/);
  await call(connectTo(t, socket), InfoDefinition, info, {});
});
