/**
 * What KubeVirt's Go structs keep of the devices (pkg/virt-launcher/virtwrap/api/schema.go, 2025): everything else is
 * lost whenever virt-launcher reads a domain, as it does between the calls of OnDefineDomain (KubeVirt contract §4).
 */
export interface Known {
  readonly attributes: readonly string[];
  readonly children: Readonly<Record<string, Known>>;
  /** A single struct and not a list: of several elements the last stays. */
  readonly single?: true;
}

export const known = (attributes: string, children: Readonly<Record<string, Known>> = {}): Known => ({
  attributes: attributes.split(' ').filter(Boolean),
  children,
});
export const one = (attributes: string, children: Readonly<Record<string, Known>> = {}): Known => ({
  ...known(attributes, children),
  single: true,
});

const alias = one('name');
// No `multifunction` and no USB `port`.
const address = one('type domain bus slot function controller target unit uuid device cssid ssid devno');
const boot = one('order');

const diskSource: Known = one('dev file startupPolicy protocol name', {
  host: one('name port'),
  reservations: one('managed', { source: one('type path mode') }),
  slices: known('', { slice: known('type offset size') }),
  dataStore: one('type', { format: one('type'), source: one('dev file') }),
});

/** The children of `<devices>`; a kind that is not here is lost altogether: `shmem`, `iommu`, `smartcard`, `hub`. */
export const knownDevices: Readonly<Record<string, Known>> = {
  emulator: one(''),
  interface: known('type trustGuestRxFilters', {
    address,
    // No `portid`, no `virtualport`, no `tune`.
    source: one('network dev bridge mode', { address }),
    target: one('dev managed'),
    model: one('type'),
    mac: one('address'),
    mtu: one('size'),
    bandwidth: one(''), // an empty struct: `inbound` and `outbound` are lost
    boot,
    link: one('state'),
    filterref: one('filter'), // no `parameter`
    alias,
    driver: one('name queues iommu'), // no `rx_queue_size`
    rom: one('enabled'), // no `bar` and `file`
    acpi: one('index'),
    backend: one('type logFile'),
    portForward: known('proto address dev', { range: known('start end to exclude') }),
  }),
  channel: known('type', { source: one('mode path'), target: one('name type address port state') }),
  hostdev: known('type managed mode model display ramfb', {
    source: one('', { address }), // no `vendor` and `product`, no `adapter`
    boot,
    address,
    alias, // no `rom`
  }),
  panic: known('model'),
  controller: known('type index model', {
    driver: one('iothread queues iommu'),
    alias,
    address,
    pcihole64: one('unit'), // no `target`, no `master`, no `ports`
  }),
  video: known('', { model: one('type heads ram vram vgamem') }), // no `acceleration`, `primary` and `driver`
  // No `clipboard`, `gl`, `image` and the like; of the listeners only the last.
  graphics: known('autoport defaultMode passwdValidTo port tlsPort type', {
    listen: one('type address network socket'),
  }),
  memballoon: {
    ...one('model freePageReporting', { stats: one('period'), address, driver: one('iommu') }),
  },
  disk: known('device snapshot type model', {
    source: diskSource,
    target: one('bus dev tray'), // no `rotation_rate`
    serial: one(''),
    driver: one('cache error_policy io name type iothread queues discard iommu', {
      iothreads: one('', { iothread: known('id') }),
    }),
    readonly: one(''),
    auth: one('username', { secret: one('type usage uuid') }),
    alias,
    backingStore: one('type', { format: one('type'), source: diskSource }),
    boot,
    address,
    blockio: one('logical_block_size physical_block_size discard_granularity'),
    shareable: one(''), // no `iotune`, `wwn`, `vendor`, `product`, `transient`, `geometry`
  }),
  input: known('type bus model', { alias, address }),
  serial: known('type', {
    target: one('port'),
    source: one('mode path'),
    alias,
    log: one('file append'),
  }),
  console: known('type', { target: one('type port'), source: one('mode path'), alias }),
  watchdog: known('model action', { alias, address }),
  rng: one('model', { backend: one('model'), address, driver: one('iommu') }), // no `rate`
  filesystem: known('type accessMode', {
    source: one('dir socket'),
    target: one('dir'),
    driver: one('type queue'),
    binary: one('path xattr', { cache: one('mode'), lock: one('posix flock') }),
  }),
  redirdev: known('type bus', { source: one('mode path') }),
  sound: known('model', { alias }), // no `codec` and `audio`
  tpm: known('model', { backend: one('type version persistent_state') }),
  vsock: one('model', { cid: one('auto address') }),
  memory: one('model', {
    target: one('', {
      size: one('unit'),
      requested: one('unit'),
      current: one('unit'),
      node: one(''),
      block: one('unit'),
      address: one('base'),
    }),
    alias,
    address,
  }),
};
