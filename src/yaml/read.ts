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
} from 'yaml';
import type { Diagnostic } from '../text/diagnostic.ts';
import type { Source, Span } from '../text/source.ts';

/** Nodes deeper than this are refused: rules need about ten levels. */
const MAX_DEPTH = 64;

/** Nodes of one file, aliases counted as often as they are used: bounds what a small file can grow to. */
const MAX_NODES = 200_000;

/** A YAML value that knows where it stands. Aliases are already followed. */
export type YamlNode = YamlMap | YamlList | YamlScalar;

export interface YamlMap {
  readonly kind: 'map';
  readonly span: Span;
  readonly entries: readonly YamlEntry[];
}

export interface YamlEntry {
  readonly key: string;
  readonly keySpan: Span;
  readonly value: YamlNode;
}

export interface YamlList {
  readonly kind: 'list';
  readonly span: Span;
  readonly items: readonly YamlNode[];
}

export interface YamlScalar {
  readonly kind: 'scalar';
  readonly span: Span;
  /** As YAML 1.2 reads it: `on` and `0644` are what they look like, a text and a decimal number. */
  readonly value: string | number | boolean | null;
  /** As it is written, without quotes: `2.0` stays `2.0`. */
  readonly text: string;
  /** Where `text` starts, when it stands in the file letter for letter; else undefined. */
  readonly textStart: number | undefined;
}

/** Reads every document of a file. What is wrong with it comes back as diagnostics, all at once, never as an exception. */
export function readYaml(source: Source): { documents: YamlNode[]; diagnostics: Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  const report = (message: string, start: number, end: number, hint?: string) =>
    diagnostics.push({
      code: 'InvalidYaml',
      severity: 'error',
      message,
      span: { source, start, end },
      ...(hint === undefined ? {} : { hint }),
    });
  const reader: Reader = { source, report, left: MAX_NODES };
  const documents: YamlNode[] = [];
  for (const document of parseDocuments(source, report)) {
    for (const { message, pos } of [...document.errors, ...document.warnings]) {
      report(firstLine(message), pos[0], pos[1], cureFor(source, pos[0]));
    }
    if (document.errors.length > 0 || document.contents === null) continue;
    if (isEmptyScalar(document.contents)) continue;
    documents.push(convert(reader, document, document.contents, 0));
  }
  return { documents, diagnostics };
}

/**
 * The place in the file of a stretch of a scalar's text, as exact as the way it is written allows: letter for letter in
 * plain, quoted and `|` scalars, else the whole scalar.
 */
export function placeIn(scalar: YamlScalar, start: number, end: number): Span {
  const { span, text, textStart } = scalar;
  if (textStart !== undefined) return { ...span, start: textStart + start, end: textStart + end };
  const raw = span.source.text.slice(span.start, span.end);
  if (!raw.startsWith('|')) return span;
  const line = text.slice(0, start).split('\n').length - 1;
  const column = start - (text.lastIndexOf('\n', start - 1) + 1);
  const rawLines = raw.split('\n');
  const indent =
    rawLines
      .slice(1)
      .find((l) => l.trim() !== '')
      ?.search(/\S/) ?? 0;
  const before = rawLines.slice(0, line + 1).reduce((sum, l) => sum + l.length + 1, 0);
  const at = Math.min(span.start + before + indent + column, span.end);
  return { ...span, start: at, end: Math.min(at + (end - start), span.end) };
}

interface Reader {
  readonly source: Source;
  readonly report: (message: string, start: number, end: number, hint?: string) => void;
  left: number;
}

type Report = Reader['report'];

function parseDocuments(source: Source, report: Report): Document.Parsed[] {
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
    report('is nested too deeply', 0, 0, `at most ${MAX_DEPTH} levels`);
    return [];
  }
}

function convert(reader: Reader, document: Document.Parsed, node: Node | null, depth: number): YamlNode {
  const span = spanOf(reader, node);
  if (depth > MAX_DEPTH) return refuse(reader, span, `is nested more than ${MAX_DEPTH} levels deep`);
  if (--reader.left < 0) return refuse(reader, span, `has more than ${MAX_NODES} values`);
  if (node === null) return { kind: 'scalar', span, value: null, text: '', textStart: undefined };
  if (isAlias(node)) return convertAlias(reader, document, node, depth);
  if (isMap(node)) {
    const entries: YamlEntry[] = [];
    const seen = new Set<string>();
    for (const pair of node.items) {
      const entry = convertPair(reader, document, pair as Pair<Node, Node | null>, depth);
      if (!entry) continue;
      if (seen.has(entry.key)) {
        reader.report(
          `"${entry.key}" is there twice`,
          entry.keySpan.start,
          entry.keySpan.end,
          'keep one of them',
        );
        continue;
      }
      seen.add(entry.key);
      entries.push(entry);
    }
    return { kind: 'map', span, entries };
  }
  if (isSeq(node)) {
    const items = node.items.map((item) => convert(reader, document, item as Node | null, depth + 1));
    return { kind: 'list', span, items };
  }
  return convertScalar(reader, node, span);
}

function convertAlias(reader: Reader, document: Document.Parsed, alias: Alias, depth: number): YamlNode {
  const span = spanOf(reader, alias);
  const target = alias.resolve(document);
  if (!target) return refuse(reader, span, `there is no anchor &${alias.source} before this`);
  // The alias's own place is what an author looks at, but edits of the value belong to the anchor: keep the anchor's.
  return convert(reader, document, target as Node, depth + 1);
}

function convertPair(
  reader: Reader,
  document: Document.Parsed,
  pair: Pair<Node, Node | null>,
  depth: number,
): YamlEntry | undefined {
  const keySpan = spanOf(reader, pair.key);
  const key = isAlias(pair.key) ? undefined : isScalar(pair.key) ? pair.key : undefined;
  if (!key) {
    reader.report('this key is not text', keySpan.start, keySpan.end, 'keys are plain words');
    return undefined;
  }
  const value = convert(reader, document, pair.value, depth + 1);
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

function refuse({ report }: Reader, span: Span, message: string): YamlScalar {
  report(message, span.start, span.end);
  return { kind: 'scalar', span, value: null, text: '', textStart: undefined };
}

function spanOf({ source }: Reader, node: Node | null): Span {
  const range = node?.range;
  return { source, start: range?.[0] ?? 0, end: range?.[1] ?? 0 };
}

function isEmptyScalar(node: Node): boolean {
  return isScalar(node) && node.value === null && (node.source ?? '') === '';
}

function firstLine(message: string): string {
  return message.split('\n', 1)[0]?.replace(/:$/, '') ?? message;
}

function cureFor({ text }: Source, offset: number): string | undefined {
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1).split('\n', 1)[0] ?? '';
  if (/^\s*\t/.test(line)) return 'indent with spaces: YAML allows no tabs there';
  return undefined;
}
