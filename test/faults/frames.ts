import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/*
 * HTTP/2 by the byte, for what no client library would send. RFC 9113, and RFC 7541 for the header block.
 */

export const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');

export const FRAME = {
  DATA: 0,
  HEADERS: 1,
  RST_STREAM: 3,
  SETTINGS: 4,
  PING: 6,
  GOAWAY: 7,
  WINDOW_UPDATE: 8,
  CONTINUATION: 9,
} as const;

export const FLAG = { END_STREAM: 1, END_HEADERS: 4 } as const;

/** One frame; `length` where it shall lie about its payload. */
export function frame(
  type: number,
  flags: number,
  stream: number,
  payload: Buffer = Buffer.alloc(0),
  length = payload.length,
): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(length, 0, 3);
  head.writeUInt8(type, 3);
  head.writeUInt8(flags, 4);
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

/** SETTINGS with pairs of identifier and value. */
export function settings(...pairs: readonly (readonly [number, number])[]): Buffer {
  const payload = Buffer.alloc(pairs.length * 6);
  pairs.forEach(([identifier, value], i) => {
    payload.writeUInt16BE(identifier, i * 6);
    payload.writeUInt32BE(value, i * 6 + 2);
  });
  return frame(FRAME.SETTINGS, 0, 0, payload);
}

/** What a client says first. */
export function greeting(): Buffer {
  return Buffer.concat([PREFACE, settings()]);
}

/** HEADERS of a gRPC call that has a body to come. */
export function callHeaders(
  stream: number,
  path: string,
  more: Readonly<Record<string, string>> = {},
): Buffer {
  return frame(FRAME.HEADERS, FLAG.END_HEADERS, stream, headerBlock(path, more));
}

/** A header block of literals that are in no table: POST and http by their index. */
export function headerBlock(path: string, more: Readonly<Record<string, string>> = {}): Buffer {
  const headers = {
    ':path': path,
    ':authority': 'localhost',
    'content-type': 'application/grpc',
    te: 'trailers',
    ...more,
  };
  const literals = Object.entries(headers).flatMap(([name, value]) => [
    Buffer.from([0]),
    text(name),
    text(value),
  ]);
  return Buffer.concat([Buffer.from([0x83, 0x86]), ...literals]);
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  if (bytes.length < 127) return Buffer.concat([Buffer.from([bytes.length]), bytes]);
  const length = [127];
  let rest = bytes.length - 127;
  for (; rest > 127; rest = Math.floor(rest / 128)) length.push((rest % 128) + 128);
  return Buffer.concat([Buffer.from([...length, rest]), bytes]);
}

/** A message as gRPC frames it. */
export function grpcMessage(bytes: Uint8Array, flag = 0, length = bytes.length): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt8(flag, 0);
  head.writeUInt32BE(length, 1);
  return Buffer.concat([head, bytes]);
}

export interface RawConnection {
  readonly socket: Socket;
  /** Sends, and waits until the kernel has it, the other side has closed, or it does not read any more. */
  send(...parts: readonly Buffer[]): Promise<void>;
  /** Types of the frames that came so far. */
  received(): readonly number[];
  /** Whether the other side has ended the connection. */
  readonly closed: Promise<void>;
  isClosed(): boolean;
}

/** How long a server may keep us waiting that does not read. */
const SEND_TIMEOUT_MS = 500;

export async function openRaw(path: string): Promise<RawConnection> {
  const socket = connect(path);
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  socket.on('error', () => {});
  let isClosed = false;
  const closed = new Promise<void>((done) => {
    socket.once('close', () => {
      isClosed = true;
      done();
    });
  });
  await new Promise<void>((done, fail) => {
    socket.once('connect', done);
    socket.once('error', fail);
  });
  return {
    socket,
    async send(...parts) {
      if (socket.destroyed) return;
      const sent = new Promise<void>((done) => socket.write(Buffer.concat(parts), () => done()));
      const patience = new AbortController();
      const timeout = sleep(SEND_TIMEOUT_MS, undefined, { signal: patience.signal }).catch(() => {});
      await Promise.race([sent, closed, timeout]);
      patience.abort();
    },
    received: () => frameTypes(Buffer.concat(chunks)),
    closed,
    isClosed: () => isClosed,
  };
}

function frameTypes(bytes: Buffer): number[] {
  const types: number[] = [];
  for (let at = 0; at + 9 <= bytes.length; at += 9 + bytes.readUIntBE(at, 3))
    types.push(bytes.readUInt8(at + 3));
  return types;
}
