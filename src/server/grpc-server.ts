import type { IncomingHttpHeaders, ServerHttp2Session, ServerHttp2Stream } from 'node:http2';
import { createServer as createHttp2Server } from 'node:http2';
import type { Socket } from 'node:net';
import { readMessage, writeMessage } from './grpc-message.ts';
import { type CallStatus, statusCodes } from './grpc-status.ts';

/*
 * The server's half of gRPC over HTTP/2, for calls of one request and one reply: what virt-launcher makes. grpc-js's
 * would cost 4 MB of memory, and 50 ms until the socket is there. HTTP/2 itself is Node's.
 * https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md
 */

export type Outcome = { readonly bytes: Uint8Array } | { readonly status: CallStatus };

/** Answers one call, now or later. Must not throw, and calls `reply` once. */
export type UnaryMethod = (request: Buffer, reply: Reply) => void;

/**
 * Takes the answer of a call. `afterwards` runs once all of it has gone or the client has, so that nobody waits for what
 * it does. A client that does not take its answer delays it.
 */
export type Reply = (outcome: Outcome, afterwards: () => void) => void;

export interface GrpcServer {
  /** By path, `/package.Service/Method`. */
  readonly methods: Map<string, UnaryMethod>;
  readonly maxMessageBytes: number;
}

/** Sockets on which a server takes calls. */
export interface Endpoint {
  /**
   * Refuses new connections and calls; resolves when the calls that are running, and with them all connections, ended. A
   * client that neither sends the rest of its call nor takes its reply is not waited for.
   */
  close(): Promise<void>;
  /** Cuts all connections. */
  destroy(): void;
}

/** Node's own limit, 10 MB, is below the largest message. */
const MAX_SESSION_MEGABYTES = 64;

/** What a client may send before it hears from us: HTTP/2's 64 kB would make it wait in the middle of a large domain. */
const WINDOW_BYTES = 4 * 1024 * 1024;

/** Messages are held whole, and calls run one after the other: more at a time would only take memory. */
const MAX_CONCURRENT_CALLS = 32;

/** Of a path that is none of ours, what is told to the client: room for any real one. */
const MAX_QUOTED_PATH = 200;

/** What a client gets, once no call is being answered any more, to take its reply: many times what a local socket needs. */
const CLOSING_GRACE_MS = 1000;

/** How often a closing server looks whether calls are still being answered. */
const CLOSING_POLL_MS = 50;

/** The calls that are being answered at this moment, not those whose message or reply is still under way. */
interface Running {
  calls: number;
}

/** Takes calls on a unix socket. Rejects with Node's error when it cannot be bound. */
export function serve(server: GrpcServer, socketPath: string): Promise<Endpoint> {
  const sessions = new Set<ServerHttp2Session>();
  const sockets = new Set<Socket>();
  const running: Running = { calls: 0 };
  const http2 = createHttp2Server({
    maxSessionMemory: MAX_SESSION_MEGABYTES,
    settings: {
      initialWindowSize: WINDOW_BYTES,
      maxConcurrentStreams: MAX_CONCURRENT_CALLS,
      enablePush: false,
    },
  });
  http2.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  http2.on('session', (session) => {
    sessions.add(session);
    session.once('close', () => sessions.delete(session));
    session.once('connect', () => session.setLocalWindowSize(WINDOW_BYTES));
  });
  // A client that vanishes or sends rubbish ends its own connection, and nothing else.
  http2.on('sessionError', () => {});
  http2.on('stream', (stream, headers) => takeCall(server, running, stream, headers));

  const endpoint: Endpoint = {
    close: () =>
      new Promise((done) => {
        let busyMs = performance.now();
        const patience = setInterval(() => {
          if (running.calls > 0) busyMs = performance.now();
          else if (performance.now() - busyMs > CLOSING_GRACE_MS) endpoint.destroy();
        }, CLOSING_POLL_MS);
        http2.close(() => {
          clearInterval(patience);
          done();
        });
        for (const session of sessions) session.close();
      }),
    destroy() {
      // A session that is closing would wait until its client has taken all that is written.
      for (const socket of sockets) socket.destroy();
    },
  };
  return new Promise((done, fail) => {
    http2.once('error', fail);
    http2.listen(socketPath, () => {
      http2.off('error', fail);
      done(endpoint);
    });
  });
}

