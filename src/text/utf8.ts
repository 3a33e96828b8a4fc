import { Failure } from './failure.ts';

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The text of bytes that must be UTF-8; a byte order mark is kept. Throws `InvalidDocument` naming `what`. */
export function decodeUtf8(bytes: Uint8Array, what: string): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw new Failure('InvalidDocument', `${what} is not valid UTF-8`);
  }
}
