import { type GoStruct, list, one, struct } from './go-structs.ts';
import { clock, cpu, cpuTune } from './libvirtxml-cpu.ts';
import { devices } from './libvirtxml-devices.ts';

// libvirt.org/go/libvirtxml, domain.go (2025): the sections that KubeVirt or the corpus write, each as a whole as far as
// they write it. Before an element counts as unknown to libvirtxml, look it up there.

const state = struct('DomainFeatureState', 'State:state?');
const feature = struct('DomainFeature');
const empty = (type: string) => struct(type);
const value = (type: string, go = '#Value') => struct(type, `${go}:.`);

const hyperv = struct('DomainFeatureHyperV', 'Mode:mode?', [
  one('Relaxed', 'relaxed', state),
  one('VAPIC', 'vapic', state),
  one('Spinlocks', 'spinlocks', struct('DomainFeatureHyperVSpinlocks', 'State:state? #Retries:retries?')),
  one('VPIndex', 'vpindex', state),
  one('Runtime', 'runtime', state),
  one('Synic', 'synic', state),
  one(
    'STimer',
    'stimer',
    struct('DomainFeatureHyperVSTimer', 'State:state?', [one('Direct', 'direct', state)]),
  ),
  one('Reset', 'reset', state),
  one('VendorId', 'vendor_id', struct('DomainFeatureHyperVVendorId', 'State:state? Value:value?')),
  one('Frequencies', 'frequencies', state),
  one('ReEnlightenment', 'reenlightenment', state),
  one(
    'TLBFlush',
    'tlbflush',
    struct('DomainFeatureHyperVTLBFlush', 'State:state?', [
      one('Direct', 'direct', state),
      one('Extended', 'extended', state),
    ]),
  ),
  one('IPI', 'ipi', state),
  one('EVMCS', 'evmcs', state),
]);

const features = struct('DomainFeatureList', '', [
  one('PAE', 'pae', feature),
  one('ACPI', 'acpi', feature),
  one('APIC', 'apic', struct('DomainFeatureAPIC', 'EOI:eoi?')),
  one('HyperV', 'hyperv', hyperv),
  one(
    'KVM',
    'kvm',
    struct('DomainFeatureKVM', '', [
      one('Hidden', 'hidden', state),
      one('HintDedicated', 'hint-dedicated', state),
      one('PollControl', 'poll-control', state),
      one('PVIPI', 'pv-ipi', state),
    ]),
  ),
  one('PVSpinlock', 'pvspinlock', state),
  one('PMU', 'pmu', state),
  one('VMPort', 'vmport', state),
  one('SMM', 'smm', struct('DomainFeatureSMM', 'State:state?')),
  one('IOAPIC', 'ioapic', struct('DomainFeatureIOAPIC', 'Driver:driver?')),
]);

const limit = struct('DomainMemoryTuneLimit', '#Value:. Unit:unit?');

const memoryBacking = struct('DomainMemoryBacking', '', [
  one(
    'MemoryHugePages',
    'hugepages',
    struct('DomainMemoryHugepages', '', [
      list('Hugepages', 'page', struct('DomainMemoryHugepage', '#Size:size Unit:unit? Nodeset:nodeset?')),
    ]),
  ),
  one('MemoryNosharepages', 'nosharepages', empty('DomainMemoryNosharepages')),
  one('MemoryLocked', 'locked', empty('DomainMemoryLocked')),
  one('MemorySource', 'source', struct('DomainMemorySource', 'Type:type?')),
  one('MemoryAccess', 'access', struct('DomainMemoryAccess', 'Mode:mode?')),
  one('MemoryAllocation', 'allocation', struct('DomainMemoryAllocation', 'Mode:mode? #Threads:threads?')),
  one('MemoryDiscard', 'discard', empty('DomainMemoryDiscard')),
]);

const entry = struct('DomainSysInfoEntry', 'Name:name File:file? Value:.');
const entries = (type: string) => struct(type, '', [list('Entry', 'entry', entry)]);
const oemStrings = struct('DomainSysInfoOEMStrings', '', [{ go: 'Entry', xml: 'entry', kind: 'texts' }]);
const sysInfo = struct('DomainSysInfo', '', [], {
  smbios: {
    go: 'SMBIOS',
    struct: struct('DomainSysInfoSMBIOS', '', [
      one('BIOS', 'bios', entries('DomainSysInfoBIOS')),
      one('System', 'system', entries('DomainSysInfoSystem')),
      list('BaseBoard', 'baseBoard', entries('DomainSysInfoBaseBoard')),
      one('Chassis', 'chassis', entries('DomainSysInfoChassis')),
      one('OEMStrings', 'oemStrings', oemStrings),
    ]),
  },
  fwcfg: { go: 'FWCfg', struct: entries('DomainSysInfoFWCfg') },
});