function takeCall(
  server: GrpcServer,
  running: Running,
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
): void {
  stream.on('error', () => {});
  const { ':path': path = '', ':method': httpMethod, 'content-type': contentType = '' } = headers;
  if (httpMethod !== 'POST') return endWithHttpStatus(stream, 405);
  if (!/^application\/grpc([+;]|$)/.test(contentType)) return endWithHttpStatus(stream, 415);
  const method = server.methods.get(String(path));
  if (!method)
    return refuse(
      stream,
      statusCodes.UNIMPLEMENTED,
      `the server has no method ${String(path).slice(0, MAX_QUOTED_PATH)}`,
    );
  const deadlineMs = deadlineOf(headers['grpc-timeout']);
  if (deadlineMs === undefined) return refuse(stream, statusCodes.INTERNAL, 'grpc-timeout is no time');

  readMessage(stream, server.maxMessageBytes, headers['grpc-encoding'], (read) => {
    if ('status' in read) return answer(stream, read);
    if (performance.now() > deadlineMs) {
      return refuse(stream, statusCodes.DEADLINE_EXCEEDED, 'the deadline is over before the call is read');
    }
    running.calls += 1;
    method(read.bytes, (outcome, afterwards) => {
      running.calls -= 1;
      if (stream.destroyed) return afterwards();
      // Headers and message leave at once. The status, which ends a call, does so only after this event, before immediates.
      stream.once('close', () => setImmediate(afterwards));
      answer(stream, outcome);
    });
  });
}

function refuse(stream: ServerHttp2Stream, code: number, details: string): void {
  answer(stream, { status: { code, details } });
}

function answer(stream: ServerHttp2Stream, outcome: Outcome): void {
  if (stream.destroyed || stream.closed) return;
  const head = { ':status': 200, 'content-type': 'application/grpc' };
  if ('status' in outcome) {
    const { code, details } = outcome.status;
    const status = { 'grpc-status': String(code), 'grpc-message': encodeMessage(details) };
    stream.respond({ ...head, ...status, 'grpc-accept-encoding': 'identity' }, { endStream: true });
    // What the client still sends is taken and dropped: a reset might overtake the status.
    stream.resume();
    return;
  }
  stream.respond(head, { waitForTrailers: true });
  stream.once('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
  for (const part of writeMessage(outcome.bytes)) stream.write(part);
  stream.end();
}

function endWithHttpStatus(stream: ServerHttp2Stream, httpStatus: number): void {
  stream.respond({ ':status': httpStatus }, { endStream: true });
  stream.resume();
}

/** Percent-encoded UTF-8, but for printable ASCII. Half a surrogate pair cannot be encoded: status.ts takes care. */
function encodeMessage(text: string): string {
  return text.replace(/[^ -$&-~]/gu, encodeURIComponent);
}

const MILLISECONDS: Readonly<Record<string, number>> = {
  H: 3_600_000,
  M: 60_000,
  S: 1000,
  m: 1,
  u: 1e-3,
  n: 1e-6,
};

/** The moment, by performance.now(), until which the client waits; undefined when the header is none. */
function deadlineOf(timeout: string | string[] | undefined): number | undefined {
  if (timeout === undefined) return Number.POSITIVE_INFINITY;
  const [, count = '', unit = ''] = /^(\d{1,8})([HMSmun])$/.exec(String(timeout)) ?? [];
  const factor = MILLISECONDS[unit];
  return factor === undefined ? undefined : performance.now() + Number(count) * factor;
}
