/** The namespaces that rules need not declare. */
export const KNOWN_NAMESPACES: ReadonlyMap<string, string> = new Map([
  ['qemu', 'http://libvirt.org/schemas/domain/qemu/1.0'],
  ['kubevirt', 'http://kubevirt.io'],
]);

/** What XML can do beyond describing a VM. A rule that writes such nodes must name it, where a reviewer sees it. */
export const CAPABILITIES = [
  'QemuCommandLine',
  'HostProgram',
  'HostFile',
  'HostDevice',
  'SecurityLabel',
] as const;

export type Capability = (typeof CAPABILITIES)[number];
