import type { Hooks } from '../engine/hooks.ts';

const DOMAIN =
  '<domain type="kvm">\n\t<name>default_warm-up</name>\n\t<devices>\n\t\t<disk type="file" device="disk">' +
  '<target dev="vda"></target></disk>\n\t</devices>\n</domain>';

const VMI = {
  metadata: { name: 'warm-up', namespace: 'default', annotations: {}, labels: {} },
  spec: { domain: { devices: {} } },
};

const CLOUD_INIT = {
  DataSource: 'noCloud',
  NoCloudMetaData: { 'instance-id': 'warm-up', 'local-hostname': 'warm-up' },
  UserData: '#cloud-config\n',
};

/**
 * Runs the rules once on a made-up VM and drops what comes of it, so that the first real call does not pay for what is
 * loaded and compiled lazily. Never throws.
 */
export function warmUp(hooks: Hooks): void {
  const bytes = (text: string) => new TextEncoder().encode(text);
  const vmi = bytes(JSON.stringify(VMI));
  try {
    if (hooks.hasDomainRules) hooks.onDefineDomain(bytes(DOMAIN), vmi);
    if (hooks.hasCloudInitRules) hooks.preCloudInitIso(bytes(JSON.stringify(CLOUD_INIT)), bytes('{}'), vmi);
  } catch {
    // The first real call meets the same error, and there it can be told to somebody.
  }
}
