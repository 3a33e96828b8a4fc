import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DOMParser, type Element, type Node } from '@xmldom/xmldom';

/** One kind of element: what it may hold. Names in a namespace are `{namespace}name`. */
export interface State {
  readonly attributes: readonly string[];
  /** Child elements and the numbers of their states. */
  readonly children: ReadonlyMap<string, number>;
  /** Whether it may hold anything at all, as `metadata` does. */
  readonly isOpen: boolean;
}

/** What one pattern of the grammar allows inside an element. */
interface Content {
  readonly attributes: Set<string>;
  readonly elements: Set<Element>;
  isOpen: boolean;
}

/**
 * Reads a RelaxNG grammar (XML syntax, with its includes) and says which element may hold which elements and attributes,
 * as a graph of states in which `/domain/devices/disk/source` and `/domain/devices/interface/source` are two. State 0 is
 * the document. Choices count as all their branches at once: what goes together with what is left out. Like states are one.
 */
export function readGrammar(folder: string, file: string): State[] {
  const defines = new Map<string, Element[]>();
  const start: Element[] = [];
  readFile(folder, file, defines, start, new Set());
  const contents = new Map<Element, Content>();
  const contentOf = (element: Element): Content => {
    const known = contents.get(element);
    if (known) return known;
    const content: Content = { attributes: new Set(), elements: new Set(), isOpen: false };
    contents.set(element, content);
    for (const child of elementsIn(element)) collect(child, content, defines, new Set());
    return content;
  };
  const document: Content = { attributes: new Set(), elements: new Set(), isOpen: false };
  for (const pattern of start) collect(pattern, document, defines, new Set());
  return merge(determine(document, contentOf));
}

function readFile(
  folder: string,
  file: string,
  defines: Map<string, Element[]>,
  start: Element[],
  read: Set<string>,
): void {
  if (read.has(file)) return;
  read.add(file);
  const text = readFileSync(join(folder, file), 'utf8');
  const grammar = new DOMParser().parseFromString(text, 'text/xml').documentElement;
  for (const child of grammar ? elementsIn(grammar) : []) {
    const name = child.getAttribute('name') ?? '';
    if (child.localName === 'define') defines.set(name, [...(defines.get(name) ?? []), child]);
    else if (child.localName === 'start') start.push(child);
    else if (child.localName === 'include') {
      if (elementsIn(child).length > 0)
        throw new Error(`${file}: an include with overrides is not known here`);
      readFile(folder, child.getAttribute('href') ?? '', defines, start, read);
    } else throw new Error(`${file}: <${child.nodeName}> is not known here`);
  }
}

/** Patterns that only say how often and in which order. */
const TRANSPARENT = new Set([
  ...['start', 'define', 'optional', 'zeroOrMore', 'oneOrMore', 'interleave', 'choice', 'group', 'mixed'],
]);

/** Patterns about texts and values. */
const TEXTUAL = new Set(['text', 'data', 'value', 'list', 'empty', 'notAllowed']);

function collect(
  pattern: Element,
  content: Content,
  defines: ReadonlyMap<string, Element[]>,
  seen: Set<string>,
): void {
  const kind = pattern.localName ?? '';
  if (TEXTUAL.has(kind)) return;
  if (kind === 'ref') {
    const name = pattern.getAttribute('name') ?? '';
    if (seen.has(name)) return;
    seen.add(name);
    for (const define of defines.get(name) ?? []) collect(define, content, defines, seen);
  } else if (kind === 'element' || kind === 'attribute') {
    const names = namesOf(pattern);
    if (!names) content.isOpen = true;
    else if (kind === 'element') content.elements.add(pattern);
    else for (const name of names) content.attributes.add(name);
  } else if (TRANSPARENT.has(kind)) {
    for (const child of elementsIn(pattern)) collect(child, content, defines, seen);
  } else throw new Error(`<${pattern.nodeName}> is not known here`);
}

