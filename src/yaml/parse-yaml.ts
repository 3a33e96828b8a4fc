import {
  type CST,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type ParsedNode,
  parseDocument,
  type Scalar,
} from 'yaml';
import { Failure } from '../text/failure.ts';
import { checkIntact, checkReadable, invalid, lineOf, tooDeep } from './characters.ts';
import { maxDepth, maxValues } from './limits.ts';
import { type At, buildScalar, emptyAt, isUnwritten, type Props, propsStart } from './parse-scalar.ts';
import type { AliasNode, Entry, Item, ListNode, MapNode, Node } from './tree.ts';
import { resolved } from './tree.ts';

/**
 * Reads one YAML document as PyYAML would, keeping where everything stands; undefined when there is nothing but
 * comments. Fails with InvalidDocument (also for several documents and for what PyYAML cannot read), without a word of
 * the text.
 */
export function parseYaml(text: string): Node | undefined {
  checkIntact(text);
  checkReadable(text);
  const document = composed(text);
  const problem = document.errors[0];
  if (problem?.code === 'MULTIPLE_DOCS') throw invalid('there is more than one YAML document (`---` twice)');
  if (problem)
    throw invalid(`it is not valid YAML (${problem.code} in line ${lineOf(text, problem.pos[0])})`);
  if (!document.contents) return undefined;
  checkWhole(text, document.contents.range[2]);
  const building = {
    text,
    anchors: new Map(),
    open: new Set<string>(),
    mergeKeys: new Set<Node>(),
    depth: 0,
  };
  return build(document.contents, propsStart([]), building);
}

