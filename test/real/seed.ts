import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createHooks } from '../../src/engine/hooks.ts';
import { formatDiagnostic } from '../../src/text/diagnostic.ts';
import { configDrive, noCloud, rulesOf, vmiObject } from '../engine/cloud-init-support.ts';
import { succeed, temporaryFolder } from './run.ts';

/** A VM's cloud-init data, the rules for it, and the annotations that they read. */
export interface Patching {
  readonly source?: 'NoCloud' | 'ConfigDrive';
  readonly rules: string | readonly string[];
  readonly annotations?: Readonly<Record<string, string>>;
  readonly userData: string;
  readonly networkData?: string;
}

/** The files of a cloud-init disk, by their paths in it. */
export type Seed = Readonly<Record<string, string>>;

/** What the hook makes of the data, from bytes to bytes, as the disk that KubeVirt writes of it. */
export function patchedSeed(patching: Patching): Seed {
  const { source = 'NoCloud', rules, annotations = {}, userData, networkData = '' } = patching;
  const data = source === 'NoCloud' ? noCloud(userData, networkData) : configDrive(userData, networkData);
  const hooks = createHooks(rulesOf(...[rules].flat()), []);
  const reply = hooks.preCloudInitIso(
    encode(data),
    encode({ userData, networkData }),
    encode(vmiObject(annotations)),
  );
  if (reply.failure) throw new Error(formatDiagnostic(reply.failure));
  return seedOf(JSON.parse(new TextDecoder().decode(reply.cloudInitData)) as CloudInitFields);
}

/** The fields of CloudInitData that end on the disk. */
export interface CloudInitFields {
  readonly DataSource: string;
  readonly NoCloudMetaData: unknown;
  readonly ConfigDriveMetaData: unknown;
  readonly UserData: string;
  readonly NetworkData: string;
}

/** KubeVirt's own layout (pkg/cloud-init): network data only where there is some, meta-data as JSON in both. */
export function seedOf(data: CloudInitFields): Seed {
  const { UserData, NetworkData } = data;
  if (data.DataSource === 'noCloud') {
    return {
      'user-data': UserData,
      'meta-data': JSON.stringify(data.NoCloudMetaData),
      ...(NetworkData === '' ? {} : { 'network-config': NetworkData }),
    };
  }
  return {
    'openstack/latest/user_data': UserData,
    'openstack/latest/meta_data.json': JSON.stringify(data.ConfigDriveMetaData),
    ...(NetworkData === '' ? {} : { 'openstack/latest/network_data.json': NetworkData }),
  };
}

/** The disk as an image, made with the options that KubeVirt uses. */
export function imageOf(seed: Seed): string {
  const folder = temporaryFolder('seed');
  for (const [path, text] of Object.entries(seed)) {
    const file = join(folder, 'files', path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  const image = join(folder, 'noCloud.iso');
  succeed('genisoimage', [
    '-quiet',
    '-volid',
    'cidata',
    '-joliet',
    '-rock',
    '-output',
    image,
    join(folder, 'files'),
  ]);
  return image;
}

function encode(json: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(json));
}
