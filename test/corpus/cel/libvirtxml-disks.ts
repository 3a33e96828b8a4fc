import { one, struct, union } from './go-structs.ts';
import { boot, common } from './libvirtxml-common.ts';

const diskSource = struct('DomainDiskSource', 'StartupPolicy:startupPolicy? #Index:index?', [
  ...union('file dev dir protocol name pool volume mode'),
  one('Reservations', 'reservations', struct('DomainDiskReservations', 'Enabled:enabled? Managed:managed?')),
]);

const LIMITS = [
  ['TotalBytesSec', 'total_bytes_sec'],
  ['ReadBytesSec', 'read_bytes_sec'],
  ['WriteBytesSec', 'write_bytes_sec'],
  ['TotalIopsSec', 'total_iops_sec'],
  ['ReadIopsSec', 'read_iops_sec'],
  ['WriteIopsSec', 'write_iops_sec'],
]
  .flatMap(([go, xml]) => [`#${go}:<${xml}?`, `#${go}Max:<${xml}_max?`])
  .join(' ');

export const disk = struct(
  'DomainDisk',
  'Device:device? RawIO:rawio? SGIO:sgio? Snapshot:snapshot? Model:model? Serial:<serial? WWN:<wwn? Vendor:<vendor? ' +
    'Product:<product?',
  [
    ...union('type'),
    one(
      'Driver',
      'driver',
      struct(
        'DomainDiskDriver',
        'Name:name? Type:type? Cache:cache? ErrorPolicy:error_policy? RErrorPolicy:rerror_policy? IO:io? ' +
          'IOEventFD:ioeventfd? CopyOnRead:copy_on_read? Discard:discard? #IOThread:iothread? ' +
          'DetectZeros:detect_zeroes? #Queues:queues? #QueueSize:queue_size? IOMMU:iommu?',
      ),
    ),
    one('Source', 'source', diskSource),
    one(
      'Target',
      'target',
      struct(
        'DomainDiskTarget',
        'Dev:dev? Bus:bus? Tray:tray? Removable:removable? #RotationRate:rotation_rate?',
      ),
    ),
    one(
      'BlockIO',
      'blockio',
      struct(
        'DomainDiskBlockIO',
        '#LogicalBlockSize:logical_block_size? #PhysicalBlockSize:physical_block_size?',
      ),
    ),
    one(
      'IOTune',
      'iotune',
      struct('DomainDiskIOTune', `${LIMITS} #SizeIopsSec:<size_iops_sec? GroupName:<group_name?`),
    ),
    one('ReadOnly', 'readonly', struct('DomainDiskReadOnly')),
    one('Shareable', 'shareable', struct('DomainDiskShareable')),
    one('Transient', 'transient', struct('DomainDiskTransient', 'ShareBacking:shareBacking?')),
    boot,
    ...common,
  ],
);

export const controller = struct('DomainController', 'Type:type #Index:index? Model:model?', [
  ...union('ports vectors'),
  one(
    'Driver',
    'driver',
    struct('DomainControllerDriver', '#Queues:queues? #IOThread:iothread? IOMMU:iommu?'),
  ),
  one('', 'pcihole64', struct('DomainControllerPCIHole64', '#Size:. Unit:unit?')),
  one(
    '',
    'target',
    struct('DomainControllerPCITarget', '', [...union('chassisNr chassis port busNr index hotplug')]),
  ),
  ...common,
]);
