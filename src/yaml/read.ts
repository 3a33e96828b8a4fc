import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseAllDocuments,
  type YAMLMap,
} from 'yaml';
import type { Diagnostic } from '../text/diagnostic.ts';
import type { Source, Span } from '../text/source.ts';
import { isTooDense, MAX_MARKS } from './density.ts';
import type { YamlEntry, YamlNode, YamlScalar } from './located.ts';
import { syntaxMistakes } from './syntax.ts';

/** Nodes deeper than this are refused: rules need about ten levels. */
const MAX_DEPTH = 64;

/** Nodes of one file, aliases counted as often as they are used: bounds what a small file can grow to. */
const MAX_NODES = 200_000;

/** Of more mistakes only so many are told: what has more is no rule file. */
export const MAX_FINDINGS = 200;

/** What YAML allows nowhere (YAML 1.2.2 §5.1), half a surrogate pair included. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]|\p{Cs}/u;

/** Reads every document of a file. What is wrong with it comes back as diagnostics, all at once, never as an exception. */
export function readYaml(source: Source): { documents: YamlNode[]; diagnostics: Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  const report = (message: string, start: number, end: number, hint?: string) => {
    if (diagnostics.length >= MAX_FINDINGS) return;
    const { length } = source.text;
    const span = { source, start: Math.min(start, length), end: Math.min(end, length) };
    diagnostics.push({ code: 'InvalidYaml', severity: 'error', message, span, ...(hint && { hint }) });
  };
  const documents: YamlNode[] = [];
  const stray = CONTROL.exec(source.text);
  if (stray) {
    const character = `U+${stray[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
    report(`has the character ${character}`, stray.index, stray.index + 1, 'YAML is text: take it out');
    return { documents, diagnostics };
  }
  const reader: Reader = { source, report, anchors: new Map(), targets: new Map(), left: MAX_NODES };
  for (const document of parseDocuments(source, report)) {
    for (const { message, hint, start, end } of syntaxMistakes(source.text, document))
      report(message, start, end, hint);
    if (document.errors.length > 0 || document.contents === null) continue;
    if (isEmptyScalar(document.contents)) continue;
    reader.anchors.clear();
    const node = convert(reader, document.contents, 0);
    if (reader.left >= 0) documents.push(node);
  }
  return { documents, diagnostics };
}

interface Reader {
  readonly source: Source;
  readonly report: (message: string, start: number, end: number, hint?: string) => void;
  /** The anchors seen so far in this document. The library would look through the document again for each alias. */
  readonly anchors: Map<string, Node>;
  /** What each alias stands for, noted where it stands: in a part that is used again its anchor may mean another. */
  readonly targets: Map<Alias, Node | undefined>;
  /** How many more values there may be; below zero once too many was reported. */
  left: number;
}

type Report = Reader['report'];

function parseDocuments(source: Source, report: Report): Document.Parsed[] {
  if (isTooDense(source.text)) {
    report(
      `has more than ${MAX_MARKS} brackets, quotes, lines and the like`,
      0,
      0,
      'split it into several files',
    );
    return [];
  }
  try {
    const parsed = parseAllDocuments(source.text, {
      version: '1.2',
      schema: 'core',
      uniqueKeys: false, // ours is linear and knows the place
      prettyErrors: false,
      lineCounter: new LineCounter(),
    });
    return Array.isArray(parsed) ? parsed : [];
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    report(`is nested more than ${MAX_DEPTH} levels deep`, 0, 0);
    return [];
  }
}

function convert(reader: Reader, node: Node | null, depth: number): YamlNode {
  const span = spanOf(reader, node);
  if (reader.left < 0) return nothingAt(span);
  if (depth > MAX_DEPTH) return stop(reader, span, `is nested more than ${MAX_DEPTH} levels deep`);
  if (--reader.left < 0) return stop(reader, span, `has more than ${MAX_NODES} values`);
  if (node === null) return nothingAt(span);
  if (isAlias(node)) return convertAlias(reader, node, depth);
  if ((isMap(node) || isSeq(node) || isScalar(node)) && node.anchor !== undefined)
    reader.anchors.set(node.anchor, node);
  if (isMap(node)) return { kind: 'map', span, entries: convertEntries(reader, node, depth) };
  if (isSeq(node)) {
    const items = node.items.map((item) => convert(reader, item as Node | null, depth + 1)); // a parsed list holds nodes
    return { kind: 'list', span, items };
  }
  return convertScalar(reader, node, span);
}

function convertEntries(reader: Reader, map: YAMLMap, depth: number): YamlEntry[] {
  const entries: YamlEntry[] = [];
  const seen = new Set<string>();
  for (const pair of map.items) {
    const entry = convertPair(reader, pair as Pair<Node, Node | null>, depth); // a parsed mapping holds nodes
    if (!entry) continue;
    const { key, keySpan } = entry;
    if (seen.has(key)) {
      reader.report(`"${key}" is there twice`, keySpan.start, keySpan.end, 'keep one of them');
      continue;
    }
    seen.add(key);
    entries.push(entry);
  }
  return entries;
}

/** What an alias stands for, with the anchor's place: that is where its value is changed. */
function convertAlias(reader: Reader, alias: Alias, depth: number): YamlNode {
  const { anchors, targets } = reader;
  if (!targets.has(alias)) targets.set(alias, anchors.get(alias.source));
  const target = targets.get(alias);
  if (!target)
    return refuse(
      reader,
      spanOf(reader, alias),
      `there is no anchor &${alias.source} before this`,
      'put a text that starts with * in quotes',
    );
  return convert(reader, target, depth + 1);
}

function convertPair(reader: Reader, pair: Pair<Node, Node | null>, depth: number): YamlEntry | undefined {
  const keySpan = spanOf(reader, pair.key);
  const key = isScalar(pair.key) ? pair.key : undefined;
  if (!key) {
    const hint = isMap(pair.key) ? 'put a text that starts with { in quotes' : 'keys are plain words';
    reader.report('this key is not text', keySpan.start, keySpan.end, hint);
    return undefined;
  }
  if (key.source === '<<' && key.type === 'PLAIN') {
    reader.report('merge keys are not supported', keySpan.start, keySpan.end, 'write the fields out');
    return undefined;
  }
  if (typeof key.source === 'string' && /^[\u00a0\u2000-\u200b\u3000]/.test(key.source)) {
    const hint = 'indent with the space bar';
    reader.report(
      'starts with a special space, which looks like a plain one',
      keySpan.start,
      keySpan.start + 1,
      hint,
    );
  }
  if (key.anchor !== undefined) reader.anchors.set(key.anchor, key);
  const value = convert(reader, pair.value, depth + 1);
  const place = pair.value === null ? { ...keySpan } : value.span;
  return {
    key: String(key.source ?? key.value),
    keySpan,
    value: pair.value === null ? { ...value, span: place } : value,
  };
}

function convertScalar(reader: Reader, node: Node, span: Span): YamlScalar {
  if (!isScalar(node)) return refuse(reader, span, 'is not a value');
  const raw = reader.source.text.slice(span.start, span.end);
  const value = node.value;
  const plain = node.type === 'PLAIN';
  const text = plain && typeof value !== 'string' ? (node.source ?? '') : String(value ?? '');
  const offset = plain ? 0 : 1;
  const literal = text !== '' && raw.startsWith(text, offset) && !raw.slice(0, offset).match(/[|>]/);
  const known = ['string', 'number', 'boolean'].includes(typeof value) || value === null;
  return {
    kind: 'scalar',
    span,
    value: known ? (value as YamlScalar['value']) : text, // checked on the line above
    text,
    textStart: literal ? span.start + offset : undefined,
  };
}

function refuse({ report }: Reader, span: Span, message: string, hint?: string): YamlScalar {
  report(message, span.start, span.end, hint);
  return nothingAt(span);
}

/** One limit is told once; nothing is read after it. */
function stop(reader: Reader, span: Span, message: string): YamlScalar {
  reader.left = -1;
  return refuse(reader, span, message);
}

function nothingAt(span: Span): YamlScalar {
  return { kind: 'scalar', span, value: null, text: '', textStart: undefined };
}

function spanOf({ source }: Reader, node: Node | null): Span {
  const range = node?.range;
  return { source, start: range?.[0] ?? 0, end: range?.[1] ?? 0 };
}

function isEmptyScalar(node: Node): boolean {
  return isScalar(node) && node.value === null && (node.source ?? '') === '';
}
