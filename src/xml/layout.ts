import { insertElement, insertLayout, removeElement, replaceText } from './change.ts';
import { escapeText } from './characters.ts';
import type { XmlDocument } from './document.ts';
import { Leaf } from './leaf.ts';
import { type Element, isElement, type Node } from './node.ts';

/** Where a new element goes: beside a child of the parent, or at one of its ends. */
export type Place =
  | { readonly kind: 'first' | 'last' }
  | { readonly kind: 'before' | 'after'; readonly sibling: Node };

/** How far a new child at this place is to be indented; undefined where the elements share a line. */
export function indentAt(document: XmlDocument, parent: Element, place: Place): string | undefined {
  if (hasWords(parent)) return undefined;
  if ('sibling' in place) {
    const own = indentOf(document, place.sibling);
    if (own !== undefined) return own;
  }
  let isEmpty = true;
  for (let child = parent.lastChild; child; child = child.previousSibling) {
    if (!isElement(child)) continue;
    const indent = indentOf(document, child);
    if (indent !== undefined) return indent;
    isEmpty = false;
  }
  if (!isEmpty) return undefined;
  const unit = unitOf(document);
  const outer = indentOf(document, parent);
  return unit === undefined || outer === undefined ? undefined : outer + unit;
}

/** A node's indentation when it begins its line. */
export function indentOf(document: XmlDocument, node: Node): string | undefined {
  if (node === document.root) return /(?:^\ufeff?|\n)([ \t]*)$/.exec(beforeRoot(document))?.[1] ?? '';
  const before = node.previousSibling;
  return before?.nodeType === 3 ? /\n([ \t]*)$/.exec(before.nodeValue ?? '')?.[1] : undefined;
}

/** What one level of indentation is; undefined for a document without line breaks between elements. */
export function unitOf(document: XmlDocument): string | undefined {
  const outer = indentOf(document, document.root) ?? '';
  const source = document.source.slice(beforeRoot(document).length);
  const first = /\n([ \t]*)<[^!?/]/.exec(source)?.[1];
  if (first?.startsWith(outer)) return first.slice(outer.length);
  return /\n[ \t]*<\//.test(source) ? '  ' : undefined;
}

function beforeRoot({ source, root }: XmlDocument): string {
  return source.slice(0, root.origin?.start ?? 0);
}

export function lineBreak(document: XmlDocument): string {
  return document.source.includes('\r\n') ? '\r\n' : '\n';
}

/** Puts a detached element at a place; `indent` is what indentAt says of it: on a line of its own, or not. */
export function placeElement(
  document: XmlDocument,
  parent: Element,
  element: Element,
  place: Place,
  indent: string | undefined,
): void {
  const next = nodeAfter(parent, place, indent !== undefined);
  insertElement(document, parent, element, next);
  if (indent === undefined) return;
  const lead = lineBreak(document) + indent;
  if (place.kind === 'before' && indentOf(document, element) !== undefined) {
    insertLayout(document, parent, lead, next);
    return;
  }
  insertLayout(document, parent, lead, element);
  closeLine(document, parent, element, indent);
}

/** Removes an element with the white space of its line; a parent left with white space only becomes empty. */
export function takeElement(document: XmlDocument, element: Element): void {
  const { parentNode: parent, previousSibling: before, nextSibling: after } = element;
  const isOwnLine =
    indentOf(document, element) !== undefined && (!after || (after.nodeType === 3 && startsWithBreak(after)));
  removeElement(document, element);
  if (!isElement(parent)) return;
  if (before && isOwnLine) cutLastLine(document, before);
  for (let child = parent.firstChild; child; child = child.nextSibling) if (!isBlank(child)) return;
  while (parent.firstChild) replaceText(document, parent.firstChild, '', '');
}

function nodeAfter(parent: Element, place: Place, isOnLines: boolean): Node | null {
  switch (place.kind) {
    case 'first':
      return parent.firstChild;
    case 'before':
      return place.sibling;
    case 'after':
      return (isOnLines ? lineEnd(place.sibling) : place.sibling).nextSibling;
    case 'last': {
      let last = parent.lastChild;
      while (isOnLines && last && isBlank(last)) last = last.previousSibling;
      return last ? last.nextSibling : isOnLines ? parent.firstChild : null;
    }
  }
}

/** A comment behind an element on the same line belongs to it. */
function lineEnd(node: Node): Node {
  let end = node;
  for (let at = node.nextSibling; at; at = at.nextSibling) {
    if (at.nodeType === 8) end = at;
    else if (!isBlank(at) || at.nodeValue?.includes('\n')) break;
  }
  return end;
}

/** The parent's end tag, or whatever follows, gets a line of its own too. */
function closeLine(document: XmlDocument, parent: Element, element: Element, indent: string): void {
  const next = element.nextSibling;
  if (next && (!isBlank(next) || next.nextSibling || startsWithBreak(next))) return;
  const unit = unitOf(document) ?? '';
  const outer =
    indentOf(document, parent) ?? (indent.endsWith(unit) ? indent.slice(0, -unit.length || undefined) : '');
  const raw = lineBreak(document) + outer;
  if (next) replaceText(document, next, raw, raw.replace('\r', ''));
  else insertLayout(document, parent, raw, null);
}

function cutLastLine(document: XmlDocument, text: Node): void {
  const value = text.nodeValue ?? '';
  const raw = text instanceof Leaf && text.raw !== undefined ? text.raw : escapeText(value);
  const line = /(?:\r\n|\n|\r)[ \t]*$/;
  // A line break written as a reference is content.
  if (line.test(raw)) replaceText(document, text, raw.replace(line, ''), value.replace(/\n[ \t]*$/, ''));
}

export function isBlank(node: Node): boolean {
  return node.nodeType === 3 && !/[^ \t\r\n]/.test(node.nodeValue ?? '');
}

function startsWithBreak(node: Node): boolean {
  return /^[ \t]*\n/.test(node.nodeValue ?? '');
}

function hasWords(parent: Element): boolean {
  for (let child = parent.firstChild; child; child = child.nextSibling) {
    if (child.nodeType === 4 || (child.nodeType === 3 && !isBlank(child))) return true;
  }
  return false;
}
