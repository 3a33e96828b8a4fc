import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { EXAMPLE_DOMAIN } from '../../src/kubevirt/example-domain.ts';
import { apply } from './domain-support.ts';

interface Case {
  readonly name: string;
  readonly spec: string;
  readonly needs: string | undefined;
}

const edit = (fields: string) => `domain: [{${fields}}]`;
/** The value comes from the VM, so that only the engine can see what it is. */
const written = (path: string, value: string) =>
  `variables: [{name: x, value: "${value}"}]\ndomain: [{op: set, path: "${path}", value: $(x)}]`;
const nested = (name: string) => `forEach: {name: n, domain: "${name}"}\n`;

const CASES: readonly Case[] = [
  { name: 'a file of the host', spec: written('//disk/source/@file', '/etc/shadow'), needs: 'HostFile' },
  { name: 'a file of the host as text', spec: written('/domain/os/nvram', '/etc/shadow'), needs: 'HostFile' },
  {
    name: 'a file of the host behind a space',
    spec: written('/domain/os/nvram', ' /etc/shadow'),
    needs: 'HostFile',
  },
  { name: 'a relative file', spec: written('//disk/source/@file', 'disk.img'), needs: 'HostFile' },
  { name: 'a relative folder', spec: written('//disk/source/@dir', 'x'), needs: 'HostFile' },
  {
    name: 'a file of KubeVirt',
    spec: written('//disk/source/@file', '/var/run/kubevirt-private/vmi-disks/a/disk.img'),
    needs: undefined,
  },
  {
    name: 'a way out of the folders of KubeVirt',
    spec: written('//disk/source/@file', '/var/run/kubevirt-private/../../etc/shadow'),
    needs: 'HostFile',
  },
  {
    name: 'a folder that only begins like one of KubeVirt',
    spec: written('//disk/source/@file', '/var/run/kubevirt-private-not/x'),
    needs: 'HostFile',
  },
  {
    name: 'two dots in a name',
    spec: written('//disk/source/@file', '/var/run/kubevirt-private/a..b'),
    needs: undefined,
  },
  { name: 'a device node', spec: written('//disk/source/@dev', '/dev/sda'), needs: 'HostDevice' },
  { name: 'a name of a device', spec: written('//disk/target/@dev', 'vdx'), needs: undefined },
  {
    name: 'a path for the guest to read',
    spec: written("/domain/sysinfo/baseBoard/entry[@name='asset']", '/rack/7'),
    needs: undefined,
  },
  { name: 'a path as a title', spec: written('/domain/title', '/rack/7'), needs: undefined },
  {
    name: 'a path as a title has attributes',
    spec: written('/domain/title/@x', '/rack/7'),
    needs: 'HostFile',
  },
  {
    name: 'a path put together',
    spec: `variables: [{name: x, value: tc/shadow}]\n${edit('op: set, path: /domain/os/nvram, value: "/e$(x)"')}`,
    needs: 'HostFile',
  },
  {
    name: 'a path in the tests of a path',
    spec: `variables: [{name: x, value: /etc/shadow}]\n${edit('op: set, path: "/domain/os/nvram[@template=$x]"')}`,
    needs: 'HostFile',
  },
  {
    name: 'a path between child elements',
    spec: `variables: [{name: x, value: /etc/shadow}]\n${edit('op: add, path: /domain/os, xml: <nvram>$(x)<a/></nvram>')}`,
    needs: 'HostFile',
  },
  {
    name: 'a path deep in the xml',
    spec: `variables: [{name: x, value: /etc/shadow}]\n${edit('op: add, path: /domain/devices, xml: "<disk><backingStore><source file=\'$(x)\'/></backingStore></disk>"')}`,
    needs: 'HostFile',
  },
  {
    name: 'a program, by a wildcard',
    spec: `${nested('/domain/devices')}${edit('op: copy, from: /domain/vcpu, path: $n, as: emulator')}`,
    needs: 'HostProgram',
  },
  {
    name: 'a program, moved',
    spec: edit('op: move, from: /domain/vcpu, path: /domain/os, as: loader'),
    needs: 'HostProgram',
  },
  {
    name: 'a kernel, copied',
    spec: edit('op: copy, from: /domain/vcpu, path: /domain/os, as: kernel'),
    needs: 'HostProgram',
  },
  {
    name: 'a kernel elsewhere is none',
    spec: edit('op: copy, from: /domain/vcpu, path: /domain/cpu, as: kernel'),
    needs: undefined,
  },
  {
    name: 'a device of the host, copied',
    spec: edit('op: copy, from: /domain/vcpu, path: /domain/devices, as: hostdev'),
    needs: 'HostDevice',
  },
  {
    name: 'a label, copied',
    spec: edit('op: copy, from: /domain/vcpu, path: /domain, as: seclabel'),
    needs: 'SecurityLabel',
  },
  {
    name: 'a device that is handed over',
    spec: written('//interface/@type', 'hostdev'),
    needs: 'HostDevice',
  },
  { name: "another program's socket", spec: written('//interface/@type', 'vhostuser'), needs: 'HostDevice' },
  {
    name: "a host's NVMe disk, which is a PCI device",
    spec: written('//disk/@type', 'nvme'),
    needs: 'HostDevice',
  },
  {
    name: "another program's socket for a disk",
    spec: written('//disk/@type', 'vhostuser'),
    needs: 'HostDevice',
  },
];

suite('capabilities', () => {
  for (const { name, spec, needs } of CASES) {
    test(`${name} needs ${needs ?? 'none'}`, () => {
      // Whatever lint says: the engine looks at what is written.
      const { failure, text, of } = apply(spec, {}, EXAMPLE_DOMAIN, 'UndeclaredCapability');
      if (needs === undefined) {
        assert.equal(failure, undefined);
        assert.equal(of['example']?.outcome, 'Applied');
        return;
      }
      assert.equal(failure?.code, 'UndeclaredCapability');
      assert.equal(failure?.hint, `write capabilities: [${needs}] under spec`);
      assert.equal(text, EXAMPLE_DOMAIN);
      assert.equal(apply(`capabilities: [${needs}]\n${spec}`).of['example']?.outcome, 'Applied');
    });
  }

  test('what was there before is not asked about', () => {
    const domain = EXAMPLE_DOMAIN.replace('<devices>', '<devices><emulator>/usr/bin/x</emulator>');
    assert.equal(
      apply(edit('op: set, path: /domain/devices/rng/@model, value: virtio'), {}, domain).failure,
      undefined,
    );
    const { failure } = apply(edit('op: remove, path: "/domain/devices/*[1]"'), {}, domain);
    assert.equal(failure?.code, 'UndeclaredCapability', 'removing is writing');
  });

  test('an element of QEMU under any prefix needs it', () => {
    const domain = EXAMPLE_DOMAIN.replace(
      '<domain type="kvm">',
      '<domain type="kvm" xmlns:q="http://libvirt.org/schemas/domain/qemu/1.0"><q:commandline><q:arg value="-s"/></q:commandline>',
    );
    const spec = edit('op: set, path: "/domain/*[1]/*/@value", value: "-S"');
    assert.equal(apply(spec, {}, domain).failure?.code, 'UndeclaredCapability');
    assert.match(apply(`capabilities: [QemuCommandLine]\n${spec}`, {}, domain).text, /value="-S"/);
  });
});
