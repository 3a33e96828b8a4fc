import { insertElement, layoutNode, removeElement } from './change.ts';
import { assertCarriable } from './characters.ts';
import type { XmlDocument } from './document.ts';
import type { XmlElement } from './element.ts';
import { indentAt, indentOf, lineBreak, type Place, placeElement, unitOf } from './layout.ts';
import { Leaf } from './leaf.ts';
import { attributeName, elementName, type Scope, scopeOf } from './namespaces.ts';
import { isElement, type Node, XMLNS } from './node.ts';
import { Element } from './tree.ts';

/** Makes a new element from a value and puts it at a place, indented like its neighbours. */
export function insertNew(
  document: XmlDocument,
  parent: Element,
  wanted: XmlElement<string>,
  place: Place,
): Element {
  const indent = indentAt(document, parent, place);
  const element = buildElement(document, scopeOf(parent), wanted, indent);
  placeElement(document, parent, element, place, indent);
  return element;
}

/** Makes several, the first at the place and each other behind the one before. */
export function insertAllNew(
  document: XmlDocument,
  parent: Element,
  wanted: readonly XmlElement<string>[],
  place: Place,
): void {
  let next = place;
  for (const element of wanted) {
    next = { kind: 'after', sibling: insertNew(document, parent, element, next) };
  }
}

/** Puts a new element exactly where an old one stands; the white space around it stays. */
export function replaceElement(document: XmlDocument, old: Element, wanted: XmlElement<string>): void {
  const parent = old.parentNode;
  // The document itself: removeElement refuses it.
  if (!isElement(parent)) return removeElement(document, old);
  const element = buildElement(document, scopeOf(parent), wanted, indentOf(document, old));
  const next: Node | null = old.nextSibling;
  removeElement(document, old, element);
  insertElement(document, parent, element, next);
}

/** A detached element, to stand where `scope` is bound, `indent` deep; an undefined `indent` keeps it on one line. */
export function buildElement(
  document: XmlDocument,
  scope: Scope,
  wanted: XmlElement<string>,
  indent: string | undefined,
): Element {
  const name = elementName(document, scope, wanted);
  const element = new Element(wanted.namespace, name.qualified);
  if (name.ownDefault !== undefined) element.setAttributeNS(XMLNS, 'xmlns', name.ownDefault);
  let inner = name.scope;
  for (const attribute of wanted.attributes) {
    assertCarriable(attribute.value);
    const scoped = attributeName(document, inner, attribute);
    inner = scoped.scope;
    element.setAttributeNS(attribute.namespace, scoped.qualified, attribute.value);
  }
  buildChildren(document, inner, wanted, element, indent);
  return element;
}

function buildChildren(
  document: XmlDocument,
  scope: Scope,
  wanted: XmlElement<string>,
  element: Element,
  indent: string | undefined,
): void {
  const isOnLines =
    indent !== undefined &&
    wanted.children.length > 0 &&
    wanted.children.every((child) => !('text' in child));
  const inner = isOnLines ? indent + (unitOf(document) ?? '') : undefined;
  for (const child of wanted.children) {
    if ('text' in child) {
      assertCarriable(child.text);
      if (child.text !== '') element.appendChild(new Leaf(3, child.text));
      continue;
    }
    if (inner !== undefined) element.appendChild(layoutNode(lineBreak(document) + inner));
    element.appendChild(buildElement(document, scope, child, inner));
  }
  if (isOnLines) element.appendChild(layoutNode(lineBreak(document) + indent));
}
