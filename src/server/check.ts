import { lstatSync, readdirSync } from 'node:fs';
import { connect } from 'node:http2';
import { connect as connectSocket } from 'node:net';
import { join } from 'node:path';
import {
  HealthCheckRequest,
  HealthCheckResponse,
  HealthCheckResponse_ServingStatus as ServingStatus,
} from '../gen/grpc/health/v1/health.ts';

/** Kubernetes' own default for a probe is one second, of which Node's start takes a part. */
const CHECK_TIMEOUT_MS = 800;

/** What precedes a message in gRPC: not compressed, and its length in four bytes. */
const FRAME_HEADER_BYTES = 5;

/**
 * Asks the sidecar that listens on a socket, or on each socket of a folder, for its health (grpc.health.v1). Resolves
 * with undefined when all of them serve, else with why not, in one line. Writes nothing into the folder.
 */
export async function checkHealth(path: string): Promise<string | undefined> {
  const sockets = findSockets(path);
  if (sockets.length === 0) return `${path} is no socket and holds none: is the sidecar running?`;
  for (const socket of sockets) {
    const problem = await checkSocket(socket);
    if (problem !== undefined) return `${socket} ${problem}`;
  }
  return undefined;
}

function findSockets(path: string): string[] {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats?.isSocket()) return [path];
  if (!stats?.isDirectory()) return [];
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isSocket())
    .map(({ name }) => join(path, name));
}

/** A call by hand, because a gRPC client would be most of this process's start and memory. */
function checkSocket(path: string): Promise<string | undefined> {
  return new Promise((done) => {
    const session = connect('http://localhost', { createConnection: () => connectSocket(path) });
    const finish = (problem: string | undefined) => {
      clearTimeout(timer);
      session.destroy();
      done(problem);
    };
    const timer = setTimeout(() => finish(`does not answer within ${CHECK_TIMEOUT_MS} ms`), CHECK_TIMEOUT_MS);
    session.once('error', () => finish('takes no connection'));
    const stream = session.request({
      ':method': 'POST',
      ':path': '/grpc.health.v1.Health/Check',
      'content-type': 'application/grpc',
      te: 'trailers',
    });
    const chunks: Buffer[] = [];
    stream.once('error', () => finish('ended the call'));
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.once('end', () => finish(isServing(Buffer.concat(chunks)) ? undefined : 'is not serving'));
    stream.end(frame(HealthCheckRequest.encode({ service: '' }).finish()));
  });
}

function frame(message: Uint8Array): Buffer {
  const header = Buffer.alloc(FRAME_HEADER_BYTES);
  header.writeUInt32BE(message.length, 1);
  return Buffer.concat([header, message]);
}

function isServing(reply: Buffer): boolean {
  if (reply.length < FRAME_HEADER_BYTES) return false;
  return HealthCheckResponse.decode(reply.subarray(FRAME_HEADER_BYTES)).status === ServingStatus.SERVING;
}
