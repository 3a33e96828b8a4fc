import type { Content } from './content.ts';
import { lineStart, type Splice } from './lines.ts';
import type { Container, Entry, Item, Node, ScalarNode } from './tree.ts';
import { endsInOpenBlock, type Layout } from './write.ts';

/** A member of a block collection. */
export type Part = Entry | Item;

/** Where a member's text ends: its value, or its `:` or `-` when nothing follows. */
export function partEnd(part: Part): number {
  return 'name' in part
    ? Math.max(part.key.end, part.after ?? 0, part.value.end)
    : Math.max(part.after, part.value.end);
}

/** The last node of a member, where its last line ends. */
export function tailOf(part: Part): Node {
  const { value } = part;
  if (!isBlockContainer(value)) return value;
  const last = value.kind === 'map' ? value.entries.at(-1) : value.items.at(-1);
  return last ? tailOf(last) : value;
}

export function gapAfter(text: string, part: Part): number {
  if ('name' in part || part.after === undefined) return 1;
  const gap = part.value.start - part.after;
  return gap > 0 && /^ +$/.test(text.slice(part.after, part.value.start)) ? gap : 1;
}

export function isBlockContainer(node: Node): node is Container {
  return (node.kind === 'map' || node.kind === 'list') && node.layout === 'block';
}

export function isBlockScalar(node: Node): node is ScalarNode & { style: 'block' } {
  return node.kind === 'scalar' && node.style === 'block';
}

/** Whole lines at the start of a line, or at the end of a text whose last line has no line break. */
export function linesAt(
  text: string,
  at: number,
  lines: readonly string[],
  content: Content,
  layout: Layout,
  previous?: Part,
): Splice[] {
  const body = lines.join(layout.eol);
  const isCut = at === text.length && text !== '' && !text.endsWith('\n');
  if (!isCut) return [{ start: at, end: at, text: body + layout.eol }];
  const last = endsInOpenBlock(content) ? layout.eol : '';
  const tail = previous && tailOf(previous);
  // The spaces of a last line that is no text, below a block scalar that has its line break.
  if (tail && isBlockScalar(tail) && tail.written.endsWith('\n'))
    return [{ start: lineStart(text, at), end: at, text: body + last }];
  return [
    ...(tail ? closeBlockScalar(text, tail) : []),
    { start: at, end: at, text: layout.eol + body + last },
  ];
}

export function closing(text: string, end: number, content: Content, layout: Layout): string {
  return end === text.length && endsInOpenBlock(content) ? layout.eol : '';
}

/** A block scalar that ends with the text gets a line break behind it: its header says that this is not data. */
function closeBlockScalar(text: string, tail: Node): Splice[] {
  if (!isBlockScalar(tail)) return [];
  const header = /^([|>])([0-9+-]*)/.exec(text.slice(tail.body));
  if (!header || header[2]?.includes('-')) return [];
  const start = tail.body + 1;
  return [{ start, end: start + (header[2]?.length ?? 0), text: `${header[2]?.replace('+', '') ?? ''}-` }];
}
