import { Failure } from '../text/failure.ts';
import { type EditableDocument, forkDocument, openDocument, printDocument } from './document.ts';
import { type Entity, leafParts, readEntity, splitParts } from './mime.ts';
import { decodeBody, encodeBody, type TransferEncoding } from './transfer.ts';
import { cloudConfigHeader, contentTypeOf, isCloudConfigTemplate, isTemplate } from './user-data-type.ts';

/** What to do with user data that is no cloud-config: refuse it, leave it, or put it beside one. */
export type ForeignPolicy = 'Fail' | 'Skip' | 'Wrap';

/**
 * Opened user data. `document` is its cloud-config, to be edited; `printUserData` puts it back to where it was.
 *
 * `Multipart` and `Wrapped`: cloud-init merges several cloud-config parts key by key, and by default the later part's
 * value **replaces** the earlier one's, lists too. So a key edited in the first part has no effect when a later part
 * has it as well, and an appended part hides the same keys of what an `#include` or an archive brings.
 */
export interface UserData {
  readonly kind: 'CloudConfig' | 'Multipart' | 'Wrapped';
  readonly document: EditableDocument;
  readonly frame: Frame;
}

/** The text around the document. */
interface Frame {
  readonly original: string;
  /** The document's text when it was opened. */
  readonly opened: string;
  readonly before: string;
  readonly after: string;
  readonly encoding: TransferEncoding;
  readonly width: number;
}

/**
 * Recognises user data as cloud-init does, by its first line, and opens its cloud-config. `Foreign` only under `Skip`.
 * Fails with ForeignUserData (`Fail`), InvalidDocument (broken YAML or MIME, NUL, or U+FFFD: gzip that JSON broke on
 * the way) and LimitExceeded.
 */
export function openUserData(
  text: string,
  onForeign: ForeignPolicy,
): UserData | { readonly kind: 'Foreign' } {
  checkIntact(text);
  if (text.trim() === '') return wholeDocument(text, cloudConfigHeader);
  if (/^\ufeff?(?:MIME-Version:|Content-Type:[ \t]*multipart\/)/i.test(text))
    return openMime(text, onForeign);
  const type = contentTypeOf(text);
  if (type === 'text/cloud-config') return wholeDocument(text, text);
  if (type === 'text/jinja2' && isCloudConfigTemplate(text) && isYaml(text)) return wholeDocument(text, text);
  return foreign(text, type ?? 'text/plain', onForeign);
}

/** The whole user data with the edited cloud-config in its place; the same bytes when nothing was changed. */
export function printUserData({ document, frame }: UserData): string {
  const body = printDocument(document);
  if (body === frame.opened) return frame.original;
  const eol = eolOf(frame.before);
  return frame.before + encodeBody(body, frame.encoding, eol, frame.width) + frame.after;
}

/** An independent copy, to take back a rule that fails half-way. */
export function forkUserData(userData: UserData): UserData {
  return { ...userData, document: forkDocument(userData.document) };
}

function wholeDocument(original: string, opened: string): UserData {
  const document = openDocument(opened, 'Yaml', { isTemplate: isTemplate(opened) });
  return {
    kind: 'CloudConfig',
    document,
    frame: { original, opened, before: '', after: '', encoding: 'plain', width: 0 },
  };
}

function openMime(text: string, onForeign: ForeignPolicy): UserData | { readonly kind: 'Foreign' } {
  const message = readEntity(text, text.startsWith('\ufeff') ? 1 : 0, text.length);
  const part = leafParts(text, message).find((leaf) => isCloudConfig(text, leaf));
  if (part) return openPart(text, part);
  if (!message.type.startsWith('multipart/')) return foreign(text, undefined, onForeign);
  const { closing, isClosed } = splitParts(text, message);
  const eol = eolOf(text);
  const isLineOpen = closing > 0 && text[closing - 1] !== '\n';
  const before = `${text.slice(0, closing)}${isLineOpen ? eol : ''}--${message.boundary}${eol}${partHeader('text/cloud-config', '7bit', eol)}`;
  const after = isClosed ? eol + text.slice(closing) : `${eol}--${message.boundary}--${eol}`;
  return framed('Multipart', text, `#cloud-config${eol}`, before, after);
}

/** cloud-init looks at the first line of parts whose type says nothing. */
function isCloudConfig(text: string, part: Entity): boolean {
  if (part.type === 'text/cloud-config') return true;
  if (!/^text\/(?:plain|x-not-multipart|x-shellscript)$/.test(part.type) || !part.encoding) return false;
  try {
    return (
      contentTypeOf(decodeBody(text.slice(part.bodyStart, part.bodyEnd), part.encoding)) ===
      'text/cloud-config'
    );
  } catch {
    return false;
  }
}

