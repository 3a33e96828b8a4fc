import { Attr, AttributeList, localPart, prefixPart } from './attr.ts';
import { Parent, type UnreadChildren } from './linked-node.ts';
import type { ElementOrigin } from './origin.ts';

/** The same, with attributes. */
export interface Unread extends UnreadChildren {
  attributesOf(element: Element): readonly Attr[];
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

/** Shared by all elements that have none. */
const noAttributes = new AttributeList();
