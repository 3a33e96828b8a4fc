import type { ElementOrigin } from './origin.ts';

/*
 * The tree of a document: the part of the DOM that we and the xpath package read, and no more. What an element holds is
 * made when somebody first asks for it: most rules look at a handful of elements, and a domain has hundreds. What is
 * well-formed is decided before (well-formed.ts), so nothing is checked here.
 */

/** Makes what nobody has asked for yet. May throw, and is then asked again. */
export interface Unread {
  childrenOf(parent: Parent): readonly Node[];
  attributesOf(element: Element): readonly Attr[];
}

/** Nodes are linked to their neighbours; what a kind of node lacks is null on the prototype and costs it no memory. */
export abstract class Node {
  abstract readonly nodeType: number;
  abstract readonly nodeName: string;
  declare readonly localName: string | null;
  declare readonly prefix: string | null;
  declare readonly namespaceURI: string | null;
  declare readonly nodeValue: string | null;
  parentNode: Parent | null = null;
  previousSibling: Node | null = null;
  nextSibling: Node | null = null;

  get firstChild(): Node | null {
    return null;
  }

  get lastChild(): Node | null {
    return null;
  }

  /** The document that it stands in; null for what stands in none. */
  get ownerDocument(): Document | null {
    let top: Node = this;
    while (top.parentNode) top = top.parentNode;
    return top instanceof Document ? top : null;
  }
}

Object.assign(Node.prototype, { localName: null, prefix: null, namespaceURI: null, nodeValue: null });

/** What has children. */
export abstract class Parent extends Node {
  private first: Node | null = null;
  private last: Node | null = null;
  /** What makes the children; undefined once they are there, or for a new element. */
  private unread: Unread | undefined;

  constructor(unread: Unread | undefined) {
    super();
    this.unread = unread;
  }

  override get firstChild(): Node | null {
    if (this.unread) this.readChildren(this.unread);
    return this.first;
  }

  override get lastChild(): Node | null {
    if (this.unread) this.readChildren(this.unread);
    return this.last;
  }

  /** Whether nobody has looked at the children, so that they are as the source has them. */
  get isUnread(): boolean {
    return this.unread !== undefined;
  }

  private readChildren(unread: Unread): void {
    let last: Node | null = null;
    for (const child of unread.childrenOf(this)) {
      child.parentNode = this;
      child.previousSibling = last;
      if (last) last.nextSibling = child;
      else this.first = child;
      last = child;
    }
    this.last = last;
    this.unread = undefined;
  }

  /** Whether a node is this one or stands in it. */
  contains(node: Node): boolean {
    let at: Node | null = node;
    while (at && at !== this) at = at.parentNode;
    return at === this;
  }

  appendChild(node: Node): void {
    this.insertBefore(node, null);
  }

  /** Puts a node before one of the children, or at the end; it leaves the place where it was. */
  insertBefore(node: Node, next: Node | null): void {
    node.parentNode?.removeChild(node);
    const previous = next ? next.previousSibling : this.lastChild;
    node.parentNode = this;
    node.previousSibling = previous;
    node.nextSibling = next;
    if (previous) previous.nextSibling = node;
    else this.first = node;
    if (next) next.previousSibling = node;
    else this.last = node;
  }

  removeChild(node: Node): void {
    const { previousSibling: previous, nextSibling: next } = node;
    if (previous) previous.nextSibling = next;
    else this.first = next;
    if (next) next.previousSibling = previous;
    else this.last = previous;
    node.parentNode = null;
    node.previousSibling = null;
    node.nextSibling = null;
  }
}

export class Document extends Parent {
  constructor(unread: Unread) {
    super(unread);
  }

  get nodeType(): number {
    return 9;
  }

  get nodeName(): string {
    return '#document';
  }

  get documentElement(): Element | null {
    for (let child = this.firstChild; child; child = child.nextSibling) {
      if (child instanceof Element) return child;
    }
    return null;
  }
}

