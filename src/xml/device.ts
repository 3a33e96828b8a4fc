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

function isSameDevice(
  element: Element,
  wanted: XmlElement<string>,
  isIgnored: (child: Element) => boolean = () => false,
): boolean {
  if (!hasSameTag(element, wanted)) return false;
  if (ownText(element) !== wantedText(wanted)) return false;
  const expected = wanted.children.flatMap((child) => ('text' in child ? [] : [child]));
  const found = childElements(element).filter((child) => !isIgnored(child));
  if (found.length !== expected.length) return false;
  // Those of one name keep their order: each is held against the next of its name that is left.
  const left = new Set(found);
  return expected.every((child) => {
    const next = [...left].find((other) => isNamed(other, child));
    return next !== undefined && left.delete(next) && isSameDevice(next, child);
  });
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
