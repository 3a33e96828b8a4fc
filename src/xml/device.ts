import type { XmlDocument } from './document.ts';
import { elementValue, hasSameTag, isNamed, isSameElement, type XmlElement } from './element.ts';
import { childElements, type Element, isElement, isText } from './node.ts';

/**
 * Devices come back from libvirt with more than they were defined with: a place on a bus, the name that KubeVirt knows
 * them by, an interface's MAC address. What wants a device to be something, and does not mention these, leaves them.
 */
const ASSIGNED: ReadonlySet<string> = new Set(['address', 'alias', 'mac']);

/**
 * Whether an element is this one. For a device, what libvirt assigned and the order of children of different names,
 * which KubeVirt changes, do not count; for other elements isSameElement's rules hold.
 */
export function isAsWanted(document: XmlDocument, element: Element, wanted: XmlElement<string>): boolean {
  if (!isDevice(document, element)) return isSameElement(element, wanted);
  return isSameDevice(element, wanted, ({ localName }) => isAssigned(localName, wanted));
}

/** The element that is wanted, with what libvirt assigned to the device that it replaces. */
export function withAssigned(
  document: XmlDocument,
  element: Element,
  wanted: XmlElement<string>,
): XmlElement<string> {
  if (!isDevice(document, element)) return wanted;
  return { ...wanted, children: [...wanted.children, ...assignedBeside(element, wanted).map(elementValue)] };
}

function isDevice(document: XmlDocument, { parentNode }: Element): boolean {
  return (
    isElement(parentNode) && parentNode.localName === 'devices' && parentNode.parentNode === document.root
  );
}

function assignedBeside(element: Element, wanted: XmlElement<string>): Element[] {
  return childElements(element).filter(({ localName }) => isAssigned(localName, wanted));
}

function isAssigned(name: string | null, { children }: XmlElement<string>): boolean {
  return ASSIGNED.has(name ?? '') && !children.some((child) => !('text' in child) && child.local === name);
}

type IsIgnored = (child: Element) => boolean;

function isSameDevice(
  element: Element,
  wanted: XmlElement<string>,
  isIgnored: IsIgnored = () => false,
): boolean {
  if (!hasSameTag(element, wanted) || ownText(element) !== wantedText(wanted)) return false;
  const { children } = wanted;
  let i = nextElement(children, 0);
  for (let child = element.firstChild; child; child = child.nextSibling) {
    if (!isElement(child) || isIgnored(child)) continue;
    const expected = children[i];
    if (!expected || 'text' in expected) return false;
    if (!isNamed(child, expected)) return haveSameChildren(element, wanted, isIgnored);
    if (!isSameDevice(child, expected)) return false;
    i = nextElement(children, i + 1);
  }
  return i === children.length;
}

/** Those of one name keep their order: each is held against the next of its name that is left. */
function haveSameChildren(element: Element, wanted: XmlElement<string>, isIgnored: IsIgnored): boolean {
  const left = childElements(element).filter((child) => !isIgnored(child));
  for (const expected of wanted.children) {
    if ('text' in expected) continue;
    const at = left.findIndex((child) => isNamed(child, expected));
    const [next] = left.splice(at, at === -1 ? 0 : 1);
    if (!next || !isSameDevice(next, expected)) return false;
  }
  return left.length === 0;
}

/** The place of the next element at or behind this one; the length where there is none. */
function nextElement(children: XmlElement<string>['children'], from: number): number {
  let at = from;
  for (let child = children[at]; child && 'text' in child; child = children[at]) at++;
  return at;
}

/** Beside child elements white space is layout. */
function ownText(element: Element): string {
  let text = '';
  let isAlone = true;
  for (let child = element.firstChild; child; child = child.nextSibling) {
    if (isText(child)) text += child.data;
    else if (isElement(child)) isAlone = false;
  }
  return isAlone ? text : text.trim();
}

function wantedText({ children }: XmlElement<string>): string {
  let text = '';
  let isAlone = true;
  for (const child of children) {
    if ('text' in child) text += child.text;
    else isAlone = false;
  }
  return isAlone ? text : text.trim();
}
