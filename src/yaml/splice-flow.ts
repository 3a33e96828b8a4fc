import { type Content, contentFrom } from './content.ts';
import { indentOf, isFirstOnLine, isLastOnLine, lineEnd, lineStart, nextLine, type Splice } from './lines.ts';
import type { Container, Entry, Item, MapNode } from './tree.ts';
import { flowEntry, type Indent, type Layout, writeFlow } from './write.ts';

/** Where a flow collection's members stand: entries of a mapping and items of a list alike. */
type Part = Entry | Item;
type Members = readonly (readonly [string, Content])[];

/** A new member at the end of `{}`, or at `index` of `[]`. Its style is that of its neighbours. */
export function insertFlow(
  text: string,
  container: Container,
  index: number,
  print: (indent: Indent | undefined) => string,
  layout: Layout,
): Splice[] {
  const parts = partsOf(container);
  const next = parts[index];
  if (next) {
    const isOwnLine = isFirstOnLine(text, next.start);
    const separator = isOwnLine ? `,${layout.eol}${indentOf(text, next.start)}` : ', ';
    return [
      { start: next.start, end: next.start, text: print(indentAt(text, next.start, layout)) + separator },
    ];
  }
  const last = parts.at(-1);
  return last ? appendFlow(text, last, print, layout) : fillFlow(text, container, print, layout);
}

function appendFlow(
  text: string,
  last: Part,
  print: (indent: Indent | undefined) => string,
  layout: Layout,
): Splice[] {
  const end = partEnd(last);
  const comma = commaAfter(text, end);
  const lineOver = comma ?? end;
  if (!isFirstOnLine(text, last.start) || !isLastOnLine(text, lineOver)) {
    return [{ start: end, end, text: `, ${print(undefined)}` }];
  }
  const at = lineEnd(text, lineOver);
  const line = `${layout.eol}${indentOf(text, last.start)}${print(indentAt(text, last.start, layout))}`;
  if (comma !== undefined) return [{ start: at, end: at, text: `${line},` }];
  return at === end
    ? [{ start: end, end, text: `,${line}` }]
    : [
        { start: end, end, text: ',' },
        { start: at, end: at, text: line },
      ];
}

function fillFlow(
  text: string,
  container: Container,
  print: (indent: Indent | undefined) => string,
  layout: Layout,
): Splice[] {
  const [start, end] = [container.body + 1, container.end - 1];
  if (layout.jsonStep === undefined) return [{ start, end, text: print(undefined) }];
  const base = indentOf(text, container.body);
  const inner = layout.eol + base + layout.jsonStep;
  const printed = print({ base: base + layout.jsonStep, step: layout.jsonStep });
  return [{ start, end, text: inner + printed + layout.eol + base }];
}

/** A value in place of another one. */
export function replaceFlow(text: string, part: Part, content: Content, layout: Layout): Splice[] {
  const indent = isFirstOnLine(text, part.start) ? indentAt(text, part.start, layout) : undefined;
  const written = writeFlow(content, layout, indent);
  const { value } = part;
  if ('name' in part && part.after === undefined) {
    const key = text.slice(part.key.start, part.key.end);
    return [{ start: part.start, end: Math.max(part.key.end, value.end), text: `${key}: ${written}` }];
  }
  const gap = value.start === part.after && 'name' in part ? ' ' : '';
  return [{ start: value.start, end: value.end, text: gap + written }];
}

/** One of several members taken away, with its comma and, where it has a line of its own, that line. */
export function dropFlow(text: string, container: Container, index: number): Splice[] {
  const parts = partsOf(container);
  const [previous, part, next] = [parts[index - 1], parts[index], parts[index + 1]];
  if (!part) return [];
  if (!previous && !next) return [{ start: container.body + 1, end: container.end - 1, text: '' }];
  const comma = commaAfter(text, partEnd(part));
  const lineOver = comma ?? partEnd(part);
  const hasOwnLines = isFirstOnLine(text, part.start) && isLastOnLine(text, lineOver);
  if (hasOwnLines && next)
    return [{ start: lineStart(text, part.start), end: nextLine(text, lineOver), text: '' }];
  if (hasOwnLines && previous) {
    const before = commaAfter(text, partEnd(previous)) ?? part.start;
    const line = { start: lineStart(text, part.start), end: nextLine(text, lineOver), text: '' };
    return comma === undefined ? [{ start: before - 1, end: before, text: '' }, line] : [line];
  }
  if (next) return [{ start: part.start, end: next.start, text: '' }];
  return [{ start: previous ? partEnd(previous) : part.start, end: partEnd(part), text: '' }];
}

/** A mapping without braces inside `[]` gets braces before members come or go. */
export function rewritePair(map: MapNode, change: (entries: Members) => Members, layout: Layout): Splice[] {
  const entries = change(map.entries.map((entry) => [entry.name, contentFrom(entry.value)] as const));
  return [{ start: map.start, end: map.end, text: writeFlow({ kind: 'map', entries }, layout) }];
}

export function printEntry(key: string, content: Content, layout: Layout) {
  return (indent: Indent | undefined) => flowEntry(key, content, layout, indent);
}

export function printItem(content: Content, layout: Layout) {
  return (indent: Indent | undefined) => writeFlow(content, layout, indent);
}

/** A one-line JSON text without white space between its tokens; the tokens themselves keep their spelling. */
export function compactJson(text: string): string {
  const inner = text.trim();
  const start = text.indexOf(inner);
  const compact = inner.replace(
    /("[^"\\]*(?:\\.[^"\\]*)*")|[ \t]+/g,
    (_, quoted: string | undefined) => quoted ?? '',
  );
  return text.slice(0, start) + compact + text.slice(start + inner.length);
}

function partsOf(container: Container): readonly Part[] {
  return container.kind === 'map' ? container.entries : container.items;
}

function partEnd(part: Part): number {
  return 'name' in part ? Math.max(part.key.end, part.after ?? 0, part.value.end) : part.value.end;
}

/** The offset after the comma that follows, over white space, line breaks and comments. */
function commaAfter(text: string, from: number): number | undefined {
  const gap = /(?:\s|(?<=\s)#.*)*,/y;
  gap.lastIndex = from;
  const found = gap.exec(text);
  return found ? from + found[0].length : undefined;
}

function indentAt(text: string, offset: number, layout: Layout): Indent | undefined {
  if (layout.jsonStep === undefined || !isFirstOnLine(text, offset)) return undefined;
  return { base: indentOf(text, offset), step: layout.jsonStep };
}
