import type { CloudInitCase } from './cloud-init-cases.ts';

export interface NetworkCase extends CloudInitCase {
  readonly networkData: string;
  readonly network: object;
  /** Lines that stand in the distribution's own configuration (netplan) when cloud-init has written it. */
  readonly netplan: readonly string[];
}

const MAC = '02:00:00:00:00:01';
const EMPTY = { userData: '#cloud-config\nhostname: a\n', config: { hostname: 'a' } };

const RESOLVER = `
  networkData:
    - {op: add, path: /ethernets/*/nameservers/addresses/0, value: 10.0.0.53}
    - {op: add, path: /ethernets/*/nameservers/search/-, value: vm.example.com}
`;

export const networks: Readonly<Record<string, NetworkCase>> = {
  'a resolver for each card of version 2': {
    ...EMPTY,
    rules: RESOLVER,
    networkData:
      'version: 2\nethernets:\n  eth0: # uplink\n    dhcp4: yes\n    nameservers: {addresses: [1.1.1.1]}\n  eth1:\n    addresses: [192.0.2.1/24]\n',
    network: {
      version: 2,
      ethernets: {
        eth0: {
          dhcp4: true,
          nameservers: { addresses: ['10.0.0.53', '1.1.1.1'], search: ['vm.example.com'] },
        },
        eth1: {
          addresses: ['192.0.2.1/24'],
          nameservers: { addresses: ['10.0.0.53'], search: ['vm.example.com'] },
        },
      },
    },
    netplan: ['dhcp4: true', '- 10.0.0.53', '- 1.1.1.1', '- vm.example.com', '- 192.0.2.1/24'],
  },
  'an address that YAML 1.1 could read as a number, below a network key': {
    ...EMPTY,
    rules: `
      variables: [{name: mac, annotation: mac}]
      networkData:
        - {op: set, path: /ethernets/eth0/match/macaddress, value: $(mac)}
        - {op: set, path: /ethernets/eth0/set-name, value: eth0}
        - {op: set, path: /ethernets/eth0/mtu, value: 1400}
    `,
    annotations: { mac: '52:54:00:12:34:56' },
    networkData: 'network:\n  version: 2\n  ethernets:\n    eth0: {dhcp4: true}\n',
    network: {
      network: {
        version: 2,
        ethernets: {
          eth0: { dhcp4: true, match: { macaddress: '52:54:00:12:34:56' }, 'set-name': 'eth0', mtu: 1400 },
        },
      },
    },
    netplan: ["macaddress: '52:54:00:12:34:56'", 'set-name: eth0', 'mtu: 1400'],
  },
  'a route and a name server in version 1': {
    ...EMPTY,
    rules: `
      networkData:
        - {op: set, path: "/config/[name=eth0]/subnets/0/gateway", value: 192.0.2.254}
        - {op: add, path: /config/-, value: {type: nameserver, address: [10.0.0.53]}}
    `,
    networkData:
      'version: 1\nconfig:\n- type: physical\n  name: eth0\n  subnets:\n  - {type: static, address: 192.0.2.1/24}\n',
    network: {
      version: 1,
      config: [
        {
          type: 'physical',
          name: 'eth0',
          subnets: [{ type: 'static', address: '192.0.2.1/24', gateway: '192.0.2.254' }],
        },
        { type: 'nameserver', address: ['10.0.0.53'] },
      ],
    },
    netplan: ['- 192.0.2.1/24', '192.0.2.254', '- 10.0.0.53'],
  },
  'a VM that has network data only': {
    rules: RESOLVER,
    userData: '',
    config: {},
    log: [/empty cloud config/],
    networkData: 'version: 2\nethernets: {eth0: {dhcp4: true}}\n',
    network: {
      version: 2,
      ethernets: {
        eth0: { dhcp4: true, nameservers: { addresses: ['10.0.0.53'], search: ['vm.example.com'] } },
      },
    },
    netplan: ['dhcp4: true', '- 10.0.0.53', '- vm.example.com'],
  },
  'ConfigDrive’s JSON, with the host’s name beside it': {
    ...EMPTY,
    source: 'ConfigDrive',
    rules: `
      networkData: [{op: add, path: /services/-, value: {type: dns, address: 10.0.0.53}}]
      metaData: [{op: set, path: /hostname, value: db1}, {op: set, path: /publicKeys/ops, value: ssh-ed25519 AAAA}]
    `,
    networkData: `{"links": [{"id": "eth0", "type": "phy", "ethernet_mac_address": "${MAC}", "mtu": null}],
 "networks": [{"id": "n0", "link": "eth0", "type": "ipv4_dhcp"}]}`,
    network: {
      version: 1,
      config: [
        { type: 'physical', name: 'eth0', mac_address: MAC, mtu: null, subnets: [{ type: 'dhcp4' }] },
        { type: 'nameserver', address: '10.0.0.53' },
      ],
    },
    metadata: {
      hostname: 'db1',
      'local-hostname': 'db1',
      'instance-id': '5d307ca9-b3ef-428c-8861-06e72d69f223',
      public_keys: { ops: 'ssh-ed25519 AAAA' },
    },
    // No name server: cloud-init writes none of version 1 beside DHCP.
    netplan: ['dhcp4: true', `macaddress: ${MAC}`],
  },
};
