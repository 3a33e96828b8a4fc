import { Failure } from '../text/failure.ts';

/** How a MIME part's body is written (RFC 2045 §6): as it is, or in one of the two encodings. */
export type TransferEncoding = 'plain' | 'base64' | 'quoted-printable';

/** A body as text. Fails with InvalidDocument when it is no UTF-8 or not in its encoding. */
export function decodeBody(body: string, encoding: TransferEncoding): string {
  if (encoding === 'plain') return body;
  try {
    const binary = encoding === 'base64' ? atob(body.replace(/\s/g, '')) : unquote(body);
    const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Failure('InvalidDocument', `the cloud-config part is not ${encoding} of UTF-8 text`);
  }
}

/** The text in its encoding again, in lines of the given width. */
export function encodeBody(text: string, encoding: TransferEncoding, eol: string, width = 76): string {
  if (encoding === 'plain') return text;
  const bytes = new TextEncoder().encode(text);
  if (encoding === 'quoted-printable') return quote(bytes, eol);
  const encoded = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
  return (encoded.match(new RegExp(`.{1,${width}}`, 'g')) ?? []).join(eol);
}

function unquote(body: string): string {
  if (/[^\t\n\r\x20-\x7e]|=(?![0-9A-Fa-f]{2}|[ \t]*\r?\n|$)/.test(body))
    throw new RangeError('not quoted-printable');
  return body
    .replace(/[ \t]+(?=\r?\n|$)/g, '')
    .replace(/=(?:\r?\n|$)/g, '')
    .replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** RFC 2045 §6.7: at most 76 characters a line, white space at a line's end encoded, line breaks kept. */
function quote(bytes: Uint8Array, eol: string): string {
  const lines = Array.from(bytes, (byte) => String.fromCharCode(byte))
    .join('')
    .split(/\r?\n/);
  return lines.map((line) => quoteLine(line, eol)).join(eol);
}

function quoteLine(line: string, eol: string): string {
  const tokens = Array.from(line, (character, at) => {
    const isPlain =
      /[\x21-\x3c\x3e-\x7e]/.test(character) || (/[ \t]/.test(character) && at < line.length - 1);
    return isPlain ? character : `=${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
  });
  let written = '';
  let length = 0;
  for (const token of tokens) {
    if (length + token.length > 75) {
      written += `=${eol}`;
      length = 0;
    }
    written += token;
    length += token.length;
  }
  return written;
}
