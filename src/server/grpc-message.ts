import type { Readable } from 'node:stream';
import { type CallStatus, statusCodes } from './grpc-status.ts';

/** A flag (1: compressed) and the length, before each message. */
const PREFIX_BYTES = 5;

export type Read = { readonly bytes: Buffer } | { readonly status: CallStatus };

/**
 * Reads the one message of a call. `done` is called once: with its bytes when the client has sent all, or with a status
 * as soon as it is clear that there is no such message. Never, when the client goes away before.
 */
export function readMessage(
  stream: Readable,
  maxBytes: number,
  encoding: string | string[] | undefined,
  done: (read: Read) => void,
): void {
  let chunks: Buffer[] = [];
  let received = 0;
  let isDone = false;
  const finish = (read: Read) => {
    isDone = true;
    chunks = [];
    done(read);
  };
  stream.on('data', (chunk: Buffer) => {
    if (isDone) return;
    chunks.push(chunk);
    received += chunk.length;
    if (received < PREFIX_BYTES) return;
    const [first] = chunks;
    // The prefix may come in pieces.
    const head = first && first.length >= PREFIX_BYTES ? first : Buffer.concat(chunks);
    if (head !== first) chunks = [head];
    const status = whyUnreadable(head, received, maxBytes, encoding);
    if (status) finish({ status });
  });
  stream.on('end', () => {
    if (isDone) return;
    const [first] = chunks;
    if (!first || received < PREFIX_BYTES || received < PREFIX_BYTES + first.readUInt32BE(1)) {
      return finish({ status: { code: statusCodes.INTERNAL, details: 'the call ends before its message' } });
    }
    const whole = chunks.length === 1 ? first : Buffer.concat(chunks, received);
    finish({ bytes: whole.subarray(PREFIX_BYTES) });
  });
}

function whyUnreadable(
  head: Buffer,
  received: number,
  maxBytes: number,
  encoding: string | string[] | undefined,
): CallStatus | undefined {
  const flag = head[0] ?? 0;
  const length = head.readUInt32BE(1);
  if (flag !== 0) {
    const isUnknown = flag === 1 && encoding !== undefined && encoding !== 'identity';
    return isUnknown
      ? { code: statusCodes.UNIMPLEMENTED, details: 'compressed messages are not read' }
      : { code: statusCodes.INTERNAL, details: 'the message is marked as compressed by nothing' };
  }
  if (length > maxBytes) {
    const details = `the message has ${length} bytes, at most ${maxBytes} are read`;
    return { code: statusCodes.RESOURCE_EXHAUSTED, details };
  }
  if (received > PREFIX_BYTES + length) {
    return { code: statusCodes.INTERNAL, details: 'more than one message in a call that takes one' };
  }
  return undefined;
}

/** A message as it is sent. */
export function writeMessage(bytes: Uint8Array): Buffer {
  const prefix = Buffer.alloc(PREFIX_BYTES);
  prefix.writeUInt32BE(bytes.length, 1);
  return Buffer.concat([prefix, bytes]);
}
