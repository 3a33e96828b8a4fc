import { Failure } from '../text/failure.ts';
import { Attr } from './attr.ts';
import { Leaf } from './leaf.ts';
import { maxNodes } from './limits.ts';
import type { Node, Parent } from './linked-node.ts';
import type { Scope } from './namespaces.ts';
import { XML, XMLNS } from './node.ts';
import { type Outline, placeOf } from './outline.ts';
import { readAttributes } from './start-tag.ts';
import { Document, Element, type Unread } from './tree.ts';

/** A well-formed text and what has been made of it so far. */
interface Source {
  readonly text: string;
  readonly outline: Outline;
  /** Whether any of its elements declares a namespace. */
  readonly declares: boolean;
  /** The same string for equal names: a domain has a thousand disks, and each would bring its own "disk". */
  readonly names: Map<string, string>;
  nodes: number;
}

/**
 * The tree of a document, from its text and its outline. Nodes are made when they are first looked at; more than the
 * limit of them is a Failure at that moment.
 */
export function growTree(text: string, outline: Outline): Document {
  const source = { text, outline, declares: text.includes('xmlns'), names: new Map(), nodes: 0 };
  return new Document(unreadIn(source, new Map([['xml', XML]])));
}

/** What makes the nodes where these prefixes are bound. */
function unreadIn(source: Source, scope: Scope): Unread {
  const unread: Unread = {
    childrenOf(parent) {
      const { text, outline } = source;
      const origin = parent instanceof Element ? parent.origin : undefined;
      const end = origin ? origin.endTagStart : text.length;
      const next = origin ? origin.next : outline.count;
      const children: Node[] = [];
      let at = origin ? origin.startTagEnd : 0;
      for (let index = origin ? origin.index + 1 : 0; index < next; ) {
        const place = placeOf(outline, index);
        readLeaves(text.slice(at, place.start), parent, children);
        children.push(makeElement(source, scope, unread, index));
        at = place.end;
        index = place.next;
      }
      readLeaves(text.slice(at, end), parent, children);
      spend(source, children.length);
      return children;
    },

    attributesOf({ origin }) {
      if (!origin) return [];
      const tag = source.text.slice(origin.start, origin.startTagEnd);
      const attributes = attributesIn(tag, scope, source.names);
      spend(source, attributes.length);
      return attributes;
    },
  };
  return unread;
}

function spend(source: Source, count: number): void {
  source.nodes += count;
  if (source.nodes <= maxNodes) return;
  const what = `the rules look at more than ${maxNodes} elements, attributes and texts of the domain`;
  throw new Failure('LimitExceeded', what, 'write paths that begin at the root, without //');
}

const tagName = /[^\t\n\r />]+/y;

function makeElement(source: Source, scope: Scope, outer: Unread, index: number): Element {
  const { text, outline, names } = source;
  const place = placeOf(outline, index);
  tagName.lastIndex = place.start + 1;
  const name = shared(tagName.exec(text)?.[0] ?? '', names);
  const tag = source.declares ? text.slice(place.start, place.startTagEnd) : '';
  const inner = tag.includes('xmlns') ? withDeclarations(tag, scope) : scope;
  const unread = inner === scope ? outer : unreadIn(source, inner);
  const colon = name.indexOf(':');
  const uri = inner.get(colon === -1 ? '' : name.slice(0, colon));
  const element = new Element(uri || null, name, unread);
  element.origin = { ...place, index, renamed: undefined, values: undefined };
  return element;
}

function withDeclarations(tag: string, scope: Scope): Scope {
  const inner = new Map(scope);
  for (const { name, value } of attributesIn(tag, scope, new Map())) {
    if (name === 'xmlns') inner.set('', value);
    else if (name.startsWith('xmlns:')) inner.set(name.slice('xmlns:'.length), value);
  }
  return inner;
}

function attributesIn(tag: string, scope: Scope, names: Map<string, string>): Attr[] {
  return readAttributes(tag).map(({ name, valueStart, valueEnd }) => {
    const colon = name.indexOf(':');
    const prefix = name.slice(0, Math.max(colon, 0));
    const uri =
      name === 'xmlns' || prefix === 'xmlns' ? XMLNS : prefix === '' ? null : (scope.get(prefix) ?? null);
    return new Attr(uri, shared(name, names), attributeValue(tag.slice(valueStart, valueEnd)));
  });
}

const markup = /<!--([\s\S]*?)-->|<!\[CDATA\[([\s\S]*?)\]\]>|<\?([^\t\n\r ?]+)[\t\n\r ]*([\s\S]*?)\?>|[^<]+/g;

/** Texts, comments, CDATA sections and instructions between elements; no texts outside of the document element. */
function readLeaves(written: string, parent: Parent, children: Node[]): void {
  if (written === '') return;
  const isOutside = parent instanceof Document;
  if (!written.includes('<')) {
    if (!isOutside) children.push(textLeaf(written));
    return;
  }
  for (const [raw, comment, cdata, target, body = ''] of written.matchAll(markup)) {
    if (comment !== undefined) children.push(new Leaf(8, withLineFeeds(comment), raw));
    else if (cdata !== undefined) children.push(new Leaf(4, withLineFeeds(cdata), raw));
    else if (target === undefined) {
      if (!isOutside) children.push(textLeaf(raw));
    } else if (target !== 'xml') children.push(new Leaf({ target }, withLineFeeds(body), raw));
  }
}

function textLeaf(raw: string): Leaf {
  // The same string twice, not two.
  return new Leaf(3, raw.includes('&') || raw.includes('\r') ? withReferences(withLineFeeds(raw)) : raw, raw);
}

/** XML 1.0 §3.3.3: white space becomes spaces, and what references stand for does not. */
function attributeValue(raw: string): string {
  return withReferences(withLineFeeds(raw).replace(/[\t\n]/g, ' '));
}

/** XML 1.0 §2.11 */
function withLineFeeds(raw: string): string {
  return raw.includes('\r') ? raw.replace(/\r\n?/g, '\n') : raw;
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function withReferences(raw: string): string {
  if (!raw.includes('&')) return raw;
  return raw.replace(/&(?:#x([0-9a-fA-F]+)|#([0-9]+)|([a-z]+));/g, (_, hex, decimal, name) => {
    if (name !== undefined) return entities[name] ?? '';
    return String.fromCodePoint(hex === undefined ? Number(decimal) : Number.parseInt(hex, 16));
  });
}

function shared(text: string, names: Map<string, string>): string {
  const before = names.get(text);
  if (before === undefined) names.set(text, text);
  return before ?? text;
}
