import { suite, test } from 'node:test';
import { EXAMPLE_DOMAIN } from '../../src/kubevirt/example-domain.ts';
import { assertDomain, type Bypass } from './support.ts';

const edit = (...edits: readonly string[]) => `domain: [${edits.map((one) => `{${one}}`).join(', ')}]`;
const QEMU = 'http://libvirt.org/schemas/domain/qemu/1.0';
const code = 'UndeclaredCapability';
const violation = 'PolicyViolation';

/** Dangerous nodes without the capability that they need, or with one that no policy gives. */
const ROWS: readonly Bypass[] = [
  // declared, and not allowed
  {
    name: 'a declared capability that the policy does not have',
    policy: 'capabilities: [HostFile]',
    rules: `capabilities: [HostProgram]\n${edit('op: remove, path: /domain/devices/emulator')}`,
    code: violation,
    at: 'load',
    says: 'rules.yaml:5:18',
  },
  {
    name: 'a policy without a word on capabilities',
    policy: 'domain: {allow: [/domain]}',
    rules: `capabilities: [HostFile]\n${edit('op: set, path: "//disk/source/@file", value: /etc/shadow')}`,
    code: violation,
    at: 'load',
  },
  {
    name: 'one capability of two',
    policy: 'capabilities: [HostFile]',
    rules: `capabilities: [HostFile, SecurityLabel]\n${edit("op: add, path: /domain, xml: '<seclabel/>'")}`,
    code: violation,
    at: 'load',
  },
  {
    name: 'two policies of which one gives it',
    policy: ['capabilities: [HostFile]', 'capabilities: []'],
    rules: `capabilities: [HostFile]\n${edit('op: set, path: "//disk/source/@file", value: /etc/shadow')}`,
    code: violation,
    at: 'load',
    says: 'policy-2.yaml',
  },
  {
    name: 'a capability that is declared for nothing',
    policy: 'capabilities: []',
    rules: `capabilities: [QemuCommandLine]\n${edit('op: set, path: /domain/title, value: x')}`,
    code: violation,
    at: 'load',
  },

  // the arguments of QEMU
  {
    name: 'qemu:commandline',
    rules: edit("op: add, path: /domain, xml: '<qemu:commandline/>'"),
    code,
    at: 'load',
  },
  {
    name: 'qemu:commandline by another prefix',
    rules: `namespaces: {q: "${QEMU}"}\n${edit("op: add, path: /domain, xml: '<q:commandline/>'")}`,
    code,
    at: 'load',
  },
  {
    name: 'qemu:commandline by a default namespace',
    rules: edit(`op: add, path: /domain, xml: '<commandline xmlns="${QEMU}"/>'`),
    code,
    at: 'load',
  },
  {
    name: 'qemu:commandline by a prefix that the fragment declares',
    rules: edit(`op: add, path: /domain, xml: '<z:commandline xmlns:z="${QEMU}"/>'`),
    code,
    at: 'load',
  },
  {
    name: 'qemu:commandline in no namespace',
    rules: edit("op: add, path: /domain, xml: '<commandline/>'"),
    code,
    at: 'load',
  },
  {
    name: 'qemu:override',
    rules: edit("op: add, path: /domain, xml: '<qemu:override/>'"),
    code,
    at: 'load',
  },
  {
    name: 'an element that is renamed to qemu:commandline',
    rules: edit('op: move, from: /domain/vcpu, path: /domain, as: "qemu:commandline"'),
    code,
    at: 'load',
  },
  {
    name: 'an element that is renamed by a prefix of the rule',
    rules: `namespaces: {q: "${QEMU}"}\n${edit('op: copy, from: /domain/vcpu, path: /domain, as: "q:commandline"')}`,
    code,
    at: 'load',
  },
  {
    name: 'an attribute of QEMU',
    rules: edit('op: set, path: "/domain/clock/@qemu:x", value: y'),
    code,
  },
  {
    name: 'the namespace of lxc',
    rules: `namespaces: {lxc: "http://libvirt.org/schemas/domain/lxc/1.0"}\n${edit(`op: add, path: /domain, xml: '<lxc:namespace><lxc:sharenet type="netns" value="x"/></lxc:namespace>'`)}`,
    code,
    at: 'load',
  },
  {
    name: 'the namespace of xen',
    rules: `namespaces: {xen: "http://libvirt.org/schemas/domain/xen/1.0"}\n${edit("op: add, path: /domain, xml: '<xen:commandline/>'")}`,
    code,
    at: 'load',
  },
  {
    name: 'the namespace of bhyve',
    rules: `namespaces: {b: "http://libvirt.org/schemas/domain/bhyve/1.0"}\n${edit("op: add, path: /domain, xml: '<b:commandline/>'")}`,
    code,
    at: 'load',
  },

  // local names count
  {
    name: 'an emulator in another namespace',
    rules: edit(`op: add, path: /domain/devices, xml: '<x:emulator xmlns:x="urn:x">y</x:emulator>'`),
    code,
    at: 'load',
  },
  {
    name: 'a host device by a default namespace',
    rules: edit(`op: add, path: /domain/devices, xml: '<hostdev xmlns="urn:x"/>'`),
    code,
    at: 'load',
  },
  {
    name: 'a file in an attribute under a prefix',
    rules: `namespaces: {x: urn:x}\n${edit('op: set, path: "//disk/source/@x:file", value: disk.img')}`,
    code,
  },
  {
    name: 'the type of an interface under a prefix',
    rules: `namespaces: {x: urn:x}\n${edit('op: set, path: "//interface/@x:type", value: hostdev')}`,
    code,
  },
  {
    name: 'the type of the domain under a prefix',
    rules: `namespaces: {x: urn:x}\n${edit('op: set, path: "/domain/@x:type", value: test')}`,
    code: 'ProtectedPath',
  },
  {
    name: 'the name of an alias under a prefix',
    rules: `namespaces: {x: urn:x}\n${edit('op: set, path: "//alias/@x:name", value: other')}`,
    code: 'ProtectedPath',
  },

  // in steps
  {
    name: 'a harmless element that is renamed',
    rules: [
      edit(`op: add, path: /domain/devices, xml: '<xhostdev mode="subsystem"/>'`),
      edit('op: move, from: "//xhostdev", path: "//devices", as: hostdev'),
    ],
    code,
    at: 'load',
  },
  {
    name: 'a harmless element that is put where it is dangerous',
    rules: [
      edit("op: add, path: /domain/clock, xml: '<kernel>k</kernel>'"),
      edit('op: move, from: "//clock/kernel", path: "//os"'),
    ],
    code,
    at: 'load',
  },
  {
    name: 'a type that makes it dangerous, set by another rule',
    rules: [
      edit("op: add, path: /domain/devices, xml: '<crypto><backend/></crypto>'"),
      edit('op: set, path: "//crypto/backend/@model", value: lkcf'),
    ],
    code,
    at: 'load',
  },
  {
    name: 'a type that a VM brings',
    annotations: { t: 'vhostuser' },
    rules: `variables: [{name: t, annotation: t}]\n${edit('op: set, path: "//interface/@type", value: $(t)')}`,
    code,
    at: 'apply',
  },
  {
    name: 'a type with white space around it',
    annotations: { t: ' vhostuser ' },
    rules: `variables: [{name: t, annotation: t}]\n${edit('op: set, path: "//interface/@type", value: $(t)')}`,
    code,
    at: 'apply',
  },
  {
    name: 'a file that is put together of two values',
    annotations: { a: '/e', b: 'tc/shadow' },
    rules: `variables: [{name: a, annotation: a}, {name: b, annotation: b}]\n${edit('op: set, path: "//disk/source/@file", value: "$(a)$(b)"')}`,
    code,
    at: 'apply',
  },
  {
    name: 'a value copied from the name of the VM into a path',
    rules: edit('op: copy, from: "/domain/title/@x", path: "//disk/source/@file"'),
    code: 'NoMatch',
    at: 'apply',
  },
  {
    name: 'a text that becomes a path by copying an element',
    rules: edit(
      'op: set, path: /domain/title, value: /etc/shadow',
      'op: copy, from: /domain/title, path: /domain/os, as: nvram',
    ),
    code,
    at: 'apply',
  },
  {
    name: 'an attribute that becomes a path by copying it',
    rules: edit('op: copy, from: "/domain/devices/disk[1]/alias/@name", path: "/domain/os/nvram/@template"'),
    code,
    at: 'apply',
  },
  {
    name: 'an element whose parent gets the name that makes it dangerous',
    rules: [
      edit('op: add, path: /domain/devices, xml: \'<otpyrc><backend model="lkcf"/></otpyrc>\''),
      edit('op: move, from: "//otpyrc", path: "//devices", as: crypto'),
    ],
    code,
    at: 'apply',
  },
  {
    name: 'a relative path to a device',
    rules: edit('op: set, path: "//disk/source/@dev", value: dev/sda'),
    code,
    says: 'HostDevice',
  },
  {
    name: 'a path to a device with dots in it',
    policy: 'capabilities: [HostFile]',
    rules: `capabilities: [HostFile]\n${edit('op: set, path: "//disk/source/@file", value: /var/run/kubevirt/../../../dev/sda')}`,
    code,
    says: 'HostDevice',
  },
  {
    name: 'a path to a device with many slashes',
    policy: 'capabilities: [HostFile]',
    rules: `capabilities: [HostFile]\n${edit('op: set, path: "//disk/source/@file", value: "//./dev//sda"')}`,
    code,
    says: 'HostDevice',
  },
  {
    name: 'a way out of the folders of KubeVirt',
    rules: edit('op: set, path: "//disk/source/@file", value: /var/run/kubevirt/../secrets/token'),
    code,
  },
  {
    name: 'an image that a guest wrote, read as one with references',
    rules: edit('op: set, path: "/domain/devices/disk/driver/@type", value: qcow2'),
    code,
    at: 'load',
  },
  {
    name: 'a kernel command line',
    rules: edit('op: set, path: /domain/os/cmdline, value: "init=/bin/sh"'),
    code,
    at: 'load',
  },
  {
    name: 'a label, removed',
    rules: edit('op: remove, path: "/domain/*[@relabel]"'),
    code,
    at: 'apply',
  },
  {
    name: 'a label, removed with the disk around it',
    rules: edit('op: remove, path: "/domain/devices/disk[source/seclabel]"'),
    code,
    at: 'apply',
  },
  {
    name: 'a label, taken away by replacing the disk around it',
    rules: edit('op: replace, path: "/domain/devices/disk[source/seclabel]", xml: \'<disk/>\''),
    code,
    at: 'apply',
  },
  {
    name: 'the attribute of a label, removed',
    rules: edit('op: remove, path: "/domain/*/@relabel"'),
    code,
    at: 'apply',
  },
  {
    name: 'the bus address of a card, removed',
    rules: edit('op: remove, path: "//graphics/@type"'),
    code,
    at: 'apply',
  },
  {
    name: 'a core dump, by a text',
    rules: edit('op: set, path: /domain/on_crash, value: coredump-restart'),
    code,
    at: 'load',
  },
  {
    name: 'a listener on all addresses',
    rules: edit(
      `op: set, path: /domain/devices/graphics, xml: '<graphics type="vnc" port="5900" listen="0.0.0.0"/>'`,
    ),
    code,
    at: 'load',
  },
  {
    name: 'a monitor by a character device',
    rules: edit(
      `op: add, path: /domain/devices, xml: '<channel type="tcp"><source mode="bind" host="0.0.0.0" service="1"/></channel>'`,
    ),
    code,
    at: 'load',
  },

  {
    name: 'a PCI device behind an image',
    policy: 'capabilities: []',
    rules: edit(
      `op: add, path: /domain/devices/disk, xml: '<backingStore type="nvme"><format type="raw"/><source type="pci" managed="yes" namespace="1"><address domain="0x0000" bus="0x01" slot="0x00" function="0x0"/></source></backingStore>'`,
    ),
    code,
    at: 'load',
    says: 'HostDevice',
  },
  {
    name: 'a server behind an image',
    policy: 'capabilities: []',
    rules: edit(
      `op: add, path: /domain/devices/disk, xml: '<backingStore type="network"><format type="raw"/><source protocol="rbd" name="p/i"/></backingStore>'`,
    ),
    code,
    at: 'load',
    says: 'HostFile',
  },
  {
    name: 'a server deep behind an image, by its type alone',
    rules: edit('op: set, path: "//disk/backingStore/backingStore/@type", value: network'),
    code,
  },
  {
    name: 'a mirror at a PCI device',
    rules: edit(
      `op: add, path: /domain/devices/disk, xml: '<mirror type="nvme" job="copy"><source type="pci"/></mirror>'`,
    ),
    code,
    at: 'load',
  },

  // what needs none
  { name: 'a disk cache', rules: edit('op: set, path: "//disk/driver/@cache", value: writeback') },
  {
    name: 'a raw disk',
    rules: edit('op: add, path: /domain/devices, xml: \'<disk type="file"><driver type="raw"/></disk>\''),
  },
  {
    name: 'an emulated TPM',
    rules: edit(
      'op: add, path: /domain/devices, xml: \'<tpm><backend type="emulator" version="2.0"/></tpm>\'',
    ),
  },
  {
    name: 'the policy of a start',
    rules: edit('op: set, path: "/domain/devices/disk[1]/source/@startupPolicy", value: optional'),
  },
  {
    name: 'a file of KubeVirt',
    rules: edit(
      'op: set, path: "/domain/devices/disk[1]/source/@file", value: /var/run/kubevirt-private/vmi-disks/b/disk.img',
    ),
  },
  { name: 'the removal of the display', rules: edit('op: remove, path: /domain/devices/graphics') },
  {
    name: 'a watchdog',
    rules: edit('op: add, path: /domain/devices, xml: \'<watchdog model="i6300esb" action="reset"/>\''),
  },
  {
    name: 'a capability that the policy gives',
    policy: 'capabilities: [HostFile]',
    rules: `capabilities: [HostFile]\n${edit('op: set, path: "/domain/devices/disk[1]/source/@file", value: /data/x.img')}`,
  },
];

const DOMAIN = EXAMPLE_DOMAIN.replace(
  '<clock',
  '<seclabel type="static" relabel="no"></seclabel>\n\t<clock',
).replace('disk.img"></source>', 'disk.img"><seclabel model="dac" relabel="no"></seclabel></source>');

suite('dangerous nodes', () => {
  for (const row of ROWS)
    test(`${row.name}: ${row.code === undefined ? 'is done' : 'refused'}`, () => assertDomain(row, DOMAIN));
});
