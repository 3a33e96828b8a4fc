import { type Content, checkedKey, contentOf, means } from './content.ts';
import { isMapping, type Json, type JsonMapping } from './json.ts';
import { type Plan, planSetAt } from './plan.ts';
import { type Barrier, barrierInside, memberBarrier, reach } from './reach.ts';
import type { Change } from './splice.ts';
import { type MapNode, member, mergedMember, type Node, resolved } from './tree.ts';
import { checkWritable, type Wish } from './wish.ts';

type Lists = 'Replace' | 'Append';

/**
 * `merge`, RFC 7386, at every place of the path: mappings are merged member by member, `null` removes a member,
 * everything else replaces; with `Append` a list gets the items that it
 * does not have yet, at its end. A place that is no mapping is replaced by one; missing mappings are made, as by `set`.
 */
export function planMerge(
  root: Node | undefined,
  wish: Wish,
  patch: JsonMapping,
  lists: Lists = 'Replace',
): Plan {
  const plans = reach(root, wish.path).map((place): Plan => {
    if (place.kind === 'found' && isMapNode(place.node)) {
      return { matched: 1, changes: mergeInto(wish, place.node, place.at, place.barrier, patch, lists) };
    }
    return planSetAt(wish, place, contentOf(withoutNulls(patch)));
  });
  return {
    matched: plans.reduce((sum, plan) => sum + plan.matched, 0),
    changes: plans.flatMap((plan) => plan.changes),
  };
}

function mergeInto(
  wish: Wish,
  node: Node,
  at: string[],
  barrier: Barrier | undefined,
  patch: JsonMapping,
  lists: Lists,
): Change[] {
  const map = resolved(node);
  if (map.kind !== 'map') return [];
  const inside = barrierInside(node, barrier);
  return Object.keys(patch).flatMap((key) =>
    mergeMember(wish, map, [...at, key], inside, key, patch[key] ?? null, lists),
  );
}

function mergeMember(
  wish: Wish,
  map: MapNode,
  at: string[],
  inside: Barrier | undefined,
  key: string,
  value: Json,
  lists: Lists,
): Change[] {
  const found = member(map, checkedKey(key));
  const barrier = found ? memberBarrier(map, key, found.isMerged, inside) : inside;
  if (value === null) {
    if (!found) return [];
    checkWritable(wish, barrier ?? (mergedMember(map, key) ? 'merge' : undefined), found.value);
    return [{ op: 'drop', path: at, place: at }];
  }
  if (isMapping(value) && isMapNode(found?.value))
    return mergeInto(wish, found.value, at, barrier, value, lists);
  if (lists === 'Append' && Array.isArray(value) && found && resolved(found.value).kind === 'list')
    return appendTo(wish, found.value, at, barrier, value);
  const content = contentOf(isMapping(value) ? withoutNulls(value) : value);
  if (means(found?.value, content)) return [];
  checkWritable(wish, barrier, found?.value);
  return [{ op: 'put', path: at, place: at, content }];
}

function appendTo(
  wish: Wish,
  node: Node,
  at: string[],
  barrier: Barrier | undefined,
  values: readonly Json[],
): Change[] {
  const list = resolved(node);
  if (list.kind !== 'list') return [];
  const present: ((content: Content) => boolean)[] = list.items.map(
    (item) => (content) => means(item.value, content),
  );
  const changes: Change[] = [];
  for (const value of values) {
    const content = contentOf(value);
    if (present.some((isSame) => isSame(content))) continue;
    present.push((other) => JSON.stringify(other) === JSON.stringify(content));
    checkWritable(wish, barrierInside(node, barrier), undefined);
    const path = [...at, String(list.items.length + changes.length)];
    changes.push({ op: 'insert', path, place: path, content });
  }
  return changes;
}

/** RFC 7386 §2: merging into nothing drops the nulls (those in lists are values). */
function withoutNulls(patch: JsonMapping): JsonMapping {
  const kept: JsonMapping = {};
  for (const key of Object.keys(patch)) {
    const value = patch[key] ?? null;
    if (value !== null) kept[checkedKey(key)] = isMapping(value) ? withoutNulls(value) : value;
  }
  return kept;
}

function isMapNode(node: Node | undefined): node is Node {
  return node !== undefined && resolved(node).kind === 'map';
}
