import type { Attr } from './attr.ts';
import type { Leaf } from './leaf.ts';
import type { Node } from './linked-node.ts';
import type { Document, Element } from './tree.ts';

export type { Attr, Document, Element, Leaf, Node };

export const XMLNS = 'http://www.w3.org/2000/xmlns/';
export const XML = 'http://www.w3.org/XML/1998/namespace';

/** A resolved name. `prefix` is how the rule wrote it ('' for none), `namespace` is null for none. */
export interface XmlName {
  readonly prefix: string;
  readonly local: string;
  readonly namespace: string | null;
}

export function isElement(node: Node | null | undefined): node is Element {
  return node?.nodeType === 1;
}

export function isAttribute(node: Node | null | undefined): node is Attr {
  return node?.nodeType === 2;
}

/** Text as a reader sees it: text nodes and CDATA sections. */
export function isText(node: Node | null | undefined): node is Leaf {
  return node?.nodeType === 3 || node?.nodeType === 4;
}

/** The element or document that a node hangs from; for an attribute, its element. Null when it hangs from nothing. */
export function holderOf(node: Node): Node | null {
  return isAttribute(node) ? node.ownerElement : node.parentNode;
}

export function childElements(parent: Node): Element[] {
  const found: Element[] = [];
  for (let child = parent.firstChild; child; child = child.nextSibling)
    if (isElement(child)) found.push(child);
  return found;
}

/** False once the node, or something it hangs from, was removed from its document. */
export function isAttached(node: Node): boolean {
  let top: Node | null = node;
  while (top && top.nodeType !== 9) top = holderOf(top);
  return top !== null;
}

/** The node's string value as XPath defines it: an attribute's value, all text below an element. */
export function textOf(node: Node): string {
  if (isAttribute(node)) return node.value;
  if (!node.firstChild) return node.nodeValue ?? '';
  let text = '';
  for (let child: Node | null = node.firstChild; child; child = child.nextSibling) {
    if (isElement(child)) text += textOf(child);
    else if (isText(child)) text += child.data;
  }
  return text;
}

/** For people and traces: `/domain/devices/disk[2]/driver/@cache`. Indexed only where siblings share the name. */
export function nodePath(node: Node): string {
  const parts: string[] = [];
  for (let at: Node | null = node; at && at.nodeType !== 9; at = holderOf(at)) parts.unshift(stepTo(at));
  return `/${parts.join('/')}`;
}

function stepTo(node: Node): string {
  if (isAttribute(node)) return `@${node.name}`;
  const name = isElement(node)
    ? node.nodeName
    : isText(node)
      ? 'text()'
      : `${node.nodeName.replace('#', '')}()`;
  let index = 1;
  for (let at = node.previousSibling; at; at = at.previousSibling) if (at.nodeName === node.nodeName) index++;
  let isAlone = index === 1;
  for (let at = node.nextSibling; at && isAlone; at = at.nextSibling)
    if (at.nodeName === node.nodeName) isAlone = false;
  return isAlone ? name : `${name}[${index}]`;
}
