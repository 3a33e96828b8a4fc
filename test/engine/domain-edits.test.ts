import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { EXAMPLE_DOMAIN } from '../../src/kubevirt/example-domain.ts';
import { apply, lostLines, newLines } from './domain-support.ts';

interface Case {
  readonly name: string;
  readonly edits: string;
  readonly adds?: readonly string[];
  readonly loses?: readonly string[];
}

const CASES: readonly Case[] = [
  {
    name: 'set makes what is missing on the way',
    edits: '{op: set, path: /domain/features/kvm/hidden/@state, value: "on"}',
    adds: ['<kvm>', '<hidden state="on"/>', '</kvm>'],
  },
  {
    name: 'set makes an element with the attributes of its tests',
    edits: '{op: set, path: "/domain/cputune/vcpupin[@vcpu=\'0\' and @x=1]/@cpuset", value: 4}',
    adds: ['<cputune>', '<vcpupin vcpu="0" x="1" cpuset="4"/>', '</cputune>'],
  },
  {
    name: 'set makes a driver in each disk',
    edits: '{op: set, path: /domain/devices/disk/blockio/@physical_block_size, value: 512}',
    adds: ['<blockio physical_block_size="512"/>', '<blockio physical_block_size="512"/>'],
  },
  {
    name: 'set only looks behind a test on a child',
    edits: '{op: set, path: "/domain/devices/disk[alias/@name=\'ua-none\']/driver/@cache", value: none}',
  },
  {
    name: 'set finds by a test on a child',
    edits: '{op: set, path: "/domain/devices/disk[alias/@name=\'ua-nocloud\']/driver/@queue", value: 1}',
    adds: [
      '<driver cache="none" error_policy="stop" name="qemu" type="raw" discard="unmap" queue="1"></driver>',
    ],
  },
  {
    name: 'set never makes a device on the way',
    edits: '{op: set, path: /domain/devices/watchdog/@model, value: itco}',
  },
  { name: 'set never makes an empty device', edits: '{op: set, path: /domain/devices/watchdog}' },
  {
    name: 'set with xml makes a device',
    edits: "{op: set, path: /domain/devices/watchdog, xml: <watchdog model='itco'/>}",
    adds: ['<watchdog model="itco"/>'],
  },
  {
    name: 'set with xml repairs what is half there',
    edits:
      "{op: set, path: /domain/devices/rng, xml: \"<rng model='virtio'><backend model='builtin'/></rng>\"}",
    adds: ['<rng model="virtio">', '<backend model="builtin"/>'],
    loses: ['<rng model="virtio-non-transitional">', '<backend model="random">/dev/urandom</backend>'],
  },
  {
    name: 'set with xml leaves what is the same but for order and layout',
    edits:
      "{op: set, path: \"/domain/devices/input\", xml: \"<input bus='virtio' model='virtio' type='tablet'/>\"}",
  },
  {
    name: 'set with attributes leaves the others',
    edits: '{op: set, path: /domain/vcpu, attributes: {current: 1, placement: static}}',
    adds: ['<vcpu placement="static" current="1">2</vcpu>'],
    loses: ['<vcpu placement="static">2</vcpu>'],
  },
  {
    name: 'set with value and attributes does both',
    edits: '{op: set, path: /domain/vcpu, value: 4, attributes: {placement: auto}}',
    adds: ['<vcpu placement="auto">4</vcpu>'],
    loses: ['<vcpu placement="static">2</vcpu>'],
  },
  {
    name: 'set with nothing makes it be there',
    edits: '{op: set, path: /domain/memoryBacking/nosharepages}',
    adds: ['<memoryBacking>', '<nosharepages/>', '</memoryBacking>'],
  },
  { name: 'set only looks behind //', edits: '{op: set, path: //nothing/@a, value: 1}' },
  {
    name: 'set only looks behind a position',
    edits: '{op: set, path: "/domain/devices/disk[3]/driver/@cache", value: none}',
  },
  { name: 'set only looks behind a wildcard', edits: '{op: set, path: /domain/*/nothing/*, value: 1}' },
  {
    name: 'add puts elements behind those of their name',
    edits: "{op: add, path: /domain/clock, xml: <timer name='pit'/>}",
    adds: ['<timer name="pit"/>'],
  },
  {
    name: 'add leaves elements that stand there already',
    edits: "{op: add, path: /domain/clock, xml: \"<timer name='hpet' present='no'/>\"}",
  },
  {
    name: 'add of several is all of them, side by side',
    edits: "{op: add, path: /domain/clock, xml: \"<timer name='hpet' present='no'/><timer name='pit'/>\"}",
    adds: ['<timer name="hpet" present="no"/>', '<timer name="pit"/>'],
  },
  {
    name: 'add before a sibling',
    edits: '{op: add, path: /domain/vcpu, xml: <title>a</title>, position: Before}',
    adds: ['<title>a</title>'],
  },
  {
    name: 'remove takes away all matches',
    edits: '{op: remove, path: /domain/devices/disk/boot}, {op: remove, path: //controller/@index}',
    adds: [
      '<controller type="usb" model="none"></controller>',
      '<controller type="scsi" model="virtio-non-transitional"></controller>',
      '<controller type="virtio-serial" model="virtio-non-transitional"></controller>',
    ],
    loses: [
      '<controller type="usb" index="0" model="none"></controller>',
      '<controller type="scsi" index="0" model="virtio-non-transitional"></controller>',
      '<controller type="virtio-serial" index="0" model="virtio-non-transitional"></controller>',
      '<boot order="1"></boot>',
    ],
  },
  { name: 'remove of nothing is fine', edits: '{op: remove, path: /domain/nothing}' },
  {
    name: 'replace with a value',
    edits: '{op: replace, path: /domain/vcpu/@placement, value: auto}',
    adds: ['<vcpu placement="auto">2</vcpu>'],
    loses: ['<vcpu placement="static">2</vcpu>'],
  },
  {
    name: 'replace with xml',
    edits: `{op: replace, path: /domain/features/apic, xml: "<apic eoi='on'/>"}`,
    adds: ['<apic eoi="on"/>'],
    loses: ['<apic></apic>'],
  },
  {
    name: 'replace that may find nothing',
    edits: '{op: replace, path: /domain/nothing, value: a, onNoMatch: Skip}',
  },
  {
    name: 'copy under another name',
    edits: '{op: copy, from: /domain/vcpu, path: /domain/cputune, as: shares}',
    adds: ['<cputune>', '<shares placement="static">2</shares>', '</cputune>'],
  },
  {
    name: 'copy of an attribute',
    edits: '{op: copy, from: /domain/clock/@offset, path: /domain/clock/@basis}',
    adds: ['<clock offset="utc" adjustment="reset" basis="utc">'],
    loses: ['<clock offset="utc" adjustment="reset">'],
  },
  {
    name: 'copy may read what no rule may write',
    edits: '{op: copy, from: /domain/name, path: /domain, as: title}',
    adds: ['<title>default_example</title>'],
  },
  { name: 'test of a value', edits: '{op: test, path: /domain/vcpu, atLeast: 2}' },
  { name: 'test of an expression', edits: '{op: test, path: "count(/domain/devices/disk) = 2"}' },
  {
    name: 'test of something that must not be there',
    edits: '{op: test, path: /domain/nothing, exists: false}',
  },
];

