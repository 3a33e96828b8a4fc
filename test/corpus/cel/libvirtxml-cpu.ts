import { list, one, struct } from './go-structs.ts';

// Processor and clock of libvirtxml.

export const cpu = struct(
  'DomainCPU',
  'Match:match? Mode:mode? Check:check? Migratable:migratable? DeprecatedFeatures:deprecated_features? Vendor:<vendor?',
  [
    one('Model', 'model', struct('DomainCPUModel', 'Fallback:fallback? VendorID:vendor_id? Value:.')),
    one(
      'Topology',
      'topology',
      struct(
        'DomainCPUTopology',
        '~Sockets:sockets? ~Dies:dies? ~Clusters:clusters? ~Cores:cores? ~Threads:threads?',
      ),
    ),
    one('Cache', 'cache', struct('DomainCPUCache', '#Level:level? Mode:mode')),
    one('MaxPhysAddr', 'maxphysaddr', struct('DomainCPUMaxPhysAddr', 'Mode:mode #Bits:bits? #Limit:limit?')),
    list('Features', 'feature', struct('DomainCPUFeature', 'Policy:policy? Name:name?')),
    one(
      'Numa',
      'numa',
      struct('DomainNuma', '', [
        list(
          'Cell',
          'cell',
          struct(
            'DomainCell',
            '#ID:id? CPUs:cpus? #Memory:memory Unit:unit? MemAccess:memAccess? Discard:discard?',
          ),
        ),
      ]),
    ),
  ],
);

const tuned = (type: string, go = '#Value') => struct(type, `${go}:.`);
export const cpuTune = struct('DomainCPUTune', '', [
  one('Shares', 'shares', tuned('DomainCPUTuneShares')),
  one('Period', 'period', tuned('DomainCPUTunePeriod')),
  one('Quota', 'quota', tuned('DomainCPUTuneQuota', '~Value')),
  list('VCPUPin', 'vcpupin', struct('DomainCPUTuneVCPUPin', '#VCPU:vcpu CPUSet:cpuset')),
  one('EmulatorPin', 'emulatorpin', struct('DomainCPUTuneEmulatorPin', 'CPUSet:cpuset')),
  list('IOThreadPin', 'iothreadpin', struct('DomainCPUTuneIOThreadPin', '#IOThread:iothread CPUSet:cpuset')),
  list(
    'VCPUSched',
    'vcpusched',
    struct('DomainCPUTuneVCPUSched', 'VCPUs:vcpus Scheduler:scheduler? ~Priority:priority?'),
  ),
  list(
    'IOThreadSched',
    'iothreadsched',
    struct('DomainCPUTuneIOThreadSched', 'IOThreads:iothreads Scheduler:scheduler? ~Priority:priority?'),
  ),
]);

export const clock = struct(
  'DomainClock',
  'Offset:offset? Basis:basis? Adjustment:adjustment? TimeZone:timezone? #Start:start?',
  [
    list(
      'Timer',
      'timer',
      struct(
        'DomainTimer',
        'Name:name Track:track? TickPolicy:tickpolicy? #Frequency:frequency? Mode:mode? Present:present?',
        [
          one(
            'CatchUp',
            'catchup',
            struct('DomainTimerCatchUp', '#Threshold:threshold? #Slew:slew? #Limit:limit?'),
          ),
        ],
      ),
    ),
  ],
);
