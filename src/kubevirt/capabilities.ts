/** The namespaces that rules need not declare. */
export const KNOWN_NAMESPACES: ReadonlyMap<string, string> = new Map([
  ['qemu', 'http://libvirt.org/schemas/domain/qemu/1.0'],
  ['kubevirt', 'http://kubevirt.io'],
]);

const QEMU_NAMESPACE = KNOWN_NAMESPACES.get('qemu');

/** What XML can do beyond describing a VM. A rule that writes such nodes must name it, where a reviewer sees it. */
export const CAPABILITIES = [
  'QemuCommandLine',
  'HostProgram',
  'HostFile',
  'HostDevice',
  'SecurityLabel',
] as const;

export type Capability = (typeof CAPABILITIES)[number];

/** Folders of the virt-launcher pod that KubeVirt made for this VM. */
const OWN_FOLDERS = [
  '/var/run/kubevirt/',
  '/var/run/kubevirt-private/',
  '/var/run/kubevirt-ephemeral-disks/',
  '/var/run/kubevirt-infra/',
  '/run/kubevirt/',
  '/run/kubevirt-private/',
  '/run/kubevirt-ephemeral-disks/',
  '/run/kubevirt-infra/',
];

const HOST_PROGRAMS = new Set(['emulator', 'loader', 'script', 'downscript', 'bootloader']);
const BOOT_FILES = new Set(['kernel', 'initrd']);
const HOST_DEVICES = new Set(['hostdev', 'redirdev', 'vhostuser', 'shmem']);
const SECURITY_LABELS = new Set(['seclabel', 'launchSecurity', 'idmap']);

/** One step from the root to a node: local name and namespace. */
export interface Name {
  readonly local: string;
  readonly namespace: string | null;
}

/**
 * The capability that writing an element needs, judged by the names on its way from the root (`[domain, os, kernel]`);
 * undefined when it needs none. An element inside one that needs a capability needs it too.
 */
export function capabilityOfElement(path: readonly Name[]): Capability | undefined {
  for (const [i, { local, namespace }] of path.entries()) {
    if (namespace === QEMU_NAMESPACE) return 'QemuCommandLine';
    if (HOST_PROGRAMS.has(local)) return 'HostProgram';
    if (BOOT_FILES.has(local) && path[i - 1]?.local === 'os') return 'HostProgram';
    if (HOST_DEVICES.has(local)) return 'HostDevice';
    if (SECURITY_LABELS.has(local)) return 'SecurityLabel';
  }
  return undefined;
}

/**
 * The capability that an attribute's value or an element's text needs: anything that reads as an absolute path outside
 * KubeVirt's own folders, and the words that hand over a device of the host or another program's socket.
 */
export function capabilityOfValue(
  element: string,
  attribute: string | undefined,
  value: string,
): Capability | undefined {
  if (attribute !== undefined && (value === 'vhostuser' || value === 'nvme')) return 'HostDevice';
  if (element === 'interface' && attribute === 'type' && value === 'hostdev') return 'HostDevice';
  const path = value.trim();
  if (attribute === undefined && FREE_TEXT.has(element)) return undefined;
  if (/^\/dev(\/|$)/.test(path)) return 'HostDevice';
  const namesFile =
    path.startsWith('/') || (attribute !== undefined && FILE_ATTRIBUTES.has(attribute) && path !== '');
  return namesFile && !isInOwnFolder(path) ? 'HostFile' : undefined;
}

/** Attributes that name a file even when the path is relative. */
const FILE_ATTRIBUTES = new Set(['dir', 'file', 'path', 'socket']);

/** Elements whose text is for people or for the guest, never a file. */
const FREE_TEXT = new Set(['entry', 'title', 'description']);

function isInOwnFolder(path: string): boolean {
  return OWN_FOLDERS.some((folder) => path.startsWith(folder)) && !path.split('/').includes('..');
}
