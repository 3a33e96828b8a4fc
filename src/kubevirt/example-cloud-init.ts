import type { CloudInitData } from './cloud-init-data.ts';

const USER_DATA = `#cloud-config
hostname: example
users:
  - default
  - name: admin
    groups: [wheel]
    ssh_authorized_keys:
      - ssh-ed25519 AAAAC3NzaC1lZDI1NTE5 admin@example
packages: [curl]
write_files:
  - path: /etc/motd
    permissions: '0644'
    content: hello
bootcmd:
  - [echo, boot]
runcmd:
  - [systemctl, enable, --now, qemu-guest-agent]
`;

const NETWORK_DATA = `version: 2
ethernets:
  eth0:
    dhcp4: true
    nameservers:
      addresses: [10.96.0.10]
`;

/** KubeVirt's cloud-init data for both data sources, and with nothing in it: what a rule is tried on. */
export const EXAMPLE_CLOUD_INIT: readonly CloudInitData[] = [
  {
    DataSource: 'noCloud',
    NoCloudMetaData: {
      'instance-id': 'example.default',
      'local-hostname': 'example',
      'public-keys': { '0': 'ssh-rsa A' },
    },
    ConfigDriveMetaData: null,
    UserData: USER_DATA,
    NetworkData: NETWORK_DATA,
    DevicesData: null,
    VolumeName: 'cloudinitdisk',
  },
  {
    DataSource: 'configDrive',
    NoCloudMetaData: null,
    ConfigDriveMetaData: {
      instance_id: 'example.default',
      local_hostname: 'example',
      hostname: 'example',
      uuid: '5d307ca9-b3ef-428c-8861-06e72d69f223',
    },
    UserData: USER_DATA,
    NetworkData:
      '{"links":[{"id":"eth0","type":"phy"}],"networks":[],"services":[{"type":"dns","address":"10.96.0.10"}]}',
    DevicesData: null,
    VolumeName: 'cloudinitdisk',
  },
  {
    DataSource: 'noCloud',
    NoCloudMetaData: { 'instance-id': 'example.default', 'local-hostname': 'example' },
    ConfigDriveMetaData: null,
    UserData: '',
    NetworkData: '',
    DevicesData: null,
    VolumeName: 'cloudinitdisk',
  },
];
