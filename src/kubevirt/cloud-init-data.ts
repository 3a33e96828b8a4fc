import { Failure } from '../text/failure.ts';
import { isMapping, type Json, type JsonMapping } from '../yaml/json.ts';
import type { DataSource } from './vmi.ts';

/** cloud-init data reaches the guest through a Kubernetes object, which ends at 1 MiB; JSON escapes come on top. */
export const MAX_CLOUD_INIT_BYTES = 4 * 1024 * 1024;

/** KubeVirt's CloudInitData with Go's field names. Everything in it is secret: none of it may reach a log. */
export type CloudInitData = JsonMapping;

/** KubeVirt takes a result with empty user data for none at all and loses the rest: an empty cloud-config is one. */
export const EMPTY_USER_DATA = '#cloud-config\n';

/** The fields of CloudInitData that hold meta-data: one of them does, according to the data source. */
export const META_DATA_FIELDS = ['NoCloudMetaData', 'ConfigDriveMetaData'] as const;

export type MetaDataField = (typeof META_DATA_FIELDS)[number];

/** The names that rules use for meta-data, and what they are called in each data source. */
export const META_DATA_SPELLINGS: Readonly<Record<DataSource, Readonly<Record<string, readonly string[]>>>> =
  {
    NoCloud: {
      hostname: ['local-hostname'],
      instanceId: ['instance-id'],
      instanceType: ['instance-type'],
      publicKeys: ['public-keys'],
    },
    ConfigDrive: {
      hostname: ['hostname', 'local_hostname'],
      instanceId: ['instance_id'],
      instanceType: ['instance_type'],
      publicKeys: ['public_keys'],
      uuid: ['uuid'],
    },
  };

/** Every name that a pointer into meta-data may start with. */
export const META_DATA_NAMES = Object.keys(META_DATA_SPELLINGS.ConfigDrive);

export function dataSourceOf({ DataSource: source }: CloudInitData): DataSource {
  return typeof source === 'string' && source.toLowerCase() === 'configdrive' ? 'ConfigDrive' : 'NoCloud';
}

/** The field that holds the meta-data. */
export function metaDataField(source: DataSource): MetaDataField {
  return source === 'ConfigDrive' ? 'ConfigDriveMetaData' : 'NoCloudMetaData';
}

/** Reads the field `cloudInitData` of a call; undefined when the caller (KubeVirt before 0.36) does not send it. */
export function readCloudInitData(bytes: Uint8Array): CloudInitData | undefined {
  return bytes.length === 0 ? undefined : readCloudInitObject(bytes, 'cloudInitData');
}

/**
 * One of the JSON objects of a call. Throws LimitExceeded when it is too long, InvalidDocument when it is no object or
 * has a number that would come back as another one; the messages quote nothing.
 */
export function readCloudInitObject(bytes: Uint8Array, name: string): JsonMapping {
  if (bytes.length > MAX_CLOUD_INIT_BYTES) {
    throw new Failure(
      'LimitExceeded',
      `${name} has ${bytes.length} bytes`,
      `at most ${MAX_CLOUD_INIT_BYTES}`,
    );
  }
  const json = parse(bytes);
  if (!isMapping(json)) throw new Failure('InvalidDocument', `${name} is not a JSON object`);
  if (!keepsNumbers(json))
    throw new Failure('InvalidDocument', `${name} has a number that JSON readers round`, 'at most 2^53');
  return json;
}

function parse(bytes: Uint8Array): Json | undefined {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as Json; // JSON.parse gives nothing else
  } catch {
    return undefined; // the reason would quote the data
  }
}

/** Whole numbers beyond 2^53 and infinities are not what the caller wrote any more. */
function keepsNumbers(value: Json): boolean {
  if (typeof value === 'number')
    return !Number.isInteger(value) ? Number.isFinite(value) : Number.isSafeInteger(value);
  if (typeof value !== 'object' || value === null) return true;
  return Object.values(value).every(keepsNumbers);
}
