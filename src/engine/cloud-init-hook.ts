import { type CloudInitData, readCloudInitData } from '../kubevirt/cloud-init-data.ts';
import {
  fitsLegacySource,
  fromLegacySource,
  readLegacySource,
  toLegacySource,
} from '../kubevirt/cloud-init-legacy.ts';
import type { Vmi } from '../kubevirt/vmi.ts';
import type { Rule } from '../rules/model.ts';
import { Failure } from '../text/failure.ts';
import { type JsonMapping, sameJson } from '../yaml/json.ts';
import { type CloudInitResult, editCloudInit } from './cloud-init.ts';
import { documentFailure } from './failures.ts';

/** The two fields of a PreCloudInitIso call, as bytes. */
export interface CloudInitFields {
  readonly cloudInitData: Uint8Array;
  readonly legacySource: Uint8Array;
}

export type CloudInitReplyFields = CloudInitFields &
  Pick<CloudInitResult, 'results' | 'warnings' | 'failure'>;

/** What virt-launcher's gRPC client can receive, less room for the message around it. */
export const MAX_REPLY_BYTES = 4 * 1024 * 1024 - 4096;

/**
 * Puts the rules to the bytes of a call. Both fields come back and say the same, except that a caller who sends only the
 * legacy one gets only that one; a field in which nothing changes is the caller's own array. Throws a Failure when the
 * call is not to be read at all.
 */
export function editCloudInitFields(
  rules: readonly Rule[],
  vmi: Vmi,
  given: CloudInitFields,
): CloudInitReplyFields {
  const sent = readCloudInitData(given.cloudInitData);
  const legacy = readLegacySource(given.legacySource);
  if (!sent && !legacy) throw new Failure('InvalidDocument', 'the call has no cloud-init data');
  const before = sent ?? fromLegacySource(legacy ?? {});
  const { data, changed, results, warnings, failure } = editCloudInit(rules, vmi, before);
  if (failure) return { ...given, results, warnings, failure };
  const reply = {
    cloudInitData: sent && changed ? encode(data) : given.cloudInitData,
    legacySource: legacyBytes(given.legacySource, legacy, data),
  };
  const lost = sent ? tooLong(reply) : unsendable(before, data);
  if (lost) return { ...given, results, warnings, failure: documentFailure(lost) };
  return { ...reply, results, warnings };
}

function legacyBytes(bytes: Uint8Array, legacy: JsonMapping | undefined, data: CloudInitData): Uint8Array {
  const same = toLegacySource(legacy, data);
  return legacy && sameJson(same, legacy) ? bytes : encode(same);
}

function tooLong({ cloudInitData, legacySource }: CloudInitFields): Failure | undefined {
  const length = cloudInitData.length + legacySource.length;
  if (length <= MAX_REPLY_BYTES) return undefined;
  return new Failure(
    'LimitExceeded',
    `the edited cloud-init data has ${length} bytes in both fields of the reply`,
    `virt-launcher can receive ${MAX_REPLY_BYTES}`,
  );
}

function unsendable(before: CloudInitData, data: CloudInitData): Failure | undefined {
  if (fitsLegacySource(before, data)) return undefined;
  return new Failure(
    'InvalidDocument',
    'this KubeVirt sends only user data and network data, and a rule edits something else',
    'edit userData and networkData only, or use KubeVirt 0.36 or later',
  );
}

function encode(data: JsonMapping): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(data));
}
