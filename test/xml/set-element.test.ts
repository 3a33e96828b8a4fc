import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseXml } from '../../src/xml/parse.ts';
import { replaceWithElement, replaceWithText } from '../../src/xml/replace-nodes.ts';
import { serialiseXml } from '../../src/xml/serialise.ts';
import { setElement } from '../../src/xml/set-element.ts';
import { edit, one, path, resolve } from './support.ts';

const guard = { mayMake: (parent: { nodeName: string }) => parent.nodeName !== 'devices' };
const wrap = (devices: string) => `<domain><devices>${devices}</devices></domain>`;

const rows: { name: string; source: string; path: string; xml: string; count: number; result: string }[] = [
  {
    name: 'an absent element is made, also below devices',
    source: wrap('<disk/>'),
    path: '/domain/devices/tpm',
    xml: '<tpm model="a"><backend/></tpm>',
    count: 1,
    result: wrap('<disk/><tpm model="a"><backend/></tpm>'),
  },
  {
    name: 'the same element stays, however it is written',
    source: wrap(`<tpm b='2'  a="&#49;"><!-- c -->\n <backend></backend><?d?> </tpm>`),
    path: '/domain/devices/tpm',
    xml: '<tpm a="1" b="2"><backend/></tpm>',
    count: 1,
    result: wrap(`<tpm b='2'  a="&#49;"><!-- c -->\n <backend></backend><?d?> </tpm>`),
  },
  {
    name: 'a half empty element is repaired where it stands',
    source: wrap('<tpm><backend/></tpm><disk/>'),
    path: '/domain/devices/tpm',
    xml: '<tpm><backend type="a"/></tpm>',
    count: 1,
    result: wrap('<tpm><backend type="a"/></tpm><disk/>'),
  },
  {
    name: 'every match becomes the element',
    source: wrap('<tpm a="1"/><disk/><tpm/>'),
    path: '/domain/devices/tpm',
    xml: '<tpm/>',
    count: 2,
    result: wrap('<tpm/><disk/><tpm/>'),
  },
  {
    name: 'one more attribute is a difference',
    source: wrap('<tpm a="1" b="2"/>'),
    path: '/domain/devices/tpm',
    xml: '<tpm a="1"/>',
    count: 1,
    result: wrap('<tpm a="1"/>'),
  },
  {
    name: 'texts count, with their white space',
    source: wrap('<a> b </a>'),
    path: '/domain/devices/a',
    xml: '<a>b</a>',
    count: 1,
    result: wrap('<a>b</a>'),
  },
  {
    name: 'the order of children counts',
    source: wrap('<a><d><b/><c/></d></a>'),
    path: '/domain/devices/a/d',
    xml: '<d><c/><b/></d>',
    count: 1,
    result: wrap('<a><d><c/><b/></d></a>'),
  },
  {
    name: 'in a device it counts among those of one name, which KubeVirt keeps in order',
    source: wrap('<a><b n="1"/><c/><b n="2"/></a>'),
    path: '/domain/devices/a',
    xml: '<a><c/><b n="1"/><b n="2"/></a>',
    count: 1,
    result: wrap('<a><b n="1"/><c/><b n="2"/></a>'),
  },
  {
    name: 'and those of one name in another order are another device',
    source: wrap('<a><b n="1"/><b n="2"/></a>'),
    path: '/domain/devices/a',
    xml: '<a><b n="2"/><b n="1"/></a>',
    count: 1,
    result: wrap('<a><b n="2"/><b n="1"/></a>'),
  },
  {
    name: 'a device keeps the address, alias and MAC that it was given',
    source: wrap('<a><b/><address type="pci"/><alias name="ua-x"/><mac address="0"/></a>'),
    path: '/domain/devices/a',
    xml: '<a><b/></a>',
    count: 1,
    result: wrap('<a><b/><address type="pci"/><alias name="ua-x"/><mac address="0"/></a>'),
  },
  {
    name: 'also when it is replaced',
    source: wrap('<a><b/><address type="pci"/><alias name="ua-x"/></a>'),
    path: '/domain/devices/a',
    xml: '<a><c/></a>',
    count: 1,
    result: wrap('<a><c/><address type="pci"/><alias name="ua-x"/></a>'),
  },
  {
    name: 'unless the element has one of its own',
    source: wrap('<a><address type="pci"/></a>'),
    path: '/domain/devices/a',
    xml: '<a><address type="usb"/></a>',
    count: 1,
    result: wrap('<a><address type="usb"/></a>'),
  },
  {
    name: 'it goes behind the last one of its name',
    source: wrap('<disk a="1"/><disk a="2"/><tpm/>'),
    path: "/domain/devices/disk[@a='3']",
    xml: '<disk a="3"/>',
    count: 1,
    result: wrap('<disk a="1"/><disk a="2"/><disk a="3"/><tpm/>'),
  },
  {
    name: 'a test on a child is passed by what is inserted',
    source: wrap('<hostdev/>'),
    path: "/domain/devices/hostdev[alias/@name='ua-x']",
    xml: '<hostdev><alias name="ua-x"/></hostdev>',
    count: 1,
    result: wrap('<hostdev/><hostdev><alias name="ua-x"/></hostdev>'),
  },
  {
    name: 'a test that the element does not pass inserts nothing',
    source: wrap('<hostdev/>'),
    path: "/domain/devices/hostdev[alias/@name='ua-y']",
    xml: '<hostdev><alias name="ua-x"/></hostdev>',
    count: 0,
    result: wrap('<hostdev/>'),
  },
  {
    name: 'a position inserts nothing',
    source: wrap('<hostdev/>'),
    path: '/domain/devices/hostdev[2]',
    xml: '<hostdev/>',
    count: 0,
    result: wrap('<hostdev/>'),
  },
  {
    name: 'not even the first',
    source: wrap(''),
    path: '/domain/devices/hostdev[1]',
    xml: '<hostdev/>',
    count: 0,
    result: wrap(''),
  },
  {
    name: 'a test on the surroundings inserts nothing, or it would again and again',
    source: wrap('<disk/>'),
    path: '/domain/devices/hostdev[not(../disk)]',
    xml: '<hostdev/>',
    count: 0,
    result: wrap('<disk/>'),
  },
  {
    name: '// inserts nothing',
    source: wrap(''),
    path: '//tpm',
    xml: '<tpm/>',
    count: 0,
    result: wrap(''),
  },
  {
    name: 'parents are made as set makes them',
    source: wrap(''),
    path: "/domain/sysinfo[@type='smbios']/system",
    xml: '<system><entry name="a">b</entry></system>',
    count: 1,
    result:
      '<domain><devices></devices><sysinfo type="smbios"><system><entry name="a">b</entry></system></sysinfo></domain>',
  },
  {
    name: 'parents are not left behind when nothing is inserted',
    source: wrap(''),
    path: '/domain/sysinfo/system[2]',
    xml: '<system/>',
    count: 0,
    result: wrap(''),
  },
  {
    name: 'another name than the path finds nothing to do',
    source: wrap(''),
    path: '/domain/devices/tpm',
    xml: '<disk/>',
    count: 0,
    result: wrap(''),
  },
];

