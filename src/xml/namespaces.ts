import { declareNamespace } from './change.ts';
import type { XmlDocument } from './document.ts';
import { type Element, isElement, type Node, XML, XMLNS, type XmlName } from './node.ts';

/** The prefixes bound at a place; '' is the default namespace, bound to '' where there is none. */
export type Scope = ReadonlyMap<string, string>;

/** What is bound inside of an element. */
export function scopeOf(element: Element): Map<string, string> {
  const scope = new Map<string, string>([['xml', XML]]);
  const chain: Element[] = [];
  for (let at: Node | null = element; isElement(at); at = at.parentNode) chain.unshift(at);
  for (const at of chain) for (const [prefix, uri] of declarationsOn(at)) scope.set(prefix, uri);
  return scope;
}

export interface ScopedName {
  /** The qualified name to write. */
  readonly qualified: string;
  readonly prefix: string;
  /** What is bound where it is written: the given scope, and more where a declaration was needed. */
  readonly scope: Scope;
  /** The default namespace that the element itself must declare ('' for none). */
  readonly ownDefault?: string;
}

/**
 * How an element is to be called where `scope` is bound: with the prefix that its namespace has there, if any. Else
 * the root gets a declaration, with the rule's prefix or, where that means something else, a numbered one.
 */
export function elementName(document: XmlDocument, scope: Scope, name: XmlName): ScopedName {
  const { local, namespace } = name;
  const isDefault = (scope.get('') ?? '') === (namespace ?? '');
  const wantsDefault = namespace === null || name.prefix === '';
  if (isDefault && wantsDefault) return { qualified: local, prefix: '', scope };
  if (namespace === null) return withOwnDefault(scope, local, '');
  const bound = prefixFor(scope, namespace, name.prefix);
  if (bound !== undefined) return prefixed(bound, local, scope);
  if (isDefault) return { qualified: local, prefix: '', scope };
  if (name.prefix === '') return withOwnDefault(scope, local, namespace);
  return declareOnRoot(document, scope, name, namespace);
}

/** The same for an attribute; without a namespace it has no prefix, and a default namespace is nothing to it. */
export function attributeName(document: XmlDocument, scope: Scope, name: XmlName): ScopedName {
  const { local, namespace } = name;
  if (namespace === null) return { qualified: local, prefix: '', scope };
  const bound = prefixFor(scope, namespace, name.prefix);
  return bound === undefined
    ? declareOnRoot(document, scope, name, namespace)
    : prefixed(bound, local, scope);
}

/** Declares what is missing for every name in a subtree to mean what it did, where `scope` is bound around it. */
export function bindPrefixes(document: XmlDocument, element: Element, scope: Scope): void {
  const inner = new Map([...scope, ...declarationsOn(element)]);
  const bind = (prefix: string, uri: string) => {
    if ((inner.get(prefix) ?? '') === uri) return;
    declareNamespace(document, element, prefix, uri);
    inner.set(prefix, uri);
  };
  bind(element.prefix ?? '', element.namespaceURI ?? '');
  for (const { prefix, namespaceURI } of [...element.attributes]) {
    if (prefix && namespaceURI && namespaceURI !== XMLNS) bind(prefix, namespaceURI);
  }
  for (let child = element.firstChild; child; child = child.nextSibling) {
    if (isElement(child)) bindPrefixes(document, child, inner);
  }
}

/** The prefixes that an element itself binds. */
export function declarationsOn(element: Element): Map<string, string> {
  const found = new Map<string, string>();
  for (const { name, namespaceURI, localName, value } of element.attributes) {
    if (namespaceURI === XMLNS) found.set(name === 'xmlns' ? '' : (localName ?? ''), value);
  }
  return found;
}

function prefixFor(scope: Scope, namespace: string, wanted: string): string | undefined {
  if (wanted !== '' && scope.get(wanted) === namespace) return wanted;
  for (const [prefix, uri] of scope) if (prefix !== '' && uri === namespace) return prefix;
  return undefined;
}

function prefixed(prefix: string, local: string, scope: Scope): ScopedName {
  return { qualified: `${prefix}:${local}`, prefix, scope };
}

function withOwnDefault(scope: Scope, local: string, uri: string): ScopedName {
  return { qualified: local, prefix: '', scope: new Map([...scope, ['', uri]]), ownDefault: uri };
}

function declareOnRoot(document: XmlDocument, scope: Scope, name: XmlName, namespace: string): ScopedName {
  const wanted = name.prefix || 'ns';
  let prefix = wanted;
  for (let i = 1; scope.has(prefix); i++) prefix = `${wanted}${i}`;
  declareNamespace(document, document.root, prefix, namespace);
  return prefixed(prefix, name.local, new Map([...scope, [prefix, namespace]]));
}
