import { Failure } from '../text/failure.ts';
import type { Json } from './json.ts';
import { maxDepth, maxKeyLength } from './limits.ts';
import { isUnsafeKey } from './pointer.ts';
import { numberText, resolvePlain } from './scalars.ts';
import { members, type Node, resolved, type ScalarNode } from './tree.ts';

/** What an edit puts into a document, before it has a place and a style. */
export type Content =
  | { readonly kind: 'text'; readonly text: string }
  /** Anything that is not text, as it has to be written: `0644`, `true`, `1.0`. */
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'map'; readonly entries: readonly (readonly [string, Content])[] }
  | { readonly kind: 'list'; readonly items: readonly Content[] };

export const emptyMap: Content = { kind: 'map', entries: [] };
export const emptyList: Content = { kind: 'list', items: [] };

/** A rule's value as content. Fails with InvalidValue where YAML or JSON could not carry it. */
export function contentOf(value: Json, depth = 0): Content {
  if (depth > maxDepth)
    throw new Failure('LimitExceeded', `the value is nested deeper than ${maxDepth} levels`);
  if (value === null) return { kind: 'token', token: 'null' };
  if (typeof value === 'string') return { kind: 'text', text: carried(value) };
  if (typeof value === 'boolean') return { kind: 'token', token: String(value) };
  if (typeof value === 'number') return { kind: 'token', token: numberToken(value) };
  if (Array.isArray(value)) return { kind: 'list', items: value.map((item) => contentOf(item, depth + 1)) };
  return {
    kind: 'map',
    entries: Object.keys(value).map(
      (key) => [checkedKey(key), contentOf(value[key] ?? null, depth + 1)] as const,
    ),
  };
}

/**
 * What stands in a document, to be written once more elsewhere: numbers, dates and the like keep their spelling. Fails
 * with TypeMismatch where only a tag says what a value is.
 */
export function contentFrom(node: Node): Content {
  const plain = resolved(node);
  if (plain.kind === 'list')
    return { kind: 'list', items: plain.items.map((item) => contentFrom(item.value)) };
  if (plain.kind === 'map') {
    return {
      kind: 'map',
      entries: [...members(plain)].map(([key, { value }]) => [key, contentFrom(value)] as const),
    };
  }
  if (plain.isText) return { kind: 'text', text: String(plain.value) };
  if (hasOwnTag(plain)) {
    const what = 'a value with a tag such as !!binary cannot be moved or copied';
    throw new Failure('TypeMismatch', what, 'write it with set');
  }
  return { kind: 'token', token: plain.written === '' ? 'null' : plain.written };
}

/** Whether a value means something else than it would without its tag. */
function hasOwnTag({ value, written }: ScalarNode): boolean {
  if (typeof value !== 'string') return false;
  const bare = resolvePlain(written);
  return bare.type === 'text' || bare.value !== value;
}

/** The counterpart of `writtenValue`: what the document's written value must be once this content stands in it. */
export function writtenContent(content: Content): Json {
  switch (content.kind) {
    case 'text':
      return `=${content.text}`;
    case 'token':
      return `#${content.token}`;
    case 'list':
      return content.items.map(writtenContent);
    case 'map':
      return Object.fromEntries(content.entries.map(([key, value]) => [key, writtenContent(value)]));
  }
}

/** Does the node mean exactly this content? `0644` is 420 and `yes` is true, but a date is not the text of it. */
export function means(node: Node | undefined, content: Content): boolean {
  if (!node) return false;
  const plain = resolved(node);
  if (plain.kind === 'list') {
    return (
      content.kind === 'list' &&
      content.items.length === plain.items.length &&
      plain.items.every((item, at) => means(item.value, content.items[at] ?? emptyList))
    );
  }
  if (plain.kind === 'map') {
    const found = members(plain);
    return (
      content.kind === 'map' &&
      content.entries.length === found.size &&
      content.entries.every(([key, value]) => means(found.get(key)?.value, value))
    );
  }
  if (content.kind === 'text') return plain.isText && plain.value === content.text;
  return (
    content.kind === 'token' &&
    !plain.isText &&
    (plain.written === content.token || sameToken(plain.value, content.token))
  );
}

function sameToken(value: ScalarNode['value'], token: string): boolean {
  return typeof value !== 'string' && resolvePlain(token).value === value;
}

/** Refuses a key that JavaScript would take for its own machinery, or that no YAML reader accepts. */
export function checkedKey(key: string): string {
  if (isUnsafeKey(key)) throw new Failure('InvalidValue', `the key ${key} is refused: it is never data`);
  if (key.length > maxKeyLength)
    throw new Failure('InvalidValue', `a key is longer than ${maxKeyLength} characters`);
  return carried(key);
}

function carried(text: string): string {
  if (/\p{Surrogate}/u.test(text))
    throw new Failure('InvalidValue', 'a text holds half a character (lone surrogate)');
  if (text.includes('\ufffd')) {
    throw new Failure('InvalidValue', 'a text holds U+FFFD, the mark of broken binary data');
  }
  return text;
}

function numberToken(value: number): string {
  if (!Number.isFinite(value)) throw new Failure('InvalidValue', 'a number is infinite or not a number');
  return numberText(value);
}
