import { Failure } from '../text/failure.ts';
import { isMapping, type Json, type JsonMapping, sameJson } from './json.ts';
import { maxDepth, maxOperations, maxPatchedLength, maxPatchedValues } from './limits.ts';
import { applyOperation, type PatchOperation } from './patch.ts';
import { indexOf, isUnsafeKey, parseJsonPointer } from './pointer.ts';

/**
 * Applies a JSON Patch exactly as RFC 6902 has it, all or nothing: `target` and `patch` stay as they are. Failures name
 * the operation's index, verb and path, never a value. NoMatch: a location does not exist; TypeMismatch: an index that
 * is none; TestFailed; InvalidValue: no such operation; LimitExceeded: the result grows beyond any cloud-init data.
 * `names` are what messages call the operations instead, where their paths hold values read from a VM.
 */
export function applyJsonPatch(target: Json, patch: unknown, names: readonly string[] = []): Json {
  if (!Array.isArray(patch)) throw new Failure('InvalidValue', 'a JSON Patch is a list of operations');
  if (patch.length > maxOperations) {
    throw new Failure('LimitExceeded', `a JSON Patch has at most ${maxOperations} operations`);
  }
  let document = structuredClone(target);
  const size = measure(document);
  for (const [index, item] of patch.entries()) {
    const operation = decodeOperation(item, names[index] ?? `operation ${index}`);
    const label = names[index] ?? `operation ${index} (${operation.op} ${operation.path || '""'})`;
    const isNeeded = checkOperation(document, operation, label);
    grow(size, document, operation, label);
    if (isNeeded) document = applyOperation(document, operation);
  }
  return document;
}

/** An operation with exactly the members that RFC 6902 §4 asks for; others are ignored, as it says. */
function decodeOperation(item: unknown, name: string): PatchOperation {
  const wrong = (what: string) => new Failure('InvalidValue', `${name}: ${what}`);
  if (typeof item !== 'object' || item === null || Array.isArray(item)) throw wrong('it is not a mapping');
  const given = item as Record<string, unknown>; // an object that is no list: its members are unknown
  const path = pointerOf(given, 'path', wrong);
  const op = Object.hasOwn(given, 'op') ? given['op'] : undefined;
  switch (op) {
    case 'add':
    case 'replace':
    case 'test': {
      if (!Object.hasOwn(given, 'value') || given['value'] === undefined) throw wrong(`${op} needs a value`);
      const value = given['value'] as Json; // patches come from JSON or YAML, decoded into plain data
      checkValue(value, wrong, 0);
      return { op, path, value };
    }
    case 'remove':
      return { op, path };
    case 'move':
    case 'copy':
      return { op, path, from: pointerOf(given, 'from', wrong) };
    default:
      throw wrong('op must be add, remove, replace, move, copy or test');
  }
}

function pointerOf(given: Record<string, unknown>, name: string, wrong: (what: string) => Failure): string {
  const pointer = Object.hasOwn(given, name) ? given[name] : undefined;
  if (typeof pointer !== 'string') throw wrong(`${name} must be a JSON Pointer`);
  const tokens = parseJsonPointer(pointer);
  if (!tokens)
    throw wrong(`${name} is no JSON Pointer (RFC 6901): it starts with / and has ~ only in ~0 and ~1`);
  if (tokens.some(isUnsafeKey)) throw wrong(`${name} names a key that is never data`);
  return pointer;
}

function checkValue(value: Json, wrong: (what: string) => Failure, depth: number): void {
  if (depth > maxDepth) throw wrong(`its value is nested deeper than ${maxDepth} levels`);
  if (Array.isArray(value)) for (const item of value) checkValue(item, wrong, depth + 1);
  if (!isMapping(value)) return;
  for (const key of Object.keys(value)) {
    if (isUnsafeKey(key)) throw wrong('its value has a key that is never data');
    checkValue(value[key] ?? null, wrong, depth + 1);
  }
}

