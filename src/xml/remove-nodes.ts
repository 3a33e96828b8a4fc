import type { XmlDocument } from './document.ts';
import type { EditPath } from './edit-path.ts';
import { isAttached } from './node.ts';
import { matchNodes } from './reach.ts';
import { removeNode } from './write-value.ts';
import type { Resolve } from './xpath.ts';

/** `remove`: all elements and attributes that the path finds are gone. Returns how many it found. */
export function removeNodes(document: XmlDocument, path: EditPath, resolve: Resolve): number {
  const nodes = matchNodes(document, path, resolve);
  // One may have gone together with another that it was in.
  for (const node of nodes) if (isAttached(node)) removeNode(document, node);
  return nodes.length;
}
