import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Failure } from '../../src/text/failure.ts';
import { permitAll } from '../../src/xml/document.ts';
import { parseXml } from '../../src/xml/parse.ts';
import { serialiseXml } from '../../src/xml/serialise.ts';
import { ensure, setAttributes } from '../../src/xml/set-attributes.ts';
import { setText } from '../../src/xml/set-text.ts';
import { edit, elementsOf, path, resolve } from './support.ts';

/** `libvirt` guard: a child of devices is never made on the way of a path. */
const guard = { mayMake: (parent: { nodeName: string }) => parent.nodeName !== 'devices' };
const base =
  '<domain><devices><disk a="1"><alias name="ua-root"/></disk><disk a="2"><driver/></disk></devices></domain>';
const wrap = (devices: string, more = '') => `<domain><devices>${devices}</devices>${more}</domain>`;
const [disk1, disk2] = ['<disk a="1"><alias name="ua-root"/></disk>', '<disk a="2"><driver/></disk>'];

/** rule-language.md §4: what is made, and what only looks. `count` is what the verb reports. */
const rows: { name: string; path: string; count: number; result: string }[] = [
  {
    name: 'elements without tests are made, all of them',
    path: '/domain/features/kvm/hidden/@state',
    count: 1,
    result: wrap(disk1 + disk2, '<features><kvm><hidden state="v"/></kvm></features>'),
  },
  {
    name: 'an element with attribute tests is made with these attributes',
    path: '/domain/cputune/vcpupin[@vcpu=$pin.vcpu]/@cpuset',
    count: 1,
    result: wrap(disk1 + disk2, '<cputune><vcpupin vcpu="0" cpuset="v"/></cputune>'),
  },
  {
    name: 'tests joined by and, either way round, and several brackets make all attributes',
    path: "/domain/x[@a='1' and 'b'=@b][@c=concat('ua-', $disk.name)]",
    count: 1,
    result: wrap(disk1 + disk2, '<x a="1" b="b" c="ua-root">v</x>'),
  },
  {
    name: 'a number is written as XPath writes it',
    path: '/domain/x[@a=$bits div 8]',
    count: 1,
    result: wrap(disk1 + disk2, '<x a="2">v</x>'),
  },
  {
    name: 'a child is made in each element that has none',
    path: '/domain/devices/disk/driver/@cache',
    count: 2,
    result: wrap(
      '<disk a="1"><alias name="ua-root"/><driver cache="v"/></disk><disk a="2"><driver cache="v"/></disk>',
    ),
  },
  {
    name: 'a test on a child looks, and what follows is made in what it found',
    path: "/domain/devices/disk[alias/@name='ua-root']/driver/@cache",
    count: 1,
    result: wrap(`<disk a="1"><alias name="ua-root"/><driver cache="v"/></disk>${disk2}`),
  },
  {
    name: 'a test on a child that nothing passes',
    path: "/domain/devices/disk[alias/@name='x']/driver/@cache",
    count: 0,
    result: base,
  },
  { name: 'a device is never made', path: '/domain/devices/memballoon/@model', count: 0, result: base },
  {
    name: 'a device with tests is not made either',
    path: "/domain/devices/disk[@a='3']/@b",
    count: 0,
    result: base,
  },
  {
    name: 'what // finds is set',
    path: '//driver/@cache',
    count: 1,
    result: wrap(`${disk1}<disk a="2"><driver cache="v"/></disk>`),
  },
  { name: 'what // does not find is not made', path: '//nothing/@cache', count: 0, result: base },
  {
    name: 'behind // is made in what it found',
    path: '//alias/x',
    count: 1,
    result: wrap(`<disk a="1"><alias name="ua-root"><x>v</x></alias></disk>${disk2}`),
  },
  { name: 'a position looks', path: '/domain/devices/disk[3]/@b', count: 0, result: base },
  {
    name: 'a position that is there',
    path: '/domain/devices/disk[2]/@a',
    count: 1,
    result: wrap(`${disk1}<disk a="v"><driver/></disk>`),
  },
  { name: 'last() looks', path: '/domain/devices/x[last()]/@b', count: 0, result: base },
  { name: '* looks, and nothing is made before it', path: '/domain/nothing/*/@b', count: 0, result: base },
  {
    name: 'nothing is left behind by a path that leads nowhere',
    path: '/domain/a/devices/b/@c',
    count: 0,
    result: base,
  },
  { name: 'another axis looks', path: '/domain/following-sibling::x/@b', count: 0, result: base },
  { name: 'a test that is no equation looks', path: "/domain/x[@a!='1']/@b", count: 0, result: base },
  { name: 'or looks', path: "/domain/x[@a='1' or @b='2']/@c", count: 0, result: base },
  {
    name: 'a test against the document looks',
    path: '/domain/x[@a=/domain/name]/@c',
    count: 0,
    result: base,
  },
  { name: 'an attribute that merely must be there looks', path: '/domain/x[@a]/@c', count: 0, result: base },
  {
    name: 'tests that cannot both hold make nothing',
    path: "/domain/x[@a='1' and @a='2']/@c",
    count: 0,
    result: base,
  },
  {
    name: 'a test that nothing can pass makes nothing',
    path: "/domain/x[@a=number('x')]/@c",
    count: 0,
    result: base,
  },
  { name: 'the document element is never made', path: '/other/@a', count: 0, result: base },
];

