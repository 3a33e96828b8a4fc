import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import type { Hooks } from '../engine/hooks.ts';
import { InfoDefinition } from '../gen/kubevirt/hooks/info/info.ts';
import {
  CallbacksDefinition,
  OnDefineDomainParams,
  PreCloudInitIsoParams,
} from '../gen/kubevirt/hooks/v1alpha3/callbacks.ts';
import { type GrpcServer, serve } from './grpc-server.ts';
import { guardHooks } from './guarded-hooks.ts';
import { createServer } from './listen.ts';
import { createLog } from './log.ts';
import { offerServices } from './sidecar.ts';
import { warmUpCall, warmUpCloudInitCall } from './warm-up.ts';

interface Call {
  readonly path: string;
  readonly message: Uint8Array;
}

const CALLBACKS = `/${CallbacksDefinition.fullName}`;

const INFO: Call = { path: `/${InfoDefinition.fullName}/Info`, message: new Uint8Array() };

const PRE_CLOUD_INIT_ISO: Call = {
  path: `${CALLBACKS}/PreCloudInitIso`,
  message: PreCloudInitIsoParams.encode(warmUpCloudInitCall()).finish(),
};

const ON_DEFINE_DOMAIN: Call = {
  path: `${CALLBACKS}/OnDefineDomain`,
  message: OnDefineDomainParams.encode(warmUpCall()).finish(),
};

/** Whatever goes wrong here, the sidecar starts. */
const PATIENCE_MS = 1000;

/**
 * Answers made-up calls by these hooks, as the real ones will be: through a socket, HTTP/2, protobuf, the guard and the
 * log, which is dropped. All that is then loaded and compiled. The socket has a name in Linux's abstract namespace, so
 * that no watcher of a folder sees it, and nobody can guess it. Never rejects.
 */
export async function rehearse(hooks: Hooks): Promise<void> {
  const path = `\0sidepatch-${randomBytes(16).toString('hex')}`;
  const server = createPractice(hooks);
  const endpoint = await serve(server, path).catch(() => undefined);
  if (endpoint === undefined) return;
  const calls = [INFO, ...(hooks.hasCloudInitRules ? [PRE_CLOUD_INIT_ISO] : []), ON_DEFINE_DOMAIN];
  await makeCalls(server, path, calls);
  endpoint.destroy();
  await endpoint.close();
}

function createPractice(hooks: Hooks): GrpcServer {
  const log = createLog('info', { write() {}, flush() {} });
  const guarded = guardHooks(hooks, { begin: () => () => new Promise(() => {}) }, log);
  const server = createServer();
  offerServices(
    server,
    {
      hooks,
      // Results are checked later, when this is over.
      guarded: { ...guarded, recheckDomain: () => [] },
      hookApi: { version: 'v1alpha3', socketFolder: '', containerName: undefined, name: 'practice' },
      pluginSockets: [],
      log,
    },
    { onCall() {}, onShutdown() {} },
  );
  return server;
}

/** A client of a handful of frames: Node's own would stay in memory. */
function makeCalls(server: GrpcServer, path: string, calls: readonly Call[]): Promise<void> {
  return new Promise((done) => {
    const socket = connect(path);
    let made = 0;
    const next = () => {
      const call = calls[made];
      if (call === undefined) socket.destroy();
      else socket.write(framesOf(call, made * 2 + 1));
      made += 1;
    };
    for (const [name, method] of server.methods) {
      server.methods.set(name, (request, reply) =>
        method(request, (outcome, afterwards) =>
          reply(outcome, () => {
            afterwards();
            next();
          }),
        ),
      );
    }
    socket.setTimeout(PATIENCE_MS, () => socket.destroy());
    socket.once('close', () => done());
    socket.on('error', () => {});
    socket.resume();
    socket.write(Buffer.concat([Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'), frame('SETTINGS', 0, 0)]));
    next();
  });
}

function framesOf({ path, message }: Call, stream: number): Buffer {
  const headers = {
    ':method': 'POST',
    ':scheme': 'http',
    ':path': path,
    ':authority': 'localhost',
    'content-type': 'application/grpc',
    te: 'trailers',
  };
  const prefix = Buffer.alloc(5);
  prefix.writeUInt32BE(message.length, 1);
  return Buffer.concat([
    frame('HEADERS', END_HEADERS, stream, ...Object.entries(headers).map(literal)),
    frame('DATA', END_STREAM, stream, prefix, message),
  ]);
}

const FRAME_TYPES = { DATA: 0, HEADERS: 1, SETTINGS: 4 } as const;
const END_STREAM = 1;
const END_HEADERS = 4;

/** RFC 9113 §4.1 */
function frame(
  type: keyof typeof FRAME_TYPES,
  flags: number,
  stream: number,
  ...payload: readonly Uint8Array[]
): Buffer {
  const body = Buffer.concat(payload);
  const head = Buffer.alloc(9);
  head.writeUIntBE(body.length, 0, 3);
  head.writeUInt8(FRAME_TYPES[type], 3);
  head.writeUInt8(flags, 4);
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, body]);
}

/** A header in HPACK's plainest form, for less than 127 bytes. RFC 7541 §6.2.2 */
function literal([name, value]: readonly [string, string]): Buffer {
  return Buffer.from(
    `\0${String.fromCharCode(name.length)}${name}${String.fromCharCode(value.length)}${value}`,
    'latin1',
  );
}
