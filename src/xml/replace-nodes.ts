import { assertCarriable, assertElementCarriable } from './characters.ts';
import type { XmlDocument } from './document.ts';
import type { EditPath } from './edit-path.ts';
import type { XmlElement } from './element.ts';
import { matchNodes } from './reach.ts';
import { replaceAll } from './set-element.ts';
import { writeValue } from './write-value.ts';
import type { Resolve } from './xpath.ts';

/** `replace` with `value`: what the path finds has this value. Makes nothing. Returns how many it found. */
export function replaceWithText(
  document: XmlDocument,
  path: EditPath,
  resolve: Resolve,
  value: string,
): number {
  assertCarriable(value);
  const nodes = matchNodes(document, path, resolve);
  for (const node of nodes) writeValue(document, node, value);
  return nodes.length;
}

/** `replace` with `xml`: what the path finds is this element. Makes nothing. Returns how many it found. */
export function replaceWithElement(
  document: XmlDocument,
  path: EditPath,
  resolve: Resolve,
  element: XmlElement<string>,
): number {
  assertElementCarriable(element);
  return replaceAll(document, matchNodes(document, path, resolve), element);
}