/** The names of an `element` or `attribute` pattern; undefined where it takes any name. */
function namesOf(pattern: Element): string[] | undefined {
  const namespace =
    pattern.localName === 'attribute' ? (pattern.getAttribute('ns') ?? '') : namespaceOf(pattern);
  const qualified = (name: string) => (namespace === '' ? name : `{${namespace}}${name}`);
  const name = pattern.getAttribute('name');
  if (name) return [qualified(name)];
  const [nameClass] = elementsIn(pattern);
  if (nameClass?.localName === 'anyName') return undefined;
  if (nameClass?.localName === 'name') return [qualified(nameClass.textContent?.trim() ?? '')];
  if (nameClass?.localName === 'choice')
    return elementsIn(nameClass).map((one) => qualified(one.textContent?.trim() ?? ''));
  throw new Error(`a name class <${nameClass?.nodeName}> is not known here`);
}

/** RelaxNG §4.8: the nearest `ns` counts. */
function namespaceOf(pattern: Element): string {
  for (let at: Node | null = pattern; at?.nodeType === 1; at = at.parentNode) {
    const namespace = (at as Element).getAttribute('ns'); // the loop stops at what is no element
    if (namespace) return namespace;
  }
  return '';
}

/** From "several patterns of one name" to one state a name: the subset construction of finite automata. */
function determine(document: Content, contentOf: (element: Element) => Content): State[] {
  const ids = new Map<Element, number>();
  const idOf = (element: Element) => {
    const id = ids.get(element) ?? ids.size;
    ids.set(element, id);
    return id;
  };
  const states: (State | undefined)[] = [];
  const numbers = new Map<string, number>();
  const waiting: { number: number; contents: readonly Content[] }[] = [];
  const add = (key: string, contents: readonly Content[]) => {
    const known = numbers.get(key);
    if (known !== undefined) return known;
    const number = numbers.size;
    numbers.set(key, number);
    waiting.push({ number, contents });
    return number;
  };
  add('document', [document]);
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const byName = new Map<string, Set<Element>>();
    for (const { elements } of next.contents)
      for (const element of elements)
        for (const name of namesOf(element) ?? [])
          byName.set(name, (byName.get(name) ?? new Set<Element>()).add(element));
    const children = [...byName].map(([name, elements]): [string, number] => {
      const key = [...elements]
        .map(idOf)
        .sort((a, b) => a - b)
        .join();
      return [name, add(key, [...elements].map(contentOf))];
    });
    states[next.number] = {
      attributes: [...new Set(next.contents.flatMap(({ attributes }) => [...attributes]))].sort(),
      children: new Map(children.sort(([a], [b]) => (a < b ? -1 : 1))),
      isOpen: next.contents.some(({ isOpen }) => isOpen),
    };
  }
  return states.filter((state) => state !== undefined);
}

/** States that cannot be told apart become one: Moore's refinement, until nothing splits any more. */
function merge(states: readonly State[]): State[] {
  let classes = states.map(() => 0);
  for (let count = 0; ; ) {
    const keys = states.map(({ attributes, children, isOpen }, i) =>
      JSON.stringify([
        classes[i],
        attributes,
        isOpen,
        [...children].map(([name, to]) => [name, classes[to]]),
      ]),
    );
    const numbers = new Map([...new Set(keys)].map((key, i) => [key, i]));
    classes = keys.map((key) => numbers.get(key) ?? 0);
    if (numbers.size === count) break;
    count = numbers.size;
  }
  const merged: State[] = [];
  for (const [i, state] of states.entries()) {
    const number = classes[i] ?? 0;
    merged[number] ??= {
      ...state,
      children: new Map([...state.children].map(([name, to]) => [name, classes[to] ?? 0])),
    };
  }
  return merged;
}

function elementsIn(parent: Element): Element[] {
  return [...parent.childNodes].filter((node): node is Element => node.nodeType === 1);
}
