import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { waitForLog } from '../server/support.ts';
import { askInfo, call, INFO, ON_DEFINE_DOMAIN, openSession } from './client.ts';
import {
  callHeaders,
  FLAG,
  FRAME,
  frame,
  greeting,
  grpcMessage,
  openRaw,
  PREFACE,
  settings,
} from './frames.ts';
import { assertWell, domainRequest, startSidecar } from './support.ts';

/** A pod that is deleted has 30 s, and a node that drains many of them has no time to give away. */
const SOON_MS = 2500;

type Clients = (socket: string) => Promise<() => void>;

const message = grpcMessage(domainRequest());

const CLIENTS: Readonly<Record<string, Clients>> = {
  'no client': async () => () => {},
  'a client that is connected and idle': async (socket) => {
    const session = openSession(socket);
    await call(session, INFO, Buffer.alloc(0));
    return () => session.destroy();
  },
  'fifty idle clients': async (socket) => {
    const sessions = Array.from({ length: 50 }, () => openSession(socket));
    await Promise.all(sessions.map((session) => call(session, INFO, Buffer.alloc(0))));
    return () => sessions.forEach((session) => void session.destroy());
  },
  'a connection without a word': async (socket) => {
    const { socket: connection } = await openRaw(socket);
    return () => connection.destroy();
  },
  'a client that never finishes its message': async (socket) => {
    const connection = await openRaw(socket);
    await connection.send(greeting(), callHeaders(1, ON_DEFINE_DOMAIN));
    await sleep(100);
    return () => connection.socket.destroy();
  },
  'a client that takes no byte of its reply': async (socket) => {
    const connection = await openRaw(socket);
    await connection.send(
      Buffer.concat([PREFACE, settings([4, 0])]),
      callHeaders(1, ON_DEFINE_DOMAIN),
      frame(FRAME.DATA, FLAG.END_STREAM, 1, message),
    );
    await sleep(300);
    return () => connection.socket.destroy();
  },
  'a client that has stopped reading its socket': async (socket) => {
    const connection = await openRaw(socket);
    connection.socket.pause();
    const calls = Array.from({ length: 30 }, (_, i) =>
      Buffer.concat([
        callHeaders(2 * i + 1, ON_DEFINE_DOMAIN),
        frame(FRAME.DATA, FLAG.END_STREAM, 2 * i + 1, message),
      ]),
    );
    await connection.send(greeting(), ...calls);
    await sleep(300);
    return () => connection.socket.destroy();
  },
};

for (const [name, connectClients] of Object.entries(CLIENTS)) {
  test(`SIGTERM ends it soon with ${name}`, async (t) => {
    const sidecar = startSidecar(t);
    const socket = await sidecar.socket();
    t.after(await connectClients(socket));
    await assertWell(sidecar, socket);
    const startedMs = performance.now();
    sidecar.process.kill('SIGTERM');
    assert.equal(await sidecar.exited, 0);
    const ms = Math.round(performance.now() - startedMs);
    assert.ok(ms < SOON_MS, `it took ${ms} ms`);
    assert.deepEqual(readdirSync(sidecar.folder), []);
  });
}

test('a second SIGTERM ends it at once', async (t) => {
  const sidecar = startSidecar(t);
  const connection = await openRaw(await sidecar.socket());
  t.after(() => connection.socket.destroy());
  await connection.send(greeting(), callHeaders(1, ON_DEFINE_DOMAIN));
  await sleep(200);
  sidecar.process.kill('SIGTERM');
  await waitForLog(sidecar, 'received signal: terminated');
  const startedMs = performance.now();
  sidecar.process.kill('SIGTERM');
  assert.equal(await sidecar.exited, 0);
  assert.ok(performance.now() - startedMs < 500);
});

test('a log that nobody reads any more stops nothing', async (t) => {
  const sidecar = startSidecar(t);
  const socket = await sidecar.socket();
  sidecar.process.stderr?.destroy();
  const session = openSession(socket);
  t.after(() => session.destroy());
  for (let i = 0; i < 5; i++) assert.equal((await call(session, ON_DEFINE_DOMAIN, domainRequest())).code, 0);
  assert.ok((await askInfo(socket)) < 1000);
  session.destroy();
  sidecar.process.kill('SIGTERM');
  assert.equal(await Promise.race([sidecar.exited, sleep(3000).then(() => 'still there')]), 0);
});

test('a log whose reader has stopped stops no call', async (t) => {
  const sidecar = startSidecar(t);
  const socket = await sidecar.socket();
  sidecar.process.stderr?.pause();
  const session = openSession(socket);
  t.after(() => session.destroy());
  // Each call writes about 400 bytes: more than a pipe holds.
  for (let i = 0; i < 500; i++)
    assert.equal((await call(session, ON_DEFINE_DOMAIN, domainRequest())).code, 0);
  assert.ok((await askInfo(socket)) < 1000);
});
