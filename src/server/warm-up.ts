import type { Hooks } from '../engine/hooks.ts';
import type {
  OnDefineDomainParams,
  PreCloudInitIsoParams,
} from '../gen/kubevirt/hooks/v1alpha3/callbacks.ts';
import { EXAMPLE_DOMAIN } from '../kubevirt/example-domain.ts';

const VMI = {
  metadata: { name: 'warm-up', namespace: 'default', annotations: { 'warm-up': 'x' }, labels: {} },
  spec: { domain: { devices: {} } },
};

const CLOUD_INIT = {
  DataSource: 'noCloud',
  NoCloudMetaData: { 'instance-id': 'warm-up', 'local-hostname': 'warm-up' },
  UserData: '#cloud-config\nusers:\n  - name: warm-up\n# a comment\npackages:\n  - warm-up\n',
};

/** A rule that is for the made-up VM, whatever the sidecar's own rules are for, and does what most rules do. */
export const WARM_UP_RULE = `apiVersion: sidepatch/v1alpha1
kind: Rule
metadata: {name: warm-up}
spec:
  match: {annotations: {warm-up: {exists: true}}}
  variables:
    - {name: maker, annotation: warm-up}
  domain:
    - {op: set, path: /domain/os/smbios/@mode, value: warm-up}
    - {op: set, path: "/domain/sysinfo[@type='smbios']/baseBoard/entry[@name='manufacturer']", value: $(maker)}
`;

/** The same for cloud-init data. */
export const WARM_UP_CLOUD_INIT_RULE = `apiVersion: sidepatch/v1alpha1
kind: Rule
metadata: {name: warm-up-cloud-init}
spec:
  match: {annotations: {warm-up: {exists: true}}}
  userData:
    - {op: add, path: /packages/-, value: another}
`;

/** A call of OnDefineDomain for the made-up VM. */
export function warmUpCall(): OnDefineDomainParams {
  return { domainXML: encode(EXAMPLE_DOMAIN), vmi: encode(JSON.stringify(VMI)) };
}

/** A call of PreCloudInitIso for the made-up VM. */
export function warmUpCloudInitCall(): PreCloudInitIsoParams {
  const { vmi } = warmUpCall();
  return {
    cloudInitData: encode(JSON.stringify(CLOUD_INIT)),
    cloudInitNoCloudSource: encode('{}'),
    vmi,
  };
}

/**
 * Runs the rules on a made-up VM and drops what comes of it, so that the first real call does not pay for what is loaded
 * and compiled when it is first used. Never throws.
 */
export function warmUp(hooks: Hooks): void {
  const { domainXML, vmi } = warmUpCall();
  const { cloudInitData, cloudInitNoCloudSource } = warmUpCloudInitCall();
  try {
    if (hooks.hasDomainRules) hooks.onDefineDomain(domainXML, vmi);
    if (hooks.hasCloudInitRules) hooks.preCloudInitIso(cloudInitData, cloudInitNoCloudSource, vmi);
  } catch {
    // The first real call meets the same error, and there it can be told to somebody.
  }
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
