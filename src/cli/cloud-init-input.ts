import {
  type CloudInitData,
  dataSourceOf,
  metaDataField,
  readCloudInitData,
} from '../kubevirt/cloud-init-data.ts';
import type { Vmi } from '../kubevirt/vmi.ts';
import { Failure } from '../text/failure.ts';
import { readInput, Usage } from './terminal.ts';

/** The options that say which cloud-init data to apply rules to. */
export interface CloudInitOptions {
  readonly 'cloud-init'?: string;
  readonly 'user-data'?: string;
  readonly 'network-data'?: string;
}

/** KubeVirt's CloudInitData from a file of it, or made of user data and network data; undefined when none is given. */
export function readCloudInit(options: CloudInitOptions, vmi: Vmi): CloudInitData | undefined {
  const { 'cloud-init': whole, 'user-data': userData, 'network-data': networkData } = options;
  if (whole !== undefined) {
    if (userData !== undefined || networkData !== undefined) {
      throw new Usage('--cloud-init holds user data and network data already: leave one of them out');
    }
    return parse(whole);
  }
  if (userData === undefined && networkData === undefined) return undefined;
  const source = vmi.dataSource ?? 'NoCloud';
  const data = { DataSource: source === 'NoCloud' ? 'noCloud' : 'configDrive' };
  return {
    ...data,
    NoCloudMetaData: null,
    ConfigDriveMetaData: null,
    [metaDataField(dataSourceOf(data))]: metaDataOf(vmi),
    UserData: userData === undefined ? '' : readInput(userData),
    NetworkData: networkData === undefined ? '' : readInput(networkData),
    DevicesData: null,
    VolumeName: 'cloudinitdisk',
  };
}

/** As KubeVirt fills it in. */
function metaDataOf({ name, namespace, dataSource }: Vmi): CloudInitData {
  const id = `${name}.${namespace}`;
  return dataSource === 'ConfigDrive'
    ? { instance_id: id, local_hostname: name, hostname: name }
    : { 'instance-id': id, 'local-hostname': name };
}

function parse(path: string): CloudInitData {
  try {
    const data = readCloudInitData(new TextEncoder().encode(readInput(path)));
    if (data) return data;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    throw new Usage(`${path}: ${error.message}`);
  }
  throw new Usage(`${path} is empty: give KubeVirt's CloudInitData as JSON`);
}
