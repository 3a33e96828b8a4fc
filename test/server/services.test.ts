import assert from 'node:assert/strict';
import { readdirSync, statSync } from 'node:fs';
import { connect as connectHttp2, constants } from 'node:http2';
import { connect } from 'node:net';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { status } from '@grpc/grpc-js';
import type { Hooks } from '../../src/engine/hooks.ts';
import { CallbacksDefinition as V1Alpha1 } from '../../src/gen/kubevirt/hooks/v1alpha1/callbacks.ts';
import { CallbacksDefinition as V1Alpha2 } from '../../src/gen/kubevirt/hooks/v1alpha2/callbacks.ts';
import { CallbacksDefinition as V1Alpha3 } from '../../src/gen/kubevirt/hooks/v1alpha3/callbacks.ts';
import { createCallbacks } from '../../src/server/callbacks.ts';
import { createServer, listen, MAX_MESSAGE_BYTES } from '../../src/server/listen.ts';
import { addService } from '../../src/server/services.ts';
import type { Diagnostic } from '../../src/text/diagnostic.ts';
import {
  answering,
  call,
  callRaw,
  cloudInitReply,
  connectTo,
  DOMAIN,
  decode,
  domainReply,
  encode,
  hooksWith,
  recordLog,
  refusal,
  tempFolder,
  VMI,
} from './support.ts';

const { onDefineDomain, preCloudInitIso } = V1Alpha3.methods;
const domainXML = encode(DOMAIN);
const vmi = encode(VMI);

async function serve(t: TestContext, given: Partial<Hooks> = {}) {
  const log = recordLog();
  const server = createServer();
  const callbacks = createCallbacks(answering(hooksWith(given), log), () => {});
  for (const table of [V1Alpha1, V1Alpha2, V1Alpha3]) addService(server, table, callbacks, log);
  const listener = await listen(server, join(tempFolder(t), 'test.sock'));
  t.after(() => listener.drain(0));
  return { log, socket: listener.path, listener };
}

const upperCase: Partial<Hooks> = {
  onDefineDomain: (input) => domainReply(encode(decode(input).toUpperCase())),
  preCloudInitIso: (data, legacy) => cloudInitReply(Buffer.concat([data, encode('+')]), legacy),
};

for (const table of [V1Alpha1, V1Alpha2, V1Alpha3]) {
  test(`${table.fullName} answers OnDefineDomain`, async (t) => {
    const client = connectTo(t, (await serve(t, upperCase)).socket);
    const reply = await call(client, table, table.methods.onDefineDomain, { domainXML, vmi });
    assert.equal(decode(reply.domainXML), DOMAIN.toUpperCase());
  });
}

test('names and numbers on the wire are those of KubeVirt', async (t) => {
  const client = connectTo(t, (await serve(t, upperCase)).socket);
  const field = (number: number, text: string) => [(number << 3) | 2, text.length, ...encode(text)];
  const domain = await callRaw(
    client,
    '/kubevirt.hooks.v1alpha1.Callbacks/OnDefineDomain',
    Uint8Array.from([...field(1, '<a/>'), ...field(2, '{}')]),
  );
  assert.deepEqual([...domain], field(1, '<A/>'));
  for (const version of ['v1alpha2', 'v1alpha3']) {
    const cloudInit = await callRaw(
      client,
      `/kubevirt.hooks.${version}.Callbacks/PreCloudInitIso`,
      Uint8Array.from([...field(1, 'old'), ...field(2, '{}'), ...field(3, 'new')]),
    );
    assert.deepEqual([...cloudInit], [...field(1, 'old'), ...field(3, 'new+')]);
  }
  assert.equal(
    (await callRaw(client, '/kubevirt.hooks.v1alpha3.Callbacks/Shutdown', Buffer.alloc(0))).length,
    0,
  );
});

test('the socket can be used by all, and nothing else is in its folder', async (t) => {
  const { socket } = await serve(t);
  assert.equal(statSync(socket).mode & 0o777, 0o666);
  assert.deepEqual(readdirSync(join(socket, '..')), ['test.sock']);
});

test('16 MiB go in and out', async (t) => {
  const { socket, log } = await serve(t);
  const large = Buffer.alloc(16 * 1024 * 1024, 'x');
  const reply = await call(connectTo(t, socket), V1Alpha3, onDefineDomain, { domainXML: large, vmi });
  assert.ok(large.equals(reply.domainXML));
  assert.match(log.lines.at(-1)?.message ?? '', /KubeVirt takes no reply over 4194304 bytes/);
});

test('a larger message is refused with the limit, and the server goes on', async (t) => {
  const client = connectTo(t, (await serve(t)).socket);
  const error = await refusal(
    call(client, V1Alpha3, onDefineDomain, { domainXML: Buffer.alloc(MAX_MESSAGE_BYTES), vmi }),
  );
  assert.equal(error.code, status.RESOURCE_EXHAUSTED);
  assert.match(error.details, new RegExp(String(MAX_MESSAGE_BYTES)));
  await call(client, V1Alpha3, onDefineDomain, { domainXML, vmi });
});

