import { type Element, isElement, isText, type Node, XMLNS, type XmlName } from './node.ts';

/** An attribute of an element that does not stand in a document. Namespace declarations are not attributes. */
export interface XmlAttribute<V> extends XmlName {
  readonly name: string;
  readonly value: V;
}

/**
 * An element as a value, not in any document: what a rule wants to see. `V` is what stands for texts: their place in
 * the rule before values are bound, plain strings after. `name` is as written, `prefix:local`.
 */
export interface XmlElement<V> extends XmlName {
  readonly name: string;
  readonly attributes: readonly XmlAttribute<V>[];
  readonly children: readonly (XmlElement<V> | XmlText<V>)[];
}

export interface XmlText<V> {
  readonly text: V;
}

/** The same element with every text and attribute value changed, in the order of the text. */
export function mapElement<A, B>(element: XmlElement<A>, change: (value: A) => B): XmlElement<B> {
  return {
    ...element,
    attributes: element.attributes.map((attribute) => ({ ...attribute, value: change(attribute.value) })),
    children: element.children.map((child) =>
      'text' in child ? { text: change(child.text) } : mapElement(child, change),
    ),
  };
}

/**
 * Whether an element of a document is this element: names, attributes in any order, texts and children in order.
 * Comments, instructions, prefixes, and white space beside child elements do not count.
 */
export function isSameElement(element: Element, wanted: XmlElement<string>): boolean {
  if (!hasSameTag(element, wanted)) return false;
  const found = contentOf(element);
  const expected = withoutLayout(wanted.children.map((child) => ('text' in child ? child.text : child)));
  return (
    found.length === expected.length &&
    found.every((child, i) => {
      const other = expected[i];
      if (typeof child === 'string' || typeof other === 'string') return child === other;
      return other !== undefined && isSameElement(child, other);
    })
  );
}

/** Whether name and attributes are the same. Most siblings differ in them, so this is to be quick. */
export function hasSameTag(element: Element, wanted: XmlElement<string>): boolean {
  if (!isNamed(element, wanted)) return false;
  let count = 0;
  for (const { namespaceURI } of element.attributes) if (namespaceURI !== XMLNS) count++;
  return (
    count === wanted.attributes.length &&
    wanted.attributes.every(
      ({ local, namespace, value }) => element.getAttributeNodeNS(namespace, local)?.value === value,
    )
  );
}

export function isNamed(element: Element, name: XmlName | undefined): boolean {
  return element.localName === name?.local && namespaceOf(element) === name.namespace;
}

/** An element of a document as a value. Comments and instructions are left out. */
export function elementValue(element: Element): XmlElement<string> {
  return {
    ...nameOf(element),
    name: element.nodeName,
    attributes: [...element.attributes]
      .filter(({ namespaceURI }) => namespaceURI !== XMLNS)
      .map((attribute) => ({ ...nameOf(attribute), name: attribute.name, value: attribute.value })),
    children: contentOf(element).map((child) =>
      typeof child === 'string' ? { text: child } : elementValue(child),
    ),
  };
}

export function nameOf(node: Node): XmlName {
  return { prefix: node.prefix ?? '', local: node.localName ?? '', namespace: namespaceOf(node) };
}

function namespaceOf(node: Node): string | null {
  return node.namespaceURI || null;
}

function contentOf(element: Element): (Element | string)[] {
  const content: (Element | string)[] = [];
  for (let child = element.firstChild; child; child = child.nextSibling) {
    if (isElement(child)) content.push(child);
    else if (isText(child)) content.push(child.data);
  }
  return withoutLayout(content);
}

/** Neighbouring texts as one; white space beside elements dropped. */
function withoutLayout<T extends object>(content: readonly (T | string)[]): (T | string)[] {
  const merged: (T | string)[] = [];
  for (const part of content) {
    const last = merged.at(-1);
    if (typeof part === 'string' && typeof last === 'string') merged[merged.length - 1] = last + part;
    else if (part !== '') merged.push(part);
  }
  if (merged.every((part) => typeof part === 'string')) return merged;
  return merged.filter((part) => typeof part !== 'string' || !/^[ \t\r\n]*$/.test(part));
}
