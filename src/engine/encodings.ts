import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { Failure } from '../text/failure.ts';

/** The first hex digits of a text's SHA-256. */
export function hashOf(text: string, length: number): string {
  return bytesToHex(sha256(utf8ToBytes(text))).slice(0, length);
}

export function toBase64(text: string): string {
  return btoa(binaryOf(utf8ToBytes(text)));
}

/** The text of Base64, with or without line breaks; a Failure when it is none, or not UTF-8. */
export function fromBase64(text: string): string {
  try {
    const binary = atob(text);
    const bytes = new Uint8Array(binary.length);
    for (let i = 0; i < bytes.length; i++) bytes[i] = binary.charCodeAt(i);
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Failure('InvalidValue', 'the value is not text in Base64');
  }
}

/**
 * The words of a text as a shell cuts it: white space between them; inside '…' everything is itself; inside "…" too, but
 * \" and \\; outside, a backslash makes the next character itself. Nothing is expanded. Throws LimitExceeded beyond `most` words.
 */
export function wordsOf(text: string, most: number): string[] {
  const words: string[] = [];
  let rest = text.trimStart();
  while (rest !== '') {
    const [whole = ''] = WORD.exec(rest) ?? [];
    if (whole === '') {
      const cure = 'close each quote; nothing may stand behind the last backslash';
      throw new Failure('InvalidValue', 'the value cannot be cut into words', cure);
    }
    if (words.length === most)
      throw new Failure('LimitExceeded', `the value has more than ${most} words`, 'shorten it on the VM');
    words.push(whole.replace(PART, unquoted));
    rest = rest.slice(whole.length).trimStart();
  }
  return words;
}

const PART = /'([^']*)'|"((?:[^"\\]|\\[\s\S])*)"|\\([\s\S])/g;
const WORD = /^(?:'[^']*'|"(?:[^"\\]|\\[\s\S])*"|\\[\s\S]|[^\s'"\\])+(?=\s|$)/;

function unquoted(_: string, single?: string, double?: string, escaped?: string): string {
  return single ?? double?.replace(/\\(["\\])/g, '$1') ?? escaped ?? '';
}

/** Arguments of one call: a text put together byte by byte takes thirty times its length. */
const CHUNK = 4096;

function binaryOf(bytes: Uint8Array): string {
  const chunks: string[] = [];
  for (let at = 0; at < bytes.length; at += CHUNK)
    chunks.push(String.fromCharCode(...bytes.subarray(at, at + CHUNK)));
  return chunks.join('');
}
