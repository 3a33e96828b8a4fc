import { suite, test } from 'node:test';
import { assertFound, type Mistake } from './support.ts';

const edit = (fields: string) => `domain:\n  - ${fields}\n`;
const set = (path: string, more = 'value: "1"') => edit(`op: set\n    path: ${path}\n    ${more}`);
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
];

suite('what a rule may not write, or not without saying so', () => {
  for (const mistake of MISTAKES)
    test(`${mistake.name} is found, and its cure told`, () => assertFound(mistake));
});
