import type { EditableDocument } from './document.ts';
import type { Node } from './tree.ts';

/**
 * Everything in a document that gives a value another meaning than it shows: tags (`!!merge x` is a merge key for
 * PyYAML, `!!str {=: x}` the text x) and directives, which can name tags anew. In the order of the text.
 */
export function explicitTags({ kind, state: { text, root } }: EditableDocument): string[] {
  if (kind === 'Json' || !/[!%]/.test(text)) return [];
  const directives = text.match(/^%.*$/gm) ?? [];
  return [...directives, ...(root ? tagsIn(root, text) : [])];
}

function tagsIn(node: Node, text: string): string[] {
  const before = text.slice(node.start, node.body);
  const own = before.includes('!') ? [before.trim()] : [];
  switch (node.kind) {
    case 'scalar':
      return own;
    case 'alias':
      return own; // its target stands elsewhere in the document
    case 'list':
      return [...own, ...node.items.flatMap(({ value }) => tagsIn(value, text))];
    case 'map':
      return [
        ...own,
        ...node.entries.flatMap(({ key, value }) => [...tagsIn(key, text), ...tagsIn(value, text)]),
      ];
  }
}
