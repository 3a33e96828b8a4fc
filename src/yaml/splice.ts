import { Failure } from '../text/failure.ts';
import { linesAt } from './block-parts.ts';
import { type Content, emptyList, emptyMap } from './content.ts';
import {
  afterNode,
  followingAt,
  isFirstOnLine,
  isLastOnLine,
  lineEnd,
  lineStart,
  nextLine,
  type Splice,
  trimBreak,
} from './lines.ts';
import { indexOf } from './pointer.ts';
import { replaceBlock } from './replace-block.ts';
import { appendEntry, dropBlock, insertItem } from './splice-block.ts';
import { dropFlow, insertFlow, printEntry, printItem, replaceFlow, rewritePair } from './splice-flow.ts';
import type { Container, Entry, Item, Node } from './tree.ts';
import { blockLines, endsInOpenBlock, type Following, type Layout, writeFlow } from './write.ts';

/**
 * One change at one concrete place, with RFC 6902's meaning: `put` replaces a value or adds a member to a mapping,
 * `insert` adds an item to a list, `drop` removes.
 */
export type Change = {
  readonly path: readonly string[];
  /** The place that the edit is about: `path`, or below it where parents had to be made. */
  readonly place: readonly string[];
} & ({ readonly op: 'put' | 'insert'; readonly content: Content } | { readonly op: 'drop' });

/** The stretches of text to replace for a change: only what the change is about. */
export function splicesFor(text: string, root: Node | undefined, change: Change, layout: Layout): Splice[] {
  const name = change.path.at(-1);
  if (name === undefined) {
    if (change.op !== 'put') throw new Failure('Internal', 'only `put` works on the whole document');
    return replaceRoot(text, root, change.content, layout);
  }
  const trail = trailTo(root, change.path.slice(0, -1));
  const { container } = trail;
  if (!container) return startMapping(text, root, change, name, layout);
  const index = positionOf(container, name);
  const part = container.kind === 'map' ? container.entries[index] : container.items[index];
  switch (change.op) {
    case 'put':
      if (part) return replacePart(text, container, part, change.content, layout);
      return addEntry(text, root, container, name, change.content, layout);
    case 'insert':
      if (container.kind !== 'list') throw new Failure('Internal', '`insert` works on lists');
      if (container.layout === 'flow')
        return insertFlow(text, container, index, printItem(change.content, layout), layout);
      return insertItem(text, container.items, index, change.content, container === root, layout);
    case 'drop':
      return dropPart(text, trail, index, layout);
  }
}

interface Trail {
  readonly container: Container | undefined;
  /** The member of the container above that holds this container. */
  readonly part: Entry | Item | undefined;
  readonly above: Container | undefined;
}

function trailTo(root: Node | undefined, path: readonly string[]): Trail {
  let node = root;
  let part: Entry | Item | undefined;
  let above: Container | undefined;
  for (const name of path) {
    if (!isContainer(node))
      throw new Failure('Internal', 'a change points below a value that is no container');
    above = node;
    part = node.kind === 'map' ? node.byKey.get(name) : node.items[positionOf(node, name)];
    node = part?.value;
  }
  if (isContainer(node)) return { container: node, part, above };
  if (path.length > 0) throw new Failure('Internal', 'a change points below a value that is no container');
  return { container: undefined, part: undefined, above: undefined };
}

function positionOf(container: Container, name: string): number {
  if (container.kind === 'list') return indexOf(name) ?? container.items.length;
  const entry = container.byKey.get(name);
  return entry ? container.entries.lastIndexOf(entry) : container.entries.length;
}

function replacePart(
  text: string,
  container: Container,
  part: Entry | Item,
  content: Content,
  layout: Layout,
): Splice[] {
  return container.layout === 'block'
    ? replaceBlock(text, part, content, layout)
    : replaceFlow(text, part, content, layout);
}

