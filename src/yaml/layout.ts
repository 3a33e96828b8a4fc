import { columnOf } from './lines.ts';
import { children, type Node } from './tree.ts';
import type { Layout } from './write.ts';

/** The way a document is laid out, by the first example of each habit in it; without one, two spaces. */
export function layoutOf(text: string, root: Node | undefined, isJson: boolean, isAscii: boolean): Layout {
  const firstBreak = text.indexOf('\n');
  const eol = firstBreak > 0 && text[firstBreak - 1] === '\r' ? '\r\n' : '\n';
  const step = root && firstStep(text, root, 'map');
  const listStep = root && firstStep(text, root, 'list');
  return {
    eol,
    step: step || listStep || 2,
    listStep: listStep ?? step ?? 2,
    isJson,
    isAscii,
    jsonStep: isJson ? jsonStep(text) : undefined,
  };
}

/** Columns between a key and the first block mapping or list below one. */
function firstStep(text: string, node: Node, kind: 'map' | 'list'): number | undefined {
  if (node.kind === 'map' && node.layout === 'block') {
    for (const { start, value } of node.entries) {
      if (value.kind !== kind || value.layout !== 'block') continue;
      const first = value.kind === 'map' ? value.entries[0] : value.items[0];
      if (first) return columnOf(text, first.start) - columnOf(text, start);
    }
  }
  for (const child of children(node)) {
    const found = firstStep(text, child, kind);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The first line's indentation of a JSON text that has several lines. */
function jsonStep(text: string): string | undefined {
  const trimmed = text.trim();
  if (!trimmed.includes('\n')) return undefined;
  return /\n([ \t]+)\S/.exec(trimmed)?.[1] ?? '';
}
