import { type Element, XMLSerializer } from '@xmldom/xmldom';
import { canonicalLines, childrenOf, parseElement } from './canonical-xml.ts';
import { type Known, knownDevices } from './kubevirt-structs.ts';

/**
 * What OnDefineDomain is called with after a first `result`: the sections outside of `devices` as they were in `first`,
 * and the devices of the result, without what KubeVirt's structs do not know. What `first` has already stays: if it were
 * lost, no rule would have to know.
 */
export function nextPass(first: string, result: string): string {
  const domain = parseElement(first);
  const before = devicesOf(domain);
  const after = devicesOf(parseElement(result));
  if (!before || !after) return first;
  for (const device of childrenOf(after)) {
    const kept = knownDevices[device.nodeName];
    const original = sameDevice(device, childrenOf(before));
    if (kept) dropUnknown(device, kept, original);
    else if (!original) after.removeChild(device);
  }
  dropRepeated(after, knownDevices);
  const replacement = domain.ownerDocument?.importNode(after, true);
  if (replacement) domain.replaceChild(replacement, before);
  return new XMLSerializer().serializeToString(domain);
}

function devicesOf(domain: Element): Element | undefined {
  return childrenOf(domain).find(({ nodeName }) => nodeName === 'devices');
}

/** The device as it was, known by what people know it by; a kind of which there is one, by its kind. */
function sameDevice(device: Element, before: readonly Element[]): Element | undefined {
  const alike = before.filter(({ nodeName }) => nodeName === device.nodeName);
  for (const [child, attribute] of IDENTITIES) {
    const identity = childrenOf(device)
      .find(({ nodeName }) => nodeName === child)
      ?.getAttribute(attribute);
    if (!identity) continue;
    return alike.find((other) =>
      childrenOf(other).some((one) => one.nodeName === child && one.getAttribute(attribute) === identity),
    );
  }
  return (
    alike.find((other) => fingerprint(other) === fingerprint(device)) ??
    (alike.length === 1 ? alike[0] : undefined)
  );
}

const IDENTITIES = [
  ['alias', 'name'],
  ['mac', 'address'],
  ['target', 'dev'],
  ['target', 'name'],
  ['target', 'port'],
] as const;

function dropUnknown(element: Element, { attributes, children }: Known, original: Element | undefined): void {
  for (const { name, value } of [...element.attributes]) {
    if (!attributes.includes(name) && original?.getAttribute(name) !== value) element.removeAttribute(name);
  }
  const originals = original ? childrenOf(original) : [];
  for (const child of childrenOf(element)) {
    const kept = children[child.nodeName];
    const alike = originals.filter(({ nodeName }) => nodeName === child.nodeName);
    if (kept) dropUnknown(child, kept, alike.length === 1 ? alike[0] : undefined);
    else if (!alike.some((other) => fingerprint(other) === fingerprint(child))) element.removeChild(child);
  }
  dropRepeated(element, children);
}

function dropRepeated(element: Element, known: Readonly<Record<string, Known>>): void {
  const last = new Map(childrenOf(element).map((child) => [child.nodeName, child]));
  for (const child of childrenOf(element)) {
    if (known[child.nodeName]?.single && last.get(child.nodeName) !== child) element.removeChild(child);
  }
}

function fingerprint(element: Element): string {
  return canonicalLines(new XMLSerializer().serializeToString(element)).join('\n');
}
