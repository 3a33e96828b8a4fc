import type { Edit, Found, Item } from '../engine/trace.ts';
import { oneLine } from '../text/diagnostic.ts';

/** Enough of a value to know it: an element with all that is in it can be long. */
const MAX_VALUE = 200;

/** A value on one line; an empty one is seen. */
export function shortly(value: string): string {
  if (value === '') return '""';
  const line = oneLine(value);
  return line.length > MAX_VALUE ? `${line.slice(0, MAX_VALUE)}…` : line;
}

/** The path of an edit, as written. */
export function pathOf({ path }: Edit): string {
  if ('xpath' in path) return path.xpath.text;
  return path.text || '""';
}

/** The verb of an edit, as written. */
export function verbOf({ op }: Edit): string {
  return op.replace(/Element$/, '');
}

/** Where a path stops that finds nothing, in words. */
export function whyNothing({ upTo, step, withoutTests }: NonNullable<Found['stop']>): string {
  const where = upTo === '' ? '' : ` below ${upTo}`;
  if (withoutTests === 0) return `there is no ${step}${where}`;
  return withoutTests === 1
    ? `the only one${where} is not ${step}`
    : `none of ${withoutTests}${where} is ${step}`;
}

/** `disk 2 of 5`, for each loop. */
export function wordsOfItems(items: readonly Item[]): string {
  return items.map(({ loop, number, of }) => `${loop} ${number} of ${of}`).join(', ');
}

/** A comparison, or a function: it gives false rather than nothing. */
export function isCalculation(source: Found['source']): boolean {
  return source.kind === 'domain' && ['binary', 'call'].includes(source.xpath.expression.kind);
}
