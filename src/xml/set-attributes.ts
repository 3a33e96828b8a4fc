import { Failure } from '../text/failure.ts';
import { assertCarriable } from './characters.ts';
import type { XmlDocument } from './document.ts';
import type { EditPath } from './edit-path.ts';
import type { XmlName } from './node.ts';
import { reachNodes } from './reach.ts';
import { asElement, writeAttribute } from './write-value.ts';
import type { Resolve } from './xpath.ts';

export interface AttributeValue extends XmlName {
  readonly value: string;
}

/** `set` with `attributes`: these are set, others stay. Elements are made where missing. Returns how many there are. */
export function setAttributes(
  document: XmlDocument,
  path: EditPath,
  resolve: Resolve,
  attributes: readonly AttributeValue[],
): number {
  for (const { value } of attributes) assertCarriable(value);
  const nodes = reachElements(document, path, resolve);
  for (const node of nodes)
    for (const { value, ...name } of attributes) writeAttribute(document, node, name, value);
  return nodes.length;
}

/** `set` with neither: it is enough that the elements exist. For an attribute that is missing there is no value. */
export function ensure(document: XmlDocument, path: EditPath, resolve: Resolve): number {
  const { attributeName } = path;
  const nodes = reachNodes(document, path, resolve);
  if (!attributeName) return nodes.length;
  for (const node of nodes) {
    if (!asElement(node).getAttributeNodeNS(attributeName.namespace, attributeName.local)) {
      writeAttribute(document, node, attributeName, '');
    }
  }
  return nodes.length;
}

function reachElements(document: XmlDocument, path: EditPath, resolve: Resolve) {
  const nodes = reachNodes(document, path, resolve);
  if (path.isAttribute)
    throw new Failure('TypeMismatch', 'the path leads to an attribute, and the edit needs an element');
  return nodes.map(asElement);
}