export class Element extends Parent {
  readonly nodeName: string;
  override readonly localName: string;
  override readonly prefix: string | null;
  override readonly namespaceURI: string | null;
  private all: AttributeList = noAttributes;
  private unreadAttributes: Unread | undefined;
  /** How it stood in the source; undefined for a new one. */
  origin: ElementOrigin | undefined = undefined;

  /** `unread` makes what it holds; without it the element is empty. */
  constructor(namespace: string | null, qualified: string, unread?: Unread) {
    super(unread);
    this.nodeName = qualified;
    this.localName = localPart(qualified);
    this.prefix = prefixPart(qualified);
    this.namespaceURI = namespace;
    this.unreadAttributes = unread;
  }

  get nodeType(): number {
    return 1;
  }

  get attributes(): AttributeList {
    const unread = this.unreadAttributes;
    if (unread === undefined) return this.all;
    const read = unread.attributesOf(this);
    this.unreadAttributes = undefined;
    for (const attribute of read) this.setAttributeNode(attribute);
    return this.all;
  }

  getAttribute(qualified: string): string | null {
    return this.getAttributeNode(qualified)?.value ?? null;
  }

  hasAttribute(qualified: string): boolean {
    return this.getAttributeNode(qualified) !== null;
  }

  getAttributeNode(qualified: string): Attr | null {
    for (const attribute of this.attributes) if (attribute.name === qualified) return attribute;
    return null;
  }

  getAttributeNodeNS(namespace: string | null, local: string): Attr | null {
    for (const attribute of this.attributes) {
      if (attribute.localName === local && attribute.namespaceURI === namespace) return attribute;
    }
    return null;
  }

  /** A new value; an attribute that is there stays the same node, under its old prefix. */
  setAttributeNS(namespace: string | null, qualified: string, value: string): void {
    const present = this.getAttributeNodeNS(namespace, localPart(qualified));
    if (present) present.value = value;
    else this.setAttributeNode(new Attr(namespace, qualified, value));
  }

  /** Puts an attribute that the element does not have behind its others. */
  setAttributeNode(attribute: Attr): void {
    if (this.attributes === noAttributes) this.all = new AttributeList();
    attribute.ownerElement = this;
    this.all.push(attribute);
  }

  removeAttribute(qualified: string): void {
    const present = this.getAttributeNode(qualified);
    if (present) this.removeAttributeNode(present);
  }

  removeAttributeNode(attribute: Attr): void {
    this.attributes.splice(this.attributes.indexOf(attribute), 1);
    attribute.ownerElement = null;
  }
}

export class Attr extends Node {
  readonly nodeName: string;
  override readonly localName: string;
  override readonly prefix: string | null;
  override readonly namespaceURI: string | null;
  override nodeValue: string;
  ownerElement: Element | null = null;

  constructor(namespace: string | null, qualified: string, value: string) {
    super();
    this.nodeName = qualified;
    this.localName = localPart(qualified);
    this.prefix = prefixPart(qualified);
    this.namespaceURI = namespace;
    this.nodeValue = value;
  }

  get nodeType(): number {
    return 2;
  }

  get name(): string {
    return this.nodeName;
  }

  get value(): string {
    return this.nodeValue;
  }

  set value(value: string) {
    this.nodeValue = value;
  }

  override get ownerDocument(): Document | null {
    return this.ownerElement?.ownerDocument ?? null;
  }
}

/** The xpath package reads it by length and item(). */
class AttributeList extends Array<Attr> {
  item(index: number): Attr | null {
    return this[index] ?? null;
  }
}

/** Shared by all elements that have none. */
const noAttributes = new AttributeList();

function localPart(qualified: string): string {
  const colon = qualified.indexOf(':');
  return colon === -1 ? qualified : qualified.slice(colon + 1);
}

function prefixPart(qualified: string): string | null {
  const colon = qualified.indexOf(':');
  return colon === -1 ? null : qualified.slice(0, colon);
}
