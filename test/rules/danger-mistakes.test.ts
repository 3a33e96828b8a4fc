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
];

suite('what a rule may not write, or not without saying so', () => {
  for (const mistake of MISTAKES)
    test(`${mistake.name} is found, and its cure told`, () => assertFound(mistake));
});
