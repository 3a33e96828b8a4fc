import { Failure } from '../text/failure.ts';
import { gapAfter, isBlockScalar, linesAt, type Part, partEnd, tailOf } from './block-parts.ts';
import type { Content } from './content.ts';
import {
  afterNode,
  columnOf,
  followingAt,
  indentOf,
  isBlankLine,
  isFirstOnLine,
  lineStart,
  nextLine,
  type Splice,
  trimBreak,
} from './lines.ts';
import type { Entry, Item } from './tree.ts';
import { blockLines, type Layout, writeBlock } from './write.ts';

/** A new last member of a block mapping: on the lines after the last one, in its column. */
export function appendEntry(
  text: string,
  entries: readonly Entry[],
  key: string,
  content: Content,
  layout: Layout,
): Splice[] {
  const [first, last] = [entries[0], entries.at(-1)];
  if (!first || !last) throw new Failure('Internal', 'a block mapping without members');
  const at = afterNode(text, partEnd(last));
  const column = columnOf(text, first.start);
  const lines = blockLines({ kind: 'map', entries: [[key, content]] }, column, layout, followingAt(text, at));
  return linesAt(text, at, lines, content, layout, last);
}

/** A new item of a block list, before the item `index` or after the last one, its dash and text in their columns. */
export function insertItem(
  text: string,
  items: readonly Item[],
  index: number,
  content: Content,
  isRoot: boolean,
  layout: Layout,
): Splice[] {
  const first = items[0];
  if (!first) throw new Failure('Internal', 'a block list without items');
  const previous = items[index - 1];
  const column = columnOf(text, first.start);
  const neighbour = previous ?? first;
  const gap = gapAfter(text, neighbour);
  const pad = ' '.repeat(column);
  if (previous) {
    const at = afterNode(text, partEnd(previous));
    const { head, lines } = writeBlock(
      content,
      { column, kind: 'dash', gap, following: followingAt(text, at) },
      layout,
    );
    return linesAt(text, at, [`${pad}-${' '.repeat(gap)}${head}`, ...lines], content, layout, previous);
  }
  const isBeside = isRoot || !isFirstOnLine(text, first.start);
  // Comments right above the first item are about that item: the new one goes above them.
  const at = isBeside ? first.start : overComments(text, lineStart(text, first.start));
  const following = isBeside ? { isBlank: false, column } : followingAt(text, at);
  const { head, lines } = writeBlock(content, { column, kind: 'dash', gap, following }, layout);
  const item = [`-${' '.repeat(gap)}${head}`, ...lines].join(layout.eol) + layout.eol;
  return [{ start: at, end: at, text: isBeside ? item + pad : pad + item }];
}

/** One of several members taken away with its lines. Comment lines above stay: they may be about what follows. */
export function dropBlock(text: string, parts: readonly Part[], index: number): Splice[] {
  const [previous, part, next] = [parts[index - 1], parts[index], parts[index + 1]];
  if (!part) return [];
  const over = afterNode(text, partEnd(part));
  if (!isFirstOnLine(text, part.start) && next) return [dropBesideDash(text, part, over, next)];
  const start = lineStart(text, part.start);
  const end = overSwallowed(text, previous, start, over);
  const isCut = end === text.length && !text.endsWith('\n') && !(previous && isBlockScalar(tailOf(previous)));
  return [{ start: isCut ? trimBreak(text, start) : start, end, text: '' }];
}

/** `- a: 1` and `  b: 2`: without `a`, `b` moves up beside the dash, unless comments stand between. */
function dropBesideDash(text: string, part: Part, over: number, next: Part): Splice {
  const between = text.slice(over, next.start);
  if (/^\s*$/.test(between)) return { start: part.start, end: next.start, text: '' };
  const before = text.slice(lineStart(text, part.start), part.start);
  return {
    start: part.start - (before.length - before.trimEnd().length),
    end: trimBreak(text, over),
    text: '',
  };
}

function overComments(text: string, at: number): number {
  let start = at;
  while (start > 0) {
    const before = lineStart(text, trimBreak(text, start));
    if (!/^[ \t]*(?:#.*)?$/.test(text.slice(before, trimBreak(text, start)))) break;
    start = before;
  }
  return start;
}

/**
 * The end of the lines after a removed member that a block scalar before it would take for its own: comments as far in
 * as its text, blank lines with spaces further in, and after `|+` all blank lines. They go with the member.
 */
function overSwallowed(text: string, previous: Part | undefined, start: number, over: number): number {
  const tail = previous && tailOf(previous);
  if (!tail || !isBlockScalar(tail) || text.slice(tail.end, start).trim() !== '') return over;
  const first = nextText(text, nextLine(text, tail.body));
  // Of an empty one everything further in than its key would become the text.
  const column = first < start ? indentOf(text, first).length : indentOf(text, start).length + 1;
  let end = over;
  for (let at = over; at < text.length; at = nextLine(text, at)) {
    const width = indentOf(text, at).length;
    if (isBlankLine(text, at) ? width > column : width >= column) end = nextLine(text, at);
    else if (!isBlankLine(text, at)) break;
  }
  const isKept = /^[|>][0-9-]*\+/.test(text.slice(tail.body, tail.body + 4));
  return isKept ? nextText(text, end) : end;
}

/** The next line that is not blank. */
function nextText(text: string, offset: number): number {
  let at = offset;
  while (isBlankLine(text, at)) at = nextLine(text, at);
  return at;
}
