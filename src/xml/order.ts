import type { XmlDocument } from './document.ts';
import { Parent } from './linked-node.ts';
import { holderOf, isAttribute, type Node } from './node.ts';
import { Element } from './tree.ts';

/**
 * The given nodes in document order. Asking two nodes which comes first would search all their siblings, and make sorting
 * thousands of devices quadratic; here the children of an element are numbered once, and again after a change.
 */
export function inDocumentOrder(document: XmlDocument, nodes: readonly Node[]): Node[] {
  if (nodes.length < 2 || areSiblingsInOrder(nodes)) return [...nodes];
  const placed = nodes.map((node) => ({ node, way: wayTo(document, node) }));
  return placed.sort((a, b) => compareWays(a.way, b.way)).map(({ node }) => node);
}

/** What one child step gives is in order already; most node-sets are such, and need no numbers. */
function areSiblingsInOrder(nodes: readonly Node[]): boolean {
  let next = 1;
  for (let at = nodes[0]?.nextSibling; at && next < nodes.length; at = at.nextSibling)
    if (at === nodes[next]) next++;
  return next === nodes.length;
}

/** Its number among its siblings, and before that those of all it stands in. */
function wayTo(document: XmlDocument, node: Node): readonly number[] {
  const way: number[] = [];
  let at = node;
  for (let holder = holderOf(at); holder; holder = holderOf(at)) {
    way.push(numbersIn(document, holder, isAttribute(at)).get(at) ?? 0);
    at = holder;
  }
  return way.reverse();
}

/** What stands in another node comes after it. */
function compareWays(a: readonly number[], b: readonly number[]): number {
  const common = Math.min(a.length, b.length);
  for (let i = 0; i < common; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** XPath 1.0 §5: an element, then its attributes, then its children. So attributes have negative numbers. */
function numbersIn(document: XmlDocument, holder: Node, areAttributes: boolean): ReadonlyMap<Node, number> {
  const { version } = document;
  if (document.order?.version !== version)
    document.order = { version, attributes: new Map(), children: new Map() };
  const known = areAttributes ? document.order.attributes : document.order.children;
  const before = known.get(holder);
  if (before) return before;
  const numbers = new Map<Node, number>();
  known.set(holder, numbers);
  if (areAttributes && holder instanceof Element) {
    for (const attribute of holder.attributes)
      numbers.set(attribute, numbers.size - holder.attributes.length);
  } else if (holder instanceof Parent) {
    for (let child = holder.firstChild; child; child = child.nextSibling) numbers.set(child, numbers.size);
  }
  document.visits += numbers.size;
  return numbers;
}
