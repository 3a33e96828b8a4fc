import { readsAsText } from './scalars.ts';

/** Where a scalar stands decides what it may look like: commas and brackets end it only inside `[]` and `{}`. */
export type Surroundings = 'block' | 'flow';

/**
 * A text on one line: plain where every YAML reader (PyYAML and YAML 1.2) reads the same text back, else quoted. Never
 * folded, however long.
 */
export function scalarText(text: string, surroundings: Surroundings, isAscii: boolean): string {
  if (isPlainSafe(text, surroundings) && isWritable(text, isAscii)) return text;
  return /["\\]/.test(text) && !/['\n]/.test(text) && isWritable(text, isAscii)
    ? `'${text}'`
    : doubleQuoted(text, isAscii);
}

/**
 * The lines of a literal block scalar with its header, or undefined when the text has none: it needs a line break, only
 * printable characters, no line that is blank but for spaces, and no indented first line (which would need an
 * indentation indicator).
 */
export function literalBlock(
  text: string,
  isAscii: boolean,
): { header: string; lines: string[] } | undefined {
  if (!text.includes('\n') || !isWritable(text.replaceAll('\n', ''), isAscii)) return undefined;
  const body = text.replace(/\n+$/, '');
  const lines = body.split('\n');
  if (body === '' || /^[ \t\n]/.test(body) || lines.some((line) => /^[ \t]+$/.test(line))) return undefined;
  const breaks = text.length - body.length;
  if (breaks === 0) return { header: '|-', lines };
  return breaks === 1
    ? { header: '|', lines }
    : { header: '|+', lines: [...lines, ...Array(breaks - 1).fill('')] };
}

function isPlainSafe(text: string, surroundings: Surroundings): boolean {
  if (!readsAsText(text) || !isPrintable(text) || text.includes('\t')) return false;
  if (/^[\s,[\]{}#&*!|>'"%@`?:]|^-(?:\s|$)|^(?:---|\.\.\.)(?:\s|$)|\s$/.test(text)) return false;
  if (/:\s|\s#|:$/.test(text)) return false;
  // Inside brackets PyYAML stops at any question mark too, and before version 5 at any colon.
  return surroundings === 'block' || !/[,[\]{}:?]/.test(text);
}

/** PyYAML's printable characters without line breaks, and without the byte order mark, which readers drop. */
function isPrintable(text: string): boolean {
  return /^[\t\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]*$/u.test(text);
}

function isWritable(text: string, isAscii: boolean): boolean {
  return isPrintable(text) && !(isAscii && /[^\t\x20-\x7e]/.test(text));
}

function doubleQuoted(text: string, isAscii: boolean): string {
  return `"${Array.from(text, (character) => escaped(character, isAscii)).join('')}"`;
}

function escaped(character: string, isAscii: boolean): string {
  if (character === '"' || character === '\\') return `\\${character}`;
  if (character === '\n') return '\\n';
  if (character === '\t') return '\\t';
  if (character === '\r') return '\\r';
  if (isWritable(character, isAscii)) return character;
  const code = character.codePointAt(0) ?? 0;
  if (code > 0xffff) return `\\U${code.toString(16).padStart(8, '0')}`;
  return code < 0x100
    ? `\\x${code.toString(16).padStart(2, '0')}`
    : `\\u${code.toString(16).padStart(4, '0')}`;
}
