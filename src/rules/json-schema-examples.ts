const memballoon = [{ op: 'set', path: '/domain/devices/memballoon', xml: "<memballoon model='none'/>" }];
const setHostname = [{ op: 'set', path: '/hostname', value: '$(host)' }];

/**
 * An example of every field, for editors. A key is the end of the way to a field: the longest that fits counts, and for
 * edits one with the operation's name before one without.
 */
const EXAMPLES: Readonly<Record<string, unknown>> = {
  // every document
  apiVersion: 'sidepatch/v1alpha1',
  'Rule.kind': 'Rule',
  'RuleTest.kind': 'RuleTest',
  'Policy.kind': 'Policy',
  metadata: { name: 'no-memballoon' },
  'metadata.name': 'no-memballoon',
  'metadata.labels': { team: 'databases' },
  'metadata.annotations': { 'example.com/ticket': 'VIRT-42' },
  'Rule.spec': { domain: memballoon },
  'RuleTest.spec': {
    rules: ['../no-memballoon.yaml'],
    cases: [{ name: 'others keep it', result: { 'no-memballoon': 'Skipped' } }],
  },

  'Policy.spec': {
    capabilities: [],
    domain: { allow: ['/domain/sysinfo'] },
    trusted: ['/etc/sidepatch/rules.d'],
  },

  // who
  description: 'Databases keep all of their memory.',
  match: { labels: { workload: 'database' } },
  exclude: { namespaces: ['kube-*'] },
  namespaces: ['team-a', 'prod-*'],
  names: ['db-*'],
  labels: { workload: { in: ['database', 'cache'] } },
  annotations: { 'example.com/pinned': { exists: true } },
  dataSources: ['NoCloud'],

  // what is read
  forEach: { name: 'disk', domain: '/domain/devices/disk' },
  index: 'n',
  variables: [{ name: 'host', annotation: 'example.com/hostname' }],
  name: 'maker',
  annotation: 'smbios.vm.kubevirt.io/baseBoardManufacturer',
  label: 'workload',
  vmi: '/spec/domain/cpu/cores',
  domain: '/domain/os/smbios/@mode',
  userData: '/hostname',
  networkData: '/ethernets/eth0/dhcp4',
  metaData: '/hostname',
  'variables.value': '$(host).example.com',
  'forEach.value': ['vda', 'vdb'],
  firstFree: { of: 'vd{a..z}', taken: '/domain/devices/disk/target/@dev' },
  'firstFree.of': 'vd{a..z}',
  'firstFree.taken': '/domain/devices/disk/target/@dev',
  default: 'none',
  onMissing: 'Fail',
  must: { matches: '[a-z0-9-]+' },
  transforms: [{ trim: true }, { case: 'Lower' }],
  trim: true,
  case: 'Lower',
  capture: '(?<cores>[0-9]+)x(?<threads>[0-9]+)',
  replace: { pattern: '_', with: '-' },
  'replace.pattern': '([a-z]+)_([0-9]+)',
  'replace.with': '$1-$2',
  map: { gold: 'none', '*': 'writeback' },
  split: ',',
  join: ' ',
  unique: true,
  count: true,
  entries: true,
  words: true,
  pick: '/disks/0',
  encode: 'Base64',
  decode: 'Base64',
  range: { from: 0 },
  'range.from': 0,
  quantity: 'Mi',
  parse: 'Integer',
  hash: { length: 8 },
  'hash.length': 8,

  // under which circumstances
  when: [{ vmi: '/spec/domain/cpu/cores', atLeast: 4 }],
  variable: 'cache',
  anyOf: [{ label: 'workload', equals: 'database' }, { variable: 'large' }],
  not: { annotation: 'example.com/opt-out' },
  exists: true,
  equals: 'database',
  in: ['database', 'cache'],
  notIn: ['test'],
  like: 'db-*',
  matches: '[0-9]+(-[0-9]+)?',
  atLeast: '16Gi',
  atMost: 8,

  // what is written
  'spec.domain': memballoon,
  'domain.path': '/domain/devices/disk/driver/@cache',
  'domain.test.path': 'count(/domain/devices/disk) > 0',
  'domain.add.path': '/domain/devices',
  'domain.merge.path': '/domain/devices/memballoon',
  'domain.move.from': "/domain/devices/disk[alias/@name='ua-root']/iotune",
  'domain.move.path': "/domain/devices/disk[alias/@name='ua-data']",
  'domain.copy.from': "/domain/devices/disk[alias/@name='ua-root']/iotune",
  'domain.copy.path': "/domain/devices/disk[alias/@name='ua-data']",
  'domain.value': '$(cache)',
  attributes: { cache: 'none', io: 'native' },
  xml: "<memballoon model='none'/>",
  position: 'Last',
  as: 'iotune',
  onNoMatch: 'Fail',
  message: 'the VM has no disk',
  'spec.userData': setHostname,
  'spec.networkData': [{ op: 'set', path: '/ethernets/eth0/dhcp4', value: true }],
  'spec.metaData': setHostname,
  path: '/hostname',
  'userData.add.path': '/packages/-',
  'networkData.path': '/ethernets/*/dhcp4',
  'cloudInitData.path': '/NetworkData',
  value: '$(host)',
  'networkData.value': true,
  'merge.value': { expire: false },
  'userData.merge.path': '/chpasswd',
  'networkData.merge.path': '/ethernets/eth0',
  'networkData.merge.value': { dhcp4: true },
  'metaData.merge.path': '/publicKeys',
  'metaData.merge.value': { admin: 'ssh-ed25519 AAAAC3Nza admin' },
  lists: 'Append',
  'move.from': '/user',
  'copy.from': '/fqdn',
  'metaData.move.from': '/instanceId',
  'metaData.copy.from': '/instanceId',
  'cloudInitData.move.from': '/NetworkData',
  'cloudInitData.copy.from': '/NoCloudMetaData/local-hostname',
  cloudInitData: [{ op: 'replace', path: '/NetworkData', value: '' }],
  'spec.namespaces': { lxc: 'http://libvirt.org/schemas/domain/lxc/1.0' },
  capabilities: ['HostFile'],
  foreignUserData: 'Wrap',
  failurePolicy: 'Ignore',

  // policies
  'Policy.spec.domain': { allow: ['/domain/sysinfo', '/domain/devices/disk/driver'] },
  'Policy.spec.userData': { deny: ['/runcmd', '/bootcmd', '/write_files'] },
  'Policy.spec.networkData': { allow: [] },
  'Policy.spec.metaData': { deny: ['/publicKeys'] },
  'Policy.spec.cloudInitData': { deny: ['/NoCloudMetaData'] },
  allow: ['/domain/devices/disk/driver/@cache'],
  deny: ['/domain/devices/*/source'],
  'userData.allow': ['/packages', '/users/*/ssh_authorized_keys'],
  'userData.deny': ['/runcmd', '/bootcmd', '/write_files'],
  'networkData.allow': ['/ethernets/*/nameservers'],
  'networkData.deny': ['/ethernets/*/gateway4'],
  'metaData.allow': ['/hostname'],
  'metaData.deny': ['/publicKeys'],
  'cloudInitData.allow': ['/UserData', '/NetworkData'],
  'cloudInitData.deny': ['/NoCloudMetaData'],
  trusted: ['/etc/sidepatch/rules.d'],

  // tests
  rules: ['../no-memballoon.yaml'],
  cases: [{ name: 'others keep it', result: { 'no-memballoon': 'Skipped' } }],
  'cases.name': 'a database has no balloon',
  'cases.vmi': { metadata: { labels: { workload: 'database' } } },
  'cases.domain': 'domains/database.xml',
  cloudInit: { userData: '#cloud-config\n' },
  dataSource: 'ConfigDrive',
  'cloudInit.userData': '#cloud-config\nhostname: old\n',
  'cloudInit.networkData': 'version: 2\n',
  'cloudInit.metaData': { 'local-hostname': 'db-1' },
  result: { 'no-memballoon': 'Applied' },
  error: 'InvalidValue',
  expect: [{ domain: '/domain/devices/memballoon/@model', equals: 'none' }],
  expectText: { userData: '#cloud-config\nhostname: db1\n' },
  'expectText.domain': "<domain type='kvm'><name>db-1</name></domain>",
  'expectText.userData': '#cloud-config\nhostname: db1\n',
  'expectText.networkData': 'version: 2\n',
  expectUnchanged: true,
};

/** The keys of the table, for the test that none is there in vain. */
export const EXAMPLE_KEYS: readonly string[] = Object.keys(EXAMPLES);

/** An example of the field at the end of `way`; undefined when there is none. `variant`: the operation of an edit. */
export function exampleFor(way: readonly string[], variant?: string): unknown {
  const key = exampleKey(way, variant);
  return key === undefined ? undefined : EXAMPLES[key];
}

/** The key of the table that counts for a field. */
export function exampleKey(way: readonly string[], variant?: string): string | undefined {
  const withVariant = variant === undefined ? [] : [...way.slice(0, -1), variant, ...way.slice(-1)];
  const keys = [...endsOf(withVariant, 2), ...endsOf(way, 1)];
  return keys.find((key) => Object.hasOwn(EXAMPLES, key));
}

/** The longest end first. */
function endsOf(way: readonly string[], shortest: number): string[] {
  return way.slice(0, Math.max(0, way.length - shortest + 1)).map((_, from) => way.slice(from).join('.'));
}
