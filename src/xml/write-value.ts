import { Failure } from '../text/failure.ts';
import { removeAttribute, setAttribute, setElementText } from './change.ts';
import type { XmlDocument } from './document.ts';
import { nameOf } from './element.ts';
import { takeElement } from './layout.ts';
import { attributeName, scopeOf } from './namespaces.ts';
import {
  childElements,
  type Element,
  isAttribute,
  isElement,
  isText,
  type Node,
  textOf,
  type XmlName,
} from './node.ts';

/** Makes an attribute of an element be there with this value. Nothing happens when it is. */
export function writeAttribute(document: XmlDocument, node: Node, name: XmlName, value: string): void {
  const element = asElement(node);
  const existing = element.getAttributeNodeNS(name.namespace, name.local);
  if (existing?.value === value) return;
  const { prefix } = existing ? nameOf(existing) : attributeName(document, scopeOf(element), name);
  setAttribute(document, element, { ...name, prefix }, value);
}

/** Makes this the value of an attribute or the text of an element. Fails with MixedContent over child elements. */
export function writeValue(document: XmlDocument, node: Node, value: string): void {
  if (isAttribute(node)) {
    if (isElement(node.ownerElement)) writeAttribute(document, node.ownerElement, nameOf(node), value);
    return;
  }
  const element = asElement(node);
  if (childElements(element).length > 0) {
    throw new Failure('MixedContent', `<${element.nodeName}> has child elements, which a text would replace`);
  }
  if (ownText(element) !== value) setElementText(document, element, value);
}

/** Removes an element or attribute. */
export function removeNode(document: XmlDocument, node: Node): void {
  if (isAttribute(node)) removeAttribute(document, node);
  else takeElement(document, asElement(node));
}

export function asElement(node: Node): Element {
  if (isElement(node)) return node;
  const found = isAttribute(node)
    ? 'an attribute'
    : isText(node)
      ? 'a text'
      : 'neither an element nor an attribute';
  throw new Failure('TypeMismatch', `the path leads to ${found}, and the edit needs an element`);
}

function ownText(element: Element): string {
  // Without child elements, all text below is its own.
  return element.firstChild ? textOf(element) : '';
}
