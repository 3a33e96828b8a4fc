import { Failure } from '../text/failure.ts';
import { insertAllNew } from './build.ts';
import { assertElementCarriable } from './characters.ts';
import { isAsWanted } from './device.ts';
import type { XmlDocument } from './document.ts';
import type { EditPath } from './edit-path.ts';
import { isNamed, type XmlElement } from './element.ts';
import { isBlank, type Place } from './layout.ts';
import { type Element, isElement, isText, type XmlName } from './node.ts';
import { matchNodes, placeByName, reachNodes } from './reach.ts';
import { spendVisits } from './visits.ts';
import { asElement } from './write-value.ts';
import type { Resolve } from './xpath.ts';

/** Where added elements go: at an end of what the path leads to, or beside it. */
export type Position = 'Last' | 'First' | 'Before' | 'After';

/**
 * `add`: these elements stand there, side by side and in this order. Nothing happens where they do already, anywhere
 * among the parent's children. For Last, First and undefined the path is the parent, made where missing; for Before
 * and After it is a sibling. undefined: behind the last child of the first element's name, else at the end. Returns
 * how many places the path leads to.
 */
export function addElements(
  document: XmlDocument,
  path: EditPath,
  resolve: Resolve,
  elements: readonly XmlElement<string>[],
  position: Position | undefined,
): number {
  for (const element of elements) assertElementCarriable(element);
  const [first] = elements;
  const targets = reachTargets(document, path, resolve, position);
  for (const target of targets) {
    const parent = parentOf(target, position);
    if (!first || standTogether(document, parent, elements)) continue;
    insertAllNew(document, parent, elements, placeAt(target, position, first));
  }
  return targets.length;
}

/** The elements that a position is relative to. */
export function reachTargets(
  document: XmlDocument,
  path: EditPath,
  resolve: Resolve,
  position: Position | undefined,
): Element[] {
  if (path.isAttribute)
    throw new Failure('TypeMismatch', 'the path leads to an attribute, and the edit needs an element');
  const isBeside = position === 'Before' || position === 'After';
  return (isBeside ? matchNodes : reachNodes)(document, path, resolve).map(asElement);
}

export function parentOf(target: Element, position: Position | undefined): Element {
  if (position !== 'Before' && position !== 'After') return target;
  const parent = target.parentNode;
  if (isElement(parent)) return parent;
  throw new Failure('TypeMismatch', 'nothing can stand beside the document element');
}

export function placeAt(target: Element, position: Position | undefined, name: XmlName): Place {
  switch (position) {
    case 'Before':
      return { kind: 'before', sibling: target };
    case 'After':
      return { kind: 'after', sibling: target };
    case 'First':
      return { kind: 'first' };
    case 'Last':
      return { kind: 'last' };
    default:
      return placeByName(target, name);
  }
}

/**
 * Whether these elements stand among the children in this order, with nothing but comments and space between. The
 * originals of a copy, `apartFrom`, are not their own copies.
 */
export function standTogether(
  document: XmlDocument,
  parent: Element,
  wanted: readonly XmlElement<string>[],
  apartFrom: readonly Element[] = [],
): boolean {
  const size = wanted.reduce((sum, element) => sum + sizeOf(element), 0);
  for (let child = parent.firstChild; child; child = child.nextSibling) {
    if (!isElement(child)) continue;
    // All children for each of many rounds are as many as any expression can look at.
    spendVisits(document, isNamed(child, wanted[0]) ? size : 1);
    if (standFrom(document, child, wanted, apartFrom)) return true;
  }
  return false;
}

function sizeOf({ children }: XmlElement<string>): number {
  return children.reduce((sum, child) => sum + ('text' in child ? 0 : sizeOf(child)), 1);
}

function standFrom(
  document: XmlDocument,
  start: Element,
  wanted: readonly XmlElement<string>[],
  apartFrom: readonly Element[],
): boolean {
  let at: Element | undefined = start;
  for (const element of wanted) {
    if (!at || apartFrom.includes(at) || !isAsWanted(document, at, element)) return false;
    at = elementBehind(at);
  }
  return true;
}

/** The next element, unless there are words before it. */
function elementBehind({ nextSibling }: Element): Element | undefined {
  for (let node = nextSibling; node; node = node.nextSibling) {
    if (isElement(node)) return node;
    if (isText(node) && !isBlank(node)) return undefined;
  }
  return undefined;
}
