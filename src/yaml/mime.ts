import { Failure } from '../text/failure.ts';
import { maxDepth } from './limits.ts';
import { lineEnd, nextLine, trimBreak } from './lines.ts';
import type { TransferEncoding } from './transfer.ts';

/** A MIME entity inside a text: where its body stands and what its headers say. */
export interface Entity {
  readonly start: number;
  readonly bodyStart: number;
  readonly bodyEnd: number;
  /** Whether the blank line is there that ends the headers. */
  readonly isSeparated: boolean;
  /** Lower case; `text/plain` when no header says so (RFC 2045 §5.2). */
  readonly type: string;
  readonly boundary: string | undefined;
  readonly charset: string;
  readonly encoding: TransferEncoding | undefined;
}

/** The parts of a multipart body, and where another one could be appended. */
export interface Parts {
  readonly parts: readonly Entity[];
  /** The start of the closing delimiter's line; the text's end where there is none. */
  readonly closing: number;
  readonly isClosed: boolean;
}

/** Reads the headers at `start`; the body reaches to `end`. */
export function readEntity(text: string, start: number, end: number): Entity {
  const headers = new Map<string, string>();
  let at = start;
  let name = '';
  let isSeparated = false;
  while (at < end) {
    const line = text.slice(at, Math.min(lineEnd(text, at), end));
    if (line === '') {
      isSeparated = true;
      at = Math.min(nextLine(text, at), end);
      break;
    }
    const field = /^([!-9;-~]+):[ \t]*(.*)$/.exec(line);
    const isFolded = /^[ \t]/.test(line) && name !== '';
    // A line that is no header begins the body, as in Python's email package.
    if (!field && !isFolded) break;
    if (field) {
      name = field[1]?.toLowerCase() ?? '';
      // Of two headers of a name Python's email package takes the first; the lines of the other go with it.
      if (headers.has(name)) name = `${name} again`;
      headers.set(name, field[2] ?? '');
    } else {
      headers.set(name, `${headers.get(name)} ${line.trim()}`);
    }
    at = Math.min(nextLine(text, at), end);
  }
  return { start, bodyStart: at, bodyEnd: end, isSeparated, ...describe(headers) };
}

/** Splits a multipart body at its delimiter lines (RFC 2046 §5.1.1); the line break before one belongs to it. */
export function splitParts(text: string, entity: Entity): Parts {
  const { boundary } = entity;
  const delimiters = boundary === undefined ? [] : findDelimiters(text, entity, boundary);
  const opened = delimiters.filter((line) => !line.isClosing);
  if (opened.length === 0) throw new Failure('InvalidDocument', 'the MIME multipart user data has no part');
  const closing = delimiters.find((line) => line.isClosing);
  const last = closing?.start ?? entity.bodyEnd;
  const parts = opened.map((line, index) => {
    const next = opened[index + 1]?.start ?? last;
    const start = nextLine(text, line.start);
    return readEntity(
      text,
      start,
      Math.max(start, next < entity.bodyEnd || closing ? trimBreak(text, next) : next),
    );
  });
  return { parts, closing: last, isClosed: closing !== undefined };
}

/** Every part that is no container, in the order in which cloud-init walks them, nested multiparts included. */
export function leafParts(text: string, entity: Entity, depth = 0): Entity[] {
  if (!entity.type.startsWith('multipart/')) return [entity];
  if (depth > maxDepth)
    throw new Failure('LimitExceeded', `MIME parts are nested deeper than ${maxDepth} levels`);
  return splitParts(text, entity).parts.flatMap((part) => leafParts(text, part, depth + 1));
}

function describe(headers: ReadonlyMap<string, string>) {
  const contentType = headers.get('content-type') ?? 'text/plain';
  const encoding = headers.get('content-transfer-encoding')?.trim().toLowerCase() ?? '7bit';
  return {
    type: contentType.split(';', 1)[0]?.trim().toLowerCase() ?? 'text/plain',
    boundary: parameter(contentType, 'boundary'),
    charset: parameter(contentType, 'charset')?.toLowerCase() ?? 'us-ascii',
    encoding: encodingOf(encoding),
  };
}

function encodingOf(name: string): TransferEncoding | undefined {
  if (name === 'base64' || name === 'quoted-printable') return name;
  return /^(?:7bit|8bit|binary|)$/.test(name) ? 'plain' : undefined;
}

function parameter(header: string, name: string): string | undefined {
  const found = new RegExp(`;\\s*${name}\\s*=\\s*(?:"((?:[^"\\\\]|\\\\.)*)"|([^;\\s]+))`, 'i').exec(header);
  return found?.[1]?.replace(/\\(.)/g, '$1') ?? found?.[2];
}

function findDelimiters(
  text: string,
  entity: Entity,
  boundary: string,
): { start: number; isClosing: boolean }[] {
  const found: { start: number; isClosing: boolean }[] = [];
  const mark = `--${boundary}`;
  for (let at = entity.bodyStart; at < entity.bodyEnd; at = nextLine(text, at)) {
    if (!text.startsWith(mark, at)) continue;
    const rest = text.slice(at + mark.length, lineEnd(text, at));
    if (!/^(?:--)?[ \t]*$/.test(rest)) continue;
    found.push({ start: at, isClosing: rest.startsWith('--') });
    if (rest.startsWith('--')) break;
  }
  return found;
}
