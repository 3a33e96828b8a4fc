import { type Known, known, knownDevices, one } from './kubevirt-structs.ts';

const state = one('state');
const entries = { entry: known('name') };

/** What KubeVirt's Go structs keep of a whole domain (pkg/virt-launcher/virtwrap/api/schema.go, 2025). */
export const knownDomain: Known = one('type', {
  name: one(''),
  uuid: one(''),
  memory: one('unit'),
  currentMemory: one('unit'),
  maxMemory: one('unit slots'),
  memoryBacking: one('', {
    hugepages: one('', { page: known('size unit nodeset') }),
    source: one('type'),
    access: one('mode'),
    allocation: one('mode'),
    nosharepages: one(''), // no `locked`, no `discard`
  }),
  os: one('', {
    type: one('arch machine'),
    acpi: one('', { table: known('type') }),
    smbios: one('mode'),
    boot: known('dev'),
    bootmenu: one('enable timeout'),
    bios: one('useserial'),
    loader: one('readonly secure type'),
    nvram: one('template'),
    kernel: one(''),
    initrd: one(''),
    cmdline: one(''),
  }),
  sysinfo: one('type', {
    system: one('', entries),
    bios: one('', entries),
    baseBoard: one('', entries),
    chassis: one('', entries),
  }),
  devices: one('', knownDevices),
  clock: one('offset timezone adjustment', { timer: known('name tickpolicy present track frequency') }),
  resource: one('', { partition: one('') }),
  'qemu:commandline': one('', { 'qemu:arg': known('value'), 'qemu:env': known('name value') }),
  metadata: one('', {
    kubevirt: one('', { uid: one(''), graceperiod: one('', { deletionGracePeriodSeconds: one('') }) }),
  }),
  features: one('', {
    acpi: one(''),
    apic: one(''),
    hyperv: one('mode', {
      relaxed: state,
      vapic: state,
      spinlocks: one('state retries'),
      vpindex: state,
      runtime: state,
      synic: state,
      stimer: one('state', { direct: state }),
      reset: state,
      vendor_id: one('state value'),
      frequencies: state,
      reenlightenment: state,
      tlbflush: state,
      ipi: state,
      evmcs: state,
    }),
    smm: one(''),
    kvm: one('', { hidden: state, 'hint-dedicated': state }),
    pvspinlock: state,
    pmu: state,
    vmport: state,
  }),
  cpu: one('mode', {
    model: one(''),
    feature: known('name policy'),
    topology: one('sockets cores threads'),
    numa: one('', { cell: known('id cpus memory unit memAccess') }),
  }),
  vcpu: one('placement'),
  vcpus: one('', { vcpu: known('id enabled hotpluggable order') }),
  cputune: one('', {
    vcpupin: known('vcpu cpuset'),
    iothreadpin: known('iothread cpuset'),
    emulatorpin: one('cpuset'),
  }),
  numatune: one('', { memory: one('mode nodeset'), memnode: known('cellid mode nodeset') }),
  iothreads: one(''),
  launchSecurity: one('type', {
    dhCert: one(''),
    session: one(''),
    cbitpos: one(''),
    reducedPhysBits: one(''),
    policy: one(''),
  }),
});
