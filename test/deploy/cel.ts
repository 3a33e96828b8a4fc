import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CelInput, type CelValue, isCelError, run } from '@bufbuild/cel';
import { strings } from '@bufbuild/cel/ext';
import type { Registry } from '@bufbuild/protobuf';
import { parseAllDocuments } from 'yaml';

/** A manifest, as far as the tests look into it. */
// biome-ignore lint/suspicious/noExplicitAny: manifests of many kinds, read by tests only
export type Manifest = any;

const deploy = join(import.meta.dirname, '../../deploy');

/** The objects of a file of deploy/. */
export function manifests(path: string): Manifest[] {
  return parseAllDocuments(readFileSync(join(deploy, path), 'utf8')).map((document) => document.toJS());
}

/** The one object of this kind in a file of deploy/. */
export function manifest(path: string, kind: string): Manifest {
  const found = manifests(path).filter((object) => object.kind === kind);
  if (found.length !== 1) throw new Error(`${path} has ${found.length} objects of kind ${kind}`);
  return found[0];
}

/** Evaluates one expression as the API server does, with its string functions. Throws what CEL calls an error. */
export function evaluate(
  expression: string,
  bindings: Record<string, CelInput>,
  registry?: Registry,
): CelValue {
  const value = run(expression, bindings, { funcs: strings, ...(registry ? { registry } : {}) });
  if (isCelError(value)) throw new Error(`${value.message} in ${expression}`);
  return value;
}

/** Adds `variables.NAME` for each of a policy's variables; a later one may use the earlier ones. */
export function withVariables(
  policy: Manifest,
  bindings: Record<string, CelInput>,
): Record<string, CelInput> {
  const variables = new Map<string, CelInput>();
  for (const { name, expression } of policy.spec.variables ?? []) {
    variables.set(name, evaluate(expression, { ...bindings, variables }) as CelInput); // a CEL value is an input, too
  }
  return { ...bindings, variables };
}

/** JSON as CEL reads it: whole numbers are integers. */
export function toCel(value: unknown): CelInput {
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : value;
  if (Array.isArray(value)) return value.map(toCel);
  if (typeof value === 'object' && value !== null) {
    return new Map(Object.entries(value).map(([key, inner]) => [key, toCel(inner)]));
  }
  return value as CelInput; // text, true, false or null
}
