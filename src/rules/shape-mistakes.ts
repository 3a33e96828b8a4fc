import type { Span } from '../text/source.ts';
import { didYouMean } from '../text/suggest.ts';
import type { YamlNode } from '../yaml/located.ts';

/** What to write for the words of other tools. */
const OTHER_VERBS: ReadonlyMap<string, string> = new Map([
  ['append', 'write op: add, and let the path end with /- in cloud-init data'],
  ['delete', 'write op: remove'],
  ['update', 'write op: set'],
]);
const OTHER_FIELDS: ReadonlyMap<string, string> = new Map([
  ['matchLabels', 'labels'],
  ['matchAnnotations', 'annotations'],
]);
const OTHER_TRANSFORMS: ReadonlyMap<string, string> = new Map([
  ['upper', 'write case: Upper'],
  ['lower', 'write case: Lower'],
]);

/** What to do where a value was to bring names of attributes. */
export function cureOfNames(text: string): string {
  const name = /\$\(([A-Za-z_]\w*)/.exec(text)?.[1] ?? 'a';
  return `list the attributes, each with $(${name}.x?)`;
}

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
  const message = `${by} must be one of ${known.join(', ')}${didYouMean(name, known)}`;
  const cure = by === 'op' ? OTHER_VERBS.get(name.toLowerCase()) : undefined;
  report(message, node.span, `${field}.${by}`, cure);
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
  const other = OTHER_FIELDS.get(key) ?? '';
  const guess = known.includes(other) ? ` (did you mean "${other}"?)` : didYouMean(key, known);
  const cure =
    (known.includes('case') ? OTHER_TRANSFORMS.get(key) : undefined) ??
    spaceMissing(key, known) ??
    `known: ${known.join(', ')}`;
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
