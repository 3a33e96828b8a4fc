import { checkPatched } from '../kubevirt/cloud-init-check.ts';
import type { CloudInitData } from '../kubevirt/cloud-init-data.ts';
import type { PatchOperation } from '../rules/model.ts';
import { Failure } from '../text/failure.ts';
import { isMapping, sameJson } from '../yaml/json.ts';
import { applyJsonPatch } from '../yaml/json-patch.ts';
import { bindOperation } from './cloud-init-edits.ts';
import type { Trail } from './failures.ts';
import type { Write } from './trace.ts';
import type { Scope } from './values.ts';

/** What a JSON Patch came to. `places` are the bound pointers: they may hold values, so they are for no message. */
export interface Patched {
  readonly data: CloudInitData;
  readonly writes: readonly Write[];
  readonly places: readonly (readonly [string, PatchOperation])[];
}

/**
 * RFC 6902 on the whole object, by its operations in order: all of them, or a Failure with `trail` at the one that
 * failed. The result is one that KubeVirt can decode and will not throw away. `check` may refuse what an operation made.
 */
export function patchCloudInit(
  operations: readonly PatchOperation[],
  before: CloudInitData,
  scope: Scope,
  trail: Trail,
  check: (patched: CloudInitData) => void = () => {},
): Patched {
  let data = before;
  const writes: Write[] = [];
  const places: (readonly [string, PatchOperation])[] = [];
  for (const operation of operations) {
    trail.field = operation.field;
    trail.span = operation.span;
    const bound = bindOperation(operation, scope);
    const patched = applyOne(data, operation, bound);
    checkPatched(before, patched);
    check(patched);
    if (!sameJson(patched, data)) {
      writes.push(writeOf(operation));
      places.push([String(bound['path']), operation]);
    }
    data = patched;
  }
  return { data, writes, places };
}

function applyOne(
  data: CloudInitData,
  { op, path, from }: PatchOperation,
  bound: ReturnType<typeof bindOperation>,
): CloudInitData {
  const written = `${op} ${from ? `${from.text || '""'} to ` : ''}${path.text || '""'}`;
  const patched = applyJsonPatch(data, [bound], [written]);
  if (!isMapping(patched)) throw new Failure('TypeMismatch', 'CloudInitData must stay an object');
  return patched;
}

function writeOf({ field, path, op }: PatchOperation): Write {
  const action = op === 'remove' ? 'removed' : op === 'replace' ? 'set' : 'added';
  return { field, path: `cloudInitData ${path.text || '""'}`, action };
}
