import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { namesIn } from './names-support.ts';
import { marksIn, placeOf, ruleText } from './support.ts';

interface Case {
  readonly name: string;
  /** The spec of a rule, with « before each name that libvirt does not know. */
  readonly spec: string;
  /** A part of the message or its hint; without it there are no marks. */
  readonly says?: string;
}

const edit = (path: string, more = 'op: set, value: x') => `domain: [{${more}, path: "${path}"}]\n`;

const unknown: readonly Case[] = [
  {
    name: 'an attribute with two letters swapped',
    spec: edit('/domain/devices/disk/driver/@«cahce'),
    says: 'libvirt knows no attribute "cahce" of <driver> (did you mean "cache"?)',
  },
  {
    name: 'an element that stands elsewhere',
    spec: edit('/domain/«memballoon/@model'),
    says: 'no element "memballoon" in <domain>; it belongs in /domain/devices',
  },
  { name: 'the root', spec: edit('/«domian/title'), says: 'did you mean "domain"' },
  {
    name: 'an attribute written as an element',
    spec: edit('/domain/os/smbios/«mode'),
    says: 'it is an attribute there: @mode',
  },
  {
    name: 'an element written as an attribute',
    spec: edit('/domain/os/@«smbios'),
    says: 'it is an element there',
  },
  {
    name: 'a name that is known under another parent only',
    spec: edit('/domain/devices/interface/source/@«file'),
    says: 'no attribute "file" of <source>',
  },
  {
    name: 'behind //, where any place is searched',
    spec: edit('//«memballon/@model'),
    says: 'anywhere (did you mean "memballoon"?)',
  },
  {
    name: 'the tests of a step, each at its place',
    spec: edit("/domain/devices/disk[@«devce='disk'][alias/@«nam='x']/driver/@io"),
    says: 'did you mean',
  },
  { name: 'behind *', spec: edit('/domain/devices/*/alias/@«nme'), says: 'did you mean "name"' },
  { name: 'behind ..', spec: edit('/domain/devices/disk/alias/../@«typ'), says: 'did you mean "type"' },
  {
    name: 'behind a value that is a node of a loop',
    spec: `forEach: {name: n, domain: /domain/devices/disk}\nvariables: [{name: m, value: $(n)}]\n${edit('$m/@«typ')}`,
    says: 'did you mean "type"',
  },
  {
    name: 'behind a sibling',
    spec: edit('/domain/devices/disk/following-sibling::«dsk'),
    says: 'did you mean "disk"',
  },
  {
    name: 'a variable of a loop',
    spec: `forEach: {name: disk, domain: /domain/devices/disk}\n${edit('$disk/«drivr/@io')}`,
    says: 'no element "drivr" in <disk> (did you mean "driver"?)',
  },
  {
    name: 'the sources of loops, variables and conditions',
    spec: `forEach: {name: a, domain: /domain/devices/«dsk}
variables:
  - {name: b, domain: count(/domain/devices/disk/@«tpe)}
  - {name: c, firstFree: {of: "vd{a..z}", taken: //target/@«dvice}}
when:
  - {domain: /domain/os/@«firmwares}
  - anyOf: [{not: {domain: /domain/«cpuu}}, {domain: /domain/cpu/@mode}]
${edit('/domain/title')}`,
    says: 'libvirt knows no',
  },
  {
    name: 'the keys of attributes',
    spec: 'domain: [{op: set, path: /domain/devices/disk/driver, attributes: {cache: none, «iomode: native}}]\n',
    says: 'no attribute "iomode" of <driver>',
  },
  {
    name: 'a fragment, line by line',
    spec: `domain:
  - op: add
    path: /domain/devices
    xml: |
      <watchdog model='i6300esb' «actoin='reset'>
        <alias «nam='ua-dog'/>
      </watchdog>
      <«watchdoog/>
`,
    says: 'did you mean',
  },
  {
    name: 'a fragment beside a sibling',
    spec: `domain: [{op: add, path: /domain/devices/disk, position: Before, xml: <«dsk/>}]\n`,
    says: 'did you mean "disk"',
  },
  {
    name: 'a fragment that is what the path names',
    spec: `domain: [{op: set, path: /domain/devices/tpm, xml: <tpm «modle="tpm-crb"/>}]\n`,
    says: 'did you mean "model"',
  },
  {
    name: 'a new name that is not known there',
    spec: 'domain: [{op: copy, from: /domain/devices/disk, path: /domain/devices, as: «dsk}]\n',
    says: 'did you mean "disk"',
  },
  {
    name: 'an element that is moved to where it is not known',
    spec: 'domain: [{op: move, from: /domain/devices/«disk, path: /domain/cpu}]\n',
    says: 'no element "disk" in <cpu>',
  },
  {
    name: "QEMU's namespace, which the schema knows",
    spec: edit('/domain/qemu:commandline/qemu:arg/@«valu'),
    says: 'did you mean "value"',
  },
  {
    name: 'an element of that namespace in the wrong place',
    spec: edit('/domain/devices/«qemu:commandline'),
    says: 'no element "qemu:commandline" in <devices>; it belongs in /domain',
  },
];

