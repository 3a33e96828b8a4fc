import assert from 'node:assert/strict';
import { test } from 'node:test';
import { removeAttribute, setAttribute, setElementText } from '../../src/xml/change.ts';
import { parseXml } from '../../src/xml/parse.ts';
import { serialiseXml } from '../../src/xml/serialise.ts';

const name = (local: string) => ({ prefix: '', local, namespace: null });

const rows: {
  name: string;
  source: string;
  set?: Record<string, string>;
  remove?: string[];
  result: string;
}[] = [
  {
    name: 'a value is replaced between its quotes',
    source: `<a  b = '1' c="2" />`,
    set: { b: 'x' },
    result: `<a  b = 'x' c="2" />`,
  },
  {
    name: 'the quotes inside a value are escaped',
    source: `<a b='1' c="2"/>`,
    set: { b: `'"`, c: `'"` },
    result: `<a b='&apos;"' c="'&quot;"/>`,
  },
  {
    name: 'entities of untouched values stay',
    source: '<a b="&#49;&amp;" c="2"/>',
    set: { c: '3' },
    result: '<a b="&#49;&amp;" c="3"/>',
  },
  {
    name: 'a new attribute goes to the end',
    source: '<a b="1"/>',
    set: { c: '2' },
    result: '<a b="1" c="2"/>',
  },
  {
    name: 'a new attribute takes the quotes of the first',
    source: `<a b='1'></a>`,
    set: { c: '2' },
    result: `<a b='1' c='2'></a>`,
  },
  {
    name: 'a tag without attributes gets double quotes',
    source: '<a></a>',
    set: { c: '2' },
    result: '<a c="2"></a>',
  },
  {
    name: 'the space before the end of the tag stays',
    source: '<a b="1" />',
    set: { c: '2' },
    result: '<a b="1" c="2" />',
  },
  {
    name: 'a removed attribute takes its space along',
    source: '<a  b="1"\n c="2"   d="3"/>',
    remove: ['c'],
    result: '<a  b="1"   d="3"/>',
  },
  { name: 'the last attribute can go', source: '<a b="1" ></a>', remove: ['b'], result: '<a ></a>' },
  {
    name: 'a greater-than sign in a value is no end',
    source: `<a b="/>" c='>'/>`,
    set: { c: '1' },
    result: `<a b="/>" c='1'/>`,
  },
  {
    name: 'an attribute removed and set again is where it was',
    source: '<a b="&#49;" c="2"/>',
    remove: ['b'],
    set: { b: '1' },
    result: '<a b="&#49;" c="2"/>',
  },
  {
    name: 'what a name begins with is no other name',
    source: '<a bc="1" b="2"/>',
    set: { b: '3' },
    result: '<a bc="1" b="3"/>',
  },
  {
    name: 'an equals sign in a value is no attribute',
    source: '<a b=" c=\'1\' " c="2"/>',
    set: { c: '3' },
    result: '<a b=" c=\'1\' " c="3"/>',
  },
];

for (const { name: title, source, set, remove, result } of rows) {
  test(`start tag: ${title}`, () => {
    const document = parseXml(source);
    for (const local of remove ?? []) {
      const attribute = document.root.getAttributeNode(local);
      if (attribute) removeAttribute(document, attribute);
    }
    for (const [local, value] of Object.entries(set ?? {}))
      setAttribute(document, document.root, name(local), value);
    assert.equal(serialiseXml(document), result);
  });
}

test('a self-closed element that gets a text is opened, and closes itself again without', () => {
  const document = parseXml('<a b="1" />');
  setElementText(document, document.root, 'x');
  assert.equal(serialiseXml(document), '<a b="1">x</a>');
  setElementText(document, document.root, '');
  assert.equal(serialiseXml(document), '<a b="1" />');
});

test('a result that is not well-formed never leaves', () => {
  const document = parseXml('<a/>');
  setAttribute(document, document.root, { prefix: '', local: 'b', namespace: null }, '\u0001');
  assert.throws(() => serialiseXml(document), /Failure: the result is not well-formed: line 1, column \d+/);
});
