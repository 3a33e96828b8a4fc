import type { ElementOrigin } from './origin.ts';

/*
 * The tree of a document: the part of the DOM that we and the xpath package read, and no more. A document of 1 MB takes
 * a third of the memory that xmldom's takes, and loading this takes 3 MB less. What is well-formed is decided before
 * (scan.ts), so nothing is checked here.
 */

/** Nodes are linked to their neighbours; what a kind of node lacks is null on the prototype and costs it no memory. */
export abstract class Node {
  abstract readonly nodeType: number;
  abstract readonly nodeName: string;
  declare readonly localName: string | null;
  declare readonly prefix: string | null;
  declare readonly namespaceURI: string | null;
  declare readonly nodeValue: string | null;
  declare readonly firstChild: Node | null;
  declare readonly lastChild: Node | null;
  parentNode: Parent | null = null;
  previousSibling: Node | null = null;
  nextSibling: Node | null = null;

  /** The document that it stands in; null for what stands in none. */
  get ownerDocument(): Document | null {
    let top: Node = this;
    while (top.parentNode) top = top.parentNode;
    return top instanceof Document ? top : null;
  }
}

const none = { localName: null, prefix: null, namespaceURI: null, nodeValue: null };
Object.assign(Node.prototype, none, { firstChild: null, lastChild: null });

/** What has children. */
export abstract class Parent extends Node {
  override firstChild: Node | null = null;
  override lastChild: Node | null = null;

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
    else this.firstChild = node;
    if (next) next.previousSibling = node;
    else this.lastChild = node;
  }

  removeChild(node: Node): void {
    const { previousSibling: previous, nextSibling: next } = node;
    if (previous) previous.nextSibling = next;
    else this.firstChild = next;
    if (next) next.previousSibling = previous;
    else this.lastChild = previous;
    node.parentNode = null;
    node.previousSibling = null;
    node.nextSibling = null;
  }
}

export class Document extends Parent {
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
  attributes: AttributeList = noAttributes;
  /** How it stood in the source; undefined for a new one. */
  origin: ElementOrigin | undefined = undefined;

  constructor(namespace: string | null, qualified: string) {
    super();
    this.nodeName = qualified;
    this.localName = localPart(qualified);
    this.prefix = prefixPart(qualified);
    this.namespaceURI = namespace;
  }

  get nodeType(): number {
    return 1;
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
    if (this.attributes === noAttributes) this.attributes = new AttributeList();
    attribute.ownerElement = this;
    this.attributes.push(attribute);
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

/** As the DOM names and numbers them; a processing instruction is 7, and its name is its target. */
const leafNames = { 3: '#text', 4: '#cdata-section', 8: '#comment' } as const;

/** A text, CDATA section, comment or processing instruction. Never changes: another one takes its place. */
export class Leaf extends Node {
  readonly nodeType: number;
  readonly nodeName: string;
  override readonly nodeValue: string;
  /** What is written for it; undefined: its value, escaped. */
  readonly raw: string | undefined;

  constructor(kind: keyof typeof leafNames | { readonly target: string }, value: string, raw?: string) {
    super();
    this.nodeType = typeof kind === 'number' ? kind : 7;
    this.nodeName = typeof kind === 'number' ? leafNames[kind] : kind.target;
    this.nodeValue = value;
    this.raw = raw;
  }

  get data(): string {
    return this.nodeValue;
  }

  copy(): Leaf {
    const { nodeType, nodeName: target, nodeValue, raw } = this;
    const isOf = (kind: number): kind is keyof typeof leafNames => kind in leafNames;
    return new Leaf(isOf(nodeType) ? nodeType : { target }, nodeValue, raw);
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
