import { replaceElement } from './build.ts';
import { assertElementCarriable } from './characters.ts';
import { isAsWanted, withAssigned } from './device.ts';
import type { XmlDocument } from './document.ts';
import type { EditPath } from './edit-path.ts';
import type { XmlElement } from './element.ts';
import { takeElement } from './layout.ts';
import { isElement } from './node.ts';
import { insertIfFound, isOffLimits, matchNodes, reachThrough, selectFrom } from './reach.ts';
import { removeNodes } from './remove-nodes.ts';
import { asElement } from './write-value.ts';
import type { Resolve } from './xpath.ts';

/**
 * `set` with `xml` and `forEach`: below each parent, what the path's last step finds is these elements in this order, and
 * no others. No elements: all are removed, and nothing is made. Returns how many there are.
 */
export function setElements(
  document: XmlDocument,
  path: EditPath,
  resolve: Resolve,
  elements: readonly XmlElement<string>[],
): number {
  for (const element of elements) assertElementCarriable(element);
  const last = path.segments.at(-1);
  if (!last || elements.length === 0) {
    const found = matchNodes(document, path, resolve).length;
    removeNodes(document, path, resolve);
    return found;
  }
  const parents = reachThrough(document, path, path.segments.slice(0, -1), resolve);
  const found = parents.map((parent) =>
    selectFrom(document, last, parent, resolve).filter((node) => !isOffLimits(document, node)),
  );
  let count = 0;
  for (const [i, parent] of parents.entries()) {
    const existing = (found[i] ?? []).map(asElement);
    for (const [n, element] of existing.entries()) {
      const wanted = elements[n];
      if (!wanted) takeElement(document, element);
      else if (!isAsWanted(document, element, wanted))
        replaceElement(document, element, withAssigned(document, element, wanted));
    }
    count += Math.min(existing.length, elements.length);
    if (!last.child || !isElement(parent)) continue;
    for (const wanted of elements.slice(existing.length)) {
      if (insertIfFound(document, parent, last.child, wanted, resolve)) count++;
    }
  }
  return count;
}
