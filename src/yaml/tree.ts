/**
 * A document as it is written: every node knows its stretch of the text. Offsets are UTF-16 code units; `start`
 * includes an anchor and a tag, `body` does not, `end` excludes comments and, except after a block scalar, the line
 * break.
 */
export type Node = ScalarNode | MapNode | ListNode | AliasNode;
export type Container = MapNode | ListNode;

interface Stretch {
  readonly start: number;
  readonly body: number;
  end: number;
  /** Where the aliases of this node's anchor stand. */
  readonly aliases: number[];
}

export interface ScalarNode extends Stretch {
  readonly kind: 'scalar';
  readonly style: 'plain' | 'quoted' | 'block' | 'empty';
  readonly value: null | boolean | number | string;
  /** The text before its type is resolved: `0644`, not 420. */
  readonly written: string;
  /** Does it read as text? Timestamps and `=` do not, although `value` is text. */
  readonly isText: boolean;
}

export interface MapNode extends Stretch {
  readonly kind: 'map';
  /** `pair`: a mapping without braces inside a flow list, `[a: 1]`. */
  readonly layout: 'block' | 'flow' | 'pair';
  readonly entries: Entry[];
  /** Own members; of a key that is there twice the last one, as PyYAML reads it. */
  readonly byKey: Map<string, Entry>;
  readonly twice: Set<string>;
  /** The mappings that `<<` brings in, the strongest first. */
  readonly merged: MapNode[];
  /** How many mappings looking up a merged member may visit: nested `<<` lists can double it with every line. */
  mergeCost: number;
}

export interface Entry {
  readonly start: number;
  readonly name: string;
  readonly key: Node;
  /** The offset after the `:`; undefined where there is none (`{a}`, `? a`). */
  readonly after: number | undefined;
  readonly value: Node;
  /** Written with `? `. */
  readonly isExplicit: boolean;
}

export interface ListNode extends Stretch {
  readonly kind: 'list';
  readonly layout: 'block' | 'flow';
  readonly items: Item[];
}

export interface Item {
  /** Of the dash, in a flow list of the value. */
  readonly start: number;
  /** The offset after the dash. */
  readonly after: number;
  readonly value: Node;
}

export interface AliasNode extends Stretch {
  readonly kind: 'alias';
  readonly target: Exclude<Node, AliasNode>;
}

/** The node itself, or what its alias stands for. */
export function resolved(node: Node): Exclude<Node, AliasNode> {
  return node.kind === 'alias' ? node.target : node;
}

/** A mapping's members with what `<<` brings in: own members win, then the earlier of the merged mappings. */
export function members(map: MapNode): Map<string, { value: Node; isMerged: boolean }> {
  const found = new Map<string, { value: Node; isMerged: boolean }>();
  for (const merged of map.merged.toReversed()) {
    for (const [name, { value }] of members(merged)) found.set(name, { value, isMerged: true });
  }
  for (const [name, { value }] of map.byKey) found.set(name, { value, isMerged: false });
  return found;
}

/** One member, like `members` but without looking at the others. */
export function member(map: MapNode, name: string): { value: Node; isMerged: boolean } | undefined {
  const own = map.byKey.get(name);
  return own ? { value: own.value, isMerged: false } : mergedMember(map, name);
}

export function mergedMember(map: MapNode, name: string): { value: Node; isMerged: true } | undefined {
  for (const merged of map.merged) {
    const found = member(merged, name);
    if (found) return { value: found.value, isMerged: true };
  }
  return undefined;
}

export function children(node: Node): Node[] {
  if (node.kind === 'map') return node.entries.map((entry) => entry.value);
  return node.kind === 'list' ? node.items.map((item) => item.value) : [];
}

export function isNothing(node: Node): boolean {
  return node.kind === 'scalar' && node.value === null;
}
