/*
 * The tree of a document: the part of the DOM that we and the xpath package read, and no more. What an element holds is
 * made when somebody first asks for it: most rules look at a handful of elements, and a domain has hundreds. What is
 * well-formed is decided before (well-formed.ts), so nothing is checked here.
 */

/** Makes the children that nobody has asked for yet. May throw, and is then asked again. */
export interface UnreadChildren {
  childrenOf(parent: Parent): readonly Node[];
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
  get ownerDocument(): Node | null {
    let top: Node = this;
    while (top.parentNode) top = top.parentNode;
    return top.nodeType === 9 ? top : null;
  }
}

Object.assign(Node.prototype, { localName: null, prefix: null, namespaceURI: null, nodeValue: null });

/** What has children. */
export abstract class Parent extends Node {
  private first: Node | null = null;
  private last: Node | null = null;
  /** What makes the children; undefined once they are there, or for a new element. */
  private unread: UnreadChildren | undefined;

  constructor(unread: UnreadChildren | undefined) {
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

  private readChildren(unread: UnreadChildren): void {
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
