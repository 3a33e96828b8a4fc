/** One step of a pointer whose values are bound: RFC 6901's token, or one of the two additions, which only look. */
export type PointerStep =
  /** A token of RFC 6901, unescaped: a member's name, an index, or `-`. */
  | { readonly kind: 'key'; readonly key: string }
  /** `*`: every member or item. */
  | { readonly kind: 'each' }
  /** `[key=value]`: the list items whose field `key` reads as the text `value`. */
  | { readonly kind: 'item'; readonly key: string; readonly value: string };

/** The tokens of an RFC 6901 pointer, or undefined when it is none (no leading `/`, or `~` without 0 or 1). */
export function parseJsonPointer(pointer: string): string[] | undefined {
  if (pointer === '') return [];
  if (!pointer.startsWith('/') || /~(?![01])/.test(pointer)) return undefined;
  return pointer
    .slice(1)
    .split('/')
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
}

export function formatJsonPointer(tokens: readonly string[]): string {
  return tokens.map((token) => `/${escapeToken(token)}`).join('');
}

/** A pointer for messages. The value of `[key=value]` may come from user data, so it is not shown. */
export function formatPath(path: readonly PointerStep[]): string {
  return path.map((step) => `/${formatStep(step)}`).join('');
}

/** The list index that a token is by RFC 6901 §4: digits without a leading zero; undefined otherwise (also for `-`). */
export function indexOf(token: string): number | undefined {
  if (!/^(?:0|[1-9][0-9]{0,9})$/.test(token)) return undefined;
  return Number(token);
}

/** Names that reach JavaScript's own machinery instead of data. No cloud-init key is called so: refused everywhere. */
export function isUnsafeKey(key: string): boolean {
  return key === '__proto__' || key === 'constructor' || key === 'prototype';
}

function formatStep(step: PointerStep): string {
  switch (step.kind) {
    case 'key':
      return escapeToken(step.key);
    case 'each':
      return '*';
    case 'item':
      return `[${escapeToken(step.key)}=…]`;
  }
}

function escapeToken(token: string): string {
  return token.replaceAll('~', '~0').replaceAll('/', '~1');
}
