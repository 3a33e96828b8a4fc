import { always, type GoStruct, list, one, struct, union } from './go-structs.ts';
import { address, boot, common, rom } from './libvirtxml-common.ts';
import { controller, disk } from './libvirtxml-disks.ts';
import { networkInterface } from './libvirtxml-interfaces.ts';

// libvirt.org/go/libvirtxml, domain.go: DomainDeviceList and what is in it.

const chardevSource = struct('DomainChardevSource', '', [
  ...union('mode path host service tls channel append'),
  one('', 'clipboard', struct('DomainChardevSourceQEMUVDAgentClipBoard', 'CopyPaste:copypaste')),
  one('', 'mouse', struct('DomainChardevSourceQEMUVDAgentMouse', 'Mode:mode')),
]);
const chardev = [
  ...union('type'),
  one('Source', 'source', chardevSource),
  one('Protocol', 'protocol', struct('DomainChardevProtocol', 'Type:type')),
  one('Log', 'log', struct('DomainChardevLog', 'File:file Append:append?')),
  ...common,
];

const listener = struct('DomainGraphicListener', '', [...union('type address network socket')]);
const compression = (type: string) => struct(type, 'Compression:compression');
const graphics = struct('DomainGraphic', '', [
  ...union(
    'type port tlsPort autoport address p2p socket websocket keymap passwd passwdValidTo listen defaultMode',
  ),
  list('', 'listen', listener),
  one('', 'gl', struct('DomainGraphicSpiceGL', 'Enable:enable? RenderNode:rendernode?')),
  one('', 'image', compression('DomainGraphicSpiceImage')),
  one('', 'jpeg', compression('DomainGraphicSpiceJPEG')),
  one('', 'zlib', compression('DomainGraphicSpiceZLib')),
  one('', 'playback', compression('DomainGraphicSpicePlayback')),
  one('', 'streaming', struct('DomainGraphicSpiceStreaming', 'Mode:mode')),
  one('', 'mouse', struct('DomainGraphicSpiceMouse', 'Mode:mode')),
  one('', 'clipboard', struct('DomainGraphicSpiceClipBoard', 'CopyPaste:copypaste')),
  one('', 'filetransfer', struct('DomainGraphicSpiceFileTransfer', 'Enable:enable')),
  one('Audio', 'audio', struct('DomainGraphicAudio', '#ID:id?')),
]);

const hostdev = struct('DomainHostdev', 'Managed:managed?', [
  ...union('mode type model display ramfb rawio sgio'),
  one('', 'driver', struct('DomainHostdevSubsysPCIDriver', 'Name:name? Model:model?')),
  one(
    '',
    'source',
    struct('', '', [
      one('', 'adapter', struct('DomainHostdevSubsysSCSIAdapter', 'Name:name')),
      one('', 'address', address),
    ]),
  ),
  boot,
  rom,
  ...common,
]);

const video = struct('DomainVideo', '', [
  always(
    'Model',
    'model',
    struct(
      'DomainVideoModel',
      'Type:type #Heads:heads? #Ram:ram? #VRam:vram? #VRam64:vram64? #VGAMem:vgamem? Primary:primary? Blob:blob?',
      [
        one(
          'Accel',
          'acceleration',
          struct('DomainVideoAccel', 'Accel3D:accel3d? Accel2D:accel2d? RenderNode:rendernode?'),
        ),
        one('Resolution', 'resolution', struct('DomainVideoResolution', '#X:x #Y:y')),
      ],
    ),
  ),
  one('Driver', 'driver', struct('DomainVideoDriver', 'Name:name? VGAConf:vgaconf? IOMMU:iommu?')),
  ...common,
]);

const memBalloon = struct(
  'DomainMemBalloon',
  'Model:model AutoDeflate:autodeflate? FreePageReporting:freePageReporting?',
  [
    one('Driver', 'driver', struct('DomainMemBalloonDriver', 'IOMMU:iommu?')),
    one('Stats', 'stats', struct('DomainMemBalloonStats', '#Period:period')),
    ...common,
  ],
);

const tpmBackend = struct('DomainTPMBackend', '', [
  ...union('type version persistent_state debug'),
  one('', 'encryption', struct('DomainTPMBackendEncryption', 'Secret:secret')),
  one('', 'device', struct('DomainTPMBackendDevice', 'Path:path')),
]);

export const devices: GoStruct = struct('DomainDeviceList', 'Emulator:<emulator?', [
  list('Disks', 'disk', disk),
  list('Controllers', 'controller', controller),
  list('Interfaces', 'interface', networkInterface),
  list('Smartcards', 'smartcard', struct('DomainSmartcard', '', [...union('mode'), ...chardev])),
  list(
    'Serials',
    'serial',
    struct('DomainSerial', '', [
      ...chardev,
      one(
        'Target',
        'target',
        struct('DomainSerialTarget', 'Type:type? #Port:port?', [
          one('Model', 'model', struct('DomainSerialTargetModel', 'Name:name?')),
        ]),
      ),
    ]),
  ),
  list(
    'Consoles',
    'console',
    struct('DomainConsole', 'TTY:tty?', [
      ...chardev,
      one('Target', 'target', struct('DomainConsoleTarget', 'Type:type? #Port:port?')),
    ]),
  ),
  list(
    'Channels',
    'channel',
    struct('DomainChannel', '', [
      ...chardev,
      one('Target', 'target', struct('DomainChannelTarget', '', [...union('type name state address port')])),
    ]),
  ),
  list('Inputs', 'input', struct('DomainInput', 'Type:type Bus:bus? Model:model?', common)),
  list(
    'TPMs',
    'tpm',
    struct('DomainTPM', 'Model:model?', [one('Backend', 'backend', tpmBackend), ...common]),
  ),
  list('Graphics', 'graphics', graphics),
  list('Sounds', 'sound', struct('DomainSound', 'Model:model', common)),
  list('Audios', 'audio', struct('DomainAudio', '~ID:id #TimerPeriod:timerPeriod?', [...union('type')])),
  list('Videos', 'video', video),
  list('Hostdevs', 'hostdev', hostdev),
  list('RedirDevs', 'redirdev', struct('DomainRedirDev', 'Bus:bus?', [...chardev, boot])),
  list('Watchdogs', 'watchdog', struct('DomainWatchdog', 'Model:model Action:action?', common)),
  one('MemBalloon', 'memballoon', memBalloon),
  list(
    'RNGs',
    'rng',
    struct('DomainRNG', 'Model:model', [
      one('Rate', 'rate', struct('DomainRNGRate', '#Bytes:bytes #Period:period?')),
      one('Backend', 'backend', struct('DomainRNGBackend', ':.?', [...union('model')])),
      ...common,
    ]),
  ),
  list('Panics', 'panic', struct('DomainPanic', 'Model:model?', common)),
  list(
    'Shmems',
    'shmem',
    struct('DomainShmem', 'Name:name Role:role?', [
      one('Size', 'size', struct('DomainShmemSize', '#Value:. Unit:unit?')),
      one('Model', 'model', struct('DomainShmemModel', 'Type:type')),
      one('Server', 'server', struct('DomainShmemServer', 'Path:path?')),
      ...common,
    ]),
  ),
  one(
    'IOMMU',
    'iommu',
    struct('DomainIOMMU', 'Model:model', [
      one(
        'Driver',
        'driver',
        struct('DomainIOMMUDriver', 'IntRemap:intremap? CachingMode:caching_mode? EIM:eim? IOTLB:iotlb?'),
      ),
      ...common,
    ]),
  ),
]);
