import { Failure } from '../text/failure.ts';
import { parentOf, placeAt, reachTargets, standTogether } from './add-elements.ts';
import type { XmlDocument } from './document.ts';
import type { EditPath } from './edit-path.ts';
import type { Place } from './layout.ts';
import { type Attr, type Element, isAttribute, type Node } from './node.ts';
import { matchNodes, reachNodes } from './reach.ts';
import { addCopy, asElementValue, asOriginal, type Placement, putElement } from './transplant.ts';
import { asElement, removeNode, writeAttribute } from './write-value.ts';
import type { Resolve } from './xpath.ts';

export type { Placement };

/**
 * `move`: the elements that `from` finds stand where `path` says, as `add` would put them; an attribute's value stands
 * at an attribute path. Returns how many nodes it moved: 0 when either path finds nothing, and then nothing is done.
 */
export function moveNodes(
  document: XmlDocument,
  from: EditPath,
  path: EditPath,
  resolve: Resolve,
  to: Placement,
): number {
  const nodes = matchNodes(document, from, resolve);
  if (nodes.length === 0) return 0;
  if (nodes.some(isAttribute)) return transferValue(document, nodes, path, resolve, 'move');
  const targets = reachTargets(document, path, resolve, to.position);
  const [target] = targets;
  if (!target) return 0;
  if (targets.length > 1)
    throw new Failure('TypeMismatch', `move needs one destination, and finds ${targets.length}`);
  let place: Place | undefined;
  for (const node of nodes) {
    const element = asElement(node);
    if (element.contains(target) && !(isBeside(to) && element === target)) {
      throw new Failure('TypeMismatch', `<${element.nodeName}> cannot be moved into itself`);
    }
    const sibling: Element = putElement(document, element, target, to, place);
    place = { kind: 'after', sibling };
  }
  return nodes.length;
}

/** `copy`: the same, and the originals stay. Like `add`, nothing happens where equal elements stand already. */
export function copyNodes(
  document: XmlDocument,
  from: EditPath,
  path: EditPath,
  resolve: Resolve,
  to: Placement,
): number {
  const nodes = matchNodes(document, from, resolve);
  if (nodes.length === 0) return 0;
  if (nodes.some(isAttribute)) return transferValue(document, nodes, path, resolve, 'copy');
  const elements = nodes.map(asElement);
  // Noted before anything is written: a target may be in what is copied.
  const originals = elements.map((element) => asOriginal(document, element));
  const values = elements.map((element) => asElementValue(element, to.as));
  const targets = reachTargets(document, path, resolve, to.position);
  for (const target of targets) {
    const parent = parentOf(target, to.position);
    const [first] = values;
    if (!first || standTogether(document, parent, values, to.as ? [] : elements)) continue;
    let place = placeAt(target, to.position, first);
    for (const original of originals) {
      const sibling = addCopy(document, original, parent, to.as, place);
      place = { kind: 'after', sibling };
    }
  }
  return targets.length === 0 ? 0 : nodes.length;
}

function isBeside({ position }: Placement): boolean {
  return position === 'Before' || position === 'After';
}

function transferValue(
  document: XmlDocument,
  nodes: readonly Node[],
  path: EditPath,
  resolve: Resolve,
  verb: 'move' | 'copy',
): number {
  const [attribute, second] = nodes;
  const name = path.attributeName;
  if (!isAttribute(attribute) || second)
    throw new Failure('TypeMismatch', `${verb} takes one attribute, or elements`);
  if (!name) throw new Failure('TypeMismatch', `an attribute needs an attribute path to ${verb} to`);
  const { value } = attribute;
  const targets = reachNodes(document, path, resolve);
  if (targets.length === 0) return 0;
  if (verb === 'move' && targets.length > 1) {
    throw new Failure('TypeMismatch', `move needs one destination, and finds ${targets.length}`);
  }
  for (const target of targets) writeAttribute(document, target, name, value);
  if (verb === 'move' && !targets.some((target) => isAt(attribute, target, name)))
    removeNode(document, attribute);
  return 1;
}

function isAt(attribute: Attr, target: Node, name: { local: string; namespace: string | null }): boolean {
  return asElement(target).getAttributeNodeNS(name.namespace, name.local) === attribute;
}
