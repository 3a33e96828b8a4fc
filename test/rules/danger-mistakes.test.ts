import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { assertFound, findings, type Mistake, ruleText } from './support.ts';

const edit = (fields: string) => `domain:\n  - ${fields}\n`;
const set = (path: string, more = 'value: "1"') => edit(`op: set\n    path: ${path}\n    ${more}`);
const loop = (over: string, fields: string) => `forEach: {name: n, domain: "${over}"}\n${edit(fields)}`;
const inQemu = (spec: string) => `capabilities: [QemuCommandLine]\nvariables: [{name: a, label: a}]\n${spec}`;

const MISTAKES: readonly Mistake[] = [
  {
    name: 'the uuid',
    spec: edit('{op: remove, path: «/domain/uuid}'),
    code: 'ProtectedPath',
    says: 'as they are',
  },
  {
    name: 'the type',
    spec: edit('{op: set, path: «/domain/@type, value: qemu}'),
    code: 'ProtectedPath',
    says: 'as they are',
  },
  {
    name: 'something moved out of the metadata',
    spec: edit('{op: move, from: «/domain/metadata/kubevirt, path: /domain/os}'),
    code: 'ProtectedPath',
    says: 'as they are',
  },
  {
    name: "QEMU's command line",
    spec: edit('{op: add, path: «"/domain/qemu:commandline", xml: "<qemu:arg value=\'-s\'/>"}'),
    code: 'UndeclaredCapability',
    says: 'write capabilities: [QemuCommandLine] under spec',
  },
  {
    name: "QEMU's command line under another prefix",
    spec: `namespaces: {q: "http://libvirt.org/schemas/domain/qemu/1.0"}\n${edit('{op: set, path: «"/domain/q:commandline"}')}`,
    code: 'UndeclaredCapability',
    says: 'QemuCommandLine',
  },
  {
    name: 'a program deep in the xml',
    spec: edit('{op: add, path: /domain/devices, xml: ««"<interface><script path=\'/bin/x\'/></interface>"}'),
    code: 'UndeclaredCapability',
    says: 'under spec',
  },
  {
    name: 'a file in attributes',
    spec: set('/domain/devices/disk/source', 'attributes: {file: «/etc/shadow}'),
    code: 'UndeclaredCapability',
    says: 'HostFile',
  },
  {
    name: 'a device node as a value',
    spec: set('/domain/devices/disk/source/@dev', 'value: «/dev/sda'),
    code: 'UndeclaredCapability',
    says: 'HostDevice',
  },
  {
    name: 'a security label',
    spec: edit('{op: remove, path: «/domain/seclabel}'),
    code: 'UndeclaredCapability',
    says: 'SecurityLabel',
  },
  {
    name: 'an argument of QEMU',
    spec: inQemu(edit('{op: set, path: "/domain/qemu:commandline/qemu:arg/@value", value: «$(a)}')),
    code: 'UnguardedValue',
    says: 'give the variable a must',
  },
  {
    name: 'an attribute of an argument',
    spec: inQemu(edit('{op: set, path: "/domain/qemu:commandline/qemu:arg", attributes: {value: «$(a)}}')),
    code: 'UnguardedValue',
    says: 'must',
  },
  {
    name: 'an argument in the xml',
    spec: inQemu(edit('{op: add, path: "/domain/qemu:commandline", xml: «"<qemu:arg value=\'x=$(a)\'/>"}')),
    code: 'UnguardedValue',
    says: 'must',
  },
  {
    name: 'an argument made by the tests of a path',
    spec: inQemu(edit('{op: set, path: «"/domain/qemu:commandline/qemu:arg[@value=$a]"}')),
    code: 'UnguardedValue',
    says: 'must',
  },
  {
    name: 'an argument behind a wildcard',
    spec: inQemu(edit('{op: set, path: /domain/*/*/@value, value: «$(a)}')),
    code: 'UnguardedValue',
    says: 'must',
  },
  {
    name: 'an argument behind a loop',
    spec: `capabilities: [QemuCommandLine]\nforEach: {name: n, domain: "//*"}\nvariables: [{name: a, label: a}]\n${edit('{op: set, path: $n/@value, value: «$(a)}')}`,
    code: 'UnguardedValue',
    says: 'must',
  },
  {
    name: 'an argument that a table lets through',
    spec: `capabilities: [QemuCommandLine]\nvariables: [{name: a, label: a}, {name: b, label: b, transforms: [{map: {"*": $(a)}}]}]\n${edit('{op: set, path: "/domain/qemu:commandline/qemu:arg/@value", value: «$(b)}')}`,
    code: 'UnguardedValue',
    says: 'must',
  },
  {
    name: 'an argument from a list',
    spec: `capabilities: [QemuCommandLine]\n${edit('{op: add, path: "/domain/qemu:commandline", forEach: {name: i, label: a, transforms: [{words: true}]}, xml: «"<qemu:arg value=\'$(i)\'/>"}')}`,
    code: 'UnguardedValue',
    says: 'must',
  },
  {
    name: 'an argument that may be missing',
    spec: inQemu(edit('{op: add, path: "/domain/qemu:commandline", xml: «"<qemu:arg value=\'$(a?)\'/>"}')),
    code: 'UnguardedValue',
    says: 'must',
  },
  {
    name: 'an argument that is merged',
    spec: inQemu(
      edit(
        '{op: merge, path: "/domain/qemu:commandline", xml: «"<qemu:commandline><qemu:arg value=\'$(a)\'/></qemu:commandline>"}',
      ),
    ),
    code: 'UnguardedValue',
    says: 'must',
  },
  {
    name: 'a part of a value that was limited as a whole only by its shape',
    spec: `capabilities: [QemuCommandLine]\nvariables: [{name: b, label: a, transforms: [{parse: Json}, {pick: /x}]}]\n${edit('{op: set, path: "/domain/qemu:commandline/qemu:arg/@value", value: «$(b)}')}`,
    code: 'UnguardedValue',
    says: 'must',
  },
  {
    name: 'a program that is merged',
    spec: `capabilities: [HostFile]\n${edit('{op: merge, path: «/domain/devices/emulator, xml: <emulator>/bin/sh</emulator>}')}`,
    code: 'UndeclaredCapability',
    says: 'HostProgram',
  },
  {
    name: 'a program deep in what is merged',
    spec: `capabilities: [HostFile]\n${edit('{op: merge, path: /domain/devices/interface, xml: «"<interface><script path=\'/x\'/></interface>"}')}`,
    code: 'UndeclaredCapability',
    says: 'HostProgram',
  },
  {
    name: "KubeVirt's own element of the metadata",
    spec: edit('{op: set, path: «"/domain/metadata/kubevirt:kubevirt/@x", value: "1"}'),
    code: 'ProtectedPath',
    says: 'as they are',
  },
  {
    name: 'metadata that is merged',
    spec: edit('{op: merge, path: «/domain/metadata, xml: <metadata/>}'),
    code: 'ProtectedPath',
    says: 'as they are',
  },
  {
    name: 'cloud-init data in the list of an edit',
    spec: edit('{op: add, path: /domain, «forEach: {name: i, userData: /users}, xml: <title/>}').replace(
      '«forEach: {',
      'forEach: «{',
    ),
    code: 'WrongPhase',
    says: 'split the rule',
  },
  {
    name: 'a host device behind a loop',
    spec: loop('/domain/devices/interface', '{op: set, path: $n/@type, value: «vhostuser}'),
    code: 'UndeclaredCapability',
    says: 'HostDevice',
  },
  {
    name: 'a program behind a loop',
    spec: loop('/domain/devices/interface', '{op: set, path: $n/backend/@type, value: «passt}'),
    code: 'UndeclaredCapability',
    says: 'HostProgram',
  },
  {
    name: 'attributes of the node of a loop',
    spec: loop('/domain/devices/interface[1]', '{op: set, path: $n, attributes: {type: «vhostuser}}'),
    code: 'UndeclaredCapability',
    says: 'HostDevice',
  },
  {
    name: 'an element made behind a loop',
    spec: loop('/domain/os', '{op: add, path: $n, xml: «<kernel>k</kernel>}'),
    code: 'UndeclaredCapability',
    says: 'HostProgram',
  },
  {
    name: 'an element beside the node of a loop',
    spec: loop('/domain/os/type', '{op: add, path: $n, position: After, xml: «<kernel>k</kernel>}'),
    code: 'UndeclaredCapability',
    says: 'HostProgram',
  },
  {
    name: 'an element beside another',
    spec: edit('{op: add, path: /domain/os/type, position: Before, xml: «<kernel>k</kernel>}'),
    code: 'UndeclaredCapability',
    says: 'HostProgram',
  },
  {
    name: 'what is merged into the node of a loop',
    spec: loop('/domain/devices/interface', '{op: merge, path: $n, xml: «<interface type="vhostuser"/>}'),
    code: 'UndeclaredCapability',
    says: 'HostDevice',
  },
  {
    name: 'what a loop inside a loop leads to',
    spec: `forEach: [{name: n, domain: /domain/devices}, {name: m, domain: $n/interface}]\n${edit('{op: set, path: $m/backend/@type, value: «passt}')}`,
    code: 'UndeclaredCapability',
    says: 'HostProgram',
  },
  {
    name: 'one of two paths of a loop',
    spec: loop('/domain/title | /domain/devices/interface', '{op: set, path: $n/@type, value: «vhostuser}'),
    code: 'UndeclaredCapability',
    says: 'HostDevice',
  },
  {
    name: 'what a variable leads to',
    spec: `variables: [{name: a, domain: /domain/devices/interface}, {name: b, value: $(a)}]\n${edit('{op: set, path: $b/@type, value: «vhostuser}')}`,
    code: 'UndeclaredCapability',
    says: 'HostDevice',
  },
  {
    name: 'what the default of a loop leads to',
    spec: `forEach: [{name: a, domain: /domain/devices/interface}, {name: n, domain: /domain/title, default: $(a)}]\n${edit('{op: set, path: $n/@type, value: «vhostuser}')}`,
    code: 'UndeclaredCapability',
    says: 'HostDevice',
  },
  {
    name: 'the parent of the node of a loop',
    spec: loop('/domain/os/type', '{op: set, path: «$n/../kernel}'),
    code: 'UndeclaredCapability',
    says: 'HostProgram',
  },
  {
    name: 'something moved away from a loop',
    spec: loop('/domain/devices', '{op: move, from: «$n/hostdev, path: /domain/title}'),
    code: 'UndeclaredCapability',
    says: 'HostDevice',
  },
  {
    name: 'what a copy becomes',
    spec: edit('{op: copy, from: /domain/title, path: /domain/os, as: «kernel}'),
    code: 'UndeclaredCapability',
    says: 'HostProgram',
  },
  {
    name: 'the name, behind a loop',
    spec: loop('/domain', '{op: remove, path: «$n/name}'),
    code: 'ProtectedPath',
    says: 'as they are',
  },
  {
    name: 'the metadata as the node of a loop',
    spec: loop('/domain/metadata', '{op: remove, path: «$n}'),
    code: 'ProtectedPath',
    says: 'as they are',
  },
  {
    name: "KubeVirt's metadata, behind a loop",
    spec: loop('/domain/metadata', '{op: set, path: «"$n/kubevirt:kubevirt/@x", value: "1"}'),
    code: 'ProtectedPath',
    says: 'as they are',
  },
  {
    name: 'the name behind a test',
    spec: edit('{op: remove, path: «"/domain[1]/child::name"}'),
    code: 'ProtectedPath',
    says: 'as they are',
  },
  {
    name: 'an argument whose variable begins like the node of a loop',
    spec: `capabilities: [QemuCommandLine]\nforEach: {name: args, domain: "/domain/qemu:commandline"}\nvariables: [{name: arg, label: a}]\n${edit('{op: set, path: «"$args/qemu:arg[@value=$arg]"}')}`,
    code: 'UnguardedValue',
    says: 'must',
  },
  {
    name: 'an argument behind a loop that names all elements',
    spec: `capabilities: [QemuCommandLine]\nforEach: {name: n, domain: "/domain/qemu:commandline"}\nvariables: [{name: a, label: a}]\n${edit('{op: add, path: $n, xml: «"<qemu:arg value=\'$(a)\'/>"}')}`,
    code: 'UnguardedValue',
    says: 'must',
  },
  {
    name: 'an argument that is encoded and decoded again',
    spec: `capabilities: [QemuCommandLine]\nvariables: [{name: a, label: a}, {name: x, label: a, transforms: [{encode: Base64}, {decode: Base64}]}]\n${edit('{op: add, path: "/domain/qemu:commandline", xml: «"<qemu:arg value=\'$(x)\'/>"}')}`,
    code: 'UnguardedValue',
    says: 'must',
  },
  {
    name: 'an argument that was captured and then decoded',
    spec: `capabilities: [QemuCommandLine]\nvariables: [{name: a, label: a}, {name: x, label: a, transforms: [{capture: "(.*)"}, {decode: Base64}]}]\n${edit('{op: add, path: "/domain/qemu:commandline", xml: «"<qemu:arg value=\'$(x)\'/>"}')}`,
    code: 'UnguardedValue',
    says: 'must',
  },
  {
    name: 'an argument that is read as YAML after it was captured',
    spec: `capabilities: [QemuCommandLine]\nvariables: [{name: a, label: a}, {name: x, label: a, transforms: [{capture: "(.*)"}, {parse: Yaml}]}]\n${edit('{op: add, path: "/domain/qemu:commandline", xml: «"<qemu:arg value=\'$(x)\'/>"}')}`,
    code: 'UnguardedValue',
    says: 'must',
  },
  {
    name: 'an argument that is the default of a pick',
    spec: `capabilities: [QemuCommandLine]\nvariables: [{name: a, label: a}, {name: x, label: b, transforms: [{parse: Json}, {pick: /x}, {hash: {length: 8}}], default: $(a)}]\n${edit('{op: add, path: "/domain/qemu:commandline", xml: «"<qemu:arg value=\'$(x)\'/>"}')}`,
    code: 'UnguardedValue',
    says: 'must',
  },
  {
    name: 'an argument that is the default of a pick with a must',
    spec: `capabilities: [QemuCommandLine]\nvariables: [{name: a, label: a}, {name: x, label: b, transforms: [{parse: Json}, {pick: /x}], must: {matches: "[a-z]+"}, default: $(a)}]\n${edit('{op: add, path: "/domain/qemu:commandline", xml: «"<qemu:arg value=\'$(x)\'/>"}')}`,
    code: 'UnguardedValue',
    says: 'must',
  },
  {
    name: 'an argument that is the default of JSON',
    spec: `capabilities: [QemuCommandLine]\nvariables: [{name: a, label: a}, {name: x, label: b, transforms: [{parse: Json}, {hash: {length: 8}}], default: $(a)}]\n${edit('{op: add, path: "/domain/qemu:commandline", xml: «"<qemu:arg value=\'$(x)\'/>"}')}`,
    code: 'UnguardedValue',
    says: 'must',
  },
  {
    name: 'an argument that is the default of a number',
    spec: `capabilities: [QemuCommandLine]\nvariables: [{name: a, label: a}, {name: x, domain: "number(/domain/nope)", default: $(a)}]\n${edit('{op: add, path: "/domain/qemu:commandline", xml: «"<qemu:arg value=\'$(x)\'/>"}')}`,
    code: 'UnguardedValue',
    says: 'must',
  },
  {
    name: 'an argument that is the default of a literal',
    spec: `capabilities: [QemuCommandLine]\nvariables: [{name: a, label: a}, {name: x, value: "$(a?)", default: $(a)}]\n${edit('{op: add, path: "/domain/qemu:commandline", xml: «"<qemu:arg value=\'$(x)\'/>"}')}`,
    code: 'UnguardedValue',
    says: 'must',
  },
];

