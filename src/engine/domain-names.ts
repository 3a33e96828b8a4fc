import type { Name } from '../kubevirt/dangers.ts';
import type { Change } from '../xml/document.ts';
import { type Element, isElement, type Node } from '../xml/node.ts';

/** The element and those around it, from the inside out. */
export function ancestors(element: Element): Element[] {
  const found: Element[] = [];
  for (let at: Node | null = element; isElement(at); at = at.parentNode) found.push(at);
  return found;
}

/** The names on the way from the root to an element. */
export function namesOf(element: Element): Name[] {
  return ancestors(element).reverse().map(nameOf);
}

export function nameOf(node: Node): Name {
  return { local: node.localName ?? node.nodeName, namespace: node.namespaceURI || null };
}

/** The attribute that a change writes. */
export function attributeName({ name, namespace }: Extract<Change, { kind: 'attribute' }>): Name {
  return { local: name.slice(name.indexOf(':') + 1), namespace };
}