suite('edits of the domain', () => {
  for (const { name, edits, adds = [], loses = [] } of CASES) {
    test(name, () => {
      const { text, failure, again, of } = apply(`domain: [${edits}]`);
      assert.equal(failure, undefined);
      assert.deepEqual(newLines(text), adds);
      assert.deepEqual(lostLines(text), loses);
      assert.deepEqual(again, [], 'a second time changes nothing');
      const isChanged = adds.length + loses.length > 0;
      assert.equal(of['example']?.outcome, isChanged ? 'Applied' : 'Unchanged');
      if (!isChanged) assert.equal(text, EXAMPLE_DOMAIN);
    });
  }

  test('move takes it away where it was', () => {
    const { text, again } = apply('domain: [{op: move, from: /domain/vcpu, path: /domain/os, as: cpus}]');
    assert.deepEqual(newLines(text), ['<cpus placement="static">2</cpus>']);
    assert.deepEqual(lostLines(text), ['<vcpu placement="static">2</vcpu>']);
    assert.match(
      again.join(),
      /^rules\.yaml:\d+:\d+: NotIdempotent: rule example: fails on its own result: \/domain\/vcpu or \/domain\/os finds nothing/,
    );
  });

  test('a prefix is declared when it is first needed', () => {
    const spec =
      'capabilities: [QemuCommandLine]\ndomain: [{op: add, path: "/domain/qemu:commandline", xml: "<qemu:arg value=\'-s\'/>"}]';
    const { text, again } = apply(spec);
    assert.match(text, /^<domain type="kvm" xmlns:qemu="http:\/\/libvirt.org\/schemas\/domain\/qemu\/1.0">/);
    assert.deepEqual(again, []);
  });

  test('an existing prefix for the same namespace is used', () => {
    const domain = EXAMPLE_DOMAIN.replace(
      '<domain type="kvm">',
      '<domain type="kvm" xmlns:q="http://libvirt.org/schemas/domain/qemu/1.0">',
    );
    const spec =
      'capabilities: [QemuCommandLine]\ndomain: [{op: add, path: "/domain/qemu:commandline", xml: "<qemu:arg value=\'-s\'/>"}]';
    const { text } = apply(spec, {}, domain);
    assert.match(text, /<q:arg value="-s"\/>/);
    assert.doesNotMatch(text, /xmlns:qemu/);
  });
});

test('merge refuses siblings that a VM makes the same, and names no value', () => {
  const { failure } = apply(
    `variables: [{name: c, annotation: c}]
domain: [{op: merge, path: /domain/cputune, xml: "<cputune><vcpupin vcpu='$(c)' cpuset='1'/><vcpupin vcpu='71' cpuset='2'/></cputune>"}]`,
    { metadata: { annotations: { c: '71' } } },
  );
  assert.equal(failure?.code, 'TypeMismatch');
  assert.doesNotMatch(`${failure?.message} ${failure?.hint}`, /71/);
});