test('what is wrong with a path does not hide what the xml needs', () => {
  const text = ruleText(edit('{op: add, path: "/domain[", xml: "<emulator/>"}'));
  assert.deepEqual(
    findings(text).map(({ code }) => code),
    ['InvalidXPath', 'UndeclaredCapability'],
  );
});

/** Rules that need nothing declared. */
const HARMLESS: readonly { readonly name: string; readonly spec: string }[] = [
  {
    name: 'an argument from a literal in Base64',
    spec: `capabilities: [QemuCommandLine]\nvariables: [{name: a, label: a}, {name: x, value: "LXM=", transforms: [{decode: Base64}]}]\n${edit('{op: add, path: "/domain/qemu:commandline", xml: "<qemu:arg value=\'$(x)\'/>"}')}`,
  },
  {
    name: 'an argument from a literal list',
    spec: `capabilities: [QemuCommandLine]\nvariables: [{name: a, label: a}, {name: x, value: "[1, 2]", transforms: [{parse: Json}, {pick: /0}]}]\n${edit('{op: add, path: "/domain/qemu:commandline", xml: "<qemu:arg value=\'$(x)\'/>"}')}`,
  },
  {
    name: 'an argument limited after it was decoded',
    spec: `capabilities: [QemuCommandLine]\nvariables: [{name: a, label: a}, {name: x, label: a, transforms: [{decode: Base64}, {capture: "([a-z]+)"}]}]\n${edit('{op: add, path: "/domain/qemu:commandline", xml: "<qemu:arg value=\'$(x)\'/>"}')}`,
  },
  {
    name: 'an argument whose default is limited with it',
    spec: `capabilities: [QemuCommandLine]\nvariables: [{name: a, label: a}, {name: x, label: b, transforms: [{capture: "([a-z]+)"}], default: $(a)}]\n${edit('{op: add, path: "/domain/qemu:commandline", xml: "<qemu:arg value=\'$(x)\'/>"}')}`,
  },
  {
    name: 'an argument whose default must pass',
    spec: `capabilities: [QemuCommandLine]\nvariables: [{name: a, label: a}, {name: x, label: b, must: {matches: "[a-z]+"}, default: $(a)}]\n${edit('{op: add, path: "/domain/qemu:commandline", xml: "<qemu:arg value=\'$(x)\'/>"}')}`,
  },
  {
    name: 'an argument whose default is a literal',
    spec: `capabilities: [QemuCommandLine]\nvariables: [{name: a, label: a}, {name: x, label: b, transforms: [{parse: Json}, {pick: /x}], must: {matches: "[a-z]+"}, default: none}]\n${edit('{op: add, path: "/domain/qemu:commandline", xml: "<qemu:arg value=\'$(x)\'/>"}')}`,
  },
  {
    name: 'an argument out of a table of literals',
    spec: `capabilities: [QemuCommandLine]\nvariables: [{name: a, label: a}, {name: x, label: b, transforms: [{map: {"*": LXM=}}, {decode: Base64}]}]\n${edit('{op: add, path: "/domain/qemu:commandline", xml: "<qemu:arg value=\'$(x)\'/>"}')}`,
  },
  {
    name: 'a value of a card, behind a loop, in a rule that may write arguments',
    spec: `capabilities: [QemuCommandLine]\nforEach: {name: n, domain: /domain/devices/interface}\nvariables: [{name: a, label: a}]\n${edit('{op: set, path: $n/model/@type, value: $(a)}')}`,
  },
  {
    name: "another's element of the metadata, behind a loop",
    spec: `namespaces: {x: "http://example.com/x"}\n${loop('/domain/metadata', '{op: set, path: "$n/x:note"}')}`,
  },
  {
    name: 'a text of a transformed node',
    spec: `forEach: {name: n, domain: /domain/name, transforms: [{trim: true}]}\n${edit('{op: set, path: /domain/title, value: $(n)}')}`,
  },
];

suite('what a rule may write without saying so', () => {
  for (const { name, spec } of HARMLESS)
    test(name, () =>
      assert.deepEqual(
        findings(ruleText(spec)).map(({ message }) => message),
        [],
      ),
    );
});

suite('what a rule may not write, or not without saying so', () => {
  for (const mistake of MISTAKES)
    test(`${mistake.name} is found, and its cure told`, () => assertFound(mistake));
});
