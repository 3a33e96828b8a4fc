import { Failure } from '../text/failure.ts';
import type { Change, XmlDocument } from './document.ts';
import { Leaf } from './leaf.ts';
import { maxDepth, maxElements } from './limits.ts';
import { type Attr, type Element, isElement, type Node, XMLNS, type XmlName } from './node.ts';
import { attributeValues } from './serialise.ts';

/**
 * The only functions that change a document. Each asks the guard, does it, marks what is to be written anew and notes
 * how to undo it.
 */

/** Copies of copies double with every edit: 20 of them make a million. A domain has some hundred elements. */
export const maxInserted = 5_000;

/** A moment to go back to. Only valid for the document it was taken from, and until a rollback to an earlier one. */
export interface Checkpoint {
  readonly journalLength: number;
}

export function checkpoint(document: XmlDocument): Checkpoint {
  return { journalLength: document.journal.length };
}

/** Whether anything was changed since the checkpoint that was not undone. */
export function hasChangedSince(document: XmlDocument, { journalLength }: Checkpoint): boolean {
  return document.journal.length > journalLength;
}

/** Undoes everything since the checkpoint; the same nodes stand where they stood, and the same bytes come out. */
export function rollback(document: XmlDocument, { journalLength }: Checkpoint): void {
  if (document.journal.length > journalLength) document.version++;
  while (document.journal.length > journalLength) document.journal.pop()?.();
}

export function setAttribute(document: XmlDocument, element: Element, name: XmlName, value: string): void {
  const qualified = name.prefix === '' ? name.local : `${name.prefix}:${name.local}`;
  announce(document, {
    kind: 'attribute',
    element,
    name: qualified,
    namespace: name.namespace,
    value,
  });
  writeAttribute(document, element, qualified, name.namespace, value);
}

/** Binds a prefix ('' for the default) on an element. Bookkeeping: the guard is not asked. */
export function declareNamespace(document: XmlDocument, element: Element, prefix: string, uri: string): void {
  writeAttribute(document, element, prefix === '' ? 'xmlns' : `xmlns:${prefix}`, XMLNS, uri);
}

export function removeAttribute(document: XmlDocument, attribute: Attr): void {
  const element = attribute.ownerElement;
  if (!isElement(element)) return;
  const { name, namespaceURI } = attribute;
  announce(document, {
    kind: 'attribute',
    element,
    name,
    namespace: namespaceURI,
    value: undefined,
  });
  touchStartTag(element);
  const all = [...element.attributes];
  const following = all.slice(all.indexOf(attribute) + 1);
  element.removeAttributeNode(attribute);
  done(document, element, () => {
    // In the old order: a new element is written in the order of its attributes.
    for (const other of following) element.removeAttributeNode(other);
    for (const other of [attribute, ...following]) element.setAttributeNode(other);
  });
}

/** Makes `value` the text of an element without child elements. Comments and instructions stay. */
export function setElementText(document: XmlDocument, element: Element, value: string): void {
  announce(document, { kind: 'text', element, value });
  const texts: Node[] = [];
  for (let child = element.firstChild; child; child = child.nextSibling) {
    if (child.nodeType === 3 || child.nodeType === 4) texts.push(child);
  }
  let place = texts[0]?.nextSibling ?? null;
  while (place && texts.includes(place)) place = place.nextSibling;
  for (const text of texts) detach(document, text);
  if (value !== '') attach(document, element, new Leaf(3, value), place);
}

/** Puts a detached element into `parent`, before `before` or at the end. */
export function insertElement(
  document: XmlDocument,
  parent: Element,
  element: Element,
  before: Node | null,
): void {
  announce(document, { kind: 'insert', parent, element });
  const { height, count } = measure(element);
  if (depthOf(parent) + height > maxDepth) {
    throw new Failure('LimitExceeded', `more than ${maxDepth} elements inside each other`);
  }
  document.insertedElements += count;
  if (document.insertedElements > maxInserted) {
    throw new Failure('LimitExceeded', `the edits insert more than ${maxInserted} elements`);
  }
  if (document.parsedElements + document.insertedElements > maxElements) {
    throw new Failure('LimitExceeded', `more than ${maxElements} elements`);
  }
  document.inserted.add(element);
  attach(document, parent, element, before);
}

/** `by`: what is then inserted in its place. */
export function removeElement(document: XmlDocument, element: Element, by?: Element): void {
  announce(document, { kind: 'remove', element, by });
  detach(document, element);
}

/** Layout: white space that is written as given (`\r\n` too). The guard is not asked. */
export function insertLayout(document: XmlDocument, parent: Element, raw: string, before: Node | null): void {
  attach(document, parent, layoutNode(raw), before);
}

/** A detached text node for layout, for use inside of new elements. */
export function layoutNode(raw: string): Leaf {
  return new Leaf(3, raw.replaceAll('\r\n', '\n'), raw);
}

/** Exchanges a text node for one that is written as `raw`; an empty `raw` removes it. The guard is not asked. */
export function replaceText(document: XmlDocument, text: Node, raw: string, value: string): void {
  const parent = text.parentNode;
  if (!isElement(parent)) return;
  const next = text.nextSibling;
  detach(document, text);
  if (raw === '') return;
  attach(document, parent, new Leaf(3, value, raw), next);
}

function announce(document: XmlDocument, change: Change): void {
  document.guard.beforeChange(change);
  document.journal.push(() => document.guard.undone?.(change));
}

function writeAttribute(
  document: XmlDocument,
  element: Element,
  qualified: string,
  namespace: string | null,
  value: string,
): void {
  touchStartTag(element);
  const old = element.getAttributeNode(qualified);
  const oldValue = old?.value;
  element.setAttributeNS(namespace, qualified, value);
  done(document, element, () => {
    if (oldValue === undefined) element.removeAttribute(qualified);
    else element.setAttributeNS(namespace, qualified, oldValue);
  });
}

function attach(document: XmlDocument, parent: Element, node: Node, before: Node | null): void {
  parent.insertBefore(node, before);
  done(document, parent, () => parent.removeChild(node));
}

function detach(document: XmlDocument, node: Node): void {
  const parent = node.parentNode;
  if (!isElement(parent))
    throw new Failure('TypeMismatch', 'the document element cannot be removed or replaced');
  const next = node.nextSibling;
  parent.removeChild(node);
  done(document, parent, () => parent.insertBefore(node, next));
}

function done(document: XmlDocument, element: Element, undo: () => void): void {
  document.version++;
  document.journal.push(undo);
  for (let at: Node | null = element; at && !document.touched.has(at); at = at.parentNode)
    document.touched.add(at);
}

function touchStartTag(element: Element): void {
  if (element.origin) element.origin.values ??= attributeValues(element);
}

function depthOf(element: Element): number {
  let depth = 0;
  for (let at: Node | null = element; isElement(at); at = at.parentNode) depth++;
  return depth;
}

function measure(element: Element): { height: number; count: number } {
  let height = 0;
  let count = 1;
  for (let child = element.firstChild; child; child = child.nextSibling) {
    if (!isElement(child)) continue;
    const inner = measure(child);
    height = Math.max(height, inner.height);
    count += inner.count;
  }
  return { height: height + 1, count };
}