const TEXTS: Record<string, string> = {
  'plain text': 'no disk has the alias "ua-root"',
  umlauts: 'Größe überschritten: „Straße“',
  'per cent signs': '100 % of %41 %zz %',
  emoji: '🐧'.repeat(200),
  'line breaks': 'one\ntwo\r\nthree',
  'punctuation of every kind': '#?&=+;,/:@$<>{}[]|\\^`~\'"',
};

for (const [name, message] of Object.entries(TEXTS)) {
  test(`an error message with ${name} reaches the client intact`, async (t) => {
    const failure: Diagnostic = {
      code: 'TestFailed',
      severity: 'error',
      message,
      hint: 'ändere es',
      rule: 'a',
    };
    const hooks = { onDefineDomain: (input: Uint8Array) => domainReply(input, { failure }) };
    const client = connectTo(t, (await serve(t, hooks)).socket);
    const error = await refusal(call(client, V1Alpha3, onDefineDomain, { domainXML, vmi }));
    assert.equal(error.code, status.FAILED_PRECONDITION);
    const visible = message.replace(/\n/g, '\\n').replace(/\r/g, '\\u000d');
    assert.equal(error.details, `TestFailed: rule a: ${visible}; ändere es`);
  });
}

test('a very long error message arrives cut, with the cure', async (t) => {
  const failure: Diagnostic = {
    code: 'TestFailed',
    severity: 'error',
    message: '🐧ü'.repeat(5000),
    hint: 'ändere es',
  };
  const hooks = { onDefineDomain: (input: Uint8Array) => domainReply(input, { failure }) };
  const error = await refusal(
    call(connectTo(t, (await serve(t, hooks)).socket), V1Alpha3, onDefineDomain, { domainXML, vmi }),
  );
  assert.ok(error.details.length < 500);
  assert.ok(error.details.endsWith('…; ändere es'));
});