/** The library stops without a word at what is indented less than an explicit key's mapping; PyYAML refuses that. */
function checkWhole(text: string, end: number): void {
  const left = /^(?![ \t]*(?:#|$)|\.\.\.(?:\s|$))/m.exec(text.slice(end));
  if (left) throw invalid(`it is not valid YAML (in line ${lineOf(text, end + left.index)})`);
}

interface Building {
  readonly text: string;
  readonly anchors: Map<string, Node>;
  /** Anchored nodes that are not finished: an alias to one of them would be a circle. */
  readonly open: Set<string>;
  /** The keys that are merge keys, for aliases of them. */
  readonly mergeKeys: Set<Node>;
  depth: number;
}

function composed(text: string) {
  try {
    // Scalars stay as written ('failsafe'): what they mean is PyYAML's table, not this library's. The check for unique
    // keys is quadratic (20,000 keys: 6.5 s); `MapNode.twice` does its work.
    return parseDocument(text, {
      schema: 'failsafe',
      version: '1.1',
      merge: false,
      keepSourceTokens: true,
      uniqueKeys: false,
      prettyErrors: false,
      logLevel: 'error',
    });
  } catch (error) {
    if (error instanceof RangeError) throw tooDeep();
    throw invalid('it is not valid YAML');
  }
}

function build(node: ParsedNode, props: Props, building: Building): Node {
  if (building.depth >= maxDepth) throw tooDeep();
  const { text, anchors, open } = building;
  const [body, valueEnd] = node.range;
  const at = { start: props.start ?? body, body, end: valueEnd, aliases: [] };
  if (isAlias(node)) return buildAlias(node.source, { ...at, end: valueEnd }, building);
  const anchor = node.anchor;
  if (anchor !== undefined) {
    open.add(anchor);
    anchors.delete(anchor);
  }
  building.depth++;
  let built: Node;
  if (isMap(node)) built = buildMap(node, at, building);
  else if (isSeq(node)) built = buildList(node, at, building);
  else if (isScalar(node))
    built = buildScalar(node as Scalar.Parsed, { ...at, start: props.start ?? body }, props, text);
  else throw invalid('it holds something that is no mapping, list or scalar');
  building.depth--;
  if (anchor !== undefined) {
    open.delete(anchor);
    anchors.set(anchor, built);
  }
  return built;
}

function buildAlias(name: string, at: At, { anchors, open }: Building): AliasNode {
  const target = anchors.get(name);
  if (!target || open.has(name))
    throw invalid('an alias (`*name`) has no anchor before it, or stands inside its own anchor');
  const plain = resolved(target);
  plain.aliases.push(at.start);
  return { kind: 'alias', ...at, target: plain };
}

function buildMap(node: ParsedNode & { items: unknown[] }, at: At, building: Building): MapNode {
  const { text } = building;
  const isFlow = 'flow' in node && node.flow === true;
  const layout = !isFlow ? 'block' : text[at.body] === '{' ? 'flow' : 'pair';
  const map: MapNode = {
    kind: 'map',
    ...at,
    layout,
    entries: [],
    byKey: new Map(),
    twice: new Set(),
    merged: [],
    mergeCost: 1,
  };
  for (const pair of node.items) {
    if (!isPair(pair)) throw invalid('a mapping has a member without a key');
    addEntry(map, pair as ParsedPair, building);
  }
  const [first, last] = [map.entries[0], map.entries.at(-1)];
  // On one line they are the key's; the library takes them for the mapping's, and the key for further in than it is.
  if (
    first &&
    layout === 'block' &&
    at.start < first.start &&
    !text.slice(at.start, first.start).includes('\n')
  )
    throw invalid('an empty key stands behind a tag or an anchor');
  if (last && layout === 'block') map.end = entryEnd(last);
  map.mergeCost = map.merged.reduce((cost, merged) => cost + merged.mergeCost, 1);
  if (map.mergeCost > maxValues)
    throw new Failure('LimitExceeded', `merge keys (<<) bring in more than ${maxValues} mappings`);
  return map;
}

type ParsedPair = { key: ParsedNode | null; value: ParsedNode | null; srcToken?: CST.CollectionItem };

function addEntry(map: MapNode, pair: ParsedPair, building: Building): void {
  const token = pair.srcToken;
  const startProps = propsStart(token?.start ?? []);
  const explicit = token?.start.find((part) => part.type === 'explicit-key-ind');
  const sign = token?.sep?.find((part) => part.type === 'map-value-ind');
  const after = sign && sign.offset + 1;
  const found = pair.key ? build(pair.key, startProps, building) : emptyAt(map.body);
  // An empty key stands where its `:` begins, not where the line before it ended.
  const key = isUnwritten(found) && sign ? emptyAt(sign.offset) : found;
  const value = pair.value
    ? build(pair.value, propsStart(token?.sep ?? []), building)
    : emptyAt(after ?? key.end);
  // An empty value stands where its `:` ends, not where the library's lookahead stopped.
  const placed = isUnwritten(value) && after !== undefined ? emptyAt(after) : value;
  // PyYAML has no such keys, and the library loses what is indented less than one. (`{{ x }}` of a template is in flow.)
  const shape = resolved(key);
  if (shape.kind !== 'scalar' && shape.layout === 'block') throw invalid('a key is a mapping or a list');
  const name = nameOf(key, building.text);
  if (name === '__proto__') throw invalid('it has a key that is never data: __proto__');
  const entry: Entry = {
    start: explicit?.offset ?? key.start,
    name,
    key,
    after,
    value: placed,
    isExplicit: explicit !== undefined,
  };
  map.entries.push(entry);
  if (isMergeKey(key, pair.key, building)) {
    map.merged.unshift(...mergedMaps(placed));
    return;
  }
  if (map.byKey.has(name)) map.twice.add(name);
  map.byKey.set(name, entry);
}

function buildList(node: ParsedNode & { items: unknown[] }, at: At, building: Building): ListNode {
  const isFlow = 'flow' in node && node.flow === true;
  const list: ListNode = { kind: 'list', ...at, layout: isFlow ? 'flow' : 'block', items: [] };
  const tokens = itemTokens(node, isFlow);
  for (const [index, item] of (node.items as ParsedNode[]).entries()) {
    list.items.push(buildItem(item, tokens[index] ?? [], isFlow, building));
  }
  const last = list.items.at(-1);
  if (last && !isFlow) list.end = Math.max(last.after, last.value.end);
  return list;
}

function buildItem(
  node: ParsedNode,
  tokens: readonly CST.SourceToken[],
  isFlow: boolean,
  building: Building,
): Item {
  const value = build(node, propsStart(tokens), building);
  const dash = tokens.find((part) => part.type === 'seq-item-ind');
  if (isFlow || !dash) return { start: value.start, after: value.start, value };
  const after = dash.offset + 1;
  return { start: dash.offset, after, value: isUnwritten(value) ? emptyAt(after) : value };
}

/** The tokens before each item's value; items that are only comments have no dash and are no items. */
function itemTokens(node: ParsedNode, isFlow: boolean): CST.SourceToken[][] {
  const token = node.srcToken;
  if (token?.type !== 'block-seq' && token?.type !== 'flow-collection') return [];
  const items = token.items.map((item) => item.start);
  return isFlow ? items : items.filter((start) => start.some((part) => part.type === 'seq-item-ind'));
}

function nameOf(key: Node, text: string): string {
  const plain = resolved(key);
  return plain.kind === 'scalar' ? plain.written : text.slice(plain.start, plain.end);
}

/** A plain `<<`, and for PyYAML any key with the tag `!!merge` or an alias of such a key; `!!str <<` is a text. */
function isMergeKey(key: Node, written: ParsedNode | null, { mergeKeys }: Building): boolean {
  if (key.kind === 'alias') return mergeKeys.has(key.target);
  const tag = written?.tag;
  const isFound =
    tag === undefined || tag === '!'
      ? key.kind === 'scalar' && key.written === '<<' && (key.style === 'plain' || tag === '!')
      : tag === 'tag:yaml.org,2002:merge';
  if (isFound) mergeKeys.add(key);
  return isFound;
}

function mergedMaps(value: Node): MapNode[] {
  const plain = resolved(value);
  if (plain.kind === 'map') return [plain];
  return plain.kind === 'list' ? plain.items.flatMap((item) => mergedMaps(item.value)) : [];
}

function entryEnd(entry: Entry): number {
  return Math.max(entry.after ?? entry.key.end, entry.value.end);
}