function openPart(text: string, part: Entity): UserData {
  const { encoding } = part;
  if (!encoding)
    throw new Failure('InvalidDocument', 'the cloud-config part has an unknown Content-Transfer-Encoding');
  if (!/^(?:utf-?8|us-ascii|ascii)$/.test(part.charset)) {
    throw new Failure('InvalidDocument', 'the cloud-config part is not in UTF-8');
  }
  const body = text.slice(part.bodyStart, part.bodyEnd);
  const opened = decodeBody(body, encoding);
  checkIntact(opened);
  const document = openDocument(opened, 'Yaml', {
    isAscii: encoding === 'plain',
    isTemplate: isTemplate(opened),
  });
  const tail = encoding === 'base64' ? (/\s*$/.exec(body)?.[0] ?? '') : '';
  const frame = {
    original: text,
    opened,
    before: text.slice(0, part.bodyStart) + separation(text, part),
    after: tail + text.slice(part.bodyEnd),
    encoding,
    width: Math.max(4, body.trimStart().split(/\r?\n/, 1)[0]?.length || 76),
  };
  return { kind: 'Multipart', document, frame };
}

/** The blank line that ends the headers, where it is missing: a body's new first line could read as one of them. */
function separation(text: string, { bodyStart, isSeparated }: Entity): string {
  if (isSeparated) return '';
  const eol = eolOf(text);
  return text[bodyStart - 1] === '\n' ? eol : eol + eol;
}

function foreign(
  text: string,
  type: string | undefined,
  policy: ForeignPolicy,
): UserData | { readonly kind: 'Foreign' } {
  switch (policy) {
    case 'Skip':
      return { kind: 'Foreign' };
    case 'Wrap':
      return wrap(text, type);
    case 'Fail':
      throw new Failure(
        'ForeignUserData',
        `user data is not a cloud-config (${type ?? 'a MIME message of another type'})`,
        'say foreignUserData: Skip or Wrap in the rule',
      );
  }
}

/**
 * A MIME multipart with the original as its first part and a cloud-config as its second; the same input gives the same
 * bytes. The original stands there as it is, or in base64 when it is not pure ASCII, because cloud-init breaks other
 * characters in an unencoded part. Without a type it brings its own MIME headers.
 */
function wrap(text: string, type: string | undefined): UserData {
  const boundary = boundaryFor(text);
  const isPlain = /^[\t\n\r\x20-\x7e]*$/.test(text);
  const header = type === undefined ? '' : partHeader(type, isPlain ? '7bit' : 'base64', '\n');
  const first = type === undefined || isPlain ? text : encodeBody(text, 'base64', '\n');
  const before =
    `Content-Type: multipart/mixed; boundary="${boundary}"\nMIME-Version: 1.0\n\n` +
    `--${boundary}\n${header}${first}\n--${boundary}\n${partHeader('text/cloud-config', '7bit', '\n')}`;
  return framed('Wrapped', text, cloudConfigHeader, before, `\n--${boundary}--\n`);
}

function framed(
  kind: 'Multipart' | 'Wrapped',
  original: string,
  opened: string,
  before: string,
  after: string,
): UserData {
  const document = openDocument(opened, 'Yaml', { isAscii: true });
  return { kind, document, frame: { original, opened, before, after, encoding: 'plain', width: 0 } };
}

function partHeader(type: string, encoding: string, eol: string): string {
  return [
    `Content-Type: ${type}; charset="utf-8"`,
    'MIME-Version: 1.0',
    `Content-Transfer-Encoding: ${encoding}`,
    '',
    '',
  ].join(eol);
}

/** Named after the content (two FNV-1a hashes) and not in it. */
function boundaryFor(text: string): string {
  for (let seed = 0; ; seed++) {
    const boundary = `sidepatch-${hash(text, seed)}${hash(text, ~seed)}`;
    if (!text.includes(boundary)) return boundary;
  }
}

function hash(text: string, seed: number): string {
  let value = 0x811c9dc5 ^ seed;
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  return (value >>> 0).toString(16).padStart(8, '0');
}

function isYaml(text: string): boolean {
  try {
    openDocument(text, 'Yaml');
    return true;
  } catch (error) {
    if (error instanceof Failure && error.code === 'InvalidDocument') return false;
    throw error;
  }
}

function checkIntact(text: string): void {
  if (text.includes('\ufffd')) {
    throw new Failure(
      'InvalidDocument',
      'user data contains U+FFFD: binary data (gzip?) was broken on the way here',
      'use plain text',
    );
  }
  if (text.includes('\0'))
    throw new Failure('InvalidDocument', 'user data contains NUL characters', 'use plain text');
}

function eolOf(text: string): string {
  return /\r?\n/.exec(text)?.[0] ?? '\n';
}
