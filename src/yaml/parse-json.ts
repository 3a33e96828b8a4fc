import { checkIntact, invalid, tooDeep } from './characters.ts';
import { maxDepth } from './limits.ts';
import type { Entry, Item, ListNode, MapNode, Node, ScalarNode } from './tree.ts';

/** Reads a JSON text into the same tree as YAML (as flow collections), so that both are edited by one machinery. */
export function parseJson(text: string): Node {
  checkIntact(text);
  try {
    JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    // The engine's own message quotes the text.
    throw invalid('it is not valid JSON');
  }
  return value({ text, at: text.startsWith('\ufeff') ? 1 : 0, depth: 0 });
}

/** A position in a text that is known to be valid JSON. */
interface Reading {
  readonly text: string;
  at: number;
  depth: number;
}

function value(reading: Reading): Node {
  if (reading.depth >= maxDepth) {
    throw tooDeep();
  }
  skipSpace(reading);
  const first = reading.text[reading.at];
  if (first !== '{' && first !== '[') return scalar(reading);
  reading.depth++;
  const found = first === '{' ? mapping(reading) : list(reading);
  reading.depth--;
  return found;
}

function mapping(reading: Reading): MapNode {
  const at = stretch(reading.at);
  const map: MapNode = {
    kind: 'map',
    ...at,
    layout: 'flow',
    entries: [],
    byKey: new Map(),
    twice: new Set(),
    merged: [],
    mergeCost: 1,
  };
  while (hasNext(reading, '}')) {
    const key = scalar(reading);
    skipSpace(reading);
    reading.at++;
    const after = reading.at;
    const entry: Entry = {
      start: key.start,
      name: key.written,
      key,
      after,
      value: value(reading),
      isExplicit: false,
    };
    if (entry.name === '__proto__') {
      throw invalid('it has a key that is never data: __proto__');
    }
    map.entries.push(entry);
    if (map.byKey.has(entry.name)) map.twice.add(entry.name);
    map.byKey.set(entry.name, entry);
  }
  map.end = reading.at;
  return map;
}

function list(reading: Reading): ListNode {
  const found: ListNode = { kind: 'list', ...stretch(reading.at), layout: 'flow', items: [] };
  while (hasNext(reading, ']')) {
    const item = value(reading);
    found.items.push({ start: item.start, after: item.start, value: item } satisfies Item);
  }
  found.end = reading.at;
  return found;
}

/** Steps over the opening bracket or a comma; at the closing bracket steps over that and says no. */
function hasNext(reading: Reading, close: '}' | ']'): boolean {
  skipSpace(reading);
  if (reading.text[reading.at] !== close) reading.at++;
  skipSpace(reading);
  if (reading.text[reading.at] !== close) return true;
  reading.at++;
  return false;
}

function scalar(reading: Reading): ScalarNode {
  skipSpace(reading);
  const start = reading.at;
  const token = /"[^"\\]*(?:\\.[^"\\]*)*"|[^\s,\]}]+/y;
  token.lastIndex = start;
  const source = token.exec(reading.text)?.[0] ?? '';
  reading.at = start + source.length;
  const parsed: unknown = JSON.parse(source);
  const isText = typeof parsed === 'string';
  const at = { start, body: start, end: reading.at, aliases: [] };
  return {
    kind: 'scalar',
    ...at,
    style: isText ? 'quoted' : 'plain',
    written: isText ? parsed : source,
    value: known(parsed, source),
    isText,
  };
}

/** A number that a double would alter is given as its text. */
function known(parsed: unknown, source: string): ScalarNode['value'] {
  if (typeof parsed === 'number') {
    const isExact = Number.isFinite(parsed) && (!Number.isInteger(parsed) || Number.isSafeInteger(parsed));
    return isExact ? parsed + 0 : source;
  }
  return typeof parsed === 'string' || typeof parsed === 'boolean' ? parsed : null;
}

function stretch(start: number) {
  return { start, body: start, end: start, aliases: [] };
}

function skipSpace(reading: Reading): void {
  while (/[ \t\r\n]/.test(reading.text[reading.at] ?? '')) reading.at++;
}