function addEntry(
  text: string,
  root: Node | undefined,
  container: Container,
  key: string,
  content: Content,
  layout: Layout,
): Splice[] {
  if (container.kind !== 'map') throw new Failure('Internal', '`put` of a new member works on mappings');
  if (container.layout === 'block') return appendEntry(text, container.entries, key, content, layout);
  if (container.layout === 'pair')
    return rewritePair(container, (entries) => [...entries, [key, content]], layout);
  const isEmptyRoot = container === root && container.entries.length === 0 && !layout.isJson;
  if (isEmptyRoot && isLastOnLine(text, container.end) && lineEnd(text, container.end) === container.end) {
    return replaceRoot(text, root, { kind: 'map', entries: [[key, content]] }, layout);
  }
  return insertFlow(text, container, container.entries.length, printEntry(key, content, layout), layout);
}

function dropPart(text: string, { container, part, above }: Trail, index: number, layout: Layout): Splice[] {
  if (!container) return [];
  const parts: readonly (Entry | Item)[] = container.kind === 'map' ? container.entries : container.items;
  if (container.kind === 'map' && container.layout === 'pair') {
    return rewritePair(container, (entries) => entries.toSpliced(index, 1), layout);
  }
  if (container.layout !== 'block') return dropFlow(text, container, index);
  if (parts.length > 1) return dropBlock(text, parts, index);
  const content = container.kind === 'map' ? emptyMap : emptyList;
  return part && above
    ? replacePart(text, above, part, content, layout)
    : replaceRoot(text, container, content, layout);
}

/** A document of nothing but comments (or `null`) gets its first member below everything that is there. */
function startMapping(
  text: string,
  root: Node | undefined,
  change: Change,
  key: string,
  layout: Layout,
): Splice[] {
  if (change.op !== 'put')
    throw new Failure('Internal', 'an empty document has nothing to insert into or remove from');
  return replaceRoot(text, root, { kind: 'map', entries: [[key, change.content]] }, layout);
}

function replaceRoot(text: string, root: Node | undefined, content: Content, layout: Layout): Splice[] {
  if (layout.isJson) {
    const indent = layout.jsonStep === undefined ? undefined : { base: '', step: layout.jsonStep };
    return [
      { start: root?.start ?? 0, end: root?.end ?? text.length, text: writeFlow(content, layout, indent) },
    ];
  }
  if (!root || (root.kind === 'scalar' && root.style === 'empty')) {
    const end = endOfDocument(text);
    const at = root ? Math.min(nextLine(text, root.end), end) : end;
    const lines = rootLines(content, layout, followingAt(text, at));
    return linesAt(text, at, lines.length > 0 ? lines : [writeFlow(content, layout)], content, layout);
  }
  const over = afterNode(text, root.end);
  const isBlock = root.kind !== 'scalar' && root.kind !== 'alias' && root.layout === 'block';
  const end = isBlock ? trimBreak(text, over) : root.end;
  // What stands behind it on its line, a comment or a space, would be data in a block scalar.
  const isOpen = end < lineEnd(text, end);
  const following = isOpen ? { column: Number.POSITIVE_INFINITY } : followingAt(text, over);
  const lines = rootLines(content, layout, following);
  if (lines.length === 0) return [{ start: root.start, end, text: writeFlow(content, layout) }];
  const isFirst = isFirstOnLine(text, root.start);
  const start = isFirst ? lineStart(text, root.start) : text.slice(0, root.start).trimEnd().length; // behind `---`
  const last = end === text.length && endsInOpenBlock(content) ? layout.eol : '';
  return [{ start, end, text: (isFirst ? '' : layout.eol) + lines.join(layout.eol) + last }];
}

function rootLines(content: Content, layout: Layout, { column }: Pick<Following, 'column'>): string[] {
  return blockLines(content, 0, layout, { isBlank: true, column });
}

/** The end of the text, or the `...` line that ends the document. */
function endOfDocument(text: string): number {
  const marker = /^\.\.\.(?=\s|$)/m.exec(text);
  return marker ? marker.index : text.length;
}

function isContainer(node: Node | undefined): node is Container {
  return node?.kind === 'map' || node?.kind === 'list';
}
