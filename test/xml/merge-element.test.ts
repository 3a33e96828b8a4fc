import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { mergeElement } from '../../src/xml/merge-element.ts';
import { parseXml } from '../../src/xml/parse.ts';
import { serialiseXml } from '../../src/xml/serialise.ts';
import { edit, one, path, resolve } from './support.ts';

const guard = { mayMake: (parent: { nodeName: string }) => parent.nodeName !== 'devices' };
const domain = (inside: string) => `<domain><devices/>${inside}</domain>`;

interface Row {
  readonly name: string;
  readonly source: string;
  readonly path: string;
  readonly xml: string;
  readonly result: string;
}

const rows: readonly Row[] = [
  {
    name: 'attributes and texts become so, the others stay',
    source: domain('<a x="1" y="2"><b>c</b><d/></a>'),
    path: '/domain/a',
    xml: '<a x="3"><b>e</b></a>',
    result: domain('<a x="3" y="2"><b>e</b><d/></a>'),
  },
  {
    name: 'what is missing is made, at every depth',
    source: domain(''),
    path: '/domain/features/hyperv',
    xml: '<hyperv mode="custom"><relaxed state="on"/></hyperv>',
    result: domain('<features><hyperv mode="custom"><relaxed state="on"/></hyperv></features>'),
  },
  {
    name: 'a whole device is made too',
    source: '<domain><devices></devices></domain>',
    path: '/domain/devices/sound',
    xml: '<sound model="ich6"/>',
    result: '<domain><devices><sound model="ich6"/></devices></domain>',
  },
  {
    name: 'a device keeps what libvirt gave it',
    source: '<domain><devices><sound model="ich6"><address slot="1"/></sound></devices></domain>',
    path: '/domain/devices/sound',
    xml: '<sound model="ich9"><codec type="micro"/></sound>',
    result:
      '<domain><devices><sound model="ich9"><address slot="1"/><codec type="micro"/></sound></devices></domain>',
  },
  {
    name: 'children with a key are told apart by it',
    source: domain('<clock><timer name="rtc" present="yes"/><timer name="hpet" present="no"/></clock>'),
    path: '/domain/clock',
    xml: '<clock><timer name="hpet" present="yes"/><timer name="tsc"/></clock>',
    result: domain(
      '<clock><timer name="rtc" present="yes"/><timer name="hpet" present="yes"/><timer name="tsc"/></clock>',
    ),
  },
  {
    name: 'each element of the path is merged into',
    source: domain('<a n="1"/><a n="2"/>'),
    path: '/domain/a',
    xml: '<a x="y"/>',
    result: domain('<a n="1" x="y"/><a n="2" x="y"/>'),
  },
  {
    name: 'what says nothing new changes nothing',
    source: domain(`<a  x='1' ><b>c</b><!-- d --></a>`),
    path: '/domain/a',
    xml: '<a x="1"><b>c</b></a>',
    result: domain(`<a  x='1' ><b>c</b><!-- d --></a>`),
  },
  {
    name: 'parents are not left behind when nothing is merged',
    source: domain(''),
    path: '/domain/a/b[2]',
    xml: '<b/>',
    result: domain(''),
  },
];

/** Elements that libvirt has several of, as `parent/element attributes`: two that it tells apart by the first ones. */
const SIBLINGS: readonly (readonly [place: string, one: string, other: string])[] = [
  ['capabilities/add', 'capability="a"', 'capability="b"'],
  ['os/boot', 'dev="hd"', 'dev="network"'],
  ['cputune/cachetune', 'vcpus="0-1"', 'vcpus="2"'],
  ['cachetune/cache', 'id="0" level="3" type="code"', 'id="0" level="3" type="data"'],
  ['cachetune/monitor', 'level="3" vcpus="0"', 'level="3" vcpus="1"'],
  ['numa/cell', 'id="0"', 'id="1"'],
  ['cell/cache', 'level="1"', 'level="2"'],
  ['graphics/channel', 'name="main"', 'name="record"'],
  ['keywrap/cipher', 'name="aes"', 'name="dea"'],
  ['sound/codec', 'type="duplex"', 'type="micro"'],
  ['cookies/cookie', 'name="a"', 'name="b"'],
  ['capabilities/del', 'capability="a"', 'capability="b"'],
  ['override/device', 'alias="ua-a"', 'alias="ua-b"'],
  ['system/entry', 'name="serial"', 'name="sku"'],
  ['commandline/env', 'name="A"', 'name="B"'],
  ['perf/event', 'name="cmt"', 'name="mbmt"'],
  ['cpu/feature', 'name="vmx"', 'name="svm"'],
  ['idmap/gid', 'start="0"', 'start="1000"'],
  ['os/initenv', 'name="A"', 'name="B"'],
  [
    'interconnects/bandwidth',
    'initiator="0" target="1" type="access"',
    'initiator="0" target="1" type="read"',
  ],
  ['interconnects/latency', 'initiator="0" target="1" type="read"', 'initiator="1" target="0" type="read"'],
  ['iothreadids/iothread', 'id="1"', 'id="2"'],
  ['cputune/iothreadpin', 'iothread="1"', 'iothread="2"'],
  ['cputune/iothreadsched', 'iothreads="1"', 'iothreads="2"'],
  ['numatune/memnode', 'cellid="0"', 'cellid="1"'],
  ['cputune/memorytune', 'vcpus="0"', 'vcpus="1"'],
  ['memorytune/monitor', 'vcpus="0"', 'vcpus="1"'],
  ['memorytune/node', 'id="0"', 'id="1"'],
  ['protocol/option', 'name="a"', 'name="b"'],
  ['hugepages/page', 'nodeset="0" size="1"', 'nodeset="1" size="1"'],
  ['filterref/parameter', 'name="IP"', 'name="MAC"'],
  ['frontend/property', 'name="a"', 'name="b"'],
  ['domain/seclabel', 'model="selinux"', 'model="dac"'],
  ['distances/sibling', 'id="0"', 'id="1"'],
  ['domain/sysinfo', 'type="smbios"', 'type="fwcfg"'],
  ['acpi/table', 'type="slic"', 'type="rawset"'],
  ['clock/timer', 'name="rtc"', 'name="hpet"'],
  ['idmap/uid', 'start="0"', 'start="1000"'],
  ['vcpus/vcpu', 'id="0"', 'id="1"'],
  ['cputune/vcpupin', 'vcpu="0"', 'vcpu="1"'],
  ['cputune/vcpusched', 'vcpus="0"', 'vcpus="1"'],
  ['vlan/tag', 'id="1"', 'id="2"'],
];

