import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Position } from '../../src/xml/add-elements.ts';
import { maxInserted } from '../../src/xml/change.ts';
import { copyNodes, moveNodes } from '../../src/xml/move-nodes.ts';
import { parseXml } from '../../src/xml/parse.ts';
import { serialiseXml } from '../../src/xml/serialise.ts';
import { path, resolve } from './support.ts';

type Row = {
  name: string;
  source: string;
  from: string;
  to: string;
  position?: Position;
  as?: string;
  count?: number;
  result: string;
};

const moves: Row[] = [
  {
    name: 'to the end of another',
    source: '<a><b/><c/></a>',
    from: '/a/b',
    to: '/a/c',
    result: '<a><c><b/></c></a>',
  },
  {
    name: 'several, in their order',
    source: '<a><b x="1"/><c/><b x="2"/></a>',
    from: '/a/b',
    to: '/a/c',
    position: 'First',
    result: '<a><c><b x="1"/><b x="2"/></c></a>',
  },
  {
    name: 'before a sibling',
    source: '<a><b/><c/><d/></a>',
    from: '/a/d',
    to: '/a/c',
    position: 'Before',
    result: '<a><b/><d/><c/></a>',
  },
  {
    name: 'after a sibling',
    source: '<a><b/><c/><d/></a>',
    from: '/a/b',
    to: '/a/c',
    position: 'After',
    result: '<a><c/><b/><d/></a>',
  },
  {
    name: 'to where it stands already',
    source: '<a><b/> <c/></a>',
    from: '/a/c',
    to: '/a',
    position: 'Last',
    result: '<a><b/> <c/></a>',
  },
  {
    name: 'into the parent it has',
    source: '<a><b/> <c/></a>',
    from: '/a/b',
    to: '/a',
    result: '<a><b/> <c/></a>',
  },
  {
    name: 'beside itself',
    source: '<a><b/> <c/></a>',
    from: '/a/b',
    to: '/a/b',
    position: 'After',
    result: '<a><b/> <c/></a>',
  },
  {
    name: 'the parent is made',
    source: '<a><b/></a>',
    from: '/a/b',
    to: '/a/c/d',
    result: '<a><c><d><b/></d></c></a>',
  },
  {
    name: 'under another name',
    source: `<a><b  x='1'>t</b ><c/></a>`,
    from: '/a/b',
    to: '/a/c',
    as: 'd',
    result: `<a><c><d  x='1'>t</d></c></a>`,
  },
  {
    name: 'a self-closed one under another name',
    source: '<a><b x="1" /><c/></a>',
    from: '/a/b',
    to: '/a/c',
    as: 'd',
    result: '<a><c><d x="1" /></c></a>',
  },
  {
    name: 'under another name where it stands',
    source: '<a><c/><b/><d/></a>',
    from: '/a/b',
    to: '/a/b',
    position: 'After',
    as: 'e',
    result: '<a><c/><e/><d/></a>',
  },
  {
    name: 'it keeps how it is written',
    source: `<a><b x = '&#49;'><!-- c --><![CDATA[<]]></b><c/></a>`,
    from: '/a/b',
    to: '/a/c',
    result: `<a><c><b x = '&#49;'><!-- c --><![CDATA[<]]></b></c></a>`,
  },
  {
    name: 'it is indented anew',
    source: '<a>\n <b>\n  <x>\n   <y/>\n  </x>\n </b>\n <c>\n  <d>\n   <e/>\n  </d>\n </c>\n</a>',
    from: '/a/b/x',
    to: '/a/c/d',
    result: '<a>\n <b></b>\n <c>\n  <d>\n   <e/>\n   <x>\n    <y/>\n   </x>\n  </d>\n </c>\n</a>',
  },
  {
    name: 'an attribute',
    source: '<a b="1" c="2"/>',
    from: '/a/@b',
    to: '/a/d/@e',
    result: '<a c="2"><d e="1"/></a>',
  },
  {
    name: 'an attribute over another',
    source: '<a b="1" c="2"/>',
    from: '/a/@b',
    to: '/a/@c',
    result: '<a c="1"/>',
  },
  { name: 'an attribute to itself', source: '<a b="1"/>', from: '/a/@b', to: '/a/@b', result: '<a b="1"/>' },
  { name: 'nothing', source: '<a/>', from: '/a/b', to: '/a/c', count: 0, result: '<a/>' },
  { name: 'to nowhere', source: '<a><b/></a>', from: '/a/b', to: '/a/c[1]', count: 0, result: '<a><b/></a>' },
  {
    name: 'an attribute to nowhere',
    source: '<a b="1"/>',
    from: '/a/@b',
    to: '/a/c[1]/@d',
    count: 0,
    result: '<a b="1"/>',
  },
];

