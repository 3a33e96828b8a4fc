import { capabilityOfElement, capabilityOfValue, type Name } from '../kubevirt/capabilities.ts';
import type { Rule } from '../rules/model.ts';
import { Failure } from '../text/failure.ts';
import type { Change, ChangeGuard } from '../xml/document.ts';
import { childElements, type Element, isElement, isText, nodePath } from '../xml/node.ts';
import { createDomainWrites, type DomainWrites } from './domain-writes.ts';

/** Watches over every change of a domain: what may be written, by whom, and what was. */
export interface DomainGuard extends ChangeGuard {
  /** From here on changes are this rule's. */
  begin(rule: Rule): void;
  /** The edit that is running, for the trace. */
  field: string;
  readonly written: DomainWrites;
}

/** Elements right below the root by which KubeVirt and libvirt know a VM. */
const IDENTITY = new Set(['name', 'uuid', 'metadata']);

export function createDomainGuard(): DomainGuard {
  const written = createDomainWrites();
  let rule: Rule | undefined;
  return {
    field: '',
    written,
    begin(next) {
      rule = next;
      written.begin(next.name);
    },
    mayMake: (parent) => !isDevices(parent),
    isOffLimits: isPlaceholder,
    beforeChange(change) {
      refuseProtected(change);
      if (rule) refuseUndeclared(change, rule);
      written.record(change, this.field);
    },
    undone: () => written.undo(),
  };
}

/** Only whole devices are put below /domain/devices: half of one would keep the VM from starting. */
function isDevices(element: Element): boolean {
  return element.localName === 'devices' && isElement(element.parentNode) && isRoot(element.parentNode);
}

/**
 * KubeVirt's scaffolding for cards that are plugged in later: rules pass over it, because "each interface" never means
 * it, and KubeVirt removes it again.
 */
function isPlaceholder(element: Element): boolean {
  if (element.localName !== 'interface') return false;
  return childElements(element).some(
    (child) =>
      (child.localName === 'alias' && /^(ua-)?placeholder-/.test(child.getAttribute('name') ?? '')) ||
      (child.localName === 'target' && /^placeholder-/.test(child.getAttribute('dev') ?? '')),
  );
}

function refuseProtected(change: Change): void {
  const { element } = change;
  const refuse = (what: string) => {
    throw new Failure(
      'ProtectedPath',
      `${what} must stay as KubeVirt made it`,
      'let the rule leave it alone',
    );
  };
  const above = ancestors(change.kind === 'insert' ? change.parent : element);
  const identity = above.find(
    (e) => IDENTITY.has(e.localName ?? '') && isElement(e.parentNode) && isRoot(e.parentNode),
  );
  if (identity) refuse(nodePath(identity));
  if (above.some(isPlaceholder)) refuse('a placeholder interface');
  if (change.kind === 'insert') {
    if (isRoot(change.parent) && IDENTITY.has(element.localName ?? ''))
      refuse(`/domain/${element.localName}`);
    return;
  }
  if (change.kind === 'remove') {
    if (isRoot(element)) refuse('/domain');
    if (element.localName === 'alias' && element.getAttribute('name')) refuse('an existing alias');
    if (isDevices(element) && childElements(element).some(isPlaceholder)) refuse('a placeholder interface');
    return;
  }
  if (change.kind !== 'attribute') return;
  if (isRoot(element) && change.name === 'type') refuse('/domain/@type');
  if (element.localName === 'alias' && change.name === 'name' && element.hasAttribute('name'))
    refuse('an existing alias');
}

function refuseUndeclared(change: Change, rule: Rule): void {
  const need = (capability: string | undefined, element: Element) => {
    if (capability === undefined || [...rule.capabilities].some((declared) => declared === capability))
      return;
    throw new Failure(
      'UndeclaredCapability',
      `writing <${element.nodeName}> like this needs the capability ${capability}`,
      `write capabilities: [${capability}] under spec`,
    );
  };
  const { element } = change;
  const names = namesOf(change.kind === 'insert' ? change.parent : element);
  switch (change.kind) {
    case 'attribute':
      need(capabilityOfElement(names), element);
      if (change.value !== undefined)
        need(capabilityOfValue(element.localName ?? '', change.name, change.value), element);
      return;
    case 'text':
      need(capabilityOfElement(names), element);
      return need(capabilityOfValue(element.localName ?? '', undefined, change.value), element);
    case 'insert':
      return checkTree(names, element, need);
    case 'remove':
      return need(capabilityOfElement(names), element);
  }
}

function checkTree(
  above: readonly Name[],
  element: Element,
  need: (capability: string | undefined, element: Element) => void,
): void {
  const names = [...above, nameOf(element)];
  need(capabilityOfElement(names), element);
  for (const { localName, value } of element.attributes) {
    need(capabilityOfValue(element.localName ?? '', localName ?? undefined, value), element);
  }
  need(capabilityOfValue(element.localName ?? '', undefined, ownText(element)), element);
  for (const child of childElements(element)) checkTree(names, child, need);
}

/** The text between the child elements too: libvirt reads a path from all that is in an element. */
function ownText(element: Element): string {
  let text = '';
  for (let child = element.firstChild; child; child = child.nextSibling)
    if (isText(child)) text += child.data;
  return text;
}

function ancestors(element: Element): Element[] {
  const found: Element[] = [];
  for (let at: unknown = element; isElement(at as Element); at = (at as Element).parentNode)
    found.push(at as Element); // narrowed by the test
  return found;
}

function namesOf(element: Element): Name[] {
  return ancestors(element).reverse().map(nameOf);
}

function nameOf(element: Element): Name {
  return { local: element.localName ?? element.nodeName, namespace: element.namespaceURI };
}

function isRoot(element: Element): boolean {
  return element === element.ownerDocument?.documentElement;
}
