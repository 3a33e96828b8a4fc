import assert from 'node:assert/strict';
import { type CloudInitResult, editCloudInit } from '../../src/engine/cloud-init.ts';
import type { CloudInitData } from '../../src/kubevirt/cloud-init-data.ts';
import { readVmiObject, type Vmi } from '../../src/kubevirt/vmi.ts';
import { loadRules } from '../../src/rules/load.ts';
import type { Rule } from '../../src/rules/model.ts';
import { formatDiagnostic } from '../../src/text/diagnostic.ts';

/** Rules from the YAML below `spec:`, called `first`, `second` and so on. */
export function rulesOf(...specs: readonly string[]): readonly Rule[] {
  const names = ['first', 'second', 'third'];
  const text = specs.map((spec, at) => {
    const lines = spec.replace(/^\n+|\s+$/g, '').split('\n');
    const indent = Math.min(...lines.filter((line) => line.trim() !== '').map((line) => line.search(/\S/)));
    const body = lines.map((line) => `  ${line.slice(indent)}`).join('\n');
    return `apiVersion: sidepatch/v1alpha1\nkind: Rule\nmetadata: {name: ${names[at]}}\nspec:\n${body}\n`;
  });
  const { rules, diagnostics } = loadRules([{ name: 'rules.yaml', text: text.join('---\n') }]);
  assert.deepEqual(diagnostics.map(formatDiagnostic), []);
  return rules;
}

/** CloudInitData as KubeVirt's Go code writes it. */
export function noCloud(userData: string, networkData = ''): CloudInitData {
  return {
    DataSource: 'noCloud',
    NoCloudMetaData: {
      'instance-id': 'vm.default',
      'local-hostname': 'vm',
      'public-keys': { '0': 'ssh-ed25519 AAAA' },
    },
    ConfigDriveMetaData: null,
    UserData: userData,
    NetworkData: networkData,
    DevicesData: null,
    VolumeName: 'cloudinitdisk',
  };
}

export function configDrive(userData: string, networkData = ''): CloudInitData {
  return {
    DataSource: 'configDrive',
    NoCloudMetaData: null,
    ConfigDriveMetaData: {
      instance_type: 'small',
      instance_id: 'vm.default',
      local_hostname: 'vm',
      hostname: 'vm',
      uuid: '5d307ca9-b3ef-428c-8861-06e72d69f223',
      devices: [{ type: 'nic', bus: 'pci', address: '0000:01:00.0', mac: '02:00:00:00:00:01' }],
    },
    UserData: userData,
    NetworkData: networkData,
    DevicesData: null,
    VolumeName: 'cloudinitdisk',
  };
}

/** A VMI with these annotations, and the volume that belongs to the data source. */
export function vmiWith(annotations: Readonly<Record<string, string>> = {}, more: object = {}): Vmi {
  return readVmiObject(vmiObject(annotations, more));
}

export function vmiObject(annotations: Readonly<Record<string, string>> = {}, more: object = {}): object {
  return {
    metadata: { name: 'vm', namespace: 'default', annotations },
    spec: { volumes: [{ name: 'cloudinitdisk', cloudInitNoCloud: {} }] },
    ...more,
  };
}

/** The rules, put to the data; a second time they must change nothing. Fails when a rule fails. */
export function edited(
  spec: string | readonly string[],
  data: CloudInitData,
  vmi: Vmi = vmiWith(),
): CloudInitResult {
  const rules = rulesOf(...[spec].flat());
  const result = editCloudInit(rules, vmi, data);
  assert.equal(result.failure && formatDiagnostic(result.failure), undefined);
  const again = editCloudInit(rules, vmi, result.data);
  assert.deepEqual(again.data, result.data, 'a second application changes nothing');
  assert.equal(again.changed, false, 'a second application changes nothing');
  return result;
}

/** The diagnostic that the rules fail with. The data must be the very input then. */
export function refusedWith(
  spec: string | readonly string[],
  data: CloudInitData,
  vmi: Vmi = vmiWith(),
): string {
  const result = editCloudInit(rulesOf(...[spec].flat()), vmi, data);
  assert.equal(result.data, data, 'a failed call leaves the data alone');
  assert.equal(result.changed, false);
  return formatDiagnostic(result.failure ?? assert.fail('nothing failed'));
}
