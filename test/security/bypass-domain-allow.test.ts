import { suite, test } from 'node:test';
import { EXAMPLE_DOMAIN } from '../../src/kubevirt/example-domain.ts';
import { assertDomain, type Bypass, loaded } from './support.ts';

const POLICY =
  'domain: {allow: [/domain/sysinfo, /domain/os/smbios, /domain/clock, /domain/devices/disk/driver]}';
const edit = (fields: string) => `domain: [{${fields}}]`;
const code = 'PolicyViolation';

/** A policy with `allow` against rules that write somewhere else. */
const ROWS: readonly Bypass[] = [
  // verbs
  { name: 'set of a text', rules: edit('op: set, path: /domain/title, value: x'), code, at: 'load' },
  {
    name: 'set of an attribute',
    rules: edit('op: set, path: "/domain/cpu/@mode", value: x'),
    code,
    at: 'load',
  },
  {
    name: 'set of attributes',
    rules: edit('op: set, path: /domain/cpu, attributes: {mode: x}'),
    code,
    at: 'load',
    says: 'rules.yaml:5:28: PolicyViolation: rule rule-1, spec.domain[0]',
  },
  { name: 'set without a value', rules: edit('op: set, path: /domain/memtune'), code, at: 'load' },
  {
    name: 'set of an element',
    rules: edit("op: set, path: /domain/title, xml: '<title/>'"),
    code,
    at: 'load',
  },
  { name: 'add', rules: edit("op: add, path: /domain, xml: '<title/>'"), code, at: 'load' },
  {
    name: 'add of an allowed and another element',
    rules: edit("op: add, path: /domain/os, xml: '<smbios/><bootmenu/>'"),
    code,
    at: 'load',
  },
  {
    name: 'add beside something allowed',
    rules: edit("op: add, path: /domain/clock, position: After, xml: '<title/>'"),
    code,
    at: 'load',
  },
  {
    name: 'add beside something allowed, which looks as if it were inside',
    rules: edit("op: add, path: /domain/sysinfo, position: Before, xml: '<title/>'"),
    code,
    at: 'load',
  },
  { name: 'remove', rules: edit('op: remove, path: /domain/devices/rng'), code, at: 'load' },
  { name: 'remove of an attribute', rules: edit('op: remove, path: "/domain/cpu/@mode"'), code, at: 'load' },
  {
    name: 'replace of a text',
    rules: edit('op: replace, path: /domain/vcpu, value: "64"'),
    code,
    at: 'load',
  },
  {
    name: 'replace of an allowed element by another',
    rules: edit("op: replace, path: /domain/clock, xml: '<title/>'"),
    code,
    at: 'load',
  },
  {
    name: 'replace of an element by an allowed one',
    rules: edit("op: replace, path: /domain/cpu, xml: '<clock/>'"),
    code,
    at: 'load',
  },
  {
    name: 'move out of an allowed place',
    rules: edit('op: move, from: /domain/clock/timer, path: /domain/cpu'),
    code,
    at: 'load',
  },
  {
    name: 'move into an allowed place, which takes away elsewhere',
    rules: edit('op: move, from: /domain/cpu/topology, path: /domain/clock'),
    code,
    at: 'load',
  },
  {
    name: 'move of an allowed element under another name',
    rules: edit('op: move, from: /domain/clock, path: /domain, as: title'),
    code,
    at: 'load',
  },
  {
    name: 'move of another element under an allowed name',
    rules: edit('op: move, from: /domain/cpu, path: /domain, as: clock'),
    code,
    at: 'load',
  },
  {
    name: 'copy out of an allowed place',
    rules: edit('op: copy, from: /domain/clock/timer, path: /domain/cpu'),
    code,
    at: 'load',
  },
  {
    name: 'copy beside something allowed',
    rules: edit('op: copy, from: /domain/cpu, path: /domain/clock, position: After'),
    code,
    at: 'load',
  },
  {
    name: 'move of an attribute',
    rules: edit('op: move, from: "/domain/cpu/@mode", path: "/domain/clock/@mode"'),
    code,
    at: 'load',
  },
  {
    name: 'copy of an attribute',
    rules: edit('op: copy, from: "/domain/clock/@offset", path: "/domain/cpu/@match"'),
    code,
    at: 'load',
  },
  // spellings of the path
  { name: 'a wildcard', rules: edit('op: set, path: "/domain/*[@mode]/@mode", value: x'), code, at: 'apply' },
  { name: 'a wildcard for the root', rules: edit('op: remove, path: "/*/cpu"'), code, at: 'load' },
  { name: 'anywhere', rules: edit('op: set, path: "//topology/@cores", value: "8"'), code, at: 'apply' },
  { name: 'anywhere below', rules: edit('op: remove, path: "/domain//rng"'), code, at: 'apply' },
  {
    name: 'down and up again',
    rules: edit('op: remove, path: "/domain/clock/../cpu"'),
    code,
    at: 'load',
  },
  {
    name: 'an allowed place, then its parent',
    rules: edit('op: remove, path: "/domain/devices/disk/driver/.."'),
    code,
    at: 'load',
  },
  {
    name: 'beside an allowed place',
    rules: edit('op: remove, path: "/domain/clock/following-sibling::cpu"'),
    code,
  },
  {
    name: 'before an allowed place',
    rules: edit('op: remove, path: "/domain/clock/preceding-sibling::devices"'),
    code,
  },
  {
    name: 'an ancestor',
    rules: edit('op: remove, path: "/domain/devices/disk/driver/ancestor::devices"'),
    code,
  },
  {
    name: 'a written out axis',
    rules: edit('op: remove, path: "/child::domain/child::cpu"'),
    code,
    at: 'load',
  },
  { name: 'descendants', rules: edit('op: remove, path: "/descendant::rng"'), code, at: 'apply' },
  {
    name: 'a test on the name',
    rules: edit('op: remove, path: "/domain/*[local-name()=\'cpu\']"'),
    code,
    at: 'apply',
  },
  { name: 'self', rules: edit('op: remove, path: "/domain/cpu/self::*"'), code, at: 'load' },
  { name: 'white space in the path', rules: edit('op: remove, path: " /domain / cpu "'), code },
  {
    name: 'a test that names what is allowed',
    rules: edit('op: remove, path: "/domain/cpu[../clock]"'),
    code,
  },
  {
    name: 'all attributes',
    rules: edit('op: remove, path: "/domain/cpu/@*"'),
    code,
  },
  // loops and variables
  {
    name: 'a loop over nodes',
    rules: `forEach: {name: n, domain: "/domain/devices/disk"}\n${edit('op: remove, path: $n/boot')}`,
    code,
    at: 'load',
  },
  {
    name: 'a loop over all nodes',
    rules: `forEach: {name: n, domain: "//*"}\n${edit('op: set, path: "$n/@x", value: "1"')}`,
    code,
    at: 'apply',
  },
  {
    name: 'a variable that is a node',
    rules: `variables: [{name: n, domain: /domain/cpu}]\n${edit('op: remove, path: $n')}`,
    code,
    at: 'load',
  },
  {
    name: 'a loop inside a loop',
    rules: `forEach: [{name: n, domain: /domain/devices}, {name: m, domain: $n/rng}]\n${edit('op: remove, path: $m')}`,
    code,
    at: 'load',
  },
  {
    name: 'one of two paths of a loop',
    rules: `forEach: {name: n, domain: /domain/clock | /domain/cpu}\n${edit('op: remove, path: $n')}`,
    code,
    at: 'load',
  },
  {
    name: 'a loop inside a loop over what is allowed',
    rules: `forEach: [{name: n, domain: /domain/devices/disk}, {name: m, domain: $n/driver}]\n${edit('op: set, path: $m/@io, value: native')}`,
  },
  {
    name: 'a loop over allowed nodes, left at once',
    rules: `forEach: {name: n, domain: /domain/clock}\n${edit('op: remove, path: "$n/../cpu"')}`,
    code,
    at: 'load',
  },
  {
    name: 'an annotation that chooses the node',
    annotations: { which: 'cpu' },
    rules: `variables: [{name: w, annotation: which}]\n${edit('op: remove, path: "/domain/*[name()=$w]"')}`,
    code,
    at: 'apply',
  },
  // namespaces
  {
    name: 'an allowed name in another namespace',
    rules: `namespaces: {x: urn:x}\n${edit("op: add, path: /domain, xml: '<x:clock/>'")}`,
    code,
  },
  {
    name: 'an allowed name by a default namespace',
    rules: edit('op: add, path: /domain, xml: \'<clock xmlns="urn:x"/>\''),
    code,
  },
  {
    name: 'the arguments of QEMU',
    rules: `capabilities: [QemuCommandLine]\n${edit("op: add, path: /domain, xml: '<qemu:commandline/>'")}`,
    policy: `capabilities: [QemuCommandLine]\n${POLICY}`,
    code,
    at: 'load',
  },
  // what is made on the way
  {
    name: 'an element that is made on the way',
    policy: 'domain: {allow: [/domain/features/kvm/hidden]}',
    rules: edit('op: set, path: "/domain/features/kvm/hidden/@state", value: "on"'),
    code,
    at: 'apply',
  },
  {
    name: 'an element that is made for an allowed attribute',
    policy: 'domain: {allow: ["/domain/clock/timer/@present"]}',
    rules: edit("op: set, path: \"/domain/clock/timer[@name='pit']/@present\", value: 'no'"),
    code,
    at: 'apply',
  },
  {
    name: 'another attribute than the allowed one',
    policy: 'domain: {allow: ["/domain/devices/disk/driver/@cache"]}',
    rules: edit('op: set, path: "/domain/devices/disk/driver/@io", value: native'),
    code,
    at: 'load',
  },
  {
    name: 'the allowed attribute under a prefix',
    policy: 'domain: {allow: ["/domain/devices/disk/driver/@cache"]}',
    rules: `namespaces: {x: urn:x}\n${edit('op: set, path: "/domain/devices/disk/driver/@x:cache", value: none')}`,
    code,
    at: 'apply',
  },
  {
    name: 'a text where an attribute is allowed',
    policy: 'domain: {allow: ["/domain/devices/disk/driver/@cache"]}',
    rules: edit('op: set, path: /domain/devices/disk/driver, value: x'),
    code,
    at: 'load',
  },
  {
    name: 'an allowed attribute one level deeper',
    policy: 'domain: {allow: ["/domain/clock/@offset"]}',
    rules: edit('op: set, path: "/domain/clock/timer/@offset", value: x'),
    code,
    at: 'load',
  },
  // several rules, several edits, several policies
  {
    name: 'something allowed first, then something else',
    rules: [
      edit('op: set, path: "/domain/clock/@offset", value: localtime'),
      edit('op: set, path: "//topology/@cores", value: "8"'),
    ],
    code,
    at: 'apply',
  },
  {
    name: 'an element put in an allowed place, then moved to another',
    rules: [
      edit("op: add, path: /domain/clock, xml: '<iommu/>'"),
      edit('op: move, from: "//clock/iommu", path: "//devices"'),
    ],
    code,
    at: 'apply',
  },
  {
    name: 'an element put in an allowed place, then copied to another',
    rules: [
      edit('op: add, path: /domain/clock, xml: \'<iommu model="intel"/>\''),
      edit('op: copy, from: "//clock/*[1]", path: "//devices"'),
    ],
    code,
    at: 'apply',
  },
  {
    name: 'a second policy that allows more',
    policy: [POLICY, 'domain: {allow: [/domain]}'],
    rules: edit('op: remove, path: /domain/cpu'),
    code,
    at: 'load',
    says: 'policy-1.yaml',
  },
  {
    name: 'a second policy that allows less',
    policy: [POLICY, 'domain: {allow: [/domain/os]}'],
    rules: edit('op: set, path: "/domain/clock/@offset", value: localtime'),
    code,
    at: 'load',
    says: 'policy-2.yaml',
  },
  {
    name: 'a second policy that says nothing about the domain',
    policy: [POLICY, 'capabilities: []'],
    rules: edit('op: remove, path: "//cpu"'),
    code,
    at: 'apply',
  },
  {
    name: 'nothing is allowed',
    policy: 'domain: {allow: []}',
    rules: edit('op: set, path: "/domain/clock/@offset", value: localtime'),
    code,
    at: 'load',
  },
  {
    name: 'a failure that the rule ignores is still refused when it is seen in the file',
    rules: `failurePolicy: Ignore\n${edit('op: remove, path: /domain/cpu')}`,
    code,
    at: 'load',
  },

  // what stays allowed
  { name: 'an attribute inside', rules: edit('op: set, path: "/domain/clock/@offset", value: localtime') },
  { name: 'an element inside', rules: edit('op: add, path: /domain/clock, xml: \'<timer name="pit"/>\'') },
  { name: 'the removal of an allowed element', rules: edit('op: remove, path: /domain/clock') },
  {
    name: 'what is made below an allowed element',
    rules: edit(
      "op: set, path: \"/domain/sysinfo[@type='smbios']/baseBoard/entry[@name='manufacturer']\", value: ACME",
    ),
  },
  { name: 'each disk', rules: edit('op: set, path: "/domain/devices/disk/driver/@cache", value: writeback') },
  {
    name: 'each disk in a loop',
    rules: `forEach: {name: d, domain: /domain/devices/disk}\n${edit('op: set, path: "$d/driver/@cache", value: writeback')}`,
  },
  {
    name: 'anywhere, when all that is found is allowed',
    rules: edit('op: set, path: "//driver/@cache", value: x'),
  },
  {
    name: 'a move inside',
    rules: edit('op: move, from: "/domain/clock/timer[@name=\'rtc\']", path: /domain/clock, position: Last'),
  },
  {
    name: 'a star in the policy',
    policy: 'domain: {allow: ["/domain/devices/*/driver"]}',
    rules: edit('op: set, path: "/domain/devices/interface/driver/@queues", value: "2"'),
  },
  {
    name: 'a policy without a word on the domain',
    policy: 'capabilities: []',
    rules: edit('op: set, path: /domain/title, value: x'),
  },
  {
    name: 'a domain that is allowed as a whole',
    policy: 'domain: {allow: [/domain]}',
    rules: edit('op: set, path: /domain/title, value: x'),
  },
];

suite('rules that write outside of what a policy allows in the domain', () => {
  for (const row of ROWS) {
    test(`${row.name}: ${row.code === undefined ? 'is done' : `refused`}`, () =>
      assertDomain({ policy: POLICY, ...row }));
  }

  test('ignored failures change nothing either', (t) => {
    const { hooks } = loadedIgnoring();
    const input = new TextEncoder().encode(EXAMPLE_DOMAIN);
    const reply = hooks.onDefineDomain(input, new TextEncoder().encode('{"metadata":{"name":"vm"}}'));
    t.assert.equal(reply.domainXml, input);
    t.assert.equal(reply.warnings[0]?.code, code);
  });
});

function loadedIgnoring() {
  return loaded({ policy: POLICY, rules: `failurePolicy: Ignore\n${edit('op: remove, path: "//cpu"')}` });
}
