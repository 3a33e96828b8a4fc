import type { Span } from '../text/source.ts';
import { scalarOffsets } from './scalar-offsets.ts';

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

/** The place in the file of a stretch of a scalar's text; the whole scalar where the way it is written cannot tell. */
export function placeIn(scalar: YamlScalar, start: number, end: number): Span {
  const { span, textStart } = scalar;
  if (textStart !== undefined) return { ...span, start: textStart + start, end: textStart + end };
  const offsets = scalar.text === '' ? undefined : offsetsOf(scalar);
  const from = offsets?.[start];
  const to = offsets?.[end];
  if (from === undefined || to === undefined) return span;
  return { ...span, start: span.start + from, end: span.start + Math.max(from, to) };
}

const found = new WeakMap<YamlScalar, readonly number[] | undefined>();

/** Looked up once for each scalar: a long text with many findings would be gone through for each. */
export function offsetsOf(scalar: YamlScalar): readonly number[] | undefined {
  const { span, text } = scalar;
  if (!found.has(scalar))
    found.set(scalar, scalarOffsets(span.source.text.slice(span.start, span.end), text));
  return found.get(scalar);
}