const os = struct(
  'DomainOS',
  'Firmware:firmware? Kernel:<kernel? Initrd:<initrd? Cmdline:<cmdline? Shim:<shim? DTB:<dtb?',
  [
    one('Type', 'type', struct('DomainOSType', 'Arch:arch? Machine:machine? Type:.')),
    one(
      'Loader',
      'loader',
      struct(
        'DomainLoader',
        'Path:. Readonly:readonly? Secure:secure? Stateless:stateless? Type:type? Format:format?',
      ),
    ),
    one(
      'NVRam',
      'nvram',
      struct('DomainNVRam', 'NVRam:. Template:template? Format:format? TemplateFormat:templateFormat?'),
    ),
    list('BootDevices', 'boot', struct('DomainBootDevice', 'Dev:dev')),
    one('BootMenu', 'bootmenu', struct('DomainBootMenu', 'Enable:enable? Timeout:timeout?')),
    one('BIOS', 'bios', struct('DomainBIOS', 'UseSerial:useserial? ~RebootTimeout:rebootTimeout?')),
    one('SMBios', 'smbios', struct('DomainSMBios', 'Mode:mode')),
  ],
);

const sev = struct(
  'DomainLaunchSecuritySEV',
  'KernelHashes:kernelHashes? #CBitPos:<cbitpos? #ReducedPhysBits:<reducedPhysBits? #Policy:<policy? DHCert:<dhCert Session:<sesion',
);

const qemuCommandline = struct('DomainQEMUCommandline', '', [
  list('Args', 'qemu:arg', struct('DomainQEMUCommandlineArg', 'Value:value')),
  list('Envs', 'qemu:env', struct('DomainQEMUCommandlineEnv', 'Name:name Value:value?')),
]);

const policy = struct('DomainPMPolicy', 'Enabled:enabled');

/** The domain, as CEL's `domainSpec` and as what an expression returns. */
export const domain: GoStruct = struct(
  'Domain',
  'Type:type? ~ID:id? Name:<name? UUID:<uuid? Title:<title? Description:<description? #IOThreads:<iothreads? ' +
    'OnPoweroff:<on_poweroff? OnReboot:<on_reboot? OnCrash:<on_crash?',
  [
    one('GenID', 'genid', value('DomainGenID', 'Value')),
    { go: 'Metadata', xml: 'metadata', kind: 'raw' },
    one('MaximumMemory', 'maxMemory', struct('DomainMaxMemory', '#Value:. Unit:unit? #Slots:slots?')),
    one('Memory', 'memory', struct('DomainMemory', '#Value:. Unit:unit? DumpCore:dumpCore?')),
    one('CurrentMemory', 'currentMemory', struct('DomainCurrentMemory', '#Value:. Unit:unit?')),
    one(
      'MemoryTune',
      'memtune',
      struct('DomainMemoryTune', '', [
        one('HardLimit', 'hard_limit', limit),
        one('SoftLimit', 'soft_limit', limit),
        one('MinGuarantee', 'min_guarantee', limit),
        one('SwapHardLimit', 'swap_hard_limit', limit),
      ]),
    ),
    one('MemoryBacking', 'memoryBacking', memoryBacking),
    one(
      'VCPU',
      'vcpu',
      struct('DomainVCPU', 'Placement:placement? CPUSet:cpuset? #Current:current? #Value:.'),
    ),
    one('CPUTune', 'cputune', cpuTune),
    list('SysInfo', 'sysinfo', sysInfo),
    one('OS', 'os', os),
    one('Features', 'features', features),
    one('CPU', 'cpu', cpu),
    one('Clock', 'clock', clock),
    one(
      'PM',
      'pm',
      struct('DomainPM', '', [
        one('SuspendToMem', 'suspend-to-mem', policy),
        one('SuspendToDisk', 'suspend-to-disk', policy),
      ]),
    ),
    one('Devices', 'devices', devices),
    list(
      'SecLabel',
      'seclabel',
      struct(
        'DomainSecLabel',
        'Type:type? Model:model? Relabel:relabel? Label:<label? ImageLabel:<imagelabel?',
      ),
    ),
    one(
      'LaunchSecurity',
      'launchSecurity',
      struct('DomainLaunchSecurity', '', [], { sev: { go: 'SEV', struct: sev } }),
    ),
    one('QEMUCommandline', 'qemu:commandline', qemuCommandline),
  ],
);
