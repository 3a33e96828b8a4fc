import { suite, test } from 'node:test';
import { EXAMPLE_DOMAIN } from '../../src/kubevirt/example-domain.ts';
import { assertDomain, type Bypass } from './support.ts';

const POLICY =
  'domain: {deny: [/domain/cpu, "/domain/devices/disk/source", "/domain/devices/disk/driver/@cache", "/domain/devices/iommu"]}';
const edit = (...edits: readonly string[]) => `domain: [${edits.map((one) => `{${one}}`).join(', ')}]`;
const code = 'PolicyViolation';

/** A policy with `deny` against rules that write there all the same. */
const ROWS: readonly Bypass[] = [
  {
    name: 'the element itself',
    rules: edit('op: remove, path: /domain/cpu'),
    code,
    at: 'load',
    says: ': /domain/cpu;',
  },
  {
    name: 'an attribute of it',
    rules: edit('op: set, path: "/domain/cpu/@mode", value: x'),
    code,
    at: 'load',
  },
  {
    name: 'something below it',
    rules: edit('op: set, path: "/domain/cpu/topology/@cores", value: x'),
    code,
    at: 'load',
  },
  {
    name: 'something new in it',
    rules: edit("op: add, path: /domain/cpu, xml: '<feature/>'"),
    code,
    at: 'load',
  },
  { name: 'a second one of it', rules: edit("op: add, path: /domain, xml: '<cpu/>'"), code, at: 'load' },
  {
    name: 'its removal by a wildcard',
    rules: edit('op: remove, path: "/domain/*[topology]"'),
    code,
    at: 'apply',
  },
  {
    name: 'its removal with all around it',
    rules: edit('op: remove, path: "/domain/devices/disk[1]"'),
    code,
    at: 'apply',
  },
  { name: 'the removal of all devices', rules: edit('op: remove, path: /domain/devices'), code, at: 'apply' },
  {
    name: 'all around it replaced',
    rules: edit(
      `op: replace, path: "/domain/devices/disk[1]", xml: '<disk device="disk"><target dev="vda"/></disk>'`,
    ),
    code,
    at: 'apply',
  },
  {
    name: 'inside of a new element',
    rules: edit(`op: add, path: /domain/devices, xml: '<disk><source file=""/><target dev="vdc"/></disk>'`),
    code,
    at: 'load',
  },
  {
    name: 'a denied attribute inside of a new element',
    rules: edit(`op: add, path: /domain/devices, xml: '<disk><driver cache="none"/></disk>'`),
    code,
    at: 'load',
  },
  {
    name: 'a denied attribute, removed with its element',
    rules: edit('op: remove, path: "/domain/devices/disk/driver"'),
    code,
    at: 'apply',
  },
  {
    name: 'a denied attribute, removed',
    rules: edit('op: remove, path: "/domain/devices/disk/driver/@cache"'),
    code,
    at: 'load',
  },
  {
    name: 'a denied attribute by a wildcard',
    rules: edit('op: set, path: "//driver/@cache", value: x'),
    code,
    at: 'apply',
  },
  {
    name: 'a denied attribute under a prefix, which Go reads all the same',
    rules: `namespaces: {x: urn:x}\n${edit('op: set, path: "/domain/devices/disk/driver/@x:cache", value: unsafe')}`,
    code,
  },
  {
    name: 'a denied element in another namespace, which Go reads all the same',
    rules: `namespaces: {x: urn:x}\n${edit(`op: add, path: /domain, xml: '<x:cpu mode="host-passthrough"/>'`)}`,
    code,
    at: 'load',
  },
  {
    name: 'a denied element by a default namespace',
    rules: edit(`op: add, path: /domain, xml: '<cpu xmlns="urn:x" mode="host-passthrough"/>'`),
    code,
  },
  {
    name: 'a denied element below one in another namespace',
    rules: `namespaces: {x: urn:x}\n${edit(`op: add, path: /domain/devices, xml: '<x:disk><source dev=""/></x:disk>'`)}`,
    code,
  },
  {
    name: 'another element, moved under the denied name',
    rules: edit('op: move, from: /domain/vcpu, path: /domain, as: cpu'),
    code,
    at: 'load',
  },
  {
    name: 'another element, copied under the denied name to an unknown place',
    rules: edit('op: copy, from: /domain/clock, path: "/*[clock]", as: cpu'),
    code,
  },
  {
    name: 'the denied element, moved under another name',
    rules: edit('op: move, from: /domain/cpu, path: /domain, as: ucp'),
    code,
    at: 'load',
  },
  {
    name: 'the denied element, moved away within its parent',
    rules: edit('op: move, from: /domain/cpu, path: /domain, position: First'),
    code,
    at: 'load',
  },
  {
    name: 'everything around the denied element moved',
    rules: edit('op: move, from: "/domain/devices/disk[1]", path: /domain/clock'),
    code,
    at: 'apply',
  },
  {
    name: 'everything around the denied element copied',
    rules: edit('op: copy, from: "/domain/devices/disk[1]", path: /domain/devices'),
    code,
    at: 'apply',
  },
  {
    name: 'a harmless element in one rule, its name in the next',
    rules: [
      edit(`op: add, path: /domain, xml: '<ucp mode="host-passthrough"/>'`),
      edit('op: move, from: /domain/ucp, path: /domain, as: cpu'),
    ],
    code,
    at: 'load',
  },
  {
    name: 'the same, with paths that say nothing',
    rules: [
      edit(`op: add, path: "//domain", xml: '<ucp mode="host-passthrough"/>'`),
      edit('op: move, from: "//ucp", path: "//ucp/..", as: cpu'),
    ],
    code,
    at: 'apply',
  },
  {
    name: 'a part in one rule, put where it counts by the next',
    rules: [
      edit(`op: add, path: /domain/clock, xml: '<iommu model="intel"/>'`),
      edit('op: move, from: "//clock/iommu", path: "//devices"'),
    ],
    code,
    at: 'apply',
  },
  {
    name: 'the element built elsewhere around its parts, then renamed',
    rules: edit(
      `op: add, path: /domain, xml: '<x><source file=""/></x>'`,
      'op: move, from: /domain/x, path: /domain/devices, as: disk',
    ),
    code,
    at: 'apply',
  },
  {
    name: 'a loop',
    rules: `forEach: {name: n, domain: "/domain/*[@mode]"}\n${edit('op: set, path: "$n/@mode", value: x')}`,
    code,
    at: 'apply',
  },
  {
    name: 'a loop over a denied node',
    rules: `forEach: {name: n, domain: /domain/cpu}\n${edit('op: set, path: "$n/@mode", value: x')}`,
    code,
    at: 'load',
  },
  {
    name: 'an annotation that names it',
    annotations: { which: 'cpu' },
    rules: `variables: [{name: w, annotation: which}]\n${edit('op: set, path: "/domain/*[name()=$w]/@mode", value: x')}`,
    code,
    at: 'apply',
  },
  {
    name: 'the allowed parent of what is denied',
    policy: 'domain: {allow: [/domain/devices], deny: [/domain/devices/disk]}',
    rules: edit('op: remove, path: /domain/devices'),
    code,
    at: 'apply',
  },
  {
    name: 'what is denied inside of what is allowed',
    policy: 'domain: {allow: [/domain/devices], deny: [/domain/devices/disk]}',
    rules: edit('op: remove, path: "//disk"'),
    code,
    at: 'apply',
  },
  {
    name: 'any element by a star',
    policy: 'domain: {deny: ["/domain/devices/*/driver"]}',
    rules: edit('op: set, path: "/domain/devices/interface/driver/@name", value: vhost'),
    code,
    at: 'load',
  },
  {
    name: 'the arguments of QEMU under another prefix',
    policy: 'capabilities: [QemuCommandLine]\ndomain: {deny: ["/domain/qemu:commandline"]}',
    rules: `capabilities: [QemuCommandLine]\nnamespaces: {q: "http://libvirt.org/schemas/domain/qemu/1.0"}\n${edit(`op: add, path: /domain, xml: '<q:commandline/>'`)}`,
    code,
    at: 'load',
  },
  {
    name: 'the arguments of QEMU by a default namespace',
    policy: 'capabilities: [QemuCommandLine]\ndomain: {deny: ["/domain/qemu:commandline"]}',
    rules: `capabilities: [QemuCommandLine]\n${edit(`op: add, path: /domain, xml: '<commandline xmlns="http://libvirt.org/schemas/domain/qemu/1.0"/>'`)}`,
    code,
  },
  {
    name: 'everything',
    policy: 'domain: {deny: [/domain]}',
    rules: edit('op: set, path: "//clock/@x", value: y'),
    code,
    at: 'apply',
  },
  {
    name: 'a second policy denies',
    policy: ['domain: {allow: [/domain]}', POLICY],
    rules: edit('op: remove, path: /domain/cpu'),
    code,
    at: 'load',
    says: 'policy-2.yaml',
  },

  // what stays allowed
  { name: 'beside it', rules: edit('op: set, path: "/domain/clock/@offset", value: localtime') },
  {
    name: 'another attribute of the same element',
    rules: edit('op: set, path: "/domain/devices/disk/driver/@io", value: native'),
  },
  { name: 'an element of this name elsewhere', rules: edit("op: add, path: /domain/clock, xml: '<cpu/>'") },
  { name: 'a device without denied parts', rules: edit('op: remove, path: /domain/devices/rng') },
  {
    name: 'a new device without denied parts',
    rules: edit('op: add, path: /domain/devices, xml: \'<disk><target dev="vdc"/></disk>\''),
  },
  {
    name: 'a denied attribute of which only the element is new',
    rules: edit('op: add, path: /domain/devices, xml: \'<disk><driver io="native"/></disk>\''),
  },
];

suite('rules that write what a policy denies in the domain', () => {
  for (const row of ROWS)
    test(`${row.name}: ${row.code === undefined ? 'is done' : 'refused'}`, () =>
      assertDomain({ policy: POLICY, ...row }));

  test('a place that the domain denies under its own prefix is meant as well', () => {
    const domain = EXAMPLE_DOMAIN.replace(
      '<domain type="kvm">',
      '<domain type="kvm" xmlns:q="http://libvirt.org/schemas/domain/qemu/1.0"><q:commandline><q:arg value="-s"/></q:commandline>',
    );
    const policy = 'capabilities: [QemuCommandLine]\ndomain: {deny: ["/domain/qemu:commandline"]}';
    const rules = `capabilities: [QemuCommandLine]\n${edit('op: set, path: "/domain/*[1]/*/@value", value: "-S"')}`;
    assertDomain({ name: '', policy, rules, code, at: 'apply' }, domain);
  });
});
