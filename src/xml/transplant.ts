import { type Position, parentOf, placeAt } from './add-elements.ts';
import { replaceText } from './change.ts';
import { cloneElement } from './clone.ts';
import type { XmlDocument } from './document.ts';
import { elementValue, nameOf, type XmlElement } from './element.ts';
import { indentAt, indentOf, isBlank, lineBreak, type Place, placeElement, takeElement } from './layout.ts';
import { bindPrefixes, declarationsOn, elementName, scopeOf } from './namespaces.ts';
import { childElements, type Element, isElement, type Node, type XmlName } from './node.ts';

/** Where moved and copied elements go, and what they are called there (undefined: as before). */
export interface Placement {
  readonly position: Position | undefined;
  readonly as?: XmlName | undefined;
}

/** Moves one element; `next` overrides the place, for the second and further ones. Returns it as it stands then. */
export function putElement(
  document: XmlDocument,
  element: Element,
  target: Element,
  to: Placement,
  next: Place | undefined,
): Element {
  const parent = parentOf(target, to.position);
  const name = to.as ?? nameOf(element);
  const isRenamed = !isCalled(element, name);
  if (!isRenamed && (element === target || isThere(element, parent, next ?? wantedPlace(target, to, name)))) {
    return element;
  }
  const indent = indentOf(document, element);
  if (element === target) return renameInPlace(document, element, parent, name, indent);
  const moved = isRenamed ? renamed(document, element, parent, name) : element;
  takeElement(document, element);
  settle(document, moved, parent, indent, next ?? placeAt(target, to.position, name));
  return moved;
}

/** An element as it was: what is written into it afterwards is not in its copies. */
interface Original {
  readonly element: Element;
  readonly indent: string | undefined;
}

export function asOriginal(document: XmlDocument, element: Element): Original {
  const copy = cloneElement(document, element, element.nodeName, element.namespaceURI);
  return { element: copy, indent: indentOf(document, element) };
}

/** Puts a copy of an element at a place. */
export function addCopy(
  document: XmlDocument,
  { element, indent }: Original,
  parent: Element,
  as: XmlName | undefined,
  place: Place,
): Element {
  const copy = renamed(document, element, parent, as ?? nameOf(element));
  settle(document, copy, parent, indent, place);
  return copy;
}

/** An element as a value, under another name if given. */
export function asElementValue(element: Element, as: XmlName | undefined): XmlElement<string> {
  return as ? { ...elementValue(element), ...as, name: as.local } : elementValue(element);
}

function renameInPlace(
  document: XmlDocument,
  element: Element,
  parent: Element,
  name: XmlName,
  indent: string | undefined,
): Element {
  const copy = renamed(document, element, parent, name);
  settle(document, copy, parent, indent, { kind: 'after', sibling: element });
  takeElement(document, element);
  return copy;
}

function renamed(document: XmlDocument, element: Element, parent: Element, name: XmlName): Element {
  if (isCalled(element, name)) return cloneElement(document, element, element.nodeName, element.namespaceURI);
  const scope = new Map([...scopeOf(parent), ...declarationsOn(element)]);
  return cloneElement(document, element, elementName(document, scope, name).qualified, name.namespace);
}

/** Puts a detached element, made elsewhere, at a place: with the declarations and the indentation it needs there. */
function settle(
  document: XmlDocument,
  element: Element,
  parent: Element,
  oldIndent: string | undefined,
  place: Place,
): void {
  bindPrefixes(document, element, scopeOf(parent));
  const indent = indentAt(document, parent, place);
  if (oldIndent !== undefined && indent !== undefined && oldIndent !== indent) {
    indentAgain(document, element, oldIndent, indent);
  }
  placeElement(document, parent, element, place, indent);
}

function indentAgain(document: XmlDocument, element: Element, oldIndent: string, indent: string): void {
  if (childElements(element).length === 0) return;
  for (let child: Node | null = element.firstChild; child; ) {
    const next: Node | null = child.nextSibling;
    const deeper = isBlank(child) ? /\n([ \t]*)$/.exec(child.nodeValue ?? '')?.[1] : undefined;
    if (deeper?.startsWith(oldIndent)) {
      const inner = indent + deeper.slice(oldIndent.length);
      replaceText(document, child, lineBreak(document) + inner, `\n${inner}`);
    }
    if (isElement(child)) indentAgain(document, child, oldIndent, indent);
    child = next;
  }
}

function isCalled(element: Element, { local, namespace }: XmlName): boolean {
  return element.localName === local && (element.namespaceURI || null) === namespace;
}

function wantedPlace(target: Element, to: Placement, name: XmlName): Place | undefined {
  // Without a position, anywhere in the right parent is right.
  return to.position === undefined ? undefined : placeAt(target, to.position, name);
}

function isThere(element: Element, parent: Element, place: Place | undefined): boolean {
  if (element.parentNode !== parent) return false;
  if (!place) return true;
  const siblings = childElements(parent);
  const index = siblings.indexOf(element);
  switch (place.kind) {
    case 'first':
      return index === 0;
    case 'last':
      return index === siblings.length - 1;
    case 'before':
      return siblings[index + 1] === place.sibling;
    case 'after':
      return index > 0 && siblings[index - 1] === place.sibling;
  }
}
