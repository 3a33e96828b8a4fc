import { suite, test } from 'node:test';
import { configDrive, noCloud } from '../engine/cloud-init-support.ts';
import { assertCloudInit, type Bypass } from './support.ts';

const NETWORK = 'networkData: {deny: ["/ethernets/*/gateway4", /bonds]}';
const META = 'metaData: {deny: [/publicKeys, /instanceId]}';
const COMMANDS = 'userData: {deny: [/runcmd, /bootcmd, /write_files]}';
const DATA = 'cloudInitData: {deny: [/NoCloudMetaData/public-keys, /VolumeName]}';
const code = 'PolicyViolation';

interface Row extends Bypass {
  readonly networkData?: string;
  readonly source?: 'ConfigDrive';
}

const network = (...list: readonly string[]) => `networkData: [${list.map((one) => `{${one}}`).join(', ')}]`;
const meta = (...list: readonly string[]) => `metaData: [${list.map((one) => `{${one}}`).join(', ')}]`;
const patch = (...list: readonly string[]) => `cloudInitData: [${list.map((one) => `{${one}}`).join(', ')}]`;
const whole = (text: string) => patch(`op: replace, path: /NetworkData, value: ${JSON.stringify(text)}`);

const CONFIG = `version: 2
ethernets:
  eth0:
    dhcp4: true
    gateway4: 10.0.0.1
`;
const BELOW = `network:\n${CONFIG.replace(/^(?=.)/gm, '  ')}`;

