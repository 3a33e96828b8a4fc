import type { Pointer } from '../rules/model.ts';
import { Failure } from '../text/failure.ts';
import { asksForAll, followPointer, type Tree } from './follow-pointer.ts';
import { bindPointer } from './pointers.ts';
import { checkLength } from './value-limits.ts';
import { asText, isList, isNodes, kindOf, type Scope, type Value } from './values.ts';

/** What a pointer finds in a value; null when that is nothing. With `*` it is a list, also of one. */
export function pick(value: Value, pointer: Pointer, scope: Scope): Value {
  const found = followPointer(value, bindPointer(pointer, scope), valueTree);
  if (found.length > 1 || (found.length > 0 && asksForAll(pointer.steps))) return found;
  return found[0] ?? null;
}

/** An object as a list of its members. */
export function entriesOf(value: Value): readonly Value[] {
  if (!(value instanceof Map))
    throw new Failure('TypeMismatch', `entries needs an object, the value is ${kindOf(value)}`);
  checkLength(value.size);
  return [...value].map(
    ([key, item]) =>
      new Map([
        ['key', key],
        ['value', item],
      ] as [string, Value][]),
  );
}

const valueTree: Tree<Value> = {
  member(value, key) {
    if (isList(value)) return /^(0|[1-9][0-9]{0,5})$/.test(key) ? value[Number(key)] : undefined;
    return value instanceof Map ? (value.get(key) ?? undefined) : undefined;
  },
  all(value) {
    if (isList(value)) return value;
    return value instanceof Map ? [...value.values()] : [];
  },
  text: (value) =>
    value === null || isList(value) || isNodes(value) || value instanceof Map ? undefined : asText(value, ''),
};
