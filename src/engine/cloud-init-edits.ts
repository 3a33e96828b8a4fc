import type { DocumentEdit, PatchOperation, Pointer } from '../rules/model.ts';
import { Failure } from '../text/failure.ts';
import { applyEdit, type EditableDocument, readAt } from '../yaml/document.ts';
import { isMapping, type Json, sameJson } from '../yaml/json.ts';
import { formatJsonPointer } from '../yaml/pointer.ts';
import { bindPointer } from './pointers.ts';
import { passes } from './tests.ts';
import type { Effect } from './trace.ts';
import {
  bindPresent,
  exact,
  fromJson,
  isLeftOut,
  isList,
  isNodes,
  type Scope,
  type Value,
} from './values.ts';

/** An edit whose values are all bound. */
type BoundEdit = Parameters<typeof applyEdit>[1];

/**
 * Carries out one edit of one part; returns the JSON Pointers of what changed, which may hold keys of the data and values
 * of variables (not for any message), and whether its path found or made anything, or was passed over. Throws a Failure.
 */
export function applyDocumentEdit(
  edit: DocumentEdit,
  document: EditableDocument,
  scope: Scope,
): { places: readonly string[]; effect: Effect } {
  if (edit.op === 'test') {
    checkTest(edit, document, scope);
    return { places: [], effect: 'Found' };
  }
  if ('value' in edit && edit.value.kind === 'text' && isLeftOut(edit.value.template, scope))
    return { places: [], effect: 'PassedOver' };
  const { matched, places } = applyEdit(document, bind(edit, scope));
  if (matched === 0 && 'onNoMatch' in edit && edit.onNoMatch === 'Fail') {
    throw new Failure(
      'NoMatch',
      `${edit.path.text} finds nothing`,
      'check the names, or write onNoMatch: Skip',
    );
  }
  return { places, effect: matched > 0 ? 'Found' : 'Nothing' };
}

/** A JSON Patch operation with its values put in, as RFC 6902 writes it. */
export function bindOperation(operation: PatchOperation, scope: Scope): { [key: string]: Json } {
  const { op, path, from, value } = operation;
  const bound = {
    op,
    path: pointerText(path, scope),
    ...(from ? { from: pointerText(from, scope) } : {}),
    ...(value ? { value: jsonOf(bindPresent(value, scope), path.text) } : {}),
  };
  checkText(bound);
  return bound;
}

function bind(edit: Exclude<DocumentEdit, { op: 'test' }>, scope: Scope): BoundEdit {
  const path = bindPointer(edit.path, scope);
  const written = edit.path.text;
  switch (edit.op) {
    case 'remove':
      return { op: edit.op, path, written };
    case 'move':
    case 'copy':
      return {
        op: edit.op,
        from: bindPointer(edit.from, scope),
        path,
        written: `${edit.from.text} to ${written}`,
      };
    case 'merge': {
      const value = jsonOf(bindPresent(edit.value, scope), written);
      if (!isMapping(value)) throw new Failure('TypeMismatch', 'merge needs a mapping as its value');
      return { op: edit.op, path, value, lists: edit.lists, written };
    }
    default:
      return { op: edit.op, path, value: jsonOf(bindPresent(edit.value, scope), written), written };
  }
}

function checkTest(
  edit: Extract<DocumentEdit, { op: 'test' }>,
  document: EditableDocument,
  scope: Scope,
): void {
  const found = readAt(document, bindPointer(edit.path, scope));
  const wanted = edit.value && jsonOf(bindPresent(edit.value, scope), edit.path.text);
  const same = wanted === undefined || found.some((value) => sameJson(value, wanted));
  const asked = edit.test !== undefined || edit.value === undefined;
  if (same && (!asked || passes(edit.test, found.map(fromJson)))) return;
  throw new Failure('TestFailed', edit.message ?? `${edit.path.text} is not as the rule needs it`);
}

function pointerText(pointer: Pointer, scope: Scope): string {
  return formatJsonPointer(bindPointer(pointer, scope).map((step) => (step.kind === 'key' ? step.key : '')));
}

function jsonOf(value: Value, path: string): Json {
  if (isList(value)) return value.map((item) => jsonOf(item, path));
  if (isNodes(value))
    throw new Failure('TypeMismatch', `the value for ${path} is an XML node`, 'take its text with string()');
  if (value instanceof Map)
    return Object.fromEntries([...value].map(([key, item]) => [key, jsonOf(item, path)]));
  if (typeof value === 'number') return exact(value, `the value for ${path}`);
  return value as Json; // a scalar is left
}

/** Go would decode half a surrogate pair to U+FFFD, which is how broken binary data looks. */
function checkText(value: Json): void {
  if (typeof value === 'string' && /[\p{Surrogate}\ufffd]/u.test(value))
    throw new Failure('InvalidValue', 'a text holds U+FFFD or half a character (lone surrogate)');
  if (typeof value !== 'object' || value === null) return;
  for (const [key, item] of Object.entries(value)) {
    checkText(key);
    checkText(item);
  }
}
