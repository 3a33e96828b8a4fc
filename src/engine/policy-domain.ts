import type { Name } from '../kubevirt/dangers.ts';
import type { Rule } from '../rules/model.ts';
import type { DomainPath, DomainStep, Limits } from '../rules/policy-model.ts';
import { isLimited } from '../rules/policy-model.ts';
import type { Change, XmlDocument } from '../xml/document.ts';
import { childElements, type Element, isText, XMLNS } from '../xml/node.ts';
import { attributeName, nameOf, namesOf } from './domain-names.ts';
import { denied, notAllowed, unclear } from './policy-violation.ts';

/** An element of the domain, or an attribute of it, by the names on its way. */
interface Place {
  readonly names: readonly Name[];
  readonly attribute?: Name;
}

/**
 * Throws PolicyViolation for a change at a place that one of the rule's policies does not allow or denies. An element
 * that comes or goes counts with everything in it.
 */
export function refuseForbidden(change: Change, rule: Rule): void {
  if (rule.policies.length === 0) return;
  const place = placeOf(change);
  for (const policy of rule.policies) {
    const { domain } = policy;
    if (!isLimited(domain)) continue;
    const tree = change.kind === 'insert' || change.kind === 'remove' ? change.element : undefined;
    const path = deniedIn(place, tree, domain.deny);
    if (path) throw denied(policy, `writing ${textOf(place)}`, path);
    if (!isAllowed(place, domain)) throw notAllowed(policy, `writing ${textOf(place)}`, domain);
  }
}

/**
 * The second line of defence: notes everything of a domain that the rule's policies keep, and returns a function that
 * throws PolicyViolation when something of it is another after the rule ran, however that came about.
 */
export function keepForbidden(rule: Rule, { root }: XmlDocument): () => void {
  const kept = rule.policies
    .filter(({ domain }) => isLimited(domain))
    .map((policy) => ({ policy, before: keptOf(root, policy.domain) }));
  return () => {
    for (const { policy, before } of kept) {
      if (keptOf(root, policy.domain) !== before)
        throw unclear(policy, 'the rule changes the domain outside of what it may write');
    }
  };
}

function placeOf(change: Change): Place {
  switch (change.kind) {
    case 'attribute':
      return { names: namesOf(change.element), attribute: attributeName(change) };
    case 'insert':
      return { names: [...namesOf(change.parent), nameOf(change.element)] };
    case 'text':
    case 'remove':
      return { names: namesOf(change.element) };
  }
}

/** The prohibition that a place is under, or anything in the element that stands there. */
function deniedIn(
  place: Place,
  tree: Element | undefined,
  deny: readonly DomainPath[],
): DomainPath | undefined {
  const found = deny.find((path) => covers(path, place, isDeniedStep));
  if (found || !tree) return found;
  for (const attribute of tree.attributes) {
    const inner = deniedIn({ ...place, attribute: nameOf(attribute) }, undefined, deny);
    if (inner) return inner;
  }
  for (const child of childElements(tree)) {
    const inner = deniedIn({ names: [...place.names, nameOf(child)] }, child, deny);
    if (inner) return inner;
  }
  return undefined;
}

function isAllowed(place: Place, { allow }: Limits<DomainPath>): boolean {
  return allow === undefined || allow.some((path) => covers(path, place, isAllowedStep));
}

function covers({ steps, attribute }: DomainPath, place: Place, matches: typeof isAllowedStep): boolean {
  const { names } = place;
  if (!steps.every((step, i) => names[i] !== undefined && matches(step, names[i]))) return false;
  if (attribute === undefined) return true;
  return (
    names.length === steps.length &&
    place.attribute !== undefined &&
    matches({ local: attribute, namespace: null }, place.attribute)
  );
}

function isAllowedStep(step: DomainStep, { local, namespace }: Name): boolean {
  if (step === '*') return namespace === null;
  return step.local === local && step.namespace === namespace;
}

/** Whatever the namespace: libvirt, and KubeVirt's Go structs between two calls, look at local names. */
function isDeniedStep(step: DomainStep, { local }: Name): boolean {
  return step === '*' || step.local === local;
}

function textOf({ names, attribute }: Place): string {
  return `/${names.map(({ local }) => local).join('/')}${attribute ? `/@${attribute.local}` : ''}`;
}

/** All that may not change, as text: what is not allowed, and what is denied in what is allowed. */
function keptOf(root: Element, limits: Limits<DomainPath>): string {
  const lines: string[] = [];
  const keep = (element: Element, names: readonly Name[], isInDenied: boolean) => {
    const place = { names };
    const isDenied = isInDenied || deniedIn(place, undefined, limits.deny) !== undefined;
    const isKept = isDenied || !isAllowed(place, limits);
    if (isKept) lines.push(`<${textOf(place)} ${names.at(-1)?.namespace ?? ''}`, ownText(element));
    for (const attribute of element.attributes) {
      if (attribute.namespaceURI === XMLNS) continue;
      const own = { names, attribute: nameOf(attribute) };
      if (isDenied || deniedIn(own, undefined, limits.deny) || !isAllowed(own, limits))
        lines.push(`${textOf(own)} ${attribute.namespaceURI ?? ''} ${JSON.stringify(attribute.value)}`);
    }
    for (const child of childElements(element)) keep(child, [...names, nameOf(child)], isDenied);
    if (isKept) lines.push('>');
  };
  keep(root, [nameOf(root)], false);
  return lines.join('\n');
}

function ownText(element: Element): string {
  let text = '';
  for (let child = element.firstChild; child; child = child.nextSibling)
    if (isText(child) && child.data.trim() !== '') text += child.data;
  return JSON.stringify(text);
}
