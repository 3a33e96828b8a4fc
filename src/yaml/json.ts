/** Plain data as JSON has it: what a document means, without how it is written. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

export type JsonMapping = { [key: string]: Json };

export function isMapping(value: Json | undefined): value is JsonMapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Deep equality of plain data (RFC 6902 §4.6): order counts in lists, not in mappings; 1 is not "1". */
export function sameJson(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((item, at) => sameJson(item, b[at]));
  }
  if (Array.isArray(b)) return false;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every((key) => Object.hasOwn(b, key) && sameJson(a[key], b[key]));
}