/** Everything that can be wrong is found here; false when the operation has no effect (`test`, `move` to itself). */
function checkOperation(document: Json, operation: PatchOperation, label: string): boolean {
  switch (operation.op) {
    case 'add':
      checkTarget(document, operation.path, label);
      return true;
    case 'copy':
      valueAt(document, operation.from, label);
      checkTarget(document, operation.path, label);
      return true;
    case 'move':
      valueAt(document, operation.from, label);
      return checkMove(document, operation.from, operation.path, label);
    case 'remove':
      if (operation.path === '')
        throw new Failure('TypeMismatch', `${label}: the whole document cannot be removed`);
      valueAt(document, operation.path, label);
      return true;
    case 'replace':
      valueAt(document, operation.path, label);
      return true;
    case 'test':
      if (!sameJson(valueAt(document, operation.path, label), operation.value)) {
        throw new Failure('TestFailed', `${label}: the value there is another one`);
      }
      return false;
  }
}

/** RFC 6902 §4.4: `path` is looked up after `from` is gone. */
function checkMove(document: Json, from: string, path: string, label: string): boolean {
  if (path === from) return false;
  if (path.startsWith(`${from}/`))
    throw new Failure('TypeMismatch', `${label}: a value cannot be moved into itself`);
  if (from === '') return false;
  checkTarget(applyOperation(structuredClone(document), { op: 'remove', path: from }), path, label);
  return true;
}

/** Where `add` may put something: the whole document, a member of a mapping, or an index up to a list's length. */
function checkTarget(document: Json, path: string, label: string): void {
  const tokens = parseJsonPointer(path) ?? [];
  const last = tokens.pop();
  if (last === undefined) return;
  const parent = walk(document, tokens, label);
  if (Array.isArray(parent)) {
    if (last === '-') return;
    const index = indexOf(last);
    if (index === undefined) throw new Failure('TypeMismatch', `${label}: a list has no member of that name`);
    if (index > parent.length)
      throw new Failure('NoMatch', `${label}: the index is past the end of the list`);
    return;
  }
  if (!isMapping(parent)) throw new Failure('NoMatch', `${label}: the parent is no mapping or list`);
}

function valueAt(document: Json, path: string, label: string): Json {
  return walk(document, parseJsonPointer(path) ?? [], label);
}

function walk(document: Json, tokens: readonly string[], label: string): Json {
  let value = document;
  for (const token of tokens) {
    const found = Array.isArray(value) ? value[indexOf(token) ?? -1] : ownMember(value, token);
    if (found === undefined) throw new Failure('NoMatch', `${label}: the path does not exist`);
    value = found;
  }
  return value;
}

function ownMember(value: Json, token: string): Json | undefined {
  return isMapping(value) && Object.hasOwn(value, token) ? (value as JsonMapping)[token] : undefined;
}

interface Size {
  values: number;
  length: number;
}

/** Counts upwards only; what was removed meanwhile is seen by measuring again when the bound is reached. */
function grow(size: Size, document: Json, operation: PatchOperation, label: string): void {
  const added = addedBy(document, operation, label);
  if (!added) return;
  if (isOver(size, added)) Object.assign(size, measure(document));
  if (isOver(size, added)) {
    throw new Failure(
      'LimitExceeded',
      `${label}: the result has more than ${maxPatchedValues} values or ${maxPatchedLength} characters`,
    );
  }
  size.values += added.values;
  size.length += added.length;
}

function addedBy(document: Json, operation: PatchOperation, label: string): Size | undefined {
  switch (operation.op) {
    case 'add':
    case 'replace':
      return measure(operation.value);
    case 'copy':
      return measure(valueAt(document, operation.from, label));
    case 'remove':
    case 'move':
    case 'test':
      return undefined;
  }
}

function isOver(size: Size, added: Size): boolean {
  return size.values + added.values > maxPatchedValues || size.length + added.length > maxPatchedLength;
}

function measure(value: Json): Size {
  const size = { values: 1, length: typeof value === 'string' ? value.length : 0 };
  const members = Array.isArray(value) ? value : isMapping(value) ? Object.values(value) : [];
  for (const member of members) {
    const inner = measure(member);
    size.values += inner.values;
    size.length += inner.length;
  }
  return size;
}
