import { type CloudInitData, readCloudInitData } from '../kubevirt/cloud-init-data.ts';
import { cloudInitDataOf, type InlineCloudInit, inlineCloudInit } from '../kubevirt/inline-cloud-init.ts';
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
  return cloudInitDataOf(
    vmi,
    vmi.dataSource ?? 'NoCloud',
    userData === undefined ? '' : readInput(userData),
    networkData === undefined ? '' : readInput(networkData),
    'cloudinitdisk',
  );
}

/** What stands in the VMI itself. Throws Usage when it cannot be read. */
export function readInlineCloudInit(vmi: Vmi): InlineCloudInit | undefined {
  try {
    return inlineCloudInit(vmi);
  } catch (error) {
    if (error instanceof Failure) throw new Usage(error.message);
    throw error;
  }
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
