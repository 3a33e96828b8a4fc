import { Failure } from '../text/failure.ts';
import { isMapping, type Json, type JsonMapping, sameJson } from '../yaml/json.ts';
import type { DataSource } from './vmi.ts';

/** cloud-init data reaches the guest through a Kubernetes object, which ends at 1 MiB; JSON escapes come on top. */
export const MAX_CLOUD_INIT_BYTES = 4 * 1024 * 1024;

/** KubeVirt's CloudInitData with Go's field names. Everything in it is secret: none of it may reach a log. */
export type CloudInitData = JsonMapping;

/** Reads the field `cloudInitData` of a call; undefined when the caller (KubeVirt before 0.36) does not send it. */
export function readCloudInitData(bytes: Uint8Array): CloudInitData | undefined {
  return bytes.length === 0 ? undefined : readObject(bytes, 'cloudInitData');
}

/** Reads the legacy field `cloudInitNoCloudSource` of a call. */
export function readLegacySource(bytes: Uint8Array): JsonMapping | undefined {
  return bytes.length === 0 ? undefined : readObject(bytes, 'cloudInitNoCloudSource');
}

/** What a caller that sends only the legacy field means. */
export function fromLegacySource(legacy: JsonMapping): CloudInitData {
  return {
    DataSource: 'noCloud',
    UserData: textOf(legacy['userData']),
    NetworkData: textOf(legacy['networkData']),
  };
}

/** The legacy field made to say the same as the data: old callers, and KubeVirt's fallback, read it. */
export function toLegacySource(legacy: JsonMapping | undefined, data: CloudInitData): JsonMapping {
  const { userDataBase64: _user, networkDataBase64: _network, ...rest } = legacy ?? {};
  const networkData = textOf(data['NetworkData']);
  const same: JsonMapping = { ...rest, userData: textOf(data['UserData']), networkData };
  if (networkData === '' && !Object.hasOwn(legacy ?? {}, 'networkData')) delete same['networkData'];
  return same;
}

/** KubeVirt takes a result with empty user data for none at all and loses the rest: an empty cloud-config is one. */
export const EMPTY_USER_DATA = '#cloud-config\n';

export function dataSourceOf(data: CloudInitData): DataSource {
  return textOf(data['DataSource']).toLowerCase() === 'configdrive' ? 'ConfigDrive' : 'NoCloud';
}

/** The names that rules use for meta-data, and what they are called in each data source. */
const NAMES: Readonly<Record<DataSource, Readonly<Record<string, readonly string[]>>>> = {
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
export const META_DATA_NAMES = Object.keys(NAMES.ConfigDrive);

/** The field that holds the meta-data. */
export function metaDataField(source: DataSource): 'NoCloudMetaData' | 'ConfigDriveMetaData' {
  return source === 'ConfigDrive' ? 'ConfigDriveMetaData' : 'NoCloudMetaData';
}

/** The meta-data under the one spelling that rules use; other fields are left out. */
export function readMetaData(data: CloudInitData): JsonMapping {
  const source = dataSourceOf(data);
  const stored = data[metaDataField(source)];
  const found: JsonMapping = {};
  for (const [name, spellings] of Object.entries(NAMES[source])) {
    const value = isMapping(stored)
      ? spellings.map((key) => stored[key]).find((v) => v !== undefined && v !== null)
      : undefined;
    if (value !== undefined) found[name] = value;
  }
  return found;
}

/** The data with its meta-data changed to `metaData`, which uses the one spelling. Other fields stay. */
export function writeMetaData(data: CloudInitData, metaData: JsonMapping): CloudInitData {
  const source = dataSourceOf(data);
  const field = metaDataField(source);
  const stored: JsonMapping = isMapping(data[field]) ? { ...data[field] } : {};
  const before = readMetaData(data);
  for (const [name, spellings] of Object.entries(NAMES[source])) {
    const value = metaData[name];
    if (sameJson(value, before[name])) continue;
    for (const key of spellings) {
      if (value === undefined) delete stored[key];
      else stored[key] = value;
    }
  }
  const unknown = Object.keys(metaData).find((name) => !Object.hasOwn(NAMES[source], name));
  if (unknown !== undefined) {
    throw new Failure(
      'TypeMismatch',
      `${source} meta-data has no ${unknown}`,
      `it has ${Object.keys(NAMES[source]).join(', ')}`,
    );
  }
  return { ...data, [field]: stored };
}

function readObject(bytes: Uint8Array, name: string): JsonMapping {
  if (bytes.length > MAX_CLOUD_INIT_BYTES) {
    throw new Failure(
      'LimitExceeded',
      `${name} has ${bytes.length} bytes`,
      `at most ${MAX_CLOUD_INIT_BYTES}`,
    );
  }
  const json = parse(bytes);
  if (!isMapping(json)) throw new Failure('InvalidDocument', `${name} is not a JSON object`);
  return json;
}

function parse(bytes: Uint8Array): Json | undefined {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as Json; // JSON.parse gives nothing else
  } catch {
    return undefined; // the reason would quote the data
  }
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}
