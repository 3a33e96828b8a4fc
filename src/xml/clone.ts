import { Attr } from './attr.ts';
import type { XmlDocument } from './document.ts';
import { Leaf } from './leaf.ts';
import { isElement, type Node } from './node.ts';
import { Element } from './tree.ts';

/**
 * A detached copy of an element with all that is in it, which is written as the original is. `qualified` and
 * `namespace` are the copy's own name.
 */
export function cloneElement(
  document: XmlDocument,
  element: Element,
  qualified: string,
  namespace: string | null,
): Element {
  const copy = new Element(namespace, qualified);
  for (const { namespaceURI, name, value } of element.attributes)
    copy.setAttributeNode(new Attr(namespaceURI, name, value));
  copyOrigin(document, element, copy);
  for (let child = element.firstChild; child; child = child.nextSibling) {
    const inner = cloneNode(document, child);
    if (inner) copy.appendChild(inner);
  }
  return copy;
}

function cloneNode(document: XmlDocument, node: Node): Node | undefined {
  if (isElement(node)) return cloneElement(document, node, node.nodeName, node.namespaceURI);
  return node instanceof Leaf ? node.copy() : undefined;
}

function copyOrigin(document: XmlDocument, element: Element, copy: Element): void {
  const { origin } = element;
  if (origin === undefined) return;
  const isRenamed = copy.nodeName !== element.nodeName;
  copy.origin = isRenamed ? { ...origin, renamed: copy.nodeName } : origin;
  // Its place in the source has the old name: write it from its parts.
  if (isRenamed || document.touched.has(element)) document.touched.add(copy);
}
