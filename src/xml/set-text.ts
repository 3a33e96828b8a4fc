import { assertCarriable } from './characters.ts';
import type { XmlDocument } from './document.ts';
import type { EditPath } from './edit-path.ts';
import { reachNodes } from './reach.ts';
import { writeAttribute, writeValue } from './write-value.ts';
import type { Resolve } from './xpath.ts';

/**
 * `set` with `value`: an attribute's value or an element's text, made where missing. Returns how many there are; no
 * change where the value stands already. Comments in an element stay.
 *
 *   setText(document, path('/domain/features/kvm/hidden/@state'), resolve, 'on');
 */
export function setText(document: XmlDocument, path: EditPath, resolve: Resolve, value: string): number {
  assertCarriable(value);
  const nodes = reachNodes(document, path, resolve);
  for (const node of nodes) {
    if (path.attributeName) writeAttribute(document, node, path.attributeName, value);
    else writeValue(document, node, value);
  }
  return nodes.length;
}
