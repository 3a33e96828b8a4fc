import type { XmlDocument } from './document.ts';
import type { Node } from './node.ts';

/**
 * The given nodes in document order. xmldom compares two nodes by searching all their siblings, which makes sorting
 * thousands of devices quadratic; here every node has a number, counted anew after a change.
 */
export function inDocumentOrder(document: XmlDocument, nodes: readonly Node[]): Node[] {
  if (nodes.length < 2 || areSiblingsInOrder(nodes)) return [...nodes];
  const places = placesOf(document);
  return [...nodes].sort((a, b) => (places.get(a) ?? 0) - (places.get(b) ?? 0));
}

/** What one child step gives is in order already; most node-sets are such, and need no numbers. */
function areSiblingsInOrder(nodes: readonly Node[]): boolean {
  let next = 1;
  for (let at = nodes[0]?.nextSibling; at && next < nodes.length; at = at.nextSibling)
    if (at === nodes[next]) next++;
  return next === nodes.length;
}

function placesOf(document: XmlDocument): ReadonlyMap<Node, number> {
  if (document.order?.version === document.version) return document.order.places;
  const places = new Map<Node, number>();
  number(document.dom, places);
  document.visits += places.size;
  document.order = { version: document.version, places };
  return places;
}

/** XPath 1.0 §5: an element, then its attributes, then its children. */
function number(node: Node, places: Map<Node, number>): void {
  places.set(node, places.size);
  if ('attributes' in node)
    for (const attribute of node.attributes as Iterable<Node>) places.set(attribute, places.size);
  for (let child = node.firstChild; child; child = child.nextSibling) number(child, places);
}