for (const { name, source, path: text, xml, count, result } of rows) {
  test(`set with xml, ${text}: ${name}`, () => {
    assert.equal(setElement(parseXml(source), path(text), resolve, one(xml)), count);
    const apply = (document: ReturnType<typeof parseXml>) =>
      setElement(document, path(text), resolve, one(xml));
    assert.equal(edit(source, apply, guard), result);
  });
}

test('a rejected trial leaves no namespace declaration', () => {
  const source = '<domain/>';
  const apply = (document: ReturnType<typeof parseXml>) =>
    setElement(document, path('/domain/qemu:commandline[qemu:arg]'), resolve, one('<qemu:commandline/>'));
  assert.equal(edit(source, apply), source);
});

test('the document element is not replaced', () => {
  assert.throws(
    () => setElement(parseXml('<a b="1"/>'), path('/a'), resolve, one('<a/>')),
    /document element cannot be removed or replaced/,
  );
});

test('an element inside a replaced one is not replaced too', () => {
  const document = parseXml('<r><a><a/></a></r>');
  assert.equal(setElement(document, path('//a'), resolve, one('<a b="1"/>')), 2);
  assert.equal(serialiseXml(document), '<r><a b="1"/></r>');
});

test('replace writes what is there and makes nothing', () => {
  const source = '<r><a b="1">c</a><a/></r>';
  const run = (verb: (document: ReturnType<typeof parseXml>) => number) => edit(source, verb);
  assert.equal(
    run((d) => replaceWithText(d, path('/r/a'), resolve, 'x')),
    '<r><a b="1">x</a><a>x</a></r>',
  );
  assert.equal(
    run((d) => replaceWithText(d, path('/r/a/@b'), resolve, 'x')),
    '<r><a b="x">c</a><a/></r>',
  );
  assert.equal(
    run((d) => replaceWithElement(d, path('/r/a[@b]'), resolve, one('<c/>'))),
    '<r><c/><a/></r>',
  );
  assert.equal(replaceWithText(parseXml(source), path('/r/a/@z'), resolve, 'x'), 0);
  assert.throws(() => replaceWithText(parseXml(source), path('/r'), resolve, 'x'), /child elements/);
  assert.throws(
    () => replaceWithElement(parseXml(source), path('/r/a/@b'), resolve, one('<c/>')),
    /an attribute/,
  );
  assert.throws(() => replaceWithText(parseXml(source), path('/r/a/text()'), resolve, 'x'), /a text/);
});
