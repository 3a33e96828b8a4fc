import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect as connectHttp2, type IncomingHttpHeaders } from 'node:http2';
import { connect } from 'node:net';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { type GrpcServer, serve, type UnaryMethod } from '../../src/server/grpc-server.ts';
import { tempFolder } from './support.ts';

const echo = serverOf((request, reply) => reply({ bytes: request }, () => {}));
const message = (text: string, flag = 0) =>
  Buffer.concat([Buffer.from([flag, 0, 0, 0, text.length]), Buffer.from(text)]);

interface Row {
  readonly chunks: readonly Buffer[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly status: string | undefined;
  readonly says?: RegExp;
}

const ROWS: Readonly<Record<string, Row>> = {
  'a message in one piece': { chunks: [message('abc')], status: '0' },
  'a message byte by byte': { chunks: [...message('abc')].map((byte) => Buffer.from([byte])), status: '0' },
  'an empty message': { chunks: [message('')], status: '0' },
  'a compressed message': {
    chunks: [message('abc', 1)],
    headers: { 'grpc-encoding': 'gzip' },
    status: '12',
    says: /compressed/,
  },
  'a flag of compression without its name': { chunks: [message('abc', 1)], status: '13' },
  'an encoding that no message uses': {
    chunks: [message('abc')],
    headers: { 'grpc-encoding': 'gzip' },
    status: '0',
  },
  'two messages': { chunks: [message('abc'), message('def')], status: '13', says: /more than one/ },
  'half a message': { chunks: [message('abc').subarray(0, 6)], status: '13', says: /ends before/ },
  'no message': { chunks: [], status: '13', says: /ends before/ },
  'too large a message': {
    chunks: [Buffer.from([0, 0, 0, 0, 101])],
    status: '8',
    says: /101 bytes, at most 100/,
  },
  'a deadline that is over': { chunks: [message('abc')], headers: { 'grpc-timeout': '0n' }, status: '4' },
  'a deadline to come': { chunks: [message('abc')], headers: { 'grpc-timeout': '10S' }, status: '0' },
  'a deadline that is none': { chunks: [message('abc')], headers: { 'grpc-timeout': 'soon' }, status: '13' },
  'a content type with a suffix': {
    chunks: [message('abc')],
    headers: { 'content-type': 'application/grpc+proto' },
    status: '0',
  },
  'another content type': {
    chunks: [message('abc')],
    headers: { 'content-type': 'application/json' },
    status: undefined,
  },
  'a method that is not there': {
    chunks: [message('abc')],
    headers: { ':path': '/a.B/Ü%' },
    status: '12',
    says: /no method/,
  },
};

for (const [name, { chunks, headers, status, says = /^/ }] of Object.entries(ROWS)) {
  test(`${name} is answered with ${status === undefined ? 'HTTP 415' : `status ${status}`}`, async (t) => {
    const reply = await call(t, chunks, headers);
    assert.equal(reply.headers['grpc-status'], status);
    assert.equal(reply.headers[':status'], status === undefined ? 415 : 200);
    assert.match(String(reply.headers['grpc-message'] ?? ''), says);
    if (status === '0') assert.deepEqual(reply.body.subarray(5), Buffer.concat(chunks).subarray(5));
  });
}

/** A client on a thread of its own, which counts the statuses it has got in shared memory. */
const CLIENT = `
const { workerData: { socket, shared, message } } = require('node:worker_threads');
const session = require('node:http2').connect('http://localhost', {
  createConnection: () => require('node:net').connect(socket),
});
const stream = session.request({
  ':method': 'POST', ':path': '/a.B/Echo', 'content-type': 'application/grpc', te: 'trailers',
});
stream.once('trailers', () => {
  Atomics.add(shared, 0, 1);
  Atomics.notify(shared, 0);
  session.close();
});
stream.resume().end(message);
`;

test('nobody waits for what is done afterwards: the client has the status before it ends', async (t) => {
  const shared = new Int32Array(new SharedArrayBuffer(4));
  const waits: string[] = [];
  const socket = await serveFor(
    t,
    serverOf((request, reply) =>
      // Holds this thread until the other one has got its status.
      reply({ bytes: request }, () => waits.push(Atomics.wait(shared, 0, 0, 5000))),
    ),
  );
  const worker = new Worker(CLIENT, {
    eval: true,
    workerData: { socket, shared, message: message('abc') },
  });
  await once(worker, 'exit');
  assert.equal(waits.length, 1);
  assert.notEqual(waits[0], 'timed-out');
});

test('what is done afterwards is done once when the client has gone before the reply', async (t) => {
  let times = 0;
  const stream = await openCall(
    t,
    serverOf((request, reply) => {
      stream.destroy();
      setTimeout(() => reply({ bytes: request }, () => times++), 50);
    }),
  );
  stream.on('error', () => {}).end(message('abc'));
  await new Promise((done) => setTimeout(done, 200));
  assert.equal(times, 1);
});

function serverOf(method: UnaryMethod): GrpcServer {
  return { methods: new Map([['/a.B/Echo', method]]), maxMessageBytes: 100 };
}

async function serveFor(t: TestContext, server: GrpcServer): Promise<string> {
  const socket = join(tempFolder(t), 'test.sock');
  const endpoint = await serve(server, socket);
  t.after(() => {
    endpoint.destroy();
    return endpoint.close();
  });
  return socket;
}

async function openCall(t: TestContext, server: GrpcServer, headers: Row['headers'] = {}) {
  const socket = await serveFor(t, server);
  const session = connectHttp2('http://localhost', { createConnection: () => connect(socket) });
  t.after(() => session.destroy());
  return session.request({
    ':method': 'POST',
    ':path': '/a.B/Echo',
    'content-type': 'application/grpc',
    te: 'trailers',
    ...headers,
  });
}

async function call(t: TestContext, chunks: readonly Buffer[], headers: Row['headers']) {
  const stream = await openCall(t, echo, headers);
  let found: IncomingHttpHeaders = {};
  const body: Buffer[] = [];
  stream.on('response', (response) => Object.assign(found, response));
  stream.on('trailers', (trailers) => {
    found = { ...found, ...trailers };
  });
  stream.on('data', (chunk: Buffer) => body.push(chunk));
  for (const chunk of chunks) stream.write(chunk);
  stream.end();
  await new Promise((done) => stream.once('close', done));
  return { headers: found, body: Buffer.concat(body) };
}
