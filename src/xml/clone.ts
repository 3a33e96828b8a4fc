import type { XmlDocument } from './document.ts';
import { type Element, isElement, type Node } from './node.ts';
import { renameStartTag } from './start-tag.ts';

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
  const copy = document.dom.createElementNS(namespace, qualified);
  for (const { namespaceURI, name, value } of element.attributes)
    copy.setAttributeNS(namespaceURI, name, value);
  copyOrigin(document, element, copy);
  for (let child = element.firstChild; child; child = child.nextSibling)
    copy.appendChild(cloneNode(document, child));
  return copy;
}

function cloneNode(document: XmlDocument, node: Node): Node {
  if (isElement(node)) return cloneElement(document, node, node.nodeName, node.namespaceURI);
  const copy = node.cloneNode(false);
  const origin = document.origins.get(node);
  if (origin) document.origins.set(copy, origin);
  return copy;
}

function copyOrigin(document: XmlDocument, element: Element, copy: Element): void {
  const { origins, touched } = document;
  const origin = origins.get(element);
  if (origin?.kind !== 'element') return;
  if (copy.nodeName === element.nodeName) {
    origins.set(copy, origin);
    if (touched.has(element)) touched.add(copy);
    return;
  }
  const startTag = renameStartTag(origin.startTag, copy.nodeName);
  const endTag = origin.endTag === '' ? '' : `</${copy.nodeName}>`;
  origins.set(copy, { ...origin, startTag, endTag });
  // Its place in the source has the old name: write it from its parts.
  touched.add(copy);
}
