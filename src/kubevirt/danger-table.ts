import type { Capability } from './capabilities.ts';

/** One kind of node of the domain that does more than describe a VM. */
export interface Danger {
  /**
   * The end of the way to it, by local names: libvirt and KubeVirt's Go structs look at nothing else. An element stands
   * for everything in it. `@name` is an attribute, `text()` an element's text.
   */
  readonly at: string;
  /** `Path`: judged by the file that the value names, see capabilityOfValue. */
  readonly needs: Capability | 'Path';
  /** Only these values. Without them every value counts, and so does taking the attribute away. */
  readonly values?: readonly string[];
  readonly because: string;
}

/**
 * libvirt's domain schema (11.x, domaincommon.rng), gone through element by element: what can run a program, open a
 * file, a device or a socket, or change a label. What is not here and holds no absolute path needs nothing.
 */
export const DANGERS: readonly Danger[] = [
  // programs, and what they run
  { at: 'commandline', needs: 'QemuCommandLine', because: 'arguments and environment of the hypervisor' },
  { at: 'emulator', needs: 'HostProgram', because: 'the program that runs the VM' },
  { at: 'loader', needs: 'HostProgram', because: 'firmware, the first code of the guest' },
  { at: 'os/kernel', needs: 'HostProgram', because: 'a kernel, started instead of the disk' },
  { at: 'os/initrd', needs: 'HostProgram', because: 'belongs to that kernel' },
  { at: 'os/cmdline', needs: 'HostProgram', because: 'init= and rdinit= name programs' },
  { at: 'os/dtb', needs: 'HostProgram', because: 'belongs to that kernel' },
  { at: 'os/shim', needs: 'HostProgram', because: 'loads that kernel' },
  { at: 'os/root', needs: 'HostProgram', because: "that kernel's root device" },
  { at: 'os/init', needs: 'HostProgram', because: 'the program of a container' },
  { at: 'os/initarg', needs: 'HostProgram', because: 'its arguments' },
  { at: 'os/initenv', needs: 'HostProgram', because: 'its environment' },
  { at: 'os/initdir', needs: 'HostProgram', because: 'its folder' },
  { at: 'os/inituser', needs: 'HostProgram', because: 'its user' },
  { at: 'os/initgroup', needs: 'HostProgram', because: 'its group' },
  { at: 'bootloader', needs: 'HostProgram', because: 'a program of the host' },
  { at: 'bootloader_args', needs: 'HostProgram', because: 'its arguments' },
  { at: 'script', needs: 'HostProgram', because: 'run when an interface comes up' },
  { at: 'downscript', needs: 'HostProgram', because: 'run when an interface goes down' },
  { at: 'filesystem/binary', needs: 'HostProgram', because: 'virtiofsd, by path and with options' },
  { at: 'source/reservations', needs: 'HostProgram', because: 'starts qemu-pr-helper, or uses its socket' },
  { at: 'interface/backend/@type', needs: 'HostProgram', values: ['passt'], because: 'starts passt' },

  // devices of the host
  { at: 'hostdev', needs: 'HostDevice', because: 'PCI, USB, SCSI and mediated devices' },
  { at: 'redirdev', needs: 'HostDevice', because: 'USB from elsewhere' },
  { at: 'redirfilter', needs: 'HostDevice', because: 'which USB devices redirdev takes' },
  { at: 'vhostuser', needs: 'HostDevice', because: "another program's socket" },
  { at: 'shmem', needs: 'HostDevice', because: "memory shared with the host's programs" },
  { at: 'smartcard', needs: 'HostDevice', because: "the host's card, or a socket" },
  { at: 'vsock', needs: 'HostDevice', because: 'sockets between guest and host, by /dev/vhost-vsock' },
  { at: 'iommufd', needs: 'HostDevice', because: '/dev/iommu' },
  { at: 'backenddomain', needs: 'HostDevice', because: "another domain's device" },
  { at: 'input/source', needs: 'HostDevice', because: "the host's keyboard and mouse" },
  { at: 'input/@type', needs: 'HostDevice', values: ['passthrough', 'evdev'], because: 'the same' },
  { at: 'source/address', needs: 'HostDevice', because: 'the PCI address of an NVMe disk, or of a card' },
  { at: 'interface/source/@dev', needs: 'HostDevice', because: 'a network card, or a vDPA device' },
  { at: 'interface/source/@bridge', needs: 'HostDevice', because: 'a bridge of the host' },
  {
    at: 'interface/@type',
    needs: 'HostDevice',
    values: ['hostdev', 'vhostuser', 'vdpa', 'direct', 'bridge', 'network'],
    because: "the host's network cards and bridges, joined by a helper program",
  },
  { at: 'interface/backend/@tap', needs: 'HostDevice', because: 'a device node' },
  { at: 'interface/backend/@vhost', needs: 'HostDevice', because: 'a device node' },
  ...onDiskSources({
    needs: 'HostDevice',
    values: ['block', 'nvme', 'vhostuser', 'vhostvdpa'],
    because: "a device, or another program's socket",
  }),
  { at: 'disk/@device', needs: 'HostDevice', values: ['lun'], because: 'SCSI commands reach the device' },
  { at: 'disk/@rawio', needs: 'HostDevice', because: 'gives QEMU CAP_SYS_RAWIO' },
  { at: 'disk/@sgio', needs: 'HostDevice', because: 'unfiltered SCSI commands' },
  {
    at: 'video/driver/@name',
    needs: 'HostDevice',
    values: ['vhostuser'],
    because: "another program's socket",
  },
  {
    at: 'crypto/backend/@model',
    needs: 'HostDevice',
    values: ['lkcf'],
    because: "the host's kernel does it",
  },
  { at: 'tpm/backend/@type', needs: 'HostDevice', values: ['passthrough'], because: "the host's TPM" },
  { at: 'tpm/backend/device', needs: 'HostDevice', because: "the host's TPM" },
  { at: 'memory/@model', needs: 'HostDevice', values: ['sgx-epc'], because: '/dev/sgx_vepc' },
  { at: 'audio/@type', needs: 'HostDevice', values: ['alsa', 'oss', 'coreaudio'], because: 'sound cards' },
  { at: 'audio/input/@dev', needs: 'HostDevice', because: 'a sound card' },
  { at: 'audio/output/@dev', needs: 'HostDevice', because: 'a sound card' },
  { at: 'gl/@rendernode', needs: 'HostDevice', because: 'a graphics card' },
  { at: 'acceleration/@rendernode', needs: 'HostDevice', because: 'a graphics card' },
  { at: 'console/@tty', needs: 'HostDevice', because: 'a terminal' },
  { at: 'blkiotune/device', needs: 'HostDevice', because: 'limits on a device that all share' },
  ...onCharacterDevices({ needs: 'HostDevice', values: ['dev', 'nmdm'], because: 'a device node' }),

  // files and sockets
  ...onCharacterDevices({
    needs: 'HostFile',
    values: ['tcp', 'udp', 'stdio', 'dbus'],
    because: 'a socket of the pod, also one that listens',
  }),
  { at: 'source/@host', needs: 'HostFile', because: 'where a socket connects or listens' },
  { at: 'source/@service', needs: 'HostFile', because: 'the port of a socket' },
  { at: 'source/host', needs: 'HostFile', because: 'a server, or a socket, that a disk comes from' },
  { at: 'channel/target/@type', needs: 'HostFile', values: ['guestfwd'], because: 'forwards to a socket' },
  {
    at: 'interface/@type',
    needs: 'HostFile',
    values: ['server', 'client', 'mcast', 'udp'],
    because: "sockets of the pod's network",
  },
  { at: 'interface/portForward', needs: 'HostFile', because: "listens in the pod's network" },
  { at: 'graphics/@type', needs: 'HostFile', because: 'opens a display, or listens' },
  { at: 'graphics/@listen', needs: 'HostFile', because: 'an address to listen at' },
  { at: 'graphics/@port', needs: 'HostFile', because: 'a port to listen at' },
  { at: 'graphics/@tlsPort', needs: 'HostFile', because: 'a port to listen at' },
  { at: 'graphics/@websocket', needs: 'HostFile', because: 'a port to listen at' },
  { at: 'graphics/@autoport', needs: 'HostFile', because: 'a port to listen at' },
  { at: 'graphics/@display', needs: 'HostFile', because: 'the socket of an X server' },
  { at: 'graphics/@xauth', needs: 'Path', because: 'the key of an X server' },
  { at: 'graphics/@address', needs: 'HostFile', because: 'the socket of D-Bus' },
  { at: 'listen/@type', needs: 'HostFile', values: ['address', 'network'], because: 'listens for all' },
  { at: 'listen/@address', needs: 'HostFile', because: 'an address to listen at' },
  { at: 'listen/@network', needs: 'HostFile', because: 'a network to listen in' },
  { at: 'listen/@socket', needs: 'Path', because: 'a socket to listen at' },
  ...onDiskSources({
    needs: 'HostFile',
    values: ['dir', 'network', 'volume'],
    because: 'a folder, a server, a storage pool',
  }),
  {
    at: 'disk/driver/@type',
    needs: 'HostFile',
    values: formatsWithReferences(),
    because: 'a guest that writes its own image header makes libvirt open any file as its backing file',
  },
  {
    at: 'format/@type',
    needs: 'HostFile',
    values: formatsWithReferences(),
    because: 'the same, one image deeper',
  },
  {
    at: 'mirror/@format',
    needs: 'HostFile',
    values: formatsWithReferences(),
    because: 'the same, as older libvirt writes it',
  },
  { at: 'source/@dev', needs: 'Path', because: 'a disk, also by a path relative to /' },
  { at: 'source/@pool', needs: 'HostFile', because: 'a storage pool' },
  { at: 'source/@volume', needs: 'HostFile', because: 'a volume of a storage pool' },
  { at: 'ssh/@keyfile', needs: 'Path', because: 'a private key' },
  { at: 'identity/@keyfile', needs: 'Path', because: 'a private key' },
  { at: 'identity/@agentsock', needs: 'Path', because: 'the socket of an SSH agent' },
  { at: 'filesystem/@type', needs: 'HostFile', because: 'what kind of folder the guest sees' },
  { at: 'filesystem/source/@name', needs: 'HostFile', because: 'a template of files' },
  { at: 'memoryBacking/source/@type', needs: 'HostFile', values: ['file'], because: 'memory in files' },
  { at: 'memory/source/path/text()', needs: 'Path', because: 'memory that is a file' },
  { at: 'pstore/path/text()', needs: 'Path', because: 'a file that the guest writes' },
  { at: 'nvram/text()', needs: 'Path', because: 'a file that the firmware writes' },
  { at: 'nvram/@template', needs: 'Path', because: 'a file that it is copied from' },
  {
    at: 'nvram/@type',
    needs: 'HostFile',
    values: ['block', 'dir', 'network', 'nvme', 'vhostuser', 'vhostvdpa', 'volume'],
    because: 'a device, a server',
  },
  { at: 'os/varstore/@template', needs: 'Path', because: 'a file that its store is copied from' },
  { at: 'acpi/table/text()', needs: 'Path', because: 'code for the guest, from a file' },
  { at: 'tpm/backend/@type', needs: 'HostFile', values: ['external'], because: 'the socket of a TPM' },
  { at: 'rng/backend/@model', needs: 'HostFile', values: ['egd'], because: 'a socket' },
  { at: 'rng/backend/text()', needs: 'Path', because: 'a device that numbers are read from' },
  {
    at: 'rng/backend/@type',
    needs: 'HostFile',
    values: ['tcp', 'udp', 'unix', 'file', 'pipe', 'dev', 'stdio'],
    because: 'a socket',
  },
  {
    at: 'audio/@type',
    needs: 'HostFile',
    values: ['jack', 'pulseaudio', 'sdl', 'dbus', 'file'],
    because: 'a sound server, or a file',
  },
  { at: 'audio/@serverName', needs: 'HostFile', because: 'the socket of a sound server' },
  { at: 'interface/backend/@logFile', needs: 'Path', because: 'a file that passt writes' },
  { at: 'lease', needs: 'HostFile', because: 'the file of a lock manager' },
  { at: 'smartcard/database/text()', needs: 'Path', because: 'a folder of keys' },
  { at: 'watchdog/@action', needs: 'HostFile', values: ['dump'], because: "the guest's memory into a file" },
  {
    at: 'on_crash/text()',
    needs: 'HostFile',
    values: ['coredump-destroy', 'coredump-restart'],
    because: "the guest's memory into a file",
  },

  // labels
  { at: 'seclabel', needs: 'SecurityLabel', because: 'turns confinement off' },
  { at: 'launchSecurity', needs: 'SecurityLabel', because: 'what the host may see of the guest' },
  { at: 'idmap', needs: 'SecurityLabel', because: 'which user of the host a guest is' },
  { at: 'features/capabilities', needs: 'SecurityLabel', because: "a container's privileges" },
  { at: 'resource', needs: 'SecurityLabel', because: 'the control group that limits the VM' },
];

function onCharacterDevices(danger: Omit<Danger, 'at'>): Danger[] {
  return ['serial', 'parallel', 'console', 'channel'].map((name) => ({ at: `${name}/@type`, ...danger }));
}

/** A disk, and what libvirt reads in the same way: the images behind it, its copy, where its data is. */
function onDiskSources(danger: Omit<Danger, 'at'>): Danger[] {
  return ['disk', 'backingStore', 'mirror', 'dataStore'].map((name) => ({ at: `${name}/@type`, ...danger }));
}

/** All formats of libvirt but `raw` and `luks`, whose images name no other file. */
function formatsWithReferences(): string[] {
  return (
    'auto bochs cloop cow dir dmg fat iso ploop qcow qcow2 qed vdi vhd vmdk vpc parallels aio ext2 ext3 ext4 ' +
    'gfs gfs2 ocfs2 xfs'
  ).split(' ');
}
