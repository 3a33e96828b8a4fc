import { Failure } from '../text/failure.ts';
import { isMapping, type Json, sameJson } from '../yaml/json.ts';
import { type CloudInitData, META_DATA_FIELDS, type MetaDataField } from './cloud-init-data.ts';
import { checkMetaDataTypes } from './cloud-init-meta-data.ts';
import { misspeltField, TEXT_FIELDS } from './go-json-names.ts';

/**
 * Refuses what a JSON Patch made of the data when KubeVirt could not decode it, would take it for invalid, or would
 * throw it away: TypeMismatch and ProtectedPath. What the patch left alone is not looked at.
 */
export function checkPatched(before: CloudInitData, after: CloudInitData): void {
  refuseMisspelt(undefined, before, after);
  for (const field of META_DATA_FIELDS) refuseMisspelt(field, before[field], after[field]);
  for (const field of TEXT_FIELDS) {
    const value = after[field] ?? '';
    if (typeof value !== 'string' && !sameJson(value, before[field]))
      throw new Failure('TypeMismatch', `CloudInitData.${field} must be text`);
  }
  for (const field of META_DATA_FIELDS) checkMetaDataTypes(field, before[field], after[field]);
  if (hasMetaData(before) && !hasMetaData(after)) {
    throw new Failure(
      'TypeMismatch',
      `CloudInitData needs ${META_DATA_FIELDS.join(' or ')}`,
      'without it KubeVirt drops the whole result',
    );
  }
  if (!sameJson(before['DevicesData'], after['DevicesData'])) throw overwritten('DevicesData');
  if (!sameJson(devicesOf(before), devicesOf(after))) throw overwritten('ConfigDriveMetaData.devices');
}

function refuseMisspelt(
  inside: MetaDataField | undefined,
  before: Json | undefined,
  after: Json | undefined,
): void {
  if (!isMapping(after)) return;
  for (const name of Object.keys(after)) {
    const field = misspeltField(inside, name);
    if (field === undefined || (isMapping(before) && sameJson(before[name], after[name]))) continue;
    const what = `${inside ?? 'CloudInitData'} calls it ${field}`;
    throw new Failure('TypeMismatch', what, 'names are written as Go has them');
  }
}

function hasMetaData(data: CloudInitData): boolean {
  return META_DATA_FIELDS.some((field) => isMapping(data[field]));
}

function devicesOf({ ConfigDriveMetaData: stored }: CloudInitData): Json | undefined {
  return isMapping(stored) ? stored['devices'] : undefined;
}

function overwritten(field: string): Failure {
  return new Failure(
    'ProtectedPath',
    `KubeVirt writes ${field} itself later`,
    'leave it out: the edit would be lost',
  );
}
