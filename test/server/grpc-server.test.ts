import assert from 'node:assert/strict';
import { connect as connectHttp2, type IncomingHttpHeaders } from 'node:http2';
import { connect } from 'node:net';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { type GrpcServer, serve } from '../../src/server/grpc-server.ts';
import { tempFolder } from './support.ts';

const echo: GrpcServer = {
  methods: new Map([['/a.B/Echo', (request, reply) => reply({ bytes: request }, () => {})]]),
  maxMessageBytes: 100,
};
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

async function call(t: TestContext, chunks: readonly Buffer[], headers: Row['headers']) {
  const socket = join(tempFolder(t), 'test.sock');
  const endpoint = await serve(echo, socket);
  const session = connectHttp2('http://localhost', { createConnection: () => connect(socket) });
  t.after(() => {
    session.destroy();
    endpoint.destroy();
    return endpoint.close();
  });
  const stream = session.request({
    ':method': 'POST',
    ':path': '/a.B/Echo',
    'content-type': 'application/grpc',
    te: 'trailers',
    ...headers,
  });
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
