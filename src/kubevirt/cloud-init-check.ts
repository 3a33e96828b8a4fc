import { Failure } from '../text/failure.ts';
import { isMapping, type Json, sameJson } from '../yaml/json.ts';
import { type CloudInitData, META_DATA_FIELDS } from './cloud-init-data.ts';
import { checkMetaDataTypes } from './cloud-init-meta-data.ts';

/** The fields of Go's struct. Go reads them whatever their case is; what is left out here it ignores. */
const TEXT_FIELDS = ['DataSource', 'UserData', 'NetworkData', 'VolumeName'];
const FIELDS = [...TEXT_FIELDS, ...META_DATA_FIELDS, 'DevicesData'];

/**
 * Refuses what a JSON Patch made of the data when KubeVirt could not decode it, would take it for invalid, or would
 * throw it away: TypeMismatch and ProtectedPath. What the patch left alone is not looked at.
 */
export function checkPatched(before: CloudInitData, after: CloudInitData): void {
  for (const name of Object.keys(after)) {
    const field = FIELDS.find((known) => known.toLowerCase() === name.toLowerCase());
    if (field !== undefined && field !== name && !Object.hasOwn(before, name))
      throw new Failure(
        'TypeMismatch',
        `CloudInitData calls it ${field}`,
        'names are written as Go has them',
      );
  }
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
