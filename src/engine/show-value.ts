import { showNode } from '../xml/show-node.ts';
import { formatNumber, isList, isNodes, type Value } from './values.ts';

/** A value for people who own it: on the command line. Never for a log. */
export function showValue(value: Value): string {
  if (value === null) return 'null';
  if (isNodes(value)) return value.nodes.map(showNode).join(', ');
  if (isList(value)) return value.map(showValue).join(', ');
  if (typeof value === 'number') return formatNumber(value);
  if (typeof value === 'object')
    return `{${[...value].map(([key, item]) => `${key}: ${showValue(item)}`).join(', ')}}`;
  return String(value);
}
