import { Failure } from '../text/failure.ts';
import { buildElement } from './build.ts';
import { checkpoint, rollback } from './change.ts';
import type { XmlDocument } from './document.ts';
import type { ChildStep, EditPath, Segment } from './edit-path.ts';
import type { XmlElement } from './element.ts';
import { indentAt, type Place, placeElement } from './layout.ts';
import { scopeOf } from './namespaces.ts';
import { childElements, type Element, holderOf, isElement, type Node, type XmlName } from './node.ts';
import { passesTests, selectStep, wantedText } from './select-step.ts';
import { evaluateXPath, type Resolve } from './xpath.ts';
import { evaluateFrom } from './xpath-evaluate.ts';

/** What a path finds, nothing made, without what is off limits. */
export function matchNodes(document: XmlDocument, path: EditPath, resolve: Resolve): Node[] {
  return nodesOf(document, evaluateXPath(path.xpath, document, resolve));
}

/**
 * What a path leads to, with missing elements made on the way where its steps allow. For a path to a plain attribute:
 * the elements that have it or may get it.
 */
export function reachNodes(document: XmlDocument, path: EditPath, resolve: Resolve): Node[] {
  return reachThrough(document, path, path.segments, resolve);
}

/** The same along some of the path's segments only. */
export function reachThrough(
  document: XmlDocument,
  path: EditPath,
  segments: readonly Segment[],
  resolve: Resolve,
): Node[] {
  const before = checkpoint(document);
  let nodes = startOf(document, path, resolve);
  for (const [depth, segment] of segments.entries()) {
    // Nothing is found below a new element: it is only made where all that follows can be made too.
    const canMake = segments.slice(depth).every(({ child }) => child?.attributes);
    // First look everywhere, then make: document order is counted anew after every change.
    const found = nodes.map((node) => selectFrom(document, segment, node, resolve));
    const reached = new Set<Node>();
    for (const [i, node] of nodes.entries()) {
      const next = found[i] ?? [];
      if (next.length === 0 && segment.child && canMake) {
        const made = makeChild(document, node, segment.child, resolve);
        if (made) reached.add(made);
      }
      for (const one of next) if (!isOffLimits(document, one)) reached.add(one);
    }
    nodes = [...reached];
  }
  // A path that leads nowhere leaves nothing behind.
  if (nodes.length === 0) rollback(document, before);
  return nodes;
}

/** What one segment finds from one node, also what is off limits. */
export function selectFrom(
  document: XmlDocument,
  segment: Segment,
  node: Node,
  resolve: Resolve,
): readonly Node[] {
  const value = selectStep(document, segment, node, resolve);
  if (typeof value !== 'object') throw notNodes();
  return value;
}

/** Whether a node is, or is in, an element that edits pass over. */
export function isOffLimits(document: XmlDocument, node: Node): boolean {
  for (let at: Node | null = node; at; at = holderOf(at)) {
    if (isElement(at) && document.guard.isOffLimits(at)) return true;
  }
  return false;
}

/** Behind the last child of the same name, else at the end. */
export function placeByName(parent: Element, { local, namespace }: XmlName): Place {
  const alike = childElements(parent).filter((child) => {
    return child.localName === local && (child.namespaceURI || null) === namespace;
  });
  const sibling = alike.at(-1);
  return sibling ? { kind: 'after', sibling } : { kind: 'last' };
}

/** Inserts the element below `parent` if a step that found nothing there would then find it. */
export function insertIfFound(
  document: XmlDocument,
  parent: Element,
  step: ChildStep,
  wanted: XmlElement<string>,
  resolve: Resolve,
): Element | undefined {
  const { local, namespace } = step.name;
  if (wanted.local !== local || wanted.namespace !== namespace) return undefined;
  const place = placeByName(parent, wanted);
  // Held against the tests before it goes in: the guard hears only of what stays.
  const before = checkpoint(document);
  const indent = indentAt(document, parent, place);
  const trial = buildElement(document, scopeOf(parent), wanted, indent);
  if (!passesTests(document, step, trial, resolve)) {
    rollback(document, before);
    return undefined;
  }
  placeElement(document, parent, trial, place, indent);
  return trial;
}

/**
 * Lets `write` have what the path's last step finds below each parent; where that is nothing, inserts the element if the
 * step would then find it. Returns how many there are: with none, what was made on the way is taken back.
 */
export function writeOrInsert(
  document: XmlDocument,
  path: EditPath,
  last: Segment,
  resolve: Resolve,
  wanted: XmlElement<string>,
  write: (nodes: readonly Node[]) => number,
): number {
  const before = checkpoint(document);
  const parents = reachThrough(document, path, path.segments.slice(0, -1), resolve);
  // First look everywhere, then write: see reachThrough.
  const found = parents.map((parent) => selectFrom(document, last, parent, resolve));
  let count = 0;
  for (const [i, parent] of parents.entries()) {
    const existing = found[i] ?? [];
    count += write(existing.filter((node) => !isOffLimits(document, node)));
    if (existing.length > 0 || !last.child || !isElement(parent)) continue;
    if (insertIfFound(document, parent, last.child, wanted, resolve)) count++;
  }
  if (count === 0) rollback(document, before);
  return count;
}

function makeChild(
  document: XmlDocument,
  node: Node,
  step: ChildStep,
  resolve: Resolve,
): Element | undefined {
  // The document element is never made: it always is.
  if (!step.attributes || !isElement(node)) return undefined;
  if (isOffLimits(document, node) || !document.guard.mayMake(node, step.name.local)) return undefined;
  const attributes = new Map<string, XmlElement<string>['attributes'][number]>();
  for (const test of step.attributes) {
    const { name } = test;
    const key = `${name.namespace ?? ''} ${name.local}`;
    attributes.set(key, { ...name, name: name.local, value: wantedText(document, test, resolve) });
  }
  const wanted = { ...step.name, name: step.name.local, attributes: [...attributes.values()], children: [] };
  return insertIfFound(document, node, step, wanted, resolve);
}

function startOf(document: XmlDocument, path: EditPath, resolve: Resolve): Node[] {
  if (!path.start) return [document.dom];
  return nodesOf(document, evaluateFrom(path.start, document, document.dom, resolve));
}

function nodesOf(document: XmlDocument, value: ReturnType<typeof evaluateXPath>): Node[] {
  if (typeof value !== 'object') throw notNodes();
  return value.filter((node) => !isOffLimits(document, node));
}

function notNodes(): Failure {
  return new Failure('TypeMismatch', 'the path starts at a variable that is no node');
}
