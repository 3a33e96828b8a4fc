import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addElements, type Position } from '../../src/xml/add-elements.ts';
import { parseXml } from '../../src/xml/parse.ts';
import { removeNodes } from '../../src/xml/remove-nodes.ts';
import { serialiseXml } from '../../src/xml/serialise.ts';
import { edit, path, resolve, xml } from './support.ts';

const rows: {
  name: string;
  source: string;
  path: string;
  xml: string;
  position?: Position;
  count?: number;
  result: string;
}[] = [
  {
    name: 'behind the last of the same name',
    source: '<a><b/><b/><c/></a>',
    path: '/a',
    xml: '<b x="1"/>',
    result: '<a><b/><b/><b x="1"/><c/></a>',
  },
  { name: 'else at the end', source: '<a><c/></a>', path: '/a', xml: '<b/>', result: '<a><c/><b/></a>' },
  {
    name: 'the name of the first decides for all',
    source: '<a><b y="1"/><c/></a>',
    path: '/a',
    xml: '<b/><d/>',
    result: '<a><b y="1"/><b/><d/><c/></a>',
  },
  {
    name: 'last',
    source: '<a><b x="1"/><c/></a>',
    path: '/a',
    xml: '<b/>',
    position: 'Last',
    result: '<a><b x="1"/><c/><b/></a>',
  },
  {
    name: 'first',
    source: '<a><c/></a>',
    path: '/a',
    xml: '<b/><d/>',
    position: 'First',
    result: '<a><b/><d/><c/></a>',
  },
  {
    name: 'before',
    source: '<a><b/><c/></a>',
    path: '/a/c',
    xml: '<d/><e/>',
    position: 'Before',
    result: '<a><b/><d/><e/><c/></a>',
  },
  {
    name: 'after',
    source: '<a><b/><c/></a>',
    path: '/a/b',
    xml: '<d/><e/>',
    position: 'After',
    result: '<a><b/><d/><e/><c/></a>',
  },
  {
    name: 'the parent is made',
    source: '<a/>',
    path: "/a/b[@c='1']",
    xml: '<d/>',
    result: '<a><b c="1"><d/></b></a>',
  },
  {
    name: 'a sibling is not made',
    source: '<a/>',
    path: '/a/b',
    xml: '<d/>',
    position: 'After',
    count: 0,
    result: '<a/>',
  },
  {
    name: 'in every parent',
    source: '<a><b/><b><c/></b></a>',
    path: '/a/b',
    xml: '<c/>',
    count: 2,
    result: '<a><b><c/></b><b><c/></b></a>',
  },
  {
    name: 'what stands there is not added again',
    source: '<a><b/><!-- c --> <d/></a>',
    path: '/a',
    xml: '<b/><d/>',
    position: 'First',
    result: '<a><b/><!-- c --> <d/></a>',
  },
  {
    name: 'in another order it is',
    source: '<a><d/><b/></a>',
    path: '/a',
    xml: '<b/><d/>',
    position: 'Last',
    result: '<a><d/><b/><b/><d/></a>',
  },
  {
    name: 'with another between it is',
    source: '<a><b/><x/><d/></a>',
    path: '/a',
    xml: '<b/><d/>',
    position: 'Last',
    result: '<a><b/><x/><d/><b/><d/></a>',
  },
  {
    name: 'with a text between it is',
    source: '<a><b/>x<d/></a>',
    path: '/a',
    xml: '<b/><d/>',
    position: 'Last',
    result: '<a><b/>x<d/><b/><d/></a>',
  },
  {
    name: 'among the siblings counts too',
    source: '<a><d/><b/><c/></a>',
    path: '/a/c',
    xml: '<d/>',
    position: 'After',
    result: '<a><d/><b/><c/></a>',
  },
  {
    name: 'two siblings in one parent get it once',
    source: '<a><b/><b/></a>',
    path: '/a/b',
    xml: '<d/>',
    position: 'After',
    count: 2,
    result: '<a><b/><d/><b/></a>',
  },
  { name: 'the same element twice', source: '<a/>', path: '/a', xml: '<b/><b/>', result: '<a><b/><b/></a>' },
];

