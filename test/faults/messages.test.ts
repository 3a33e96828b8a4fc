import assert from 'node:assert/strict';
import type { OutgoingHttpHeaders } from 'node:http2';
import { after, before, suite, type TestContext, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { RunningSidecar } from '../server/support.ts';
import { callWith, type Ended, ON_DEFINE_DOMAIN, openSession, PRE_CLOUD_INIT_ISO } from './client.ts';
import { grpcMessage } from './frames.ts';
import { assertWell, domainRequest, SMBIOS_RULE, startSidecar } from './support.ts';

const request = domainRequest();
const message = grpcMessage(request);
const MEGABYTE = 1024 * 1024;

interface Wrong {
  readonly path?: string;
  readonly body?: readonly Buffer[];
  readonly headers?: OutgoingHttpHeaders;
  /** The gRPC status, or the HTTP one of a call that is none of gRPC's. */
  readonly code?: number;
  readonly httpStatus?: number;
  readonly details?: RegExp;
}

// https://grpc.github.io/grpc/core/md_doc_statuscodes.html
const INVALID_ARGUMENT = 3;
const DEADLINE_EXCEEDED = 4;
const RESOURCE_EXHAUSTED = 8;
const UNIMPLEMENTED = 12;
const INTERNAL = 13;

const WRONG: Readonly<Record<string, Wrong>> = {
  'an unknown method': {
    path: '/kubevirt.hooks.v1alpha3.Callbacks/OnMigrate',
    code: UNIMPLEMENTED,
    details: /no method \/kubevirt/,
  },
  'an unknown service': { path: '/nobody.Service/Call', code: UNIMPLEMENTED, details: /no method/ },
  'a path of 4,000 characters': { path: `/${'x'.repeat(4000)}`, code: UNIMPLEMENTED },
  'GET instead of POST': { body: [], headers: { ':method': 'GET' }, httpStatus: 405 },
  'a wrong content type': { headers: { 'content-type': 'application/json' }, httpStatus: 415 },
  'a content type that begins like gRPC’s': {
    headers: { 'content-type': 'application/grpcx' },
    httpStatus: 415,
  },
  'a deadline that is no time': { headers: { 'grpc-timeout': 'soon' }, code: INTERNAL, details: /no time/ },
  'a deadline that is over': { headers: { 'grpc-timeout': '1n' }, code: DEADLINE_EXCEEDED },
  'no message': { body: [], code: INTERNAL, details: /ends before its message/ },
  'half of a message’s head': { body: [message.subarray(0, 3)], code: INTERNAL },
  'half of a message': { body: [message.subarray(0, message.length / 2)], code: INTERNAL },
  'a message that comes byte by byte and stops short': {
    body: [...message.subarray(0, 300)].map((byte) => Buffer.from([byte])),
    code: INTERNAL,
  },
  'two messages': { body: [message, message], code: INTERNAL, details: /more than one message/ },
  'a compressed message': {
    body: [grpcMessage(gzipSync(request), 1)],
    headers: { 'grpc-encoding': 'gzip' },
    code: UNIMPLEMENTED,
    details: /compressed/,
  },
  'a message that is marked as compressed and is not': { body: [grpcMessage(request, 1)], code: INTERNAL },
  'a flag that does not exist': { body: [grpcMessage(request, 7)], code: INTERNAL },
  'a message over the limit': {
    body: [grpcMessage(Buffer.alloc(21 * MEGABYTE))],
    code: RESOURCE_EXHAUSTED,
    details: /at most 20971520/,
  },
  'a message that claims 4 GB': {
    body: [grpcMessage(Buffer.alloc(10), 0, 0xffffffff)],
    code: RESOURCE_EXHAUSTED,
  },
  'an empty message': { body: [grpcMessage(Buffer.alloc(0))], code: INVALID_ARGUMENT },
  'a message that is no protobuf': { body: [grpcMessage(Buffer.alloc(100, 0xff))], code: INTERNAL },
  'an empty message for cloud-init': {
    path: PRE_CLOUD_INIT_ISO,
    body: [grpcMessage(Buffer.alloc(0))],
    code: INVALID_ARGUMENT,
  },
  'a domain that is noise': {
    body: [grpcMessage(domainRequest(Buffer.alloc(4096, 0xfe)))],
    code: INVALID_ARGUMENT,
  },
  'a VMI that is noise': {
    body: [grpcMessage(domainRequest(undefined, Buffer.from('{"metadata":')))],
    code: INVALID_ARGUMENT,
  },
};

suite('a call that is wrong gets one status, and the next one an answer', () => {
  let sidecar: RunningSidecar;
  let socket: string;
  const ends: (() => unknown)[] = [];
  before(async () => {
    // One process for all of them: what one call breaks, the next would meet.
    sidecar = startSidecar({ after: (end: () => unknown) => ends.push(end) } as unknown as TestContext);
    socket = await sidecar.socket();
  });
  after(async () => {
    for (const end of ends) await end();
  });

  for (const [name, { path = ON_DEFINE_DOMAIN, body = [message], headers, ...expected }] of Object.entries(
    WRONG,
  )) {
    test(name, async (t) => {
      const session = openSession(socket);
      t.after(() => session.destroy());
      const ended = await callWith(session, path, body, headers);
      if (expected.httpStatus !== undefined) assert.equal(ended.httpStatus, expected.httpStatus);
      else assert.equal(ended.code, expected.code, ended.details);
      if (expected.details) assert.match(ended.details, expected.details);
      assertOneLine(ended);
      // On the same connection, and on another one.
      assert.equal((await callWith(session, ON_DEFINE_DOMAIN, [message])).code, 0);
      await assertWell(sidecar, socket);
    });
  }

  test('a message that comes byte by byte is read', async (t) => {
    const session = openSession(socket);
    t.after(() => session.destroy());
    const bytes = [...message].map((byte) => Buffer.from([byte]));
    assert.equal((await callWith(session, ON_DEFINE_DOMAIN, bytes)).code, 0);
    await assertWell(sidecar, socket);
  });
});

test('a VM that no rule is for gets its 16 MiB back', async (t) => {
  const sidecar = startSidecar(t, SMBIOS_RULE);
  const socket = await sidecar.socket();
  const session = openSession(socket);
  t.after(() => session.destroy());
  const domain = Buffer.alloc(16 * MEGABYTE, '<a></a>');
  const vmi = Buffer.from('{"metadata":{"name":"vm","namespace":"default"},"spec":{}}');
  const { code, bytes } = await callWith(session, ON_DEFINE_DOMAIN, [
    grpcMessage(domainRequest(domain, vmi)),
  ]);
  assert.equal(code, 0);
  assert.ok(bytes.includes(domain));
  await assertWell(sidecar, socket);
});

function assertOneLine({ details }: Ended): void {
  assert.ok(details.length < 500 && !/[\r\n]/.test(details), details.slice(0, 600));
}
