import assert from 'node:assert/strict';
import { Failure } from '../../src/text/failure.ts';
import {
  applyEdit,
  type DocumentKind,
  type EditableDocument,
  openDocument,
  printDocument,
} from '../../src/yaml/document.ts';
import type { DocumentEdit } from '../../src/yaml/edit.ts';
import type { Json } from '../../src/yaml/json.ts';
import type { PointerStep } from '../../src/yaml/pointer.ts';

/** A pointer as rules write it, for tests: values are bound already. */
export function pointer(text: string): PointerStep[] {
  if (text === '') return [];
  return text
    .slice(1)
    .split('/')
    .map((token) => {
      if (token === '*') return { kind: 'each' };
      const item = /^\[([^=]*)=(.*)\]$/.exec(token);
      if (item) return { kind: 'item', key: item[1] ?? '', value: item[2] ?? '' };
      return { kind: 'key', key: token.replaceAll('~1', '/').replaceAll('~0', '~') };
    });
}

export const set = (path: string, value: Json): DocumentEdit => ({ op: 'set', path: pointer(path), value });
export const add = (path: string, value: Json): DocumentEdit => ({ op: 'add', path: pointer(path), value });
export const replace = (path: string, value: Json): DocumentEdit => ({
  op: 'replace',
  path: pointer(path),
  value,
});
export const merge = (path: string, value: { [key: string]: Json }): DocumentEdit => ({
  op: 'merge',
  path: pointer(path),
  value,
});
export const remove = (path: string): DocumentEdit => ({ op: 'remove', path: pointer(path) });
export const move = (from: string, path: string): DocumentEdit => ({
  op: 'move',
  from: pointer(from),
  path: pointer(path),
});
export const copy = (from: string, path: string): DocumentEdit => ({
  op: 'copy',
  from: pointer(from),
  path: pointer(path),
});

/** The text after the edits, which are then applied once more and must change nothing (unless told otherwise). */
export function edited(
  text: string,
  edits: DocumentEdit | DocumentEdit[],
  kind: DocumentKind = 'Yaml',
  again = true,
): string {
  const document = openDocument(text, kind);
  for (const edit of [edits].flat()) applyEdit(document, edit);
  const result = printDocument(document);
  if (again) {
    const second = openDocument(result, kind);
    for (const edit of [edits].flat()) applyEdit(second, edit);
    assert.equal(printDocument(second), result, 'a second application changes nothing');
  }
  return result;
}

/** The failure that something ends in; everything else fails the test. */
export function failureOf(run: () => unknown): Failure {
  try {
    run();
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  assert.fail('it was expected to fail');
}

export function failsWith(document: EditableDocument, edit: DocumentEdit, code: string): Failure {
  const before = printDocument(document);
  const failure = failureOf(() => applyEdit(document, edit));
  assert.equal(failure.code, code, failure.message);
  assert.equal(printDocument(document), before, 'a failed edit leaves the document as it was');
  return failure;
}
