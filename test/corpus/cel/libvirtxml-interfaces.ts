import { list, one, struct, union } from './go-structs.ts';
import { address, boot, common, rom } from './libvirtxml-common.ts';

const bandwidth = struct(
  'DomainInterfaceBandwidthParams',
  '~Average:average? ~Peak:peak? ~Burst:burst? ~Floor:floor?',
);

export const networkInterface = struct(
  'DomainInterface',
  'Managed:managed? TrustGuestRXFilters:trustGuestRxFilters?',
  [
    ...union('type'),
    one('MAC', 'mac', struct('DomainInterfaceMAC', 'Address:address Type:type? Check:check?')),
    one(
      'Source',
      'source',
      struct('DomainInterfaceSource', '', [
        ...union('dev network portgroup bridge portid mode address port name'),
        one('', 'address', address),
      ]),
    ),
    boot,
    one(
      'VirtualPort',
      'virtualport',
      struct('DomainInterfaceVirtualPort', '', [
        ...union('type'),
        one(
          'Params',
          'parameters',
          struct('DomainInterfaceVirtualPortParams', '', [
            ...union('managerid typeid typeidversion instanceid profileid interfaceid'),
          ]),
        ),
      ]),
    ),
    list(
      'PortForward',
      'portForward',
      struct('DomainInterfaceSourcePortForward', 'Proto:proto Address:address? Dev:dev?', [
        list(
          'Ranges',
          'range',
          struct('DomainInterfaceSourcePortForwardRange', '#Start:start #End:end? #To:to? Exclude:exclude?'),
        ),
      ]),
    ),
    one('Target', 'target', struct('DomainInterfaceTarget', 'Dev:dev Managed:managed?')),
    one('Model', 'model', struct('DomainInterfaceModel', 'Type:type')),
    one(
      'Driver',
      'driver',
      struct(
        'DomainInterfaceDriver',
        'Name:name? TXMode:txmode? IOEventFD:ioeventfd? EventIDX:event_idx? #Queues:queues? ' +
          '#RXQueueSize:rx_queue_size? #TXQueueSize:tx_queue_size? IOMMU:iommu?',
      ),
    ),
    one(
      'Backend',
      'backend',
      struct('DomainInterfaceBackend', 'Type:type? Tap:tap? VHost:vhost? LogFile:logFile?'),
    ),
    one(
      'FilterRef',
      'filterref',
      struct('DomainInterfaceFilterRef', 'Filter:filter', [
        list('Parameters', 'parameter', struct('DomainInterfaceFilterParam', 'Name:name Value:value')),
      ]),
    ),
    one('Link', 'link', struct('DomainInterfaceLink', 'State:state')),
    one('MTU', 'mtu', struct('DomainInterfaceMTU', '#Size:size')),
    one(
      'Bandwidth',
      'bandwidth',
      struct('DomainInterfaceBandwidth', '', [
        one('Inbound', 'inbound', bandwidth),
        one('Outbound', 'outbound', bandwidth),
      ]),
    ),
    rom,
    ...common,
  ],
);
