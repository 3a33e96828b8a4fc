import { type ClientHttp2Session, connect, type OutgoingHttpHeaders } from 'node:http2';
import { connect as connectSocket } from 'node:net';
import { InfoDefinition, InfoResult } from '../../src/gen/kubevirt/hooks/info/info.ts';
import { grpcMessage } from './frames.ts';

export const INFO = '/kubevirt.hooks.info.Info/Info';
export const ON_DEFINE_DOMAIN = '/kubevirt.hooks.v1alpha3.Callbacks/OnDefineDomain';
export const PRE_CLOUD_INIT_ISO = '/kubevirt.hooks.v1alpha3.Callbacks/PreCloudInitIso';

/** How a call ended. */
export interface Ended {
  /** As the client saw it; undefined when the stream was reset or the connection lost before. */
  readonly httpStatus: number | undefined;
  readonly code: number | undefined;
  readonly details: string;
  /** The message, without its frame. */
  readonly bytes: Buffer;
  readonly ms: number;
}

export function openSession(path: string): ClientHttp2Session {
  const session = connect('http://localhost', {
    createConnection: () => connectSocket(path),
    settings: { initialWindowSize: 32 * 1024 * 1024 },
    maxSessionMemory: 256,
  });
  session.on('error', () => {});
  session.once('connect', () => {
    if (!session.destroyed) session.setLocalWindowSize(32 * 1024 * 1024);
  });
  return session;
}

/** One call with a body as it is given, frames and all. Never rejects. */
export function callWith(
  session: ClientHttp2Session,
  path: string,
  body: readonly Buffer[],
  headers: OutgoingHttpHeaders = {},
): Promise<Ended> {
  const startedMs = performance.now();
  return new Promise((done) => {
    const stream = session.request({
      ':method': 'POST',
      ':path': path,
      'content-type': 'application/grpc',
      te: 'trailers',
      ...headers,
    });
    let heads: Record<string, unknown> = {};
    const chunks: Buffer[] = [];
    stream.on('response', (head) => {
      heads = { ...heads, ...head };
    });
    stream.on('trailers', (trailers) => {
      heads = { ...heads, ...trailers };
    });
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('error', () => {});
    stream.on('close', () => {
      const status = heads[':status'];
      const code = heads['grpc-status'];
      done({
        httpStatus: status === undefined ? undefined : Number(status),
        code: code === undefined ? undefined : Number(code),
        details: decodeURIComponent(String(heads['grpc-message'] ?? '')),
        bytes: Buffer.concat(chunks).subarray(5),
        ms: performance.now() - startedMs,
      });
    });
    for (const part of body) stream.write(part);
    stream.end();
  });
}

export function call(session: ClientHttp2Session, path: string, message: Uint8Array): Promise<Ended> {
  return callWith(session, path, [grpcMessage(message)]);
}

/** Asks a sidecar on a connection of its own for Info, as virt-launcher does; resolves with how long it took. */
export async function askInfo(path: string): Promise<number> {
  const startedMs = performance.now();
  const session = openSession(path);
  const request = InfoDefinition.methods.info.requestType.encode({}).finish();
  const { code, bytes } = await call(session, INFO, request);
  session.destroy();
  if (code !== 0 || InfoResult.decode(bytes).name !== 'sidepatch') throw new Error(`Info ended with ${code}`);
  return performance.now() - startedMs;
}
