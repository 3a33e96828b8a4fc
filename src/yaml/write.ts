import type { Content } from './content.ts';
import { literalBlock, scalarText } from './write-scalar.ts';

/** How a document is laid out; new content follows it. */
export interface Layout {
  readonly eol: '\n' | '\r\n';
  /** Columns from a key to the mapping below it. */
  readonly step: number;
  /** Columns from a key to the dashes of the list below it; 0 is common too. */
  readonly listStep: number;
  readonly isJson: boolean;
  /** Write other characters than ASCII as escapes. */
  readonly isAscii: boolean;
  /** One level of indentation in a JSON text that has lines; undefined in one that has none, and in YAML. */
  readonly jsonStep: string | undefined;
}

/** The white space before the line that a bracket stands on, and what a level adds. */
export interface Indent {
  readonly base: string;
  readonly step: string;
}

/** What comes after new lines: a block scalar at their end would swallow blank lines and indented comments. */
export interface Following {
  readonly isBlank: boolean;
  /** The column of the next line that is not blank; -1 at the end of the text. */
  readonly column: number;
}

/** A value beside its `key:` or `-`: what stands on that line, and the whole lines below. */
export interface Written {
  readonly head: string;
  readonly lines: readonly string[];
}

/** How a block value hangs: below a key, or beside a dash with its text starting `gap` columns after the dash. */
export interface Hanger {
  readonly column: number;
  readonly kind: 'key' | 'dash';
  readonly gap: number;
  readonly following: Following;
}

export function writeBlock(content: Content, hanger: Hanger, layout: Layout): Written {
  if (content.kind === 'token') return { head: content.token, lines: [] };
  if (content.kind === 'text') return writeText(content.text, hanger, layout);
  if (isEmpty(content)) return { head: content.kind === 'map' ? '{}' : '[]', lines: [] };
  if (hanger.kind === 'dash') {
    const [first = '', ...rest] = blockLines(
      content,
      hanger.column + 1 + hanger.gap,
      layout,
      hanger.following,
    );
    return { head: first.trimStart(), lines: rest };
  }
  const column = hanger.column + (content.kind === 'map' ? layout.step : layout.listStep);
  return { head: '', lines: blockLines(content, column, layout, hanger.following) };
}

/** A mapping or list as whole lines, its keys or dashes in the given column. */
export function blockLines(content: Content, column: number, layout: Layout, following: Following): string[] {
  const pad = ' '.repeat(column);
  if (content.kind === 'map') {
    return content.entries.flatMap(([key, value]) => {
      const { head, lines } = writeBlock(value, { column, kind: 'key', gap: 1, following }, layout);
      return [`${pad}${scalarText(key, 'block', layout.isAscii)}:${head && ` ${head}`}`, ...lines];
    });
  }
  if (content.kind === 'list') {
    return content.items.flatMap((item) => {
      const { head, lines } = writeBlock(item, { column, kind: 'dash', gap: 1, following }, layout);
      return [`${pad}- ${head}`, ...lines];
    });
  }
  return [];
}

/**
 * A value inside `[]` or `{}`. YAML: on one line. JSON: on one line too, unless `indent` says that its lines are
 * indented; then nested values get lines of their own.
 */
export function writeFlow(content: Content, layout: Layout, indent?: Indent): string {
  switch (content.kind) {
    case 'token':
      return content.token;
    case 'text':
      return layout.isJson ? jsonText(content.text) : scalarText(content.text, 'flow', layout.isAscii);
    case 'map':
      return bracketed(
        '{',
        content.entries.map(([key, value]) => flowEntry(key, value, layout, deeper(indent))),
        '}',
        layout,
        indent,
      );
    case 'list':
      return bracketed(
        '[',
        content.items.map((item) => writeFlow(item, layout, deeper(indent))),
        ']',
        layout,
        indent,
      );
  }
}

export function flowEntry(key: string, value: Content, layout: Layout, indent?: Indent): string {
  const name = layout.isJson ? jsonText(key) : scalarText(key, 'flow', layout.isAscii);
  return `${name}: ${writeFlow(value, layout, indent)}`;
}

/** Does the value's last line end in a block scalar to which the line break after it belongs? */
export function endsInOpenBlock(content: Content): boolean {
  if (content.kind === 'text')
    return content.text.endsWith('\n') && literalBlock(content.text, false) !== undefined;
  if (content.kind === 'map')
    return content.entries.some(
      ([, value], at) => at === content.entries.length - 1 && endsInOpenBlock(value),
    );
  return (
    content.kind === 'list' &&
    content.items.some((item, at) => at === content.items.length - 1 && endsInOpenBlock(item))
  );
}

function writeText(text: string, hanger: Hanger, layout: Layout): Written {
  const block = literalBlock(text, layout.isAscii);
  const { isBlank, column: next } = hanger.following;
  const column = hanger.column + (hanger.kind === 'dash' ? 1 + hanger.gap : layout.step);
  if (!block || next >= column || (block.header === '|+' && isBlank)) {
    return { head: scalarText(text, 'block', layout.isAscii), lines: [] };
  }
  const pad = ' '.repeat(column);
  return { head: block.header, lines: block.lines.map((line) => line && pad + line) };
}

function deeper(indent: Indent | undefined): Indent | undefined {
  return indent && { base: indent.base + indent.step, step: indent.step };
}

function bracketed(
  open: string,
  parts: string[],
  close: string,
  layout: Layout,
  indent: Indent | undefined,
): string {
  if (!indent || parts.length === 0) return `${open}${parts.join(', ')}${close}`;
  const inner = layout.eol + indent.base + indent.step;
  return `${open}${inner}${parts.join(`,${inner}`)}${layout.eol}${indent.base}${close}`;
}

function isEmpty(content: Content): boolean {
  return content.kind === 'map'
    ? content.entries.length === 0
    : content.kind === 'list' && content.items.length === 0;
}

/** JSON that YAML readers take too: what they would not have in a text is escaped. */
function jsonText(text: string): string {
  return JSON.stringify(text).replace(
    /[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
