import type { Hooks } from '../engine/hooks.ts';
import type { OnDefineDomainParams } from '../gen/kubevirt/hooks/v1alpha3/callbacks.ts';
import { EXAMPLE_DOMAIN } from '../kubevirt/example-domain.ts';

const VMI = {
  metadata: { name: 'warm-up', namespace: 'default', annotations: { 'warm-up': 'x' }, labels: {} },
  spec: { domain: { devices: {} } },
};

const CLOUD_INIT = {
  DataSource: 'noCloud',
  NoCloudMetaData: { 'instance-id': 'warm-up', 'local-hostname': 'warm-up' },
  UserData: '#cloud-config\n',
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

/** A call of OnDefineDomain for the made-up VM. */
export function warmUpCall(): OnDefineDomainParams {
  return { domainXML: encode(EXAMPLE_DOMAIN), vmi: encode(JSON.stringify(VMI)) };
}

/**
 * Runs the rules on a made-up VM and drops what comes of it, so that the first real call does not pay for what is loaded
 * and compiled when it is first used. Never throws.
 */
export function warmUp(hooks: Hooks): void {
  const { domainXML, vmi } = warmUpCall();
  try {
    if (hooks.hasDomainRules) hooks.onDefineDomain(domainXML, vmi);
    if (hooks.hasCloudInitRules) hooks.preCloudInitIso(encode(JSON.stringify(CLOUD_INIT)), encode('{}'), vmi);
  } catch {
    // The first real call meets the same error, and there it can be told to somebody.
  }
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
