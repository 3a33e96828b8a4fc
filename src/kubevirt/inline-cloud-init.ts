import { Failure } from '../text/failure.ts';
import { isMapping, type Json, type JsonMapping } from '../yaml/json.ts';
import { type CloudInitData, metaDataField } from './cloud-init-data.ts';
import type { DataSource, Vmi } from './vmi.ts';

/** The cloud-init data that stands in a VMI, or what of it stands elsewhere. */
export type InlineCloudInit = { readonly data: CloudInitData } | { readonly elsewhere: string };

/**
 * What KubeVirt makes of the VMI's first cloud-init volume (ReadCloudInitVolumeDataSource in pkg/cloud-init);
 * undefined when it has none. Data in a Secret is not in a manifest. Throws InvalidDocument for what is no base64.
 */
export function inlineCloudInit(vmi: Vmi): InlineCloudInit | undefined {
  const volume = volumesOf(vmi).find((one) => sourceIn(one) !== undefined);
  const found = volume && sourceIn(volume);
  if (!volume || !found) return undefined;
  const { source, fields } = found;
  const user = textOf(fields, 'userData', 'secretRef');
  const network = textOf(fields, 'networkData', 'networkDataSecretRef');
  if ('secret' in user) return { elsewhere: `the user data is in the Secret ${user.secret}` };
  if ('secret' in network) return { elsewhere: `the network data is in the Secret ${network.secret}` };
  const name = volume['name'];
  const volumeName = typeof name === 'string' ? name : '';
  return { data: cloudInitDataOf(vmi, source, user.text, network.text, volumeName) };
}

/** CloudInitData as KubeVirt fills it in. */
export function cloudInitDataOf(
  vmi: Vmi,
  source: DataSource,
  userData: string,
  networkData: string,
  volumeName: string,
): CloudInitData {
  return {
    DataSource: source === 'NoCloud' ? 'noCloud' : 'configDrive',
    NoCloudMetaData: null,
    ConfigDriveMetaData: null,
    [metaDataField(source)]: metaDataOf(vmi, source),
    UserData: userData,
    NetworkData: networkData,
    DevicesData: null,
    VolumeName: volumeName,
  };
}

function metaDataOf(vmi: Vmi, source: DataSource): JsonMapping {
  const { name, namespace, annotations } = vmi;
  const id = `${name}.${namespace}`;
  const hostname = hostnameOf(vmi);
  const instanceType =
    annotations.get('kubevirt.io/cluster-instancetype-name') ??
    annotations.get('kubevirt.io/instancetype-name');
  const uuid = member(member(member(specOf(vmi), 'domain'), 'firmware'), 'uuid');
  if (source === 'NoCloud') {
    return {
      ...(instanceType ? { 'instance-type': instanceType } : {}),
      'instance-id': id,
      'local-hostname': hostname,
    };
  }
  return {
    ...(instanceType ? { instance_type: instanceType } : {}),
    instance_id: id,
    local_hostname: hostname,
    hostname,
    ...(typeof uuid === 'string' ? { uuid } : {}),
  };
}

/** A host's name has no dots and 63 characters (SanitizeHostname in pkg/util/net/dns). */
function hostnameOf(vmi: Vmi): string {
  const given = member(specOf(vmi), 'hostname');
  const hostname = typeof given === 'string' && given !== '' ? given : vmi.name;
  return (hostname.split('.')[0] ?? '').slice(0, 63);
}

function volumesOf(vmi: Vmi): JsonMapping[] {
  const volumes = member(specOf(vmi), 'volumes');
  return Array.isArray(volumes) ? volumes.filter(isMapping) : [];
}

function sourceIn(volume: JsonMapping): { source: DataSource; fields: JsonMapping } | undefined {
  const { cloudInitNoCloud, cloudInitConfigDrive } = volume;
  if (isMapping(cloudInitNoCloud)) return { source: 'NoCloud', fields: cloudInitNoCloud };
  return isMapping(cloudInitConfigDrive)
    ? { source: 'ConfigDrive', fields: cloudInitConfigDrive }
    : undefined;
}

/** Plain text before base64, as readRawOrBase64Data has it. In a sidecar's VMI KubeVirt has put the Secret's text in. */
function textOf(
  fields: JsonMapping,
  key: 'userData' | 'networkData',
  reference: string,
): { text: string } | { secret: string } {
  const plain = fields[key];
  if (typeof plain === 'string' && plain !== '') return { text: plain };
  const encoded = fields[`${key}Base64`];
  if (typeof encoded === 'string' && encoded !== '') return { text: decoded(encoded, `${key}Base64`) };
  const secret = member(fields[reference], 'name');
  return typeof secret === 'string' ? { secret } : { text: '' };
}

/** Bytes that are no UTF-8 become U+FFFD: KubeVirt sends the text as JSON, which does the same to them. */
function decoded(base64: string, field: string): string {
  try {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Failure('InvalidDocument', `${field} of the cloud-init volume is no base64`);
  }
}

function specOf({ json }: Vmi): Json | undefined {
  return member(json as Json, 'spec'); // from JSON or YAML, so it is JSON
}

function member(value: Json | undefined, key: string): Json | undefined {
  return isMapping(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}
