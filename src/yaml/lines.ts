import { Failure } from '../text/failure.ts';

/** A stretch of text to be replaced; `start` equals `end` where something is only inserted. */
export interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** All splices at once. Those at the same place are applied in the order given; none may overlap. */
export function applySplices(text: string, splices: readonly Splice[]): string {
  let result = '';
  let at = 0;
  for (const splice of splices.toSorted((a, b) => a.start - b.start)) {
    if (splice.start < at) throw new Failure('Internal', 'two text changes of one edit overlap');
    result += text.slice(at, splice.start) + splice.text;
    at = splice.end;
  }
  return result + text.slice(at);
}

/** Where the line of an offset begins, after a byte order mark. */
export function lineStart(text: string, offset: number): number {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  return start === 0 && text.startsWith('\ufeff') ? 1 : start;
}

/** Where the next line begins; the text's length on the last line. */
export function nextLine(text: string, offset: number): number {
  const at = text.indexOf('\n', offset);
  return at === -1 ? text.length : at + 1;
}

/** Where the line of an offset ends, its line break (LF or CRLF) excluded. */
export function lineEnd(text: string, offset: number): number {
  return trimBreak(text, nextLine(text, offset));
}

/** An offset moved back over the line break before it. */
export function trimBreak(text: string, offset: number): number {
  if (text[offset - 1] !== '\n') return offset;
  return text[offset - 2] === '\r' ? offset - 2 : offset - 1;
}

/** Where the line after a node begins. A block scalar ends with its line break already, everything else before it. */
export function afterNode(text: string, end: number): number {
  return text[end - 1] === '\n' ? end : nextLine(text, end);
}

export function columnOf(text: string, offset: number): number {
  return offset - lineStart(text, offset);
}

export function isFirstOnLine(text: string, offset: number): boolean {
  return /^[ \t]*$/.test(text.slice(lineStart(text, offset), offset));
}

/** Is there nothing, or only a comment, between an offset and the end of its line? */
export function isLastOnLine(text: string, offset: number): boolean {
  return /^[ \t]*(?:#.*)?$/.test(text.slice(offset, lineEnd(text, offset)));
}

export function isBlankLine(text: string, offset: number): boolean {
  return offset < text.length && /^[ \t]*$/.test(text.slice(offset, lineEnd(text, offset)));
}

/** The white space that a line begins with. */
export function indentOf(text: string, offset: number): string {
  const start = lineStart(text, offset);
  return /^[ \t]*/.exec(text.slice(start, lineEnd(text, start)))?.[0] ?? '';
}

/**
 * The lines from an offset on, as far as a block scalar above them is concerned: `column` is that of the next text, or
 * of the last space on a blank line before it, which would be data too; -1 where there is neither.
 */
export function followingAt(text: string, offset: number): { isBlank: boolean; column: number } {
  let column = -1;
  let at = offset;
  for (; isBlankLine(text, at); at = nextLine(text, at))
    column = Math.max(column, indentOf(text, at).length - 1);
  if (at < text.length) column = Math.max(column, indentOf(text, at).length);
  return { isBlank: isBlankLine(text, offset), column };
}
