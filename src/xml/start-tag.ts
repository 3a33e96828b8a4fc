import { escapeAttribute } from './characters.ts';

/** An attribute inside the text of a start tag; offsets are within the tag. */
export interface WrittenAttribute {
  readonly name: string;
  /** The start of the white space before it. */
  readonly start: number;
  readonly nameStart: number;
  readonly end: number;
  readonly valueStart: number;
  readonly valueEnd: number;
  readonly quote: '"' | "'";
}

const attribute = /([\t\n\r ]+)([^\t\n\r =]+)[\t\n\r ]*=[\t\n\r ]*(?:"([^"]*)"|'([^']*)')/y;

/** The attributes of a well-formed start tag, in order. */
export function readAttributes(startTag: string): WrittenAttribute[] {
  const found: WrittenAttribute[] = [];
  let start = nameEnd(startTag);
  for (;;) {
    attribute.lastIndex = start;
    const match = attribute.exec(startTag);
    if (!match) return found;
    const end = attribute.lastIndex;
    const [, space = '', name = '', double, single] = match;
    const value = double ?? single ?? '';
    found.push({
      name,
      start,
      nameStart: start + space.length,
      end,
      valueStart: end - 1 - value.length,
      valueEnd: end - 1,
      quote: double === undefined ? "'" : '"',
    });
    start = end;
  }
}

/**
 * A start tag as it was written, with the attributes it has now. Attributes whose value is the same as before keep
 * their bytes; a new value stands between the old quotes; a removed attribute takes the space before it along; new
 * ones stand at the end, in the quotes of the first.
 */
export function rewriteStartTag(
  startTag: string,
  before: ReadonlyMap<string, string>,
  now: ReadonlyMap<string, string>,
): string {
  const written = readAttributes(startTag);
  const lastEnd = written.at(-1)?.end ?? nameEnd(startTag);
  const quote = written[0]?.quote ?? '"';
  let text = startTag.slice(0, nameEnd(startTag));
  for (const { name, start, end, valueStart, valueEnd, quote } of written) {
    const value = now.get(name);
    if (value === undefined) continue;
    if (value === before.get(name)) text += startTag.slice(start, end);
    else
      text +=
        startTag.slice(start, valueStart) + escapeAttribute(value, quote) + startTag.slice(valueEnd, end);
  }
  for (const [name, value] of now) {
    if (!before.has(name)) text += ` ${name}=${quote}${escapeAttribute(value, quote)}${quote}`;
  }
  return text + startTag.slice(lastEnd);
}

/** A start tag under another name. */
export function renameStartTag(startTag: string, name: string): string {
  return `<${name}${startTag.slice(nameEnd(startTag))}`;
}

/** `<a/>` as `<a>`; others as they are. */
export function openSelfClosed(startTag: string): string {
  return startTag.replace(/[\t\n\r ]*\/>$/, '>');
}

function nameEnd(startTag: string): number {
  return startTag.search(/[\t\n\r />]/);
}
