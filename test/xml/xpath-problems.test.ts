import assert from 'node:assert/strict';
import { test } from 'node:test';
import { maxXPathLength } from '../../src/xml/xpath.ts';
import { assertProblem, type ProblemRow, problemsOf } from './support.ts';

const rows: ProblemRow[] = [
  {
    name: 'an unclosed bracket',
    text: "//disk[@a='1'",
    marks: '      ^',
    says: 'InvalidXPath: this [ is not closed',
  },
  {
    name: 'an unclosed parenthesis',
    text: 'count(//disk',
    marks: '     ^',
    says: 'InvalidXPath: this ( is not closed',
  },
  {
    name: 'an unclosed quote',
    text: "//disk[@a='1]",
    marks: '          ^^^',
    says: "InvalidXPath: this ' is not closed",
  },
  { name: 'an unclosed double quote', text: '"a', marks: '^^', says: 'InvalidXPath: this " is not closed' },
  {
    name: 'an end behind a slash',
    text: '/domain/',
    marks: '        >',
    says: 'InvalidXPath: the expression ends too early',
  },
  {
    name: 'an end behind two slashes',
    text: '//',
    marks: '  >',
    says: 'InvalidXPath: the expression ends too early',
  },
  {
    name: 'an end behind an operator',
    text: '1 + ',
    marks: '    >',
    says: 'InvalidXPath: the expression ends too early',
  },
  {
    name: 'an end behind an at sign',
    text: '/domain/@',
    marks: '         >',
    says: 'InvalidXPath: the expression ends too early',
  },
  { name: 'an empty test', text: '//disk[]', marks: '       ^', says: 'InvalidXPath: unexpected "]"' },
  { name: 'a bracket too many', text: '//disk]', marks: '      ^', says: 'InvalidXPath: unexpected "]"' },
  { name: 'the wrong bracket', text: '(1]', marks: '  ^', says: 'InvalidXPath: unexpected "]"' },
  {
    name: 'two names in a row',
    text: '/domain devices',
    marks: '        ^^^^^^^',
    says: 'InvalidXPath: unexpected "devices"',
  },
  {
    name: 'a text behind a path',
    text: "/domain 'a'",
    marks: '        ^^^',
    says: 'InvalidXPath: unexpected text in quotes',
  },
  { name: 'three slashes', text: '///a', marks: '  ^', says: 'InvalidXPath: unexpected "/"' },
  {
    name: 'a comma at the end',
    text: "concat('a', )",
    marks: '            ^',
    says: 'InvalidXPath: unexpected ")"',
  },
  {
    name: 'a variable as a step',
    text: '/domain/$name',
    marks: '        ^^^^^',
    says: 'InvalidXPath: unexpected "$name"',
  },
  {
    name: 'a function as a step',
    text: '/domain/count(x)',
    marks: '        ^^^^^',
    says: 'InvalidXPath: "count()" cannot be a step of a path',
  },
  {
    name: 'a test behind two dots',
    text: '..[1]',
    marks: '  ^',
    says: 'InvalidXPath: a test cannot follow "." or "..": write self::node()[…]',
  },
  { name: '==', text: '@a == 1', marks: '   ^^', says: 'InvalidXPath: "==" is not XPath: write =' },
  { name: '&&', text: '@a && @b', marks: '   ^^', says: 'InvalidXPath: "&&" is not XPath: write and' },
  { name: '||', text: '@a || @b', marks: '   ^^', says: 'InvalidXPath: "||" is not XPath: write or' },
  { name: '<>', text: '@a <> @b', marks: '   ^^', says: 'InvalidXPath: "<>" is not XPath: write !=' },
  { name: '!', text: '!@a', marks: '^', says: 'InvalidXPath: unexpected "!": write not(…) or !=' },
  {
    name: 'a value as in templates',
    text: "//a[@b='1' and @c=$(name)]",
    marks: '                  ^',
    says: 'InvalidXPath: a variable name must follow "$": in an XPath a variable is written $name, without parentheses or quotes',
  },
  {
    name: 'round quotes',
    text: '//a[@b=‘c’]',
    marks: '       ^',
    says: 'InvalidXPath: unexpected ‘: use straight quotes',
  },
  { name: 'a foreign character', text: '//a#b', marks: '   ^', says: 'InvalidXPath: unexpected "#"' },
  {
    name: 'a letter that no name of libvirt has',
    text: '/domain/größe',
    marks: '          ^',
    says: 'InvalidXPath: unexpected "ö" (U+00F6): a name has ASCII letters, digits, "_", "-" and "." only',
  },
  {
    name: 'a character in a name that nobody sees',
    text: '@type\ufeff',
    marks: '     ^',
    says: 'InvalidXPath: unexpected "\ufeff" (U+FEFF): a name has ASCII letters, digits, "_", "-" and "." only',
  },
];

for (const row of rows) test(`problem: ${row.name}: ${row.text}`, () => assertProblem(row));

test('all problems of an expression are told, in the order of the text', () => {
  const text = 'cout(//foo:a[$nmae == 1]) && childs::b and (';
  assert.deepEqual(
    problemsOf(text).map(({ start, end }) => text.slice(start, end)),
    ['cout', 'foo:a', '$nmae', '==', '&&', 'childs', ''],
  );
});

test('what nobody writes is refused before it costs anything', () => {
  assert.match(problemsOf('a'.repeat(maxXPathLength + 1))[0]?.message ?? '', /longer than 4096/);
  assert.match(problemsOf(`${'('.repeat(2000)}1`)[0]?.message ?? '', /more than 50/);
  assert.match(problemsOf(Array(502).fill('1').join(' or '))[0]?.message ?? '', /more than 500 operators/);
  assert.match(problemsOf(`a${'[a'.repeat(2000)}`)[0]?.message ?? '', /more than 50/);
});

test('nothing is wrong with these', () => {
  for (const text of [
    '/',
    '.',
    '..',
    '@*',
    '*',
    '//*',
    'node()',
    '-1',
    '- - 1',
    '1.',
    '.5',
    '/domain/div',
    'div div div',
    'mod',
    'and and and',
    '* * *',
    'count ( //a )',
    "processing-instruction('x')",
    'text()',
    '$disk.name',
    '$node[1]/a',
    '(//a)[1]',
    'self::node()[1]',
    'a-b',
    'a.b',
    '/ | //a',
    'xml:lang',
    '@xml:lang',
    'qemu:*',
  ]) {
    assert.deepEqual(problemsOf(text), [], text);
  }
});
