import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { mergeElement } from '../../src/xml/merge-element.ts';
import { parseXml } from '../../src/xml/parse.ts';
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
