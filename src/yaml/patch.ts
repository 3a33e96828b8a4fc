import jsonPatch, { type Operation } from 'fast-json-patch';
import { Failure } from '../text/failure.ts';
import type { Json } from './json.ts';

export type PatchOperation =
  | { readonly op: 'add' | 'replace' | 'test'; readonly path: string; readonly value: Json }
  | { readonly op: 'remove'; readonly path: string }
  | { readonly op: 'move' | 'copy'; readonly from: string; readonly path: string };

/**
 * One operation by fast-json-patch, on a value that is the caller's own: it is altered. The operation is cloned, since
 * the library keeps its value inside the document; its messages quote the document and never get out.
 */
export function applyOperation(target: Json, operation: PatchOperation): Json {
  try {
    const own = structuredClone(operation) as Operation;
    const result: unknown = jsonPatch.applyOperation(target, own, false, true, true).newDocument;
    return result as Json;
  } catch {
    throw new Failure('Internal', `JSON Patch: ${operation.op} failed where it should not`);
  }
}
