/**
 * Where each character of a scalar's text is written: `offsets[i]` is the place of `text[i]` in `raw`, the scalar as it
 * stands in the file, and the last entry the end. Undefined where lines were joined in a block (`>`), or when `raw` does
 * not give `text`: never a wrong place.
 */
export function scalarOffsets(raw: string, text: string): readonly number[] | undefined {
  const written = /^[|>]/.test(raw) ? readBlock(raw, text) : readFlow(raw);
  const read = written.text.join('');
  if (read.length < text.length || !read.startsWith(text)) return undefined;
  const end = written.offsets[text.length] ?? raw.length;
  return [...written.offsets.slice(0, text.length), end];
}

interface Written {
  readonly text: string[];
  readonly offsets: number[];
}

function put({ text, offsets }: Written, piece: string, offset: number): void {
  for (let i = 0; i < piece.length; i++) offsets.push(offset);
  text.push(piece);
}

/** Lines of a block scalar without the indentation that is not part of them. */
function readBlock(raw: string, text: string): Written {
  const written: Written = { text: [], offsets: [] };
  const header = raw.indexOf('\n') + 1;
  if (header === 0) return written;
  const indent = indentOf(raw.slice(header)) - indentOf(text);
  for (let at = header; at < raw.length; ) {
    const newline = raw.indexOf('\n', at);
    const next = newline === -1 ? raw.length : newline;
    const end = raw[next - 1] === '\r' ? next - 1 : next;
    for (let i = at + indent; i < end; i++) put(written, raw[i] ?? '', i);
    if (newline !== -1) put(written, '\n', newline);
    at = next + 1;
  }
  return written;
}

/** How far the first line with something in it is indented. */
function indentOf(text: string): number {
  return /^(?:[ \t]*\r?\n)*( *)/.exec(text)?.[1]?.length ?? 0;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '0': '\0',
  a: '\x07',
  b: '\b',
  t: '\t',
  '\t': '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  e: '\x1b',
  ' ': ' ',
  '"': '"',
  '/': '/',
  '\\': '\\',
  N: '\x85',
  _: '\xa0',
  L: '\u2028',
  P: '\u2029',
};

/** Plain, 'single' and "double": escapes resolved, line breaks folded (YAML 1.2.2 §7.3). */
function readFlow(raw: string): Written {
  const written: Written = { text: [], offsets: [] };
  const quote = /^["']/.exec(raw)?.[0];
  const last = quote === undefined ? raw.length : raw.length - 1;
  const escapes = /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|\r?\n[ \t]*|[\s\S])/y;
  const fold = /[ \t]*\r?\n((?:[ \t]*\r?\n)*)[ \t]*/y;
  let unfolded = 0; // in white space before this there is no line break: looked for once, not at each space
  for (let at = quote === undefined ? 0 : 1; at < last; ) {
    fold.lastIndex = at;
    const folded = at < unfolded ? null : fold.exec(raw);
    if (!folded && at >= unfolded) unfolded = endOfSpaces(raw, at);
    if (folded) {
      const breaks = folded[1]?.split('\n').length ?? 1;
      put(written, breaks === 1 ? ' ' : '\n'.repeat(breaks - 1), at);
      at += folded[0].length;
      continue;
    }
    escapes.lastIndex = at;
    const escaped = quote === '"' ? escapes.exec(raw) : null;
    if (escaped) {
      const code = escaped[1] ?? escaped[2] ?? escaped[3];
      const isBreak = /[\r\n]/.test(escaped[0]);
      put(
        written,
        code === undefined ? (isBreak ? '' : (ESCAPES[raw[at + 1] ?? ''] ?? '')) : character(code),
        at,
      );
      at += escaped[0].length;
      continue;
    }
    put(written, raw[at] ?? '', at);
    at += quote === "'" && raw.startsWith("''", at) ? 2 : 1;
  }
  written.offsets.push(last);
  return written;
}

function endOfSpaces(raw: string, at: number): number {
  let end = at;
  while (raw[end] === ' ' || raw[end] === '\t') end++;
  return end;
}

function character(hex: string): string {
  const code = Number.parseInt(hex, 16);
  return code <= 0x10ffff ? String.fromCodePoint(code) : '';
}
