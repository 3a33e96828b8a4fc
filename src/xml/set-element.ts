import { Failure } from '../text/failure.ts';
import { replaceElement } from './build.ts';
import { assertElementCarriable } from './characters.ts';
import { isAsWanted, withAssigned } from './device.ts';
import type { XmlDocument } from './document.ts';
import type { EditPath } from './edit-path.ts';
import type { XmlElement } from './element.ts';
import { isAttached, type Node } from './node.ts';
import { matchNodes, writeOrInsert } from './reach.ts';
import { asElement } from './write-value.ts';
import type { Resolve } from './xpath.ts';

/**
 * `set` with `xml`: what the path finds is this element, replaced where it stands if it differs. Where the last step
 * finds nothing, it is inserted if the step would then find it; this also makes devices. Returns how many there are.
 */
export function setElement(
  document: XmlDocument,
  path: EditPath,
  resolve: Resolve,
  element: XmlElement<string>,
): number {
  if (path.isAttribute)
    throw new Failure('TypeMismatch', 'the path leads to an attribute, and the edit sets an element');
  assertElementCarriable(element);
  const last = path.segments.at(-1);
  const write = (nodes: readonly Node[]) => replaceAll(document, nodes, element);
  return last
    ? writeOrInsert(document, path, last, resolve, element, write)
    : write(matchNodes(document, path, resolve));
}

/** Makes each of these nodes be this element; equal ones stay as they are. */
export function replaceAll(
  document: XmlDocument,
  nodes: readonly Node[],
  wanted: XmlElement<string>,
): number {
  for (const node of nodes) {
    const element = asElement(node);
    // An outer match may have been replaced together with this one.
    if (isAttached(element) && !isAsWanted(document, element, wanted))
      replaceElement(document, element, withAssigned(document, element, wanted));
  }
  return nodes.length;
}