for (const { name, path: text, count, result } of rows) {
  test(`set ${text}: ${name}`, () => {
    assert.equal(setText(parseXml(base, { ...permitAll, ...guard }), path(text), resolve, 'v'), count);
    assert.equal(
      edit(base, (document) => setText(document, path(text), resolve, 'v'), guard),
      result,
    );
  });
}

test('an attribute step with a test writes what it finds', () => {
  const document = parseXml(base);
  assert.equal(setText(document, path("/domain/devices/disk/@a[.='2']"), resolve, 'v'), 1);
  assert.equal(serialiseXml(document), wrap(`${disk1}<disk a="v"><driver/></disk>`));
});

const texts: Record<string, [source: string, value: string, result: string]> = {
  'a text is replaced': ['<a>b</a>', 'c', '<a>c</a>'],
  'an empty element gets a text': ['<a/>', 'c', '<a>c</a>'],
  'an empty text empties': ['<a>b</a>', '', '<a></a>'],
  'comments stay': ['<a>b<!-- c -->d</a>', 'e', '<a>e<!-- c --></a>'],
  'instructions stay': ['<a><?b c?></a>', 'd', '<a><?b c?>d</a>'],
  'CDATA of another text becomes text': ['<a><![CDATA[b]]></a>', '<', '<a>&lt;</a>'],
  'CDATA of the same text stays': ['<a><![CDATA[<]]></a>', '<', '<a><![CDATA[<]]></a>'],
  'the same text in pieces stays': [
    '<a>b<!-- -->&#99;<![CDATA[d]]></a>',
    'bcd',
    '<a>b<!-- -->&#99;<![CDATA[d]]></a>',
  ],
  'white space counts': ['<a> b </a>', 'b', '<a>b</a>'],
};
for (const [name, [source, value, result]] of Object.entries(texts)) {
  test(`text: ${name}`, () => {
    assert.equal(
      edit(source, (document) => setText(document, path('/a'), resolve, value)),
      result,
    );
  });
}

test('a text over child elements is refused', () => {
  const set = () => setText(parseXml('<a><b/></a>'), path('/a'), resolve, 'c');
  assert.throws(set, (error) => error instanceof Failure && error.code === 'MixedContent');
});

test('a value that XML cannot carry is refused by its character, before anything is made', () => {
  for (const [value, character] of [
    ['a\0', 'U+0000'],
    ['\ud800', 'U+D800'],
    ['\uffff', 'U+FFFF'],
    ['\u001b[1m', 'U+001B'],
  ] as const) {
    const document = parseXml('<a/>');
    assert.throws(
      () => setText(document, path('/a/b'), resolve, value),
      (error) =>
        error instanceof Failure && error.code === 'InvalidValue' && error.message.includes(character),
    );
    assert.equal(document.version, 0);
  }
});

test('attributes are set side by side, others stay', () => {
  const attributes = [
    { prefix: '', local: 'cache', namespace: null, value: 'none' },
    { prefix: '', local: 'io', namespace: null, value: 'native' },
  ];
  const source = `<a><driver name='qemu' io="threads"/></a>`;
  const apply = (document: ReturnType<typeof parseXml>) =>
    setAttributes(document, path('/a/driver'), resolve, attributes);
  assert.equal(edit(source, apply), `<a><driver name='qemu' io="native" cache='none'/></a>`);
  assert.throws(
    () => setAttributes(parseXml(source), path('/a/@b'), resolve, attributes),
    /TypeMismatch|needs an element/,
  );
});

test('it can be enough that something exists', () => {
  assert.equal(
    edit('<a/>', (document) => ensure(document, path("/a/b[@c='1']/d"), resolve)),
    '<a><b c="1"><d/></b></a>',
  );
  assert.equal(
    edit('<a/>', (document) => ensure(document, path('/a/@b'), resolve)),
    '<a b=""/>',
  );
  assert.equal(
    edit('<a b="1"/>', (document) => ensure(document, path('/a/@b'), resolve)),
    '<a b="1"/>',
  );
});

test('a path may start at a node', () => {
  const document = parseXml(base);
  const node = () => elementsOf(document, 'disk').slice(1);
  assert.equal(setText(document, path('$node/driver/@cache'), node, 'v'), 1);
  assert.equal(setText(document, path('$node/@b'), node, 'w'), 1);
  assert.equal(serialiseXml(document), wrap(`${disk1}<disk a="2" b="w"><driver cache="v"/></disk>`));
  assert.throws(
    () => setText(document, path('$name/@b'), resolve, 'v'),
    (error) => error instanceof Failure && error.code === 'TypeMismatch',
  );
});

test('what is off limits is passed over, with all that is in it, and no substitute is made', () => {
  const off = {
    isOffLimits: (element: { getAttribute(name: string): string | null }) =>
      element.getAttribute('a') === '1',
  };
  assert.equal(
    edit(base, (document) => setText(document, path('/domain/devices/disk/alias/@name'), resolve, 'v'), off),
    wrap(`${disk1}<disk a="2"><driver/><alias name="v"/></disk>`),
  );
  assert.equal(
    edit(base, (document) => setText(document, path('//alias/@name'), resolve, 'v'), off),
    base,
  );
  assert.equal(
    edit(base, (document) => setText(document, path("/domain/devices/disk[@a='1']/@b"), resolve, 'v'), off),
    base,
  );
});
