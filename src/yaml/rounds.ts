import { emptyList, emptyMap } from './content.ts';
import { formatJsonPointer, indexOf } from './pointer.ts';
import type { Change } from './splice.ts';
import type { Node } from './tree.ts';

/** Changes to be made in one pass over the text, and how many of the waiting ones they stand for. */
export interface Round {
  readonly changes: readonly Change[];
  readonly count: number;
}

/**
 * The next changes from the front that can be made together: those in different containers of the same depth, whose
 * stretches of text cannot meet; or, as one change, everything that empties one container.
 */
export function nextRound(root: Node | undefined, changes: readonly Change[]): Round {
  return emptying(root, changes) ?? independent(changes);
}

function independent(changes: readonly Change[]): Round {
  const containers = new Set<string>();
  const depth = changes[0]?.path.length;
  const dependent = changes.findIndex((change) => {
    const container = containerOf(change);
    if (change.path.length !== depth || containers.has(container)) return true;
    containers.add(container);
    return false;
  });
  const count = dependent === -1 ? changes.length : dependent;
  return { changes: changes.slice(0, count), count };
}

/** Without this, `remove` of a thousand items with `*` would read the text a thousand times. */
function emptying(root: Node | undefined, changes: readonly Change[]): Round | undefined {
  const [first, second] = changes;
  if (first?.op !== 'drop' || second?.op !== 'drop') return undefined;
  const container = containerOf(first);
  const end = changes.findIndex((change) => change.op !== 'drop' || containerOf(change) !== container);
  const count = end === -1 ? changes.length : end;
  const path = first.path.slice(0, -1);
  const node = nodeAt(root, path);
  if (!node || node.kind === 'scalar' || node.kind === 'alias') return undefined;
  const size = node.kind === 'map' ? node.entries.length : node.items.length;
  if (size !== count) return undefined;
  return {
    changes: [{ op: 'put', path, place: path, content: node.kind === 'map' ? emptyMap : emptyList }],
    count,
  };
}

function nodeAt(root: Node | undefined, path: readonly string[]): Node | undefined {
  let node = root;
  for (const name of path) {
    if (node?.kind === 'map') node = node.byKey.get(name)?.value;
    else node = node?.kind === 'list' ? node.items[indexOf(name) ?? -1]?.value : undefined;
  }
  return node;
}

function containerOf(change: Change): string {
  return formatJsonPointer(change.path.slice(0, -1));
}