test('an exception in a hook is an internal error without its message, and the next call works', async (t) => {
  let calls = 0;
  const hooks: Partial<Hooks> = {
    onDefineDomain(input) {
      if (++calls === 1) throw new TypeError('password hunter2');
      return domainReply(input);
    },
  };
  const { socket, log } = await serve(t, hooks);
  const client = connectTo(t, socket);
  const error = await refusal(call(client, V1Alpha3, onDefineDomain, { domainXML, vmi }));
  assert.equal(error.code, status.INTERNAL);
  assert.match(error.details, /^sidepatch: internal error, nothing was changed/);
  assert.match(JSON.stringify(log.lines), /"error":"TypeError","stack":\["at /);
  assert.doesNotMatch(error.details + JSON.stringify(log.lines), /hunter2/);
  await call(client, V1Alpha3, onDefineDomain, { domainXML, vmi });
});

test('bytes that are no message are refused, and the server goes on', async (t) => {
  const { socket, log } = await serve(t);
  const client = connectTo(t, socket);
  for (const bytes of [[0xff], [0x0a, 0x7f, 0x00], [0x0f], [0x0a, 0xff, 0xff, 0xff, 0xff, 0x0f]]) {
    const error = await refusal(
      callRaw(client, '/kubevirt.hooks.v1alpha3.Callbacks/OnDefineDomain', Uint8Array.from(bytes)),
    );
    assert.equal(error.code, status.INTERNAL, bytes.join());
    assert.match(error.details, /not a valid protobuf message/);
  }
  assert.equal(log.lines.filter(({ level }) => level === 'error').length, 4);
  await call(client, V1Alpha3, onDefineDomain, { domainXML, vmi });
});

test('an empty request reaches the hook, which has to judge it', async (t) => {
  const seen: number[] = [];
  const hooks: Partial<Hooks> = {
    onDefineDomain(input, vmiBytes) {
      seen.push(input.length, vmiBytes.length);
      return domainReply(input);
    },
  };
  await callRaw(
    connectTo(t, (await serve(t, hooks)).socket),
    '/kubevirt.hooks.v1alpha3.Callbacks/OnDefineDomain',
    Buffer.alloc(0),
  );
  assert.deepEqual(seen, [0, 0]);
});

test('methods that a version lacks, and services nobody knows, are unimplemented', async (t) => {
  const client = connectTo(t, (await serve(t)).socket);
  for (const path of [
    '/kubevirt.hooks.v1alpha1.Callbacks/PreCloudInitIso',
    '/kubevirt.hooks.v1alpha2.Callbacks/Shutdown',
    '/kubevirt.hooks.v1alpha4.Callbacks/OnDefineDomain',
    '/',
  ]) {
    assert.equal((await refusal(callRaw(client, path, Buffer.alloc(0)))).code, status.UNIMPLEMENTED, path);
  }
  await call(client, V1Alpha3, onDefineDomain, { domainXML, vmi });
});

test('clients that vanish, send rubbish or never finish leave the server serving', async (t) => {
  const { socket } = await serve(t);
  connect(socket)
    .on('error', () => {})
    .destroy();
  connect(socket)
    .on('error', () => {})
    .end('GET / HTTP/1.1\r\n\r\n');
  const silent = connect(socket).on('error', () => {});
  const session = connectHttp2('http://localhost', { createConnection: () => connect(socket) });
  session.on('error', () => {});
  const request = session.request({
    [constants.HTTP2_HEADER_METHOD]: 'POST',
    [constants.HTTP2_HEADER_PATH]: '/kubevirt.hooks.v1alpha3.Callbacks/OnDefineDomain',
    'content-type': 'application/grpc',
    te: 'trailers',
  });
  request.on('error', () => {});
  request.write(Buffer.from([0, 0, 0, 1, 0, 10]));
  await sleep(50);
  session.destroy();
  silent.destroy();
  const client = connectTo(t, socket);
  const cancelled = client.makeUnaryRequest(
    '/kubevirt.hooks.v1alpha3.Callbacks/OnDefineDomain',
    (bytes: Buffer) => bytes,
    (bytes: Buffer) => bytes,
    Buffer.from(V1Alpha3.methods.onDefineDomain.requestType.encode({ domainXML, vmi }).finish()),
    () => {},
  );
  cancelled.cancel();
  const reply = await call(connectTo(t, socket), V1Alpha3, onDefineDomain, { domainXML, vmi });
  assert.deepEqual(reply.domainXML, Buffer.from(domainXML));
});

test('200 connections at once are all answered', async (t) => {
  const { socket } = await serve(t, upperCase);
  const replies = await Promise.all(
    Array.from({ length: 200 }, async (_, i) => {
      const text = encode(`<a n="${i}"/>`);
      return decode(
        (await call(connectTo(t, socket), V1Alpha3, onDefineDomain, { domainXML: text, vmi })).domainXML,
      );
    }),
  );
  replies.forEach((reply, i) => {
    assert.equal(reply, `<A N="${i}"/>`);
  });
});

test('one line a call: method, VM, rules, milliseconds, and no content', async (t) => {
  const secret = encode('<domain>hunter2</domain>');
  const hooks: Partial<Hooks> = {
    preCloudInitIso: (data, legacy) =>
      cloudInitReply(data, legacy, { results: [{ rule: 'a', outcome: 'Unchanged', writes: [] }] }),
  };
  const { socket, log } = await serve(t, hooks);
  const request = { cloudInitData: secret, cloudInitNoCloudSource: secret, vmi: secret };
  await call(connectTo(t, socket), V1Alpha3, preCloudInitIso, request);
  assert.equal(log.lines.length, 2);
  const { fields, message } = log.lines[1] ?? {};
  assert.equal(message, 'PreCloudInitIso answered');
  assert.equal(typeof fields?.['milliseconds'], 'number');
  assert.deepEqual(
    { ...fields, milliseconds: 0 },
    {
      method: 'PreCloudInitIso',
      milliseconds: 0,
      vm: 'default/vm',
      rules: { a: 'Unchanged' },
    },
  );
  assert.doesNotMatch(JSON.stringify(log.lines), /hunter2/);
});

test('a refused call is one error line with the whole diagnostic', async (t) => {
  const failure: Diagnostic = { code: 'NoMatch', severity: 'error', message: 'm'.repeat(900) };
  const hooks = { onDefineDomain: (input: Uint8Array) => domainReply(input, { failure }) };
  const { socket, log } = await serve(t, hooks);
  await refusal(call(connectTo(t, socket), V1Alpha3, onDefineDomain, { domainXML, vmi }));
  const errors = log.lines.filter(({ level }) => level === 'error');
  assert.equal(errors.length, 1);
  assert.equal(errors[0]?.message, `OnDefineDomain refused: NoMatch: ${'m'.repeat(900)}`);
  assert.equal(errors[0]?.fields?.['vm'], 'default/vm');
  assert.equal(errors[0]?.fields?.['grpcCode'], status.FAILED_PRECONDITION);
});

test('the umask of the process is as before after binding', async (t) => {
  const before = process.umask(0o027);
  try {
    await serve(t);
    assert.equal(process.umask(), 0o027);
  } finally {
    process.umask(before);
  }
});

test('draining cuts off a client that never finishes, when the time is over', async (t) => {
  const { socket, listener } = await serve(t);
  const session = connectHttp2('http://localhost', { createConnection: () => connect(socket) });
  session.on('error', () => {});
  const request = session.request({
    [constants.HTTP2_HEADER_METHOD]: 'POST',
    [constants.HTTP2_HEADER_PATH]: '/kubevirt.hooks.v1alpha3.Callbacks/OnDefineDomain',
    'content-type': 'application/grpc',
    te: 'trailers',
  });
  request.on('error', () => {});
  request.write(Buffer.from([0, 0, 0, 1, 0, 10]));
  await sleep(50);
  const cut = new Promise<void>((done) => session.once('close', done));
  const startedMs = performance.now();
  assert.equal(await listener.drain(200), false);
  await cut;
  assert.ok(performance.now() - startedMs < 1000);
  assert.deepEqual(readdirSync(join(socket, '..')), []);
});