const known: readonly Case[] = [
  {
    name: 'names of libvirt after 9.0',
    spec: edit('/domain/devices/disk/driver/iothreads/iothread/queue/@id'),
  },
  { name: 'an element without attributes that later got one', spec: edit('/domain/features/ras/@state') },
  { name: 'what is in metadata', spec: edit('/domain/metadata/anything/at/@all') },
  {
    name: "namespaces of the rule's own",
    spec: `namespaces: {acme: "urn:acme"}\n${edit('/domain/acme:thing/other/@acme:x')}`,
  },
  { name: 'what follows an unknown name is not told again', spec: edit('/domain/«devces/dsk/@x') },
  {
    name: 'a variable that is no node',
    spec: `variables: [{name: t, annotation: a}]\n${edit('/domain/devices/*[name()=$t]/driver/@io')}`,
  },
  {
    name: 'a variable that transforms made a text of',
    spec: `variables: [{name: d, domain: /domain/devices/disk, transforms: [{trim: true}]}]\n${edit('$d/anything')}`,
  },
  {
    name: 'an axis that leads out again',
    spec: edit('/domain/devices/disk/target/ancestor::domain/cpu/@mode'),
  },
  {
    name: 'a fragment whose parent is not known',
    spec: 'domain: [{op: add, path: "/domain/«dvices", xml: <x y="z"/>}]\n',
  },
];

suite('names that libvirt does not know', () => {
  for (const { name, spec, says = 'libvirt knows no' } of unknown) {
    test(name, () => assertNames(spec, says));
  }

  test('each is a warning', () => {
    const found = namesIn(ruleText(edit('/domian')));
    assert.deepEqual(
      found.map(({ code, severity, rule, field }) => ({ code, severity, rule, field })),
      [{ code: 'UnknownName', severity: 'warning', rule: 'example', field: 'spec.domain[0].path' }],
    );
  });
});

suite('names that are left alone', () => {
  for (const { name, spec } of known) test(name, () => assertNames(spec, ''));

  test('broken expressions and fragments, which are told elsewhere', () => {
    assert.deepEqual(namesIn(ruleText(`${edit('/domain[')}when: [{domain: $nothing/x}]\n`)), []);
    assert.deepEqual(
      namesIn(ruleText('domain: [{op: add, path: /domain/devices, xml: "<disk><"}, 7, {op: no}]\n')),
      [],
    );
  });
});

function assertNames(marked: string, says: string): void {
  const text = ruleText(marked);
  const found = namesIn(text.replaceAll('«', ''));
  assert.deepEqual(found.map(placeOf), marksIn(text), found.map(({ message }) => message).join('\n'));
  for (const { message, hint } of found)
    assert.ok(`${message}; ${hint}`.includes(says), `${message}; ${hint}`);
}
