import type { Span } from '../text/source.ts';

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
  const column = start - (text.slice(0, start).lastIndexOf('\n') + 1);
  const rawLines = raw.split('\n');
  const indent = indentOf(rawLines.slice(1)) - indentOf(text.split('\n'));
  const before = rawLines.slice(0, line + 1).reduce((sum, l) => sum + l.length + 1, 0);
  const at = Math.min(span.start + before + indent + column, span.end);
  return { ...span, start: at, end: Math.min(at + (end - start), span.end) };
}

/** How far the first line with something in it is indented. */
function indentOf(lines: readonly string[]): number {
  return Math.max(0, lines.find((line) => line.trim() !== '')?.search(/\S/) ?? 0);
}
