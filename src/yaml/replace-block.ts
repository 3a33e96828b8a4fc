import { Failure } from '../text/failure.ts';
import { closing, gapAfter, isBlockContainer, isBlockScalar, type Part, partEnd } from './block-parts.ts';
import type { Content } from './content.ts';
import { afterNode, columnOf, followingAt, lineEnd, nextLine, type Splice, trimBreak } from './lines.ts';
import type { Entry, Node } from './tree.ts';
import { endsInOpenBlock, type Hanger, type Layout, writeBlock } from './write.ts';
import { scalarText } from './write-scalar.ts';

/** Another value beside the same `key:` or `-`. A comment on that line stays, unless it belongs to a nested item. */
export function replaceBlock(text: string, part: Part, content: Content, layout: Layout): Splice[] {
  if ('name' in part && (part.isExplicit || part.after === undefined))
    return replaceExplicit(text, part, content, layout);
  const { value } = part;
  const after = part.after ?? value.start;
  const isBelow = isBlockContainer(value) && text.slice(after, value.body).includes('\n');
  const hangerOf = (followedAt: number): Hanger => ({
    column: columnOf(text, part.start),
    kind: 'name' in part ? 'key' : 'dash',
    gap: gapAfter(text, part),
    following: followingAt(text, followedAt),
  });
  if (isBlockContainer(value) && !isBelow) {
    const over = afterNode(text, value.end);
    const { head, lines } = writeBlock(content, hangerOf(over), layout);
    const end = trimBreak(text, over);
    const gap = value.start === after ? ' ' : '';
    return [
      {
        start: value.start,
        end,
        text: gap + [head, ...lines].join(layout.eol) + closing(text, end, content, layout),
      },
    ];
  }
  const [headStart, headEnd, bodyStart, bodyEnd] = oldStretches(text, value, after, isBelow);
  const { head, lines } = writeBlock(content, hangerOf(bodyEnd), layout);
  return [
    headSplice(text, after, headStart, headEnd, head),
    ...bodySplices(text, bodyStart, bodyEnd, lines, content, layout),
  ];
}

/** `? key` becomes an ordinary `key:`; its comments inside go with it. */
function replaceExplicit(text: string, entry: Entry, content: Content, layout: Layout): Splice[] {
  const { key } = entry;
  if (key.kind !== 'scalar' || key.style === 'block' || /\n/.test(text.slice(key.start, key.end))) {
    throw new Failure(
      'TypeMismatch',
      'the key is written with `?` over several lines',
      'write it as an ordinary key',
    );
  }
  const over = afterNode(text, partEnd(entry));
  const column = columnOf(text, entry.start);
  const { head, lines } = writeBlock(
    content,
    { column, kind: 'key', gap: 1, following: followingAt(text, over) },
    layout,
  );
  const first = `${key.style === 'empty' ? scalarText('', 'block', layout.isAscii) : text.slice(key.start, key.end)}:${head && ` ${head}`}`;
  const end = trimBreak(text, over);
  return [
    {
      start: entry.start,
      end,
      text: [first, ...lines].join(layout.eol) + closing(text, end, content, layout),
    },
  ];
}

/** The old value's part of the key's line, and its lines below. */
function oldStretches(
  text: string,
  value: Node,
  after: number,
  isBelow: boolean,
): [number, number, number, number] {
  if (isBelow) {
    // An anchor or tag stands on the key's line, or alone on the next one.
    const props = value.start < value.body ? text.slice(value.start, value.body).trimEnd().length : 0;
    const head = text.slice(after, value.start).includes('\n')
      ? ([after, after] as const)
      : ([value.start, value.start + props] as const);
    const headEnd = props > 0 ? propsEnd(text, ...head) : after;
    return [props > 0 ? head[0] : after, headEnd, nextLine(text, headEnd), afterNode(text, value.end)];
  }
  if (isBlockScalar(value)) {
    const header = /^[|>][0-9+-]*/.exec(text.slice(value.body, lineEnd(text, value.body)))?.[0] ?? '';
    const headEnd = value.body + header.length;
    return [value.start, headEnd, nextLine(text, headEnd), Math.max(nextLine(text, headEnd), value.end)];
  }
  const body = nextLine(text, value.end);
  return [value.start, value.end, body, body];
}

/** Anchors and tags on the key's line, without the comment after them. */
function propsEnd(text: string, start: number, end: number): number {
  const line = text.slice(start, Math.min(end, lineEnd(text, start)));
  return start + line.replace(/\s#.*$/, '').trimEnd().length;
}

function headSplice(text: string, after: number, start: number, end: number, head: string): Splice {
  if (head !== '') return { start, end, text: start === after ? ` ${head}` : head };
  const rest = text.slice(end, lineEnd(text, end));
  return { start: after, end: /^[ \t]*$/.test(rest) ? end + rest.length : end, text: '' };
}

function bodySplices(
  text: string,
  start: number,
  end: number,
  lines: readonly string[],
  content: Content,
  layout: Layout,
): Splice[] {
  const isCut = end === text.length && !text.endsWith('\n');
  const last = isCut && !endsInOpenBlock(content) ? '' : layout.eol;
  if (lines.length === 0) {
    if (start === end) return [];
    // The text ended without a line break, so its new last line does too.
    return [isCut ? { start: trimBreak(text, start), end, text: '' } : { start, end, text: '' }];
  }
  const isOpen = start === text.length && !text.endsWith('\n');
  return [{ start, end, text: (isOpen ? layout.eol : '') + lines.join(layout.eol) + last }];
}
