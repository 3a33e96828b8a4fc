import { Failure } from '../text/failure.ts';
import { insertNew } from './build.ts';
import { checkpoint, rollback } from './change.ts';
import { assertElementCarriable } from './characters.ts';
import type { XmlDocument } from './document.ts';
import type { EditPath } from './edit-path.ts';
import type { XmlAttribute, XmlElement } from './element.ts';
import { childElements, type Element, isElement, type Node } from './node.ts';
import { insertIfFound, isOffLimits, matchNodes, placeByName, reachThrough, selectFrom } from './reach.ts';
import { asElement, writeAttribute, writeValue } from './write-value.ts';
import type { Resolve } from './xpath.ts';

/**
 * The attribute by which libvirt tells siblings of one name apart, for the elements of which there are usually several.
 * Siblings of any other name are merged only where there is one.
 */
const KEYS: Readonly<Record<string, string>> = {
  cachetune: 'vcpus',
  cell: 'id',
  entry: 'name',
  feature: 'name',
  iothread: 'id',
  iothreadpin: 'iothread',
  iothreadsched: 'iothreads',
  memnode: 'cellid',
  memorytune: 'vcpus',
  option: 'name',
  page: 'nodeset',
  parameter: 'name',
  property: 'name',
  sibling: 'id',
  timer: 'name',
  vcpu: 'id',
  vcpupin: 'vcpu',
  vcpusched: 'vcpus',
};

/** The attribute that tells an element from its siblings of the same name, if it has one. */
export function mergeKey<V>({ local, attributes }: XmlElement<V>): XmlAttribute<V> | undefined {
  return attributes.find((attribute) => attribute.local === KEYS[local] && attribute.namespace === null);
}

/**
 * `merge`: what the path finds gets the attributes, texts and children of `wanted`, at every depth; what `wanted` does
 * not name stays. Made where it is missing, also a device. Returns how many there are. Fails where siblings of one name
 * cannot be told apart.
 */
export function mergeElement(
  document: XmlDocument,
  path: EditPath,
  resolve: Resolve,
  wanted: XmlElement<string>,
): number {
  assertElementCarriable(wanted);
  const last = path.segments.at(-1);
  if (!last) return mergeFound(document, matchNodes(document, path, resolve), wanted);
  const before = checkpoint(document);
  const parents = reachThrough(document, path, path.segments.slice(0, -1), resolve);
  // First look everywhere, then write: see reachThrough.
  const found = parents.map((parent) => selectFrom(document, last.select, parent, resolve));
  let count = 0;
  for (const [i, parent] of parents.entries()) {
    const existing = found[i] ?? [];
    for (const node of existing) {
      if (isOffLimits(document, node)) continue;
      mergeInto(document, asElement(node), wanted);
      count++;
    }
    if (existing.length > 0 || !last.child || !isElement(parent)) continue;
    if (insertIfFound(document, parent, last.child, wanted, resolve)) count++;
  }
  if (count === 0) rollback(document, before);
  return count;
}

/** Nodes that a loop has found already: they only have to be of the kind. */
function mergeFound(document: XmlDocument, nodes: readonly Node[], wanted: XmlElement<string>): number {
  for (const node of nodes) {
    const element = asElement(node);
    if (element.localName !== wanted.local || (element.namespaceURI || null) !== wanted.namespace) {
      const what = `the path leads to <${element.nodeName}>, and the edit merges <${wanted.name}>`;
      throw new Failure('TypeMismatch', what);
    }
    mergeInto(document, element, wanted);
  }
  return nodes.length;
}

function mergeInto(document: XmlDocument, element: Element, wanted: XmlElement<string>): void {
  for (const { local, namespace, prefix, value } of wanted.attributes)
    writeAttribute(document, element, { local, namespace, prefix }, value);
  const children = wanted.children.flatMap((child) => ('text' in child ? [] : [child]));
  const text = wanted.children.map((child) => ('text' in child ? child.text : '')).join('');
  if (children.length === 0 && text !== '') writeValue(document, element, text);
  for (const child of children) {
    const existing = find(element, child);
    if (existing) mergeInto(document, existing, child);
    else insertNew(document, element, child, placeByName(element, child));
  }
}

function find(parent: Element, wanted: XmlElement<string>): Element | undefined {
  const alike = childElements(parent).filter(
    ({ localName, namespaceURI }) =>
      localName === wanted.local && (namespaceURI || null) === wanted.namespace,
  );
  const key = mergeKey(wanted);
  if (key) return alike.find((element) => element.getAttribute(key.local) === key.value);
  if (alike.length < 2) return alike[0];
  throw new Failure(
    'TypeMismatch',
    `there are ${alike.length} <${wanted.name}>, and nothing tells which one to merge`,
    'let the path of an edit of its own choose one',
  );
}
