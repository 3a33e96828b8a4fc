import { Failure } from '../text/failure.ts';
import { isMapping, type Json, type JsonMapping, sameJson } from '../yaml/json.ts';
import {
  type CloudInitData,
  dataSourceOf,
  META_DATA_SPELLINGS,
  type MetaDataField,
  metaDataField,
} from './cloud-init-data.ts';
import type { DataSource } from './vmi.ts';

/** The meta-data of CloudInitData under the one spelling that rules use; other fields are left out. */
export function readMetaData(data: CloudInitData): JsonMapping {
  const source = dataSourceOf(data);
  const stored = data[metaDataField(source)];
  const found: JsonMapping = {};
  for (const [name, spellings] of Object.entries(META_DATA_SPELLINGS[source])) {
    const value = isMapping(stored)
      ? spellings.map((key) => stored[key]).find((v) => v !== undefined && v !== null)
      : undefined;
    if (value !== undefined) found[name] = value;
  }
  return found;
}

/**
 * The data with its meta-data changed to `metaData`, which uses the one spelling; other fields stay. Throws
 * TypeMismatch for a name that the data source does not have, and for a value that KubeVirt could not decode.
 */
export function writeMetaData(data: CloudInitData, metaData: JsonMapping): CloudInitData {
  const source = dataSourceOf(data);
  const field = metaDataField(source);
  if (Object.keys(metaData).some((name) => !Object.hasOwn(META_DATA_SPELLINGS[source], name))) {
    const names = Object.keys(META_DATA_SPELLINGS[source]).join(', ');
    throw new Failure('TypeMismatch', `${source} meta-data has no field of this name`, `it has ${names}`);
  }
  const stored: JsonMapping = isMapping(data[field]) ? { ...data[field] } : {};
  const before = readMetaData(data);
  for (const [name, spellings] of Object.entries(META_DATA_SPELLINGS[source])) {
    const value = metaData[name];
    if (sameJson(value, before[name])) continue;
    for (const key of spellings) {
      if (value === undefined) delete stored[key];
      else stored[key] = value;
    }
  }
  checkMetaDataTypes(field, data[field], stored);
  return { ...data, [field]: stored };
}

/** cloud-init knows by them whether it has run before, and refuses a ConfigDrive without a uuid. */
const ID_NAMES: readonly string[] = ['instanceId', 'uuid'];

/**
 * Refuses changed meta-data that Go could not decode (all fields are text, the keys a mapping of names to texts), and an
 * instance without its ids.
 */
export function checkMetaDataTypes(
  field: MetaDataField,
  before: Json | undefined,
  after: Json | undefined,
): void {
  if (sameJson(before, after) || after === undefined || after === null) return;
  if (!isMapping(after)) throw new Failure('TypeMismatch', `${field} must be a mapping`);
  const known = isMapping(before) ? before : {};
  for (const [name, spellings] of Object.entries(META_DATA_SPELLINGS[sourceOf(field)])) {
    for (const key of spellings) {
      const value = after[key];
      if (sameJson(value, known[key])) continue;
      if (ID_NAMES.includes(name) && (value ?? '') === '')
        throw new Failure('TypeMismatch', `meta-data needs its ${name}`, 'set another one instead');
      if (name === 'publicKeys') checkKeys(value);
      else if (value !== undefined && typeof value !== 'string')
        throw new Failure('TypeMismatch', `${name} must be text`, 'put it in quotes, or remove it');
    }
  }
}

function checkKeys(value: Json | undefined): void {
  const isFine =
    value === undefined || (isMapping(value) && Object.values(value).every((key) => typeof key === 'string'));
  if (!isFine) throw new Failure('TypeMismatch', 'publicKeys must be a mapping of names to texts');
}

function sourceOf(field: MetaDataField): DataSource {
  return field === 'ConfigDriveMetaData' ? 'ConfigDrive' : 'NoCloud';
}
