import assert from 'node:assert/strict';
import { randomFillSync } from 'node:crypto';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { call, INFO, ON_DEFINE_DOMAIN, openSession } from './client.ts';
import {
  callHeaders,
  FLAG,
  FRAME,
  frame,
  greeting,
  grpcMessage,
  headerBlock,
  openRaw,
  PREFACE,
  type RawConnection,
  settings,
} from './frames.ts';
import { assertWell, domainRequest, SMBIOS_RULE, startSidecar } from './support.ts';

/*
 * What a client can do to its connection. None of it may reach another one, end the process, or leave a trace in the log
 * that a reader would take for something else.
 */

const halfOf = (bytes: Buffer) => bytes.subarray(0, bytes.length >> 1);
const message = grpcMessage(domainRequest());
const wholeCall = (stream: number) =>
  Buffer.concat([callHeaders(stream, ON_DEFINE_DOMAIN), frame(FRAME.DATA, FLAG.END_STREAM, stream, message)]);

/** `ends`: the sidecar is to hang up by itself. */
interface Misdeed {
  readonly ends?: true;
  readonly run: (connection: RawConnection) => Promise<void>;
}

const send = (...parts: readonly Buffer[]) => ({ run: (to: RawConnection) => to.send(...parts) });

const MISDEEDS: Readonly<Record<string, Misdeed>> = {
  'connects and says nothing': send(),
  'sends half of the preface': send(halfOf(PREFACE)),
  'sends the preface and no SETTINGS': send(PREFACE),
  'speaks HTTP/1.1': { ends: true, ...send(Buffer.from('POST / HTTP/1.1\r\nHost: localhost\r\n\r\n')) },
  'sends a wrong preface': {
    ends: true,
    ...send(Buffer.from('PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n'), settings()),
  },
  'speaks TLS': { ends: true, ...send(Buffer.from('16030100c8010000c40303', 'hex'), Buffer.alloc(200, 7)) },
  'sends 64 kB of noise': { ends: true, ...send(randomFillSync(Buffer.alloc(65_536))) },
  'sends noise after the preface': { ends: true, ...send(greeting(), Buffer.alloc(65_536, 0xff)) },
  'sends the head of a frame and half of its payload': send(
    greeting(),
    callHeaders(1, ON_DEFINE_DOMAIN),
    halfOf(frame(FRAME.DATA, FLAG.END_STREAM, 1, message)),
  ),
  'sends half of a message and ends the call': send(
    greeting(),
    callHeaders(1, ON_DEFINE_DOMAIN),
    frame(FRAME.DATA, FLAG.END_STREAM, 1, halfOf(message)),
  ),
  'sends a frame that is larger than agreed': {
    ends: true,
    ...send(greeting(), frame(FRAME.DATA, 0, 1, Buffer.alloc(20_000), 20_000)),
  },
  'sends data for a stream that is not there': {
    ends: true,
    ...send(greeting(), frame(FRAME.DATA, FLAG.END_STREAM, 7, message)),
  },
  'sends headers that cannot be decoded': {
    ends: true,
    ...send(greeting(), frame(FRAME.HEADERS, FLAG.END_HEADERS, 1, Buffer.alloc(200, 0xff))),
  },
  'sends a header of a megabyte': {
    run: async (to) => {
      const block = headerBlock(ON_DEFINE_DOMAIN, { 'x-long': 'x'.repeat(1_000_000) });
      await to.send(greeting(), frame(FRAME.HEADERS, 0, 1, block.subarray(0, 16_000)));
      for (let at = 16_000; at < block.length; at += 16_000)
        await to.send(frame(FRAME.CONTINUATION, 0, 1, block.subarray(at, at + 16_000)));
    },
  },
  'sends CONTINUATION frames without an end': {
    run: async (to) => {
      await to.send(greeting(), frame(FRAME.HEADERS, 0, 1, headerBlock(ON_DEFINE_DOMAIN)));
      for (let i = 0; i < 2000 && !to.isClosed(); i++)
        await to.send(frame(FRAME.CONTINUATION, 0, 1, Buffer.from([0, 1, 0x61, 1, 0x61])));
    },
  },
  'sends thousands of small headers': send(
    greeting(),
    frame(FRAME.HEADERS, 0, 1, headerBlock(ON_DEFINE_DOMAIN)),
    ...Array.from({ length: 100 }, () =>
      frame(FRAME.CONTINUATION, 0, 1, Buffer.concat(Array(100).fill(Buffer.from([0, 1, 0x61, 1, 0x61])))),
    ),
    frame(FRAME.CONTINUATION, FLAG.END_HEADERS, 1),
  ),
  'floods with SETTINGS': {
    run: (to) => flood(to, settings([3, 100])),
  },
  'floods with PING': {
    run: (to) => flood(to, frame(FRAME.PING, 0, 0, Buffer.alloc(8))),
  },
  'floods with calls that it takes back': {
    run: async (to) => {
      await to.send(greeting());
      for (let i = 0; i < 20 && !to.isClosed(); i++) {
        const calls = Array.from({ length: 100 }, (_, n) => {
          const stream = (i * 100 + n) * 2 + 1;
          return Buffer.concat([wholeCall(stream), frame(FRAME.RST_STREAM, 0, stream, Buffer.alloc(4))]);
        });
        await to.send(...calls);
      }
    },
  },
  'takes its call back in the middle of the message': send(
    greeting(),
    callHeaders(1, ON_DEFINE_DOMAIN),
    frame(FRAME.DATA, 0, 1, halfOf(message)),
    frame(FRAME.RST_STREAM, 0, 1, Buffer.from([0, 0, 0, 8])),
  ),
  'opens 200 calls and finishes none': send(
    greeting(),
    ...Array.from({ length: 200 }, (_, i) => callHeaders(2 * i + 1, ON_DEFINE_DOMAIN)),
  ),
  'takes no byte of its reply': send(Buffer.concat([PREFACE, settings([4, 0])]), wholeCall(1), wholeCall(3)),
  'grows its window past the end': {
    ends: true,
    ...send(greeting(), frame(FRAME.WINDOW_UPDATE, 0, 0, Buffer.from([0x7f, 0xff, 0xff, 0xff]))),
  },
  'says good-bye and stays': send(greeting(), frame(FRAME.GOAWAY, 0, 0, Buffer.alloc(8))),
};

