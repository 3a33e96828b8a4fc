import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isSameElement } from '../../src/xml/element.ts';
import { isAttached, type Node, nodePath, textOf } from '../../src/xml/node.ts';
import { parseXml } from '../../src/xml/parse.ts';
import { evaluate, one } from './support.ts';

const document = parseXml(
  '<domain a="1"><devices><disk/><disk><x q="2">t<!-- c --><![CDATA[u]]></x></disk></devices><y xmlns:q="urn:q" q:z="3"/><?p d?></domain>',
);

test('a path names a node, with a number only where siblings share the name', () => {
  for (const [text, expected] of [
    ['/domain', '/domain'],
    ['/domain/@a', '/domain/@a'],
    ['//disk[1]', '/domain/devices/disk[1]'],
    ['//x/@q', '/domain/devices/disk[2]/x/@q'],
    ['//y/@*', '/domain/y/@q:z'],
    ['//x/text()[1]', '/domain/devices/disk[2]/x/text()'],
    ['//comment()', '/domain/devices/disk[2]/x/comment()'],
  ] as const) {
    const found = evaluate(document, text);
    assert.ok(typeof found === 'object' && found[0]);
    assert.equal(nodePath(found[0]), expected);
  }
  assert.equal(nodePath(document.dom), '/');
});

test('the text of a node is what XPath calls its string value', () => {
  for (const text of [
    '/',
    '/domain',
    '//x',
    '//disk[1]',
    '//x/@q',
    '//comment()',
    '//processing-instruction()',
    '//x/text()[1]',
  ]) {
    const [node] = evaluate(document, text) as readonly Node[];
    assert.ok(node);
    assert.equal(textOf(node), evaluate(document, `string(${text})`), text);
  }
});

test('a node is attached until it, or what it is in, is removed', () => {
  const { root } = parseXml('<a><b c="1"/></a>');
  const b = root.firstChild as typeof root;
  const c = b.getAttributeNode('c');
  assert.ok(c && isAttached(root) && isAttached(b) && isAttached(c));
  root.removeChild(b);
  assert.equal(isAttached(b), false);
  assert.equal(isAttached(c), false);
  b.removeAttributeNode(c);
  assert.equal(isAttached(c), false);
});

const same: Record<string, [source: string, wanted: string, isSame: boolean]> = {
  'attributes in another order': ['<a b="1" c="2"/>', '<a c="2" b="1"/>', true],
  'another value': ['<a b="1"/>', '<a b="2"/>', false],
  'one attribute more': ['<a b="1" c="2"/>', '<a b="1"/>', false],
  'one attribute less': ['<a b="1"/>', '<a b="1" c="2"/>', false],
  'a namespace declaration more': ['<a xmlns:q="urn:q"/>', '<a/>', true],
  'another prefix': ['<q:a xmlns:q="urn:q" q:b="1"/>', '<x:a xmlns:x="urn:q" x:b="1"/>', true],
  'another namespace': ['<a xmlns="urn:q"/>', '<a/>', false],
  'an attribute in a namespace': ['<a xmlns:q="urn:q" q:b="1"/>', '<a b="1"/>', false],
  'comments, instructions and layout': ['<a>\n <!-- c --><b/>\n <?d?> </a>', '<a><b/></a>', true],
  'a text in pieces': ['<a>t<!-- c --><![CDATA[u]]></a>', '<a>tu</a>', true],
  'white space in a text': ['<a> t</a>', '<a>t</a>', false],
  'a text beside elements': ['<a>t<b/></a>', '<a><b/></a>', false],
  'children in another order': ['<a><b/><c/></a>', '<a><c/><b/></a>', false],
  'a text for an element': ['<a>b</a>', '<a><b/></a>', false],
};
for (const [name, [source, wanted, expected]] of Object.entries(same)) {
  test(`${expected ? 'the same' : 'not the same'}: ${name}`, () => {
    assert.equal(isSameElement(parseXml(source).root, one(wanted)), expected);
  });
}
