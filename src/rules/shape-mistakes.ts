import type { Span } from '../text/source.ts';
import { didYouMean } from '../text/suggest.ts';
import type { YamlNode } from '../yaml/located.ts';

export type ReportShape = (message: string, span: Span, field: string, hint?: string) => void;

/** Tells that the field which says what an object is says something else. */
export function unknownVariant(
  node: YamlNode,
  by: string,
  known: readonly string[],
  field: string,
  report: ReportShape,
): void {
  const name = node.kind === 'scalar' ? node.text : '';
  report(`${by} must be one of ${known.join(', ')}${didYouMean(name, known)}`, node.span, `${field}.${by}`);
}

/** Tells of a field that there is not. `owner`: which of several kinds of object it was looked for in. */
export function unknownField(
  { key, keySpan }: { readonly key: string; readonly keySpan: Span },
  known: readonly string[],
  field: string,
  report: ReportShape,
  owner?: string,
): void {
  const of = owner === undefined ? '' : ` of "${owner}"`;
  const guess = didYouMean(key, known);
  const cure = spaceMissing(key, known) ?? `known: ${known.join(', ')}`;
  report(
    `unknown field "${key}"${of}${guess}`,
    keySpan,
    field === '' ? key : `${field}.${key}`,
    guess ? undefined : cure,
  );
}

/** Tells that something else stands where these fields were expected. */
export function noMapping(
  node: YamlNode,
  known: readonly string[],
  field: string,
  report: ReportShape,
): void {
  const cure = node.kind === 'scalar' ? spaceMissing(node.text, known) : undefined;
  report(`must be a mapping, is ${kindOf(node)}`, node.span, field, cure);
}

/** What to do about `op:set`, which YAML takes for one word. */
function spaceMissing(word: string, known: readonly string[]): string | undefined {
  const name = word.split(':', 1)[0] ?? '';
  return name !== word && known.includes(name) ? `put a space after "${name}:"` : undefined;
}

export function kindOf(node: YamlNode): string {
  if (node.kind === 'map') return 'a mapping';
  if (node.kind === 'list') return 'a list';
  if (node.value === null) return 'empty';
  if (typeof node.value === 'string') return 'text';
  return typeof node.value === 'number' ? 'a number' : String(node.value);
}