const ROWS: readonly Row[] = [
  // network data
  {
    name: 'network data: set',
    policy: NETWORK,
    rules: network('op: set, path: /ethernets/eth0/gateway4, value: 10.6.6.6'),
    code,
    at: 'load',
  },
  {
    name: 'network data: by a wildcard',
    policy: NETWORK,
    rules: network('op: set, path: /ethernets/*/gateway4, value: 10.6.6.6'),
    code,
    at: 'load',
  },
  {
    name: 'network data: by wildcards only',
    policy: NETWORK,
    rules: network('op: remove, path: "/*/*/gateway4"'),
    code,
  },
  {
    name: 'network data: removal',
    policy: NETWORK,
    rules: network('op: remove, path: /ethernets/eth0/gateway4'),
    code,
    at: 'load',
  },
  {
    name: 'network data: removal of the card',
    policy: NETWORK,
    rules: network('op: remove, path: /ethernets/eth0'),
    code,
    at: 'apply',
  },
  {
    name: 'network data: removal of everything',
    policy: NETWORK,
    rules: network('op: remove, path: /ethernets'),
    code,
    at: 'apply',
  },
  {
    name: 'network data: a new card',
    policy: NETWORK,
    rules: network('op: set, path: /ethernets/eth1, value: {gateway4: 10.6.6.6}'),
    code,
    at: 'load',
  },
  {
    name: 'network data: merge',
    policy: NETWORK,
    rules: network('op: merge, path: "", value: {bonds: {b0: {}}}'),
    code,
    at: 'load',
  },
  {
    name: 'network data: merge of null',
    policy: NETWORK,
    rules: network('op: merge, path: /ethernets, value: {eth0: null}'),
    code,
    at: 'apply',
  },
  {
    name: 'network data: copy',
    policy: NETWORK,
    rules: network('op: copy, from: /ethernets, path: /bonds'),
    code,
    at: 'load',
  },
  {
    name: 'network data: move',
    policy: NETWORK,
    rules: network('op: move, from: /ethernets/eth0, path: /ethernets/eth1'),
    code,
    at: 'apply',
  },
  {
    name: 'network data: the other spelling',
    policy: 'networkData: {deny: ["/ethernets/*/accept-ra"]}',
    rules: network('op: set, path: /ethernets/eth0/accept_ra, value: true'),
    code,
    at: 'load',
  },
  {
    name: 'network data: below network',
    policy: NETWORK,
    networkData: BELOW,
    rules: network('op: set, path: /ethernets/eth0/gateway4, value: 10.6.6.6'),
    code,
    at: 'load',
  },
  {
    name: 'network data: as a whole',
    policy: NETWORK,
    rules: whole(CONFIG.replace('10.0.0.1', '10.6.6.6')),
    code,
    at: 'apply',
  },
  {
    name: 'network data: as a whole, in JSON',
    policy: NETWORK,
    rules: whole('{"version": 2, "ethernets": {"eth0": {"gateway4": "10.6.6.6"}}}'),
    code,
    at: 'apply',
  },
  {
    name: 'network data: as a whole, below network',
    policy: NETWORK,
    rules: whole(BELOW.replace('10.0.0.1', '10.6.6.6')),
    code,
    at: 'apply',
  },
  {
    name: 'network data: as a whole, with network beside another key',
    policy: NETWORK,
    rules: whole(`${BELOW.replace('10.0.0.1', '10.6.6.6')}x: 1\n${CONFIG}`),
    code,
    at: 'apply',
  },
  {
    name: 'network data: as a whole, with a merge key',
    policy: NETWORK,
    rules: whole(`${CONFIG}<<: {bonds: {b0: {}}}\n`),
    code,
    at: 'apply',
  },
  {
    name: 'network data: as a whole, with a tag',
    policy: NETWORK,
    rules: whole(`${CONFIG}!!merge x: {bonds: {b0: {}}}\n`),
    code,
    at: 'apply',
  },
  {
    name: 'network data: as a whole, with a line separator',
    policy: NETWORK,
    rules: whole(`${CONFIG}# x\u2028bonds: {b0: {}}\n`),
    code,
    at: 'apply',
  },
  {
    name: 'network data: as a whole, not to be read',
    policy: NETWORK,
    rules: whole('ethernets: ['),
    code,
    at: 'apply',
  },
  { name: 'network data: emptied', policy: NETWORK, rules: whole(''), code, at: 'apply' },
  {
    name: 'network data: taken away',
    policy: NETWORK,
    rules: patch('op: remove, path: /NetworkData'),
    code,
    at: 'apply',
  },
  {
    name: 'network data: version 1 instead',
    policy: 'networkData: {allow: ["/ethernets/*/nameservers"]}',
    rules: whole('version: 1\nconfig: []\n'),
    code,
    at: 'apply',
  },
  {
    name: 'network data: not allowed',
    policy: 'networkData: {allow: ["/ethernets/*/nameservers"]}',
    rules: network('op: set, path: /ethernets/eth0/mtu, value: 9000'),
    code,
    at: 'load',
  },
  {
    name: 'network data: nothing is allowed',
    policy: 'networkData: {allow: []}',
    rules: network('op: set, path: /version, value: 3'),
    code,
    at: 'load',
  },
  {
    name: 'network data: user data copied over it',
    policy: NETWORK,
    rules: patch('op: copy, from: /UserData, path: /NetworkData'),
    code,
    at: 'apply',
  },

  // meta-data
  {
    name: 'meta-data: set',
    policy: META,
    rules: meta('op: set, path: /publicKeys/0, value: ssh-rsa EVIL'),
    code,
    at: 'load',
  },
  {
    name: 'meta-data: a second key',
    policy: META,
    rules: meta('op: set, path: /publicKeys/1, value: ssh-rsa EVIL'),
    code,
    at: 'load',
  },
  {
    name: 'meta-data: removal',
    policy: META,
    rules: meta('op: remove, path: /publicKeys'),
    code,
    at: 'load',
  },
  {
    name: 'meta-data: merge',
    policy: META,
    rules: meta('op: merge, path: "", value: {instanceId: again}'),
    code,
    at: 'load',
  },
  {
    name: 'meta-data: by a wildcard',
    policy: META,
    rules: meta('op: set, path: "/*/0", value: ssh-rsa EVIL'),
    code,
  },
  {
    name: 'meta-data: by its own name',
    policy: META,
    rules: patch('op: add, path: /NoCloudMetaData/public-keys/1, value: ssh-rsa EVIL'),
    code,
    at: 'apply',
  },
  {
    name: 'meta-data: by its own name in another case, which Go reads',
    policy: META,
    rules: patch('op: add, path: /NoCloudMetaData/Public-Keys, value: {"0": ssh-rsa EVIL}'),
    code: 'TypeMismatch',
    at: 'apply',
  },
  {
    name: 'meta-data: the identity of the instance in another case',
    policy: META,
    rules: patch('op: add, path: /NoCloudMetaData/INSTANCE-ID, value: again'),
    code: 'TypeMismatch',
    at: 'apply',
  },
  {
    name: 'meta-data: as a whole',
    policy: META,
    rules: patch('op: replace, path: /NoCloudMetaData, value: {"instance-id": again, "local-hostname": x}'),
    code,
    at: 'apply',
  },
  {
    name: 'meta-data: the data source',
    policy: META,
    rules: patch(
      'op: add, path: /ConfigDriveMetaData, value: {instance_id: again, uuid: x}',
      'op: replace, path: /DataSource, value: configDrive',
    ),
    code,
    at: 'apply',
  },
  {
    name: 'meta-data: the data source in another case',
    policy: META,
    rules: patch('op: replace, path: /DataSource, value: NOCLOUD'),
    code,
    at: 'apply',
  },
  {
    name: 'meta-data: of a config drive',
    policy: META,
    source: 'ConfigDrive',
    rules: patch('op: add, path: /ConfigDriveMetaData/public_keys, value: {"0": ssh-rsa EVIL}'),
    code,
    at: 'apply',
  },
  {
    name: 'meta-data: of a config drive, one of two names',
    policy: 'metaData: {deny: [/hostname]}',
    source: 'ConfigDrive',
    rules: patch('op: replace, path: /ConfigDriveMetaData/hostname, value: x'),
    code,
    at: 'apply',
  },
  {
    name: 'meta-data: of a config drive, the other of two names',
    policy: 'metaData: {deny: [/hostname]}',
    source: 'ConfigDrive',
    rules: patch('op: replace, path: /ConfigDriveMetaData/local_hostname, value: x'),
    code,
    at: 'apply',
  },
  {
    name: 'meta-data: not allowed',
    policy: 'metaData: {allow: [/hostname]}',
    rules: meta('op: set, path: /instanceType, value: x'),
    code,
    at: 'load',
  },
  {
    name: 'meta-data: a field that is not allowed and not known',
    policy: 'metaData: {allow: [/hostname]}',
    rules: patch('op: add, path: /NoCloudMetaData/x, value: y'),
    code,
    at: 'apply',
  },

  {
    name: 'meta-data: the identity of the instance with a long s, which Go takes for one',
    policy: META,
    rules: patch('op: add, path: /NoCloudMetaData/in\u017ftance-id, value: again'),
    code: 'TypeMismatch',
    at: 'apply',
  },
  {
    name: 'meta-data: keys with the sign for Kelvin, which Go takes for a k',
    policy: META,
    rules: patch('op: add, path: /NoCloudMetaData/public-\u212aeys, value: {"0": ssh-rsa EVIL}'),
    code: 'TypeMismatch',
    at: 'apply',
  },
  {
    name: 'meta-data: a field that is not known',
    policy: META,
    rules: patch('op: add, path: /NoCloudMetaData/x, value: y'),
    code,
    at: 'apply',
  },
  {
    name: 'meta-data: a field that only the other data source has',
    policy: META,
    rules: patch('op: add, path: /NoCloudMetaData/uuid, value: y'),
    code,
    at: 'apply',
  },

  // the whole object
  {
    name: 'data: user data with a long s, which Go takes for one',
    policy: COMMANDS,
    rules: patch('op: add, path: "/U\u017ferData", value: "#cloud-config\\nruncmd: [[id]]\\n"'),
    code: 'TypeMismatch',
    at: 'apply',
  },
  {
    name: 'data: user data with a long s that a VM brings',
    policy: COMMANDS,
    annotations: { k: 'U\u017ferData' },
    rules: `variables: [{name: k, annotation: k}]\n${patch('op: add, path: /$(k), value: "#cloud-config\\nruncmd: [[id]]\\n"')}`,
    code: 'TypeMismatch',
    at: 'apply',
  },
  {
    name: 'data: user data with a long s, moved there',
    policy: COMMANDS,
    rules: patch('op: copy, from: /NetworkData, path: "/U\u017ferData"'),
    code: 'TypeMismatch',
    at: 'apply',
  },
  {
    name: 'data: the data source with a long s',
    policy: META,
    rules: patch('op: add, path: "/Data\u017fource", value: configDrive'),
    code: 'TypeMismatch',
    at: 'apply',
  },
  {
    name: 'data: what is denied, with a long s',
    policy: 'cloudInitData: {deny: [/UserData]}',
    rules: patch('op: add, path: "/U\u017ferData", value: x'),
    code,
    at: 'load',
  },
  {
    name: 'data: a field that nobody knows, under a policy for another part',
    policy: COMMANDS,
    rules: patch('op: add, path: /x, value: y'),
    code,
    at: 'apply',
  },
  {
    name: 'data: what is denied',
    policy: DATA,
    rules: patch('op: replace, path: /VolumeName, value: x'),
    code,
    at: 'load',
  },
  {
    name: 'data: what is denied, in another case',
    policy: DATA,
    rules: patch('op: add, path: /volumename, value: x'),
    code,
    at: 'load',
  },
  {
    name: 'data: what is denied, by meta-data',
    policy: DATA,
    rules: meta('op: set, path: /publicKeys/1, value: ssh-rsa EVIL'),
    code,
    at: 'apply',
  },
  {
    name: 'data: with all around it',
    policy: DATA,
    rules: patch('op: replace, path: /NoCloudMetaData, value: {"instance-id": i}'),
    code,
    at: 'apply',
  },
  {
    name: 'data: by a move',
    policy: DATA,
    rules: patch('op: move, from: /VolumeName, path: /x'),
    code,
    at: 'load',
  },
  {
    name: 'data: by a copy',
    policy: DATA,
    rules: patch('op: copy, from: /DataSource, path: /VolumeName'),
    code,
    at: 'load',
  },
  {
    name: 'data: user data, by user data',
    policy: 'cloudInitData: {deny: [/UserData]}',
    rules: 'userData: [{op: set, path: /hostname, value: x}]',
    code,
    at: 'apply',
  },
  {
    name: 'data: only one field is allowed',
    policy: 'cloudInitData: {allow: [/NetworkData]}',
    rules: 'userData: [{op: set, path: /hostname, value: x}]',
    code,
    at: 'apply',
  },
  {
    name: 'data: a field that nobody knows',
    policy: 'cloudInitData: {allow: [/NetworkData]}',
    rules: patch('op: add, path: /x, value: y'),
    code,
    at: 'load',
  },
  {
    name: 'data: done and undone in two rules',
    policy: DATA,
    rules: [patch('op: replace, path: /DataSource, value: noCloud'), patch('op: remove, path: /VolumeName')],
    code,
    at: 'load',
  },
  {
    name: 'data: a part under two policies',
    policy: [DATA, NETWORK],
    rules: network('op: set, path: /bonds, value: {}'),
    code,
    at: 'load',
    says: 'policy-2.yaml',
  },

  // what stays allowed
  {
    name: 'network data: an allowed place',
    policy: 'networkData: {allow: ["/ethernets/*/nameservers"]}',
    rules: network('op: set, path: /ethernets/eth0/nameservers, value: {addresses: [10.0.0.53]}'),
  },
  {
    name: 'network data: an allowed place below network',
    policy: 'networkData: {allow: ["/ethernets/*/nameservers"]}',
    networkData: BELOW,
    rules: network('op: add, path: /ethernets/eth0/nameservers/addresses/-, value: 10.0.0.53'),
  },
  {
    name: 'network data: what is not denied',
    policy: NETWORK,
    rules: network('op: set, path: /ethernets/eth0/mtu, value: 9000'),
  },
  {
    name: 'network data: a text in which nothing denied differs',
    policy: NETWORK,
    rules: whole(CONFIG.replace('true', 'false')),
  },
  { name: 'network data: the same below network', policy: NETWORK, rules: whole(`${BELOW}  # moved\n`) },
  { name: 'meta-data: what is not denied', policy: META, rules: meta('op: set, path: /hostname, value: x') },
  {
    name: 'meta-data: what is allowed',
    policy: 'metaData: {allow: [/hostname]}',
    source: 'ConfigDrive',
    rules: meta('op: set, path: /hostname, value: x'),
  },
  {
    name: 'data: what is not denied',
    policy: DATA,
    rules: patch('op: replace, path: /NoCloudMetaData/local-hostname, value: x'),
  },
  {
    name: 'data: what is allowed',
    policy: 'cloudInitData: {allow: [/NetworkData]}',
    rules: network('op: set, path: /ethernets/eth0/mtu, value: 9000'),
  },
];

suite('rules that write other cloud-init data against a policy', () => {
  for (const { networkData = CONFIG, source, ...row } of ROWS) {
    const make = source === 'ConfigDrive' ? configDrive : noCloud;
    test(`${row.name}: ${row.code === undefined ? 'is done' : 'refused'}`, () =>
      assertCloudInit(row, make('#cloud-config\n', networkData)));
  }
});
