import { type CloudInitData, metaDataField } from '../kubevirt/cloud-init-data.ts';
import { readVmiObject, type Vmi } from '../kubevirt/vmi.ts';
import type { CloudInitCase, RuleCase } from '../rules/rule-test-model.ts';
import type { Json } from '../yaml/json.ts';

/** The case's VMI. One without volumes gets the data source of its cloud-init data, as KubeVirt would have it. */
export function vmiOfCase({ vmi, cloudInit }: RuleCase): Vmi {
  const read = readVmiObject(vmi);
  return read.dataSource === undefined && cloudInit ? { ...read, dataSource: cloudInit.dataSource } : read;
}

const NO_CLOUD_INIT: CloudInitCase = { dataSource: 'NoCloud', userData: '', networkData: '', metaData: {} };

/** The case's cloud-init data as KubeVirt sends it; empty where it has none. */
export function cloudInitOfCase({
  dataSource,
  userData,
  networkData,
  metaData,
}: CloudInitCase = NO_CLOUD_INIT): CloudInitData {
  return {
    DataSource: dataSource === 'NoCloud' ? 'noCloud' : 'configDrive',
    NoCloudMetaData: null,
    ConfigDriveMetaData: null,
    [metaDataField(dataSource)]: metaData as Json, // plain data from a YAML file
    UserData: userData,
    NetworkData: networkData,
    DevicesData: null,
    VolumeName: 'cloudinitdisk',
  };
}
