import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mapElement } from '../../src/xml/element.ts';
import { parseFragment } from '../../src/xml/fragment.ts';
import { namespaces, one, qemu, xml } from './support.ts';

function problemsOf(text: string) {
  const parsed = parseFragment(text, namespaces);
  return 'problems' in parsed ? parsed.problems : assert.fail('no problem');
}

test('a fragment is one or more elements, without layout and comments', () => {
  const text = `\n<!-- a --> <b c='1'>\n  <d>t<!-- x --></d> <![CDATA[ ]]> <e/>\n</b>\n<f> </f>\n`;
  const plain = { prefix: '', namespace: null };
  assert.deepEqual(xml(text), [
    {
      ...plain,
      name: 'b',
      local: 'b',
      attributes: [{ ...plain, name: 'c', local: 'c', value: '1' }],
      children: [
        { ...plain, name: 'd', local: 'd', attributes: [], children: [{ text: 't' }] },
        { ...plain, name: 'e', local: 'e', attributes: [], children: [] },
      ],
    },
    { ...plain, name: 'f', local: 'f', attributes: [], children: [{ text: ' ' }] },
  ]);
});

test('prefixes are those of the rule, and those that the fragment declares', () => {
  const element = one('<qemu:a qemu:b="1" xmlns:x="urn:x" xmlns="urn:d"><x:c/><d e="2"/></qemu:a>');
  assert.deepEqual(element, {
    name: 'qemu:a',
    prefix: 'qemu',
    local: 'a',
    namespace: qemu,
    attributes: [{ name: 'qemu:b', prefix: 'qemu', local: 'b', namespace: qemu, value: '1' }],
    children: [
      { name: 'x:c', prefix: 'x', local: 'c', namespace: 'urn:x', attributes: [], children: [] },
      {
        name: 'd',
        prefix: '',
        local: 'd',
        namespace: 'urn:d',
        attributes: [{ name: 'e', prefix: '', local: 'e', namespace: null, value: '2' }],
        children: [],
      },
    ],
  });
});

test('every value knows where its raw form stands', () => {
  const text = `<a  b = '&lt;$(x)' xmlns:y="urn:y"\n c="">&#36;(d)<![CDATA[<e>]]>é\r\nf</a><g>$(h)</g>`;
  const parsed = parseFragment(text, namespaces);
  assert.ok('elements' in parsed);
  const found: [string, string][] = [];
  for (const element of parsed.elements) {
    mapElement(element, ({ text: value, start, end }) => found.push([value, text.slice(start, end)]));
  }
  assert.deepEqual(found, [
    ['<$(x)', '&lt;$(x)'],
    ['', ''],
    ['$(d)', '&#36;(d)'],
    ['<e>', '<e>'],
    ['é\nf', 'é\r\nf'],
    ['$(h)', '$(h)'],
  ]);
});

test('all problems of names are told, with their places', () => {
  const text = '<qmu:a x:b="1"><c y:d="2"/></qmu:a>';
  assert.deepEqual(
    problemsOf(text).map(({ code, message, hint, start, end }) => [
      code,
      message,
      hint,
      text.slice(start, end),
      start,
    ]),
    [
      ['UndeclaredNamespace', 'no namespace prefix "qmu" is declared', 'did you mean "qemu"?', 'qmu', 1],
      [
        'UndeclaredNamespace',
        'no namespace prefix "x" is declared',
        'declare it under spec.namespaces',
        'x',
        7,
      ],
      [
        'UndeclaredNamespace',
        'no namespace prefix "y" is declared',
        'declare it under spec.namespaces',
        'y',
        18,
      ],
    ],
  );
});

const JOINER = 'the name "x:b\u200d" holds U+200D';
const MARK = 'the name "type\ufeff" holds U+FEFF';
const invalid: Record<string, [text: string, says: string, marked: string]> = {
  nothing: ['', 'there is no element', ''],
  'a comment only': ['<!-- a -->', 'there is no element', '<!-- a -->'],
  'a text only': ['disk', 'text outside of an element', 'disk'],
  'a text beside an element': ['<a/>x', 'text outside of an element', 'x'],
  'CDATA beside an element': ['<a/><![CDATA[x]]>', 'text outside of an element', 'x'],
  'an unclosed element': ['<a><b></a>', 'unexpected close tag', '>'],
  'an element that never ends': ['<a>', 'unclosed tag: a', '>'],
  'a bare ampersand': ['<a b="x & y"/>', 'an ampersand that begins no reference', 'x'],
  'an attribute without quotes': ['<a b=c/>', 'unquoted attribute value', 'c'],
  'an instruction': ['<a><?b c?></a>', 'a processing instruction is not allowed here', '<?b c?>'],
  'an XML declaration': [
    '<?xml version="1.0"?><a/>',
    'an XML declaration must be at the start of the document',
    ' ',
  ],
  'a DOCTYPE': ['<!DOCTYPE a><a/>', 'inappropriately located doctype declaration', 'E'],
  'a control character': ['<a>\u0001</a>', 'disallowed character', '\u0001'],
  'an entity of HTML': ['<a>&nbsp;</a>', 'undefined entity', ';'],
  'a joiner in the name of an element': ['<a><x:b\u200d xmlns:x="u"/></a>', JOINER, 'x:b\u200d'],
  'a mark in the name of an attribute': ['<a type\ufeff="2"/>', MARK, 'type\ufeff'],
  'a letter in a prefix': ['<a xmlns:é="u"/>', 'the name "xmlns:é" holds U+00E9', 'xmlns:é'],
  'the same attribute twice': ['<a b="1" b="2"/>', 'duplicate attribute: b', '>'],
};
for (const [name, [text, says, marked]] of Object.entries(invalid)) {
  test(`no fragment: ${name}`, () => {
    const [problem] = problemsOf(text);
    assert.ok(problem);
    assert.equal(problem.code, 'InvalidXml');
    assert.equal(problem.message, says);
    if (name !== 'a bare ampersand') assert.equal(text.slice(problem.start, problem.end), marked);
  });
}
