import { Failure } from '../text/failure.ts';
import { insertNew } from './build.ts';
import { assertElementCarriable } from './characters.ts';
import type { XmlDocument } from './document.ts';
import type { EditPath } from './edit-path.ts';
import type { XmlAttribute, XmlElement } from './element.ts';
import { childElements, type Element, type Node } from './node.ts';
import { matchNodes, placeByName, writeOrInsert } from './reach.ts';
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
  refuseTwins(wanted);
  const last = path.segments.at(-1);
  if (!last) return mergeFound(document, matchNodes(document, path, resolve), wanted);
  return writeOrInsert(document, path, last, resolve, wanted, (nodes) => {
    for (const node of nodes) mergeInto(document, asElement(node), wanted);
    return nodes.length;
  });
}

/** Siblings that only their values tell apart, and these are the same: the second would undo the first. */
function refuseTwins(wanted: XmlElement<string>): void {
  const seen = new Set<string>();
  for (const child of wanted.children) {
    if ('text' in child) continue;
    refuseTwins(child);
    const key = mergeKey(wanted.local, child);
    const pairs = key.map(({ local, value }) => [local, value]).sort();
    const identity = JSON.stringify([child.namespace, child.local, pairs]);
    if (seen.has(identity)) {
      const by = key.length > 0 ? ` with the same ${key.map(({ local }) => local).join(' and ')}` : '';
      throw new Failure(
        'TypeMismatch',
        `the edit merges several <${child.name}>${by}`,
        'let their values differ, or merge each with an edit of its own',
      );
    }
    seen.add(identity);
  }
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
