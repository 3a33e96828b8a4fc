import type { XmlName } from '../xml/node.ts';
import { LIBVIRT_NAMES, LIBVIRT_NAMESPACES } from './libvirt-names.ts';
import { LIBVIRT_NAMES_SINCE } from './libvirt-names-since.ts';

/** What libvirt knows inside one kind of element. The same element under another parent may be another kind. */
export interface KnownElement {
  readonly attributes: ReadonlySet<string>;
  readonly children: ReadonlyMap<string, KnownElement>;
  /** Whether anything at all may stand in it, as in `metadata`. */
  readonly isOpen: boolean;
}

interface Growing extends KnownElement {
  readonly attributes: Set<string>;
  readonly children: Map<string, Growing>;
}

let document: Growing | undefined;

/** What libvirt knows, from the document node on. Put together when it is first asked for. */
export function libvirtDocument(): KnownElement {
  document ??= readAdditions(readTable());
  return document;
}

/** The name as the keys of `attributes` and `children` have it; undefined in a namespace that libvirt does not know. */
export function knownNameOf({ local, namespace }: Pick<XmlName, 'local' | 'namespace'>): string | undefined {
  if (namespace === null) return local;
  for (const [prefix, uri] of LIBVIRT_NAMESPACES) if (uri === namespace) return `${prefix}:${local}`;
  return undefined;
}

/** The kinds of elements that may stand around the given ones. */
export function parentsOf(elements: Iterable<KnownElement>): Set<KnownElement> {
  const wanted = new Set(elements);
  return new Set(
    [...withDescendants([libvirtDocument()])].filter(({ children }) =>
      [...children.values()].some((child) => wanted.has(child)),
    ),
  );
}

/** The given kinds of elements and all that may stand in them; what is in `metadata` is not libvirt's. */
export function withDescendants(elements: Iterable<KnownElement>): Set<KnownElement> {
  const found = new Set(elements);
  // A set is gone through in the order in which it grows.
  for (const { children } of found)
    for (const child of children.values()) if (!child.isOpen) found.add(child);
  return found;
}

/** Up to `most` shortest paths at which libvirt knows this name, as an element (`name`) or an attribute (`@name`). */
export function placesOf(name: string, most: number): string[] {
  const places: string[] = [];
  const seen = new Set<KnownElement>();
  let level: (readonly [string, KnownElement])[] = [['', libvirtDocument()]];
  while (level.length > 0 && places.length < most) {
    const next: (readonly [string, KnownElement])[] = [];
    for (const [path, { attributes, children }] of level) {
      if (name.startsWith('@') ? attributes.has(name.slice(1)) : children.has(name)) places.push(path);
      for (const [step, child] of children) {
        if (seen.has(child)) continue;
        seen.add(child);
        next.push([`${path}/${step}`, child]);
      }
    }
    level = next;
  }
  return places.slice(0, most);
}

function readTable(): Growing {
  const lines = LIBVIRT_NAMES.trim().split('\n');
  const elements = lines.map(() => empty(false));
  for (const [i, line] of lines.entries()) addWords(elements[i], line, elements);
  const [first] = elements;
  return first ?? empty(true);
}

function readAdditions(root: Growing): Growing {
  for (const line of LIBVIRT_NAMES_SINCE.trim().split('\n')) {
    const [path = '', ...words] = line.split(/ (?![^(]*\))/);
    let at = root;
    for (const step of path.split('/').slice(1)) at = childOf(at, step);
    addWords(at, words.join(' '), []);
  }
  return root;
}

/** `@name`, `name`, `name(a b)`, `name*` or `name=7`. */
const WORD = /(@?)([\w.:-]+)(?:\(([^)]*)\)|(\*)|=(\d+))?/g;

function addWords(element: Growing | undefined, words: string, elements: readonly Growing[]): void {
  if (!element) return;
  for (const [, at, name = '', attributes, open, number] of words.matchAll(WORD)) {
    if (at) element.attributes.add(name);
    else if (open) element.children.set(name, empty(true));
    else if (number !== undefined) element.children.set(name, elements[Number(number)] ?? empty(true));
    else addAttributes(childOf(element, name), attributes);
  }
}

function addAttributes({ attributes }: Growing, words = ''): void {
  for (const name of words.split(' ').filter(Boolean)) attributes.add(name);
}

function childOf(element: Growing, name: string): Growing {
  const child = element.children.get(name) ?? empty(false);
  element.children.set(name, child);
  return child;
}

function empty(isOpen: boolean): Growing {
  return { attributes: new Set(), children: new Map(), isOpen };
}