suite('what libvirt has several of', () => {
  for (const [place, first, second] of SIBLINGS) {
    test(`${place} is known by ${second.replace(/="[^"]*"/g, '')}`, () => {
      const [parent = '', child = ''] = place.split('/');
      const wrapped = (inside: string) => `<domain><x><${parent}>${inside}</${parent}></x></domain>`;
      const apply = (document: ReturnType<typeof parseXml>) =>
        mergeElement(
          document,
          path(`/domain/x/${parent}`),
          resolve,
          one(`<${parent}><${child} ${second} m="1"/></${parent}>`),
        );
      const both = `<${child} ${first}/><${child} ${second}/>`;
      assert.equal(
        edit(wrapped(both), apply, guard),
        wrapped(`<${child} ${first}/><${child} ${second} m="1"/>`),
      );
      assert.equal(
        edit(wrapped(`<${child} ${first}/>`), apply, guard),
        wrapped(`<${child} ${first}/><${child} ${second} m="1"/>`),
      );
    });
  }

  test('a cache of the CPU is the only one, whatever its level', () => {
    const apply = (document: ReturnType<typeof parseXml>) =>
      mergeElement(document, path('/domain/cpu'), resolve, one('<cpu><cache level="3"/></cpu>'));
    assert.equal(
      edit(domain('<cpu><cache mode="passthrough"/></cpu>'), apply, guard),
      domain('<cpu><cache mode="passthrough" level="3"/></cpu>'),
    );
  });

  test('several that a part of the key leaves open are not chosen from', () => {
    const caches = '<cachetune><cache id="0" level="3"/><cache id="1" level="3"/></cachetune>';
    assert.throws(
      () =>
        mergeElement(
          parseXml(domain(caches)),
          path('/domain/cachetune'),
          resolve,
          one('<cachetune><cache level="3" size="1"/></cachetune>'),
        ),
      /there are 2 <cache>/,
    );
  });
});

suite('merge', () => {
  for (const { name, source, path: text, xml, result } of rows) {
    test(name, () => {
      const apply = (document: ReturnType<typeof parseXml>) =>
        mergeElement(document, path(text), resolve, one(xml));
      assert.equal(edit(source, apply, guard), result);
    });
  }

  test('fails where siblings of one name cannot be told apart', () => {
    const document = parseXml(domain('<a><b/><b/></a>'));
    assert.throws(
      () => mergeElement(document, path('/domain/a'), resolve, one('<a><b x="1"/></a>')),
      /there are 2 <b>, and nothing tells which one/,
    );
  });

  test('puts no text over child elements', () => {
    const document = parseXml(domain('<a><b/></a>'));
    assert.throws(
      () => mergeElement(document, path('/domain/a'), resolve, one('<a>text</a>')),
      /child elements/,
    );
  });
});

suite('siblings that have become the same', () => {
  const twins = '<cputune><vcpupin vcpu="1" cpuset="1"/><vcpupin vcpu="1" cpuset="2"/></cputune>';
  const rows = {
    'where there is nothing yet': domain(''),
    'where their parent is': domain('<cputune></cputune>'),
    'where one of them is': domain('<cputune><vcpupin vcpu="1"/></cputune>'),
  };
  for (const [name, source] of Object.entries(rows)) {
    test(`are refused ${name}`, () => {
      const document = parseXml(source);
      assert.throws(() => mergeElement(document, path('/domain/cputune'), resolve, one(twins)), {
        code: 'TypeMismatch',
        message: /several <vcpupin> with the same vcpu/,
      });
      assert.equal(serialiseXml(document), source);
    });
  }

  test('are refused at any depth', () => {
    const inner = '<x><timer name="a"/><timer name="a"/></x>';
    assert.throws(
      () => mergeElement(parseXml(domain('')), path('/domain/y'), resolve, one(`<y>${inner}</y>`)),
      { code: 'TypeMismatch' },
    );
  });
});
