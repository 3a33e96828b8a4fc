import { Failure } from '../text/failure.ts';
import { writtenContent } from './content.ts';
import { type Json, sameJson } from './json.ts';
import { applyOperation, type PatchOperation } from './patch.ts';
import { writtenValue } from './plain.ts';
import { formatJsonPointer } from './pointer.ts';
import type { Change } from './splice.ts';
import type { Node } from './tree.ts';

/**
 * The edited text, read again, must be what fast-json-patch makes of the plain data. Compared as written, so that an
 * untouched `0644` that came back as `420` would be found too.
 */
export function checkAgreement(
  before: Node | undefined,
  after: Node | undefined,
  changes: readonly Change[],
): void {
  let expected = before?.kind === 'scalar' ? {} : writtenValue(before);
  for (const change of changes) expected = applyOperation(expected, operationOf(change, expected));
  if (!sameJson(expected, writtenValue(after))) {
    throw new Failure('Internal', 'the edited text does not mean what the edit says, so it is not used');
  }
}

function operationOf(change: Change, target: Json): PatchOperation {
  const path = formatJsonPointer(change.path);
  if (change.op === 'drop') return { op: 'remove', path };
  const value = writtenContent(change.content);
  if (change.op === 'insert') return { op: 'add', path, value };
  return { op: isListAt(target, change.path.slice(0, -1)) || path === '' ? 'replace' : 'add', path, value };
}

function isListAt(target: Json, path: readonly string[]): boolean {
  let value: Json | undefined = target;
  for (const key of path)
    value = typeof value === 'object' && value !== null ? (value as { [key: string]: Json })[key] : undefined;
  return Array.isArray(value);
}
