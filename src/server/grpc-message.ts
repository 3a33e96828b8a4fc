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
  let head: Buffer = Buffer.alloc(0);
  // As long as it says that it is, and filled as it comes: chunks that are joined at the end would take twice the memory.
  let message: Buffer | undefined;
  let received = 0;
  let isDone = false;
  const finish = (read: Read) => {
    isDone = true;
    message = undefined;
    done(read);
  };
  stream.on('data', (chunk: Buffer) => {
    if (isDone) return;
    received += chunk.length;
    if (message) {
      if (received > PREFIX_BYTES + message.length) return finish({ status: MORE_THAN_ONE });
      chunk.copy(message, received - PREFIX_BYTES - chunk.length);
      return;
    }
    // The prefix may come in pieces.
    head = head.length === 0 ? chunk : Buffer.concat([head, chunk]);
    if (received < PREFIX_BYTES) return;
    const status = whyUnreadable(head, received, maxBytes, encoding);
    if (status) return finish({ status });
    message = Buffer.allocUnsafeSlow(head.readUInt32BE(1));
    head.copy(message, 0, PREFIX_BYTES);
    head = Buffer.alloc(0);
  });
  stream.on('end', () => {
    if (isDone) return;
    if (!message || received < PREFIX_BYTES + message.length) {
      return finish({ status: { code: statusCodes.INTERNAL, details: 'the call ends before its message' } });
    }
    finish({ bytes: message });
  });
}

const MORE_THAN_ONE: CallStatus = {
  code: statusCodes.INTERNAL,
  details: 'more than one message in a call that takes one',
};

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
    return MORE_THAN_ONE;
  }
  return undefined;
}

/** Above this a copy costs more, in memory, than a second write. */
const MAX_COPIED_BYTES = 64 * 1024;

/** A message as it is sent, in one or two parts. */
export function writeMessage(bytes: Uint8Array): readonly Uint8Array[] {
  const prefix = Buffer.alloc(PREFIX_BYTES);
  prefix.writeUInt32BE(bytes.length, 1);
  return bytes.length > MAX_COPIED_BYTES ? [prefix, bytes] : [Buffer.concat([prefix, bytes])];
}
