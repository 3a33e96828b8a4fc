import { Failure } from '../text/failure.ts';
import type { Json, JsonMapping } from './json.ts';
import { maxDepth, maxValues } from './limits.ts';
import { members, type Node, resolved, type ScalarNode } from './tree.ts';

/** What a node means to cloud-init: aliases and `<<` expanded (bounded), scalars by PyYAML's table. */
export function plainValue(node: Node): Json {
  return expand(node, (scalar) => scalar.value, { values: 0 }, 0);
}

/**
 * The same with what is written in place of what it means: text stays text behind a `=`, everything else is its source
 * behind a `#`. Two documents with equal written values mean the same and spell numbers, dates and booleans alike.
 */
export function writtenValue(node: Node | undefined): Json {
  return node ? expand(node, writtenScalar, { values: 0 }, 0) : {};
}

export function writtenScalar(scalar: ScalarNode): string {
  return scalar.isText ? `=${scalar.value}` : `#${scalar.written}`;
}

function expand(
  node: Node,
  scalar: (node: ScalarNode) => Json,
  count: { values: number },
  depth: number,
): Json {
  if (++count.values > maxValues) {
    throw new Failure(
      'LimitExceeded',
      `the document has more than ${maxValues} values with its aliases expanded`,
    );
  }
  if (depth > maxDepth) {
    throw new Failure(
      'LimitExceeded',
      `the document is nested deeper than ${maxDepth} levels with its aliases expanded`,
    );
  }
  const plain = resolved(node);
  if (plain.kind === 'scalar') return scalar(plain);
  if (plain.kind === 'list') return plain.items.map((item) => expand(item.value, scalar, count, depth + 1));
  const mapping: JsonMapping = {};
  for (const [name, { value }] of members(plain)) mapping[name] = expand(value, scalar, count, depth + 1);
  return mapping;
}
