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
 * The attributes by which libvirt tells siblings of one name apart (its RNG schemas, elements that may be repeated), for
 * an element of that name in any parent, or in one. Siblings of any other name are merged only where there is one.
 */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  add: ['capability'],
  boot: ['dev'],
  cachetune: ['vcpus'],
  'cachetune/cache': ['id', 'level', 'type'],
  'cachetune/monitor': ['vcpus'],
  cell: ['id'],
  'cell/cache': ['level'],
  channel: ['name'],
  cipher: ['name'],
  codec: ['type'],
  cookie: ['name'],
  del: ['capability'],
  device: ['alias'],
  entry: ['name'],
  env: ['name'],
  event: ['name'],
  feature: ['name'],
  gid: ['start'],
  initenv: ['name'],
  'interconnects/bandwidth': ['initiator', 'target', 'cache', 'type'],
  'interconnects/latency': ['initiator', 'target', 'cache', 'type'],
  iothread: ['id'],
  iothreadpin: ['iothread'],
  iothreadsched: ['iothreads'],
  memnode: ['cellid'],
  memorytune: ['vcpus'],
  'memorytune/monitor': ['vcpus'],
  'memorytune/node': ['id'],
  option: ['name'],
  page: ['nodeset'],
  parameter: ['name'],
  property: ['name'],
  seclabel: ['model'],
  sibling: ['id'],
  sysinfo: ['type'],
  table: ['type'],
  timer: ['name'],
  uid: ['start'],
  vcpu: ['id'],
  vcpupin: ['vcpu'],
  vcpusched: ['vcpus'],
  'vlan/tag': ['id'],
};

/** What tells an element in `parent` from its siblings of the same name: none where nothing does. */
export function mergeKey<V>(parent: string, { local, attributes }: XmlElement<V>): XmlAttribute<V>[] {
  const names = KEYS[`${parent}/${local}`] ?? KEYS[local] ?? [];
  return attributes.filter((one) => one.namespace === null && names.includes(one.local));
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
  const key = mergeKey(parent.localName ?? '', wanted);
  const found = alike.filter((element) =>
    key.every(({ local, value }) => element.getAttribute(local) === value),
  );
  if (found.length < 2) return found[0];
  throw new Failure(
    'TypeMismatch',
    `there are ${found.length} <${wanted.name}>, and nothing tells which one to merge`,
    'let the path of an edit of its own choose one',
  );
}