async function flood(to: RawConnection, part: Buffer): Promise<void> {
  await to.send(greeting());
  const many = Buffer.concat(Array(1000).fill(part));
  for (let i = 0; i < 20 && !to.isClosed(); i++) await to.send(many);
}

for (const [name, { run, ends }] of Object.entries(MISDEEDS)) {
  test(`a client that ${name} disturbs no other`, async (t) => {
    const sidecar = startSidecar(t);
    const socket = await sidecar.socket();
    const connection = await openRaw(socket);
    t.after(() => connection.socket.destroy());
    await run(connection);
    await assertWell(sidecar, socket);
    if (ends)
      await Promise.race([connection.closed, sleep(2000).then(() => assert.fail('it is not hung up on'))]);
    connection.socket.destroy();
    await assertWell(sidecar, socket);
    sidecar.process.kill('SIGTERM');
    assert.equal(await sidecar.exited, 0);
  });
}

test('a client that vanishes during its call disturbs no other', async (t) => {
  const sidecar = startSidecar(t);
  const socket = await sidecar.socket();
  for (let i = 0; i < 20; i++) {
    const session = openSession(socket);
    void call(session, ON_DEFINE_DOMAIN, domainRequest());
    await sleep(i);
    session.destroy();
  }
  await assertWell(sidecar, socket);
});

test('200 connections are served, and given back', async (t) => {
  const sidecar = startSidecar(t);
  const socket = await sidecar.socket();
  const sessions = Array.from({ length: 200 }, () => openSession(socket));
  const ended = await Promise.all(sessions.map((session) => call(session, INFO, Buffer.alloc(0))));
  assert.ok(ended.every(({ code }) => code === 0));
  await assertWell(sidecar, socket);
  for (const session of sessions) session.destroy();
  await assertWell(sidecar, socket);
});

test('200 calls at once on one connection are answered, or refused in a way that lets them be tried again', async (t) => {
  const sidecar = startSidecar(t);
  const socket = await sidecar.socket();
  const connection = await openRaw(socket);
  t.after(() => connection.socket.destroy());
  // Else it would get 64 kB of replies and no more.
  const window = frame(FRAME.WINDOW_UPDATE, 0, 0, Buffer.from([0, 0xff, 0xff, 0xff]));
  await connection.send(greeting(), window, ...Array.from({ length: 200 }, (_, i) => wholeCall(2 * i + 1)));
  const count = (type: number) => connection.received().filter((one) => one === type).length;
  // Two HEADERS an answer: the head, and the status at its end.
  const isDone = () => count(FRAME.HEADERS) / 2 + count(FRAME.RST_STREAM) >= 200;
  for (let waitedMs = 0; !isDone() && waitedMs < 5000; waitedMs += 50) await sleep(50);
  assert.ok(isDone());
  assert.ok(count(FRAME.HEADERS) / 2 >= 32, 'as many as are taken at a time');
  await assertWell(sidecar, socket);
});

test('50 calls at once on 50 connections are all answered', async (t) => {
  const sidecar = startSidecar(t);
  const socket = await sidecar.socket();
  const sessions = Array.from({ length: 50 }, () => openSession(socket));
  t.after(() => {
    for (const session of sessions) session.destroy();
  });
  const ended = await Promise.all(
    sessions.map((session) => call(session, ON_DEFINE_DOMAIN, domainRequest())),
  );
  assert.deepEqual(new Set(ended.map(({ code, bytes }) => [code, bytes.length].join())).size, 1);
  assert.equal(ended[0]?.code, 0);
  await assertWell(sidecar, socket);
});

test('1,000 calls in a row give the same answer', async (t) => {
  const sidecar = startSidecar(t, SMBIOS_RULE, ['--log-level', 'warn']);
  const socket = await sidecar.socket();
  const session = openSession(socket);
  t.after(() => session.destroy());
  const answers = new Set<string>();
  for (let i = 0; i < 1000; i++) {
    const { code, bytes } = await call(session, ON_DEFINE_DOMAIN, domainRequest());
    answers.add(`${code} ${bytes.toString('latin1')}`);
  }
  assert.deepEqual(
    [...answers].map((answer) => answer.slice(0, 2)),
    ['0 '],
  );
  await assertWell(sidecar, socket);
});
