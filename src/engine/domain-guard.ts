import { type Capability, KNOWN_NAMESPACES } from '../kubevirt/capabilities.ts';
import { capabilityOfElement, capabilityOfValue, type Name } from '../kubevirt/dangers.ts';
import type { Rule } from '../rules/model.ts';
import { Failure } from '../text/failure.ts';
import type { Change, ChangeGuard } from '../xml/document.ts';
import { childElements, type Element, isElement, isText, nodePath, XMLNS } from '../xml/node.ts';
import { type AliasGuard, createAliasGuard } from './alias-guard.ts';
import { ancestors, attributeName, nameOf, namesOf } from './domain-names.ts';
import { createDomainWrites, type DomainWrites } from './domain-writes.ts';
import { refuseForbidden } from './policy-domain.ts';
import { refuseCapability } from './policy-violation.ts';

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
  const aliases = createAliasGuard();
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
      refuseProtected(change, aliases);
      if (rule) refuseUndeclared(change, rule);
      if (rule) refuseForbidden(change, rule);
      written.record(change, this.field);
      aliases.note(change);
    },
    undone(change) {
      written.undo();
      aliases.undo(change);
    },
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

function refuseProtected(change: Change, aliases: AliasGuard): void {
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
  if (identity && !isForeignMetadata(identity, above, element)) refuse(nodePath(identity));
  if (above.some(isPlaceholder)) refuse('a placeholder interface');
  if (aliases.isLost(change)) refuse('an existing alias');
  if (change.kind === 'insert') {
    if (isRoot(change.parent) && IDENTITY.has(element.localName ?? ''))
      refuse(`/domain/${element.localName}`);
    return;
  }
  if (change.kind === 'remove') {
    if (isRoot(element)) refuse('/domain');
    if (isDevices(element) && childElements(element).some(isPlaceholder)) refuse('a placeholder interface');
    return;
  }
  if (change.kind !== 'attribute') return;
  // KubeVirt's Go structs read an attribute by its local name.
  if (isRoot(element) && attributeName(change).local === 'type') refuse('/domain/@type');
}

/** Others than KubeVirt keep what is theirs in the metadata too, each in a namespace of its own. */
function isForeignMetadata(identity: Element, above: readonly Element[], element: Element): boolean {
  if (identity.localName !== 'metadata' || element === identity) return false;
  // What is inserted right into the metadata hangs from nothing yet.
  const { namespaceURI } = above.find(({ parentNode }) => parentNode === identity) ?? element;
  return !!namespaceURI && namespaceURI !== KNOWN_NAMESPACES.get('kubevirt');
}

function refuseUndeclared(change: Change, rule: Rule): void {
  const need: Need = (capability, element) => {
    if (capability === undefined) return;
    refuseCapability(capability, element.nodeName, rule);
    if (rule.capabilities.has(capability)) return;
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
      return need(capabilityOfValue(names, attributeName(change), change.value), element);
    case 'text':
      need(capabilityOfElement(names), element);
      return need(capabilityOfValue(names, undefined, change.value), element);
    case 'insert':
      return checkTree(names, element, need);
    case 'remove':
      return checkRemoved(names, element, need);
  }
}

type Need = (capability: Capability | undefined, element: Element) => void;

function checkTree(above: readonly Name[], element: Element, need: Need): void {
  const names = [...above, nameOf(element)];
  need(capabilityOfElement(names), element);
  for (const attribute of element.attributes) {
    if (attribute.namespaceURI !== XMLNS)
      need(capabilityOfValue(names, nameOf(attribute), attribute.value), element);
  }
  need(capabilityOfValue(names, undefined, ownText(element)), element);
  for (const child of childElements(element)) checkTree(names, child, need);
}

/** With an element everything in it goes: a label, or the limits of a program. */
function checkRemoved(names: readonly Name[], element: Element, need: Need): void {
  need(capabilityOfElement(names), element);
  for (const child of childElements(element)) checkRemoved([...names, nameOf(child)], child, need);
}

/** The text between the child elements too: libvirt reads a path from all that is in an element. */
function ownText(element: Element): string {
  let text = '';
  for (let child = element.firstChild; child; child = child.nextSibling)
    if (isText(child)) text += child.data;
  return text;
}

function isRoot(element: Element): boolean {
  return element.parentNode?.nodeType === 9;
}
