import { Node, type Parent } from './linked-node.ts';

export class Attr extends Node {
  readonly nodeName: string;
  override readonly localName: string;
  override readonly prefix: string | null;
  override readonly namespaceURI: string | null;
  override nodeValue: string;
  ownerElement: Parent | null = null;

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

  override get ownerDocument(): Node | null {
    return this.ownerElement?.ownerDocument ?? null;
  }
}

/** The xpath package reads it by length and item(). */
export class AttributeList extends Array<Attr> {
  item(index: number): Attr | null {
    return this[index] ?? null;
  }
}

/** The part of a qualified name behind its colon. */
export function localPart(qualified: string): string {
  const colon = qualified.indexOf(':');
  return colon === -1 ? qualified : qualified.slice(colon + 1);
}

export function prefixPart(qualified: string): string | null {
  const colon = qualified.indexOf(':');
  return colon === -1 ? null : qualified.slice(0, colon);
}
