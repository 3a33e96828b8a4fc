import { isDeniedKey, type Limits, type PointerPath, type Policy } from '../rules/policy-model.ts';
import { isMapping, type Json, sameJson } from '../yaml/json.ts';
import { denied, notAllowed } from './policy-violation.ts';

/** A place where two values differ: the keys on the way to it, and what stood and stands there. */
export interface Difference {
  readonly keys: readonly string[];
  readonly before: Json | undefined;
  readonly after: Json | undefined;
}

/**
 * Throws PolicyViolation when a difference is outside of `allow` or inside of `deny`. The message names paths of the
 * policy only: the keys of the data are secret.
 */
export function refuseDifferences(
  policy: Policy,
  limits: Limits<PointerPath>,
  what: string,
  differences: readonly Difference[],
): void {
  for (const { keys, before, after } of differences) {
    const path = limits.deny.find(
      (one) => covers(one, keys, isDeniedKey) || holds(one, keys, before) || holds(one, keys, after),
    );
    if (path) throw denied(policy, `this write of ${what}`, path);
    if (!(limits.allow?.some((one) => covers(one, keys, isSameKey)) ?? true))
      throw notAllowed(policy, `this write of ${what}`, limits);
  }
}

/** Where two values differ, as deep as can be told. A mapping that comes or goes counts as its members. */
export function differencesOf(
  before: Json | undefined,
  after: Json | undefined,
  keys: readonly string[] = [],
): Difference[] {
  if (sameJson(before, after)) return [];
  if (isAbsentOr(before) && isAbsentOr(after)) {
    const names = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})]);
    const inside = [...names].flatMap((name) =>
      differencesOf(own(before, name), own(after, name), [...keys, name]),
    );
    // An empty mapping that comes or goes has no member to speak for it.
    return inside.length > 0 ? inside : [{ keys, before, after }];
  }
  if (Array.isArray(before) && Array.isArray(after)) return itemsDiffering(before, after, keys);
  return [{ keys, before, after }];
}

/** What is between the items that both lists begin and end with. */
function itemsDiffering(
  before: readonly Json[],
  after: readonly Json[],
  keys: readonly string[],
): Difference[] {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && sameJson(before[start], after[start])) start++;
  let end = 0;
  while (end < shorter - start && sameJson(before.at(-1 - end), after.at(-1 - end))) end++;
  const old = before.slice(start, before.length - end);
  const now = after.slice(start, after.length - end);
  return Array.from({ length: Math.max(old.length, now.length) }).flatMap((_, i) => {
    const place = [...keys, String(start + i)];
    const differences = differencesOf(old[i], now[i], place);
    // An item that comes or goes is more than its members: it also moves the others.
    return i < old.length && i < now.length ? differences : [{ keys: place, before: old[i], after: now[i] }];
  });
}

function covers({ steps }: PointerPath, keys: readonly string[], isSame: typeof isSameKey): boolean {
  return steps.every((step, i) => keys[i] !== undefined && isSame(step, keys[i]));
}

function isSameKey(step: string | null, key: string): boolean {
  return step === null || step === key;
}

/** Whether a path leads into the value that stands at these keys, to something that is there. */
function holds({ steps }: PointerPath, keys: readonly string[], value: Json | undefined): boolean {
  if (!keys.every((key, i) => steps[i] === undefined || isDeniedKey(steps[i], key))) return false;
  return leadsInto(steps.slice(keys.length), value);
}

function leadsInto([step, ...rest]: readonly (string | null)[], value: Json | undefined): boolean {
  if (value === undefined) return false;
  if (step === undefined) return true;
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([key, inner]) => isDeniedKey(step, key) && leadsInto(rest, inner));
}

function isAbsentOr(value: Json | undefined): value is { [key: string]: Json } | undefined {
  return value === undefined || isMapping(value);
}

function own(value: { [key: string]: Json } | undefined, name: string): Json | undefined {
  return value && Object.hasOwn(value, name) ? value[name] : undefined;
}