for (const { name, source, path: text, xml: fragment, position, count = 1, result } of rows) {
  test(`add ${position ?? ''} ${text}: ${name}`, () => {
    const apply = (document: ReturnType<typeof parseXml>) =>
      addElements(document, path(text), resolve, xml(fragment), position);
    assert.equal(apply(parseXml(source)), count);
    assert.equal(edit(source, apply), result);
  });
}

test('nothing can be added beside the document element, to an attribute or to a text', () => {
  const add = (text: string, position?: Position) =>
    addElements(parseXml('<a b="1">c</a>'), path(text), resolve, xml('<d/>'), position);
  assert.throws(() => add('/a', 'After'), /beside the document element/);
  assert.throws(() => add('/a/@b'), /an attribute/);
  assert.throws(() => add('/a/text()'), /a text/);
});

test('a value that XML cannot carry is refused before anything is added', () => {
  const document = parseXml('<a/>');
  const [element] = xml('<b c="1"/>');
  assert.ok(element);
  const bad = {
    ...element,
    attributes: element.attributes.map((attribute) => ({ ...attribute, value: '\0' })),
  };
  assert.throws(() => addElements(document, path('/a/x'), resolve, [bad], undefined), /U\+0000/);
  assert.equal(document.version, 0);
});

const removals: { name: string; source: string; path: string; count: number; result: string }[] = [
  { name: 'elements', source: '<a><b/><c/><b/></a>', path: '/a/b', count: 2, result: '<a><c/></a>' },
  {
    name: 'attributes',
    source: '<a  b="1" c="2"><d b="3"/></a>',
    path: '//@b',
    count: 2,
    result: '<a c="2"><d/></a>',
  },
  {
    name: 'an element inside another',
    source: '<a><b><b/></b></a>',
    path: '//b',
    count: 2,
    result: '<a></a>',
  },
  {
    name: 'an attribute of a removed element',
    source: '<a><b c="1"/><d/></a>',
    path: '//b/descendant-or-self::*/@c',
    count: 1,
    result: '<a><b/><d/></a>',
  },
  { name: 'nothing', source: '<a/>', path: '/a/b', count: 0, result: '<a/>' },
];
for (const { name, source, path: text, count, result } of removals) {
  test(`remove ${text}: ${name}`, () => {
    assert.equal(removeNodes(parseXml(source), path(text), resolve), count);
    assert.equal(
      edit(source, (document) => removeNodes(document, path(text), resolve)),
      result,
    );
  });
}

test('the document element and texts are not removed', () => {
  assert.throws(
    () => removeNodes(parseXml('<a/>'), path('/a'), resolve),
    /document element cannot be removed/,
  );
  assert.throws(() => removeNodes(parseXml('<a>b</a>'), path('/a/text()'), resolve), /a text/);
});

test('a namespace declaration is no attribute and is not removed', () => {
  const document = parseXml('<a xmlns:p="urn:x" b="1"/>');
  assert.equal(removeNodes(document, path('/a/@*'), resolve), 1);
  assert.equal(serialiseXml(document), '<a xmlns:p="urn:x"/>');
});

test('adding to what was added before, again and again, ends with LimitExceeded', () => {
  const document = parseXml(`<a>${'<b/>'.repeat(2000)}</a>`);
  const target = path('/a');
  const add = (text: string) => addElements(document, target, resolve, xml(`<b><c>${text}</c></b>`), 'Last');
  let rounds = 0;
  const run = () => {
    while (rounds < 1000) {
      add(String(rounds));
      rounds++;
    }
  };
  assert.throws(run, { code: 'LimitExceeded', message: /look at more than 1000000 nodes/ });
  assert.ok(rounds > 100, 'a few hundred rounds over a thousand siblings are nothing');
});