const copies: Row[] = [
  {
    name: 'as it was, to places one inside the other',
    source: '<a><b><b/></b></a>',
    from: '/a/b',
    to: '//b',
    result: '<a><b><b><b><b/></b></b><b><b/></b></b></a>',
  },
  {
    name: 'to the end of another',
    source: '<a><b/><c/></a>',
    from: '/a/b',
    to: '/a/c',
    result: '<a><b/><c><b/></c></a>',
  },
  {
    name: 'what stands there is not copied again',
    source: '<a><b x="1"/><c><b x="1"></b></c></a>',
    from: '/a/b',
    to: '/a/c',
    result: '<a><b x="1"/><c><b x="1"></b></c></a>',
  },
  {
    name: 'into several',
    source: '<a><b/><c/><c/></a>',
    from: '/a/b',
    to: '/a/c',
    result: '<a><b/><c><b/></c><c><b/></c></a>',
  },
  {
    name: 'several',
    source: '<a><b x="1"/><b x="2"/><c/></a>',
    from: '/a/b',
    to: '/a/c',
    count: 2,
    result: '<a><b x="1"/><b x="2"/><c><b x="1"/><b x="2"/></c></a>',
  },
  {
    name: 'under another name beside itself',
    source: `<a>\n <b x='1'>\n  <y/>\n </b>\n</a>`,
    from: '/a/b',
    to: '/a/b',
    position: 'After',
    as: 'c',
    result: `<a>\n <b x='1'>\n  <y/>\n </b>\n <c x='1'>\n  <y/>\n </c>\n</a>`,
  },
  { name: 'into itself', source: '<a><b/></a>', from: '/a/b', to: '/a/b', result: '<a><b><b/></b></a>' },
  { name: 'an attribute', source: '<a b="1"/>', from: '/a/@b', to: '/a/@c', result: '<a b="1" c="1"/>' },
  {
    name: 'an attribute to several',
    source: '<a b="1"><c/><c/></a>',
    from: '/a/@b',
    to: '/a/c/@d',
    result: '<a b="1"><c d="1"/><c d="1"/></a>',
  },
  { name: 'nothing', source: '<a/>', from: '/a/@b', to: '/a/c/@d', count: 0, result: '<a/>' },
];

for (const [label, rows, run] of [
  ['move', moves, moveNodes],
  ['copy', copies, copyNodes],
] as const) {
  for (const { name, source, from, to, position, as, count, result } of rows) {
    test(`${label} ${from} to ${to}: ${name}`, () => {
      const document = parseXml(source);
      const named = as === undefined ? undefined : { prefix: '', local: as, namespace: null };
      const found = run(document, path(from), path(to), resolve, { position, as: named });
      assert.equal(serialiseXml(document), result);
      if (count === undefined) assert.ok(found > 0);
      else assert.equal(found, count);
    });
  }
}

test('what cannot be moved is refused', () => {
  const move = (source: string, from: string, to: string, position?: Position) => () =>
    moveNodes(parseXml(source), path(from), path(to), resolve, { position });
  assert.throws(move('<a><b><c/></b></a>', '/a/b', '/a/b/c'), /into itself/);
  assert.throws(move('<a><b/></a>', '/a/b', '/a/b'), /into itself/);
  assert.throws(move('<a><b><c/></b></a>', '/a/b', '/a/b/c', 'After'), /into itself/);
  assert.throws(move('<a><b/></a>', '/a', '/a/b'), /into itself/);
  assert.throws(move('<a><b/><c/><c/></a>', '/a/b', '/a/c'), /one destination, and finds 2/);
  assert.throws(move('<a b="1"><c/><c/></a>', '/a/@b', '/a/c/@d'), /one destination, and finds 2/);
  assert.throws(move('<a b="1"/>', '/a/@b', '/a'), /attribute path/);
  assert.throws(move('<a b="1" c="2"/>', '/a/@*', '/a/@d'), /one attribute/);
  assert.throws(move('<a><b/></a>', '/a/b', '/a/@c'), /an attribute/);
});

test('copies of copies end at a limit', () => {
  const document = parseXml('<a><b/></a>');
  const double = () => copyNodes(document, path('/a/b'), path('/a/b'), resolve, { position: 'Last' });
  assert.throws(
    () => {
      for (let i = 0; i < 30; i++)
        copyNodes(document, path('//b'), path('//b'), resolve, { position: 'Last' });
      double();
    },
    new RegExp(`more than ${maxInserted} elements|more than 256 elements`),
  );
});
