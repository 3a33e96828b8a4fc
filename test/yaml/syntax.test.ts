import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { placeOf } from '../../src/text/diagnostic.ts';
import { readYaml } from '../../src/yaml/read.ts';

interface Slip {
  readonly name: string;
  /** With `«` before the place of the one finding. */
  readonly text: string;
  readonly says: string;
  readonly cure: string;
}

const SPACE = 'a space is missing after the colon';
const ITEM = 'a list item where none can be';
const INDENT = 'is indented like no line above';
const SECOND = 'a second ": " on one line';

const SLIPS: readonly Slip[] = [
  { name: 'a tab', text: 'a:\n«\tb: c\n', says: 'a tab indents this line', cure: 'indent with spaces' },
  { name: 'a tab after spaces', text: 'a:\n  «\tb: c\n', says: 'a tab', cure: 'indent with spaces' },
  { name: 'a tab before an item', text: 'a:\n«\t- b: c\n', says: 'a tab', cure: 'indent with spaces' },
  { name: 'a tab, from Windows', text: 'a:\r\n«\tb: c\r\n', says: 'a tab', cure: 'indent with spaces' },
  {
    name: 'a key a little too far left',
    text: 'a:\n  - b: c\n   «d: e\n    f: g\n',
    says: INDENT,
    cure: 'move it 1 space to the right, below "b", or 3 spaces to the left, below "a"',
  },
  {
    name: 'a key too far right',
    text: 'a:\n  - b: c\n      «d: e\n',
    says: INDENT,
    cure: 'move it 2 spaces to the left, below "b"',
  },
  {
    name: 'a key below the dash of an item',
    text: 'a:\n  - b: c\n  «d: e\n',
    says: INDENT,
    cure: 'move it 2 spaces to the right, below "b", or 2 spaces to the left, below "a"',
  },
  {
    name: 'a key that goes on further left than the first',
    text: 'a:\n    b: c\n  «d: e\n',
    says: INDENT,
    cure: 'move it 2 spaces to the right, below "b"',
  },
  {
    name: 'an indented first line',
    text: ' a: b\n«c: d\n',
    says: INDENT,
    cure: 'move it 1 space to the right, below "a"',
  },
  { name: 'no space after a colon', text: 'a: b\nkind«:Rule\nc: d\n', says: SPACE, cure: 'write "kind: "' },
  { name: 'no space after the first colon', text: 'a«:b\nc: d\n', says: SPACE, cure: 'write "a: "' },
  { name: 'no space after the last colon', text: 'a: b\nc«:d\n', says: SPACE, cure: 'write "c: "' },
  { name: 'no space before a path', text: 'a: b\npath«:/x\n', says: SPACE, cure: 'write "path: "' },
  { name: 'no space in an item', text: 'a:\n  - op«:set\n    b: c\n', says: SPACE, cure: 'write "op: "' },
  {
    name: 'no space after a dash',
    text: 'a:\n  «-op: set\n    b: c\n',
    says: 'a space is missing after "-"',
    cure: 'write "- "',
  },
  {
    name: 'a word alone',
    text: 'a: b\n«hello\nc: d\n',
    says: '"hello" has no colon',
    cure: 'write "hello: "',
  },
  {
    name: 'an open double quote',
    text: 'a: «"b\nc: d\n',
    says: 'this " is never closed',
    cure: 'put the same quote at the end',
  },
  {
    name: 'an open single quote',
    text: "a: «'b\nc: d\n",
    says: "this ' is never closed",
    cure: 'put the same quote at the end',
  },
  {
    name: 'an open quote before another one',
    text: 'a: «"b\nc: "d"\ne: f\n',
    says: 'this " is never closed',
    cure: 'put the same quote at the end',
  },
  {
    name: 'an open quote before brackets with quotes',
    text: 'a: «"b\nc: [{d: "e"}]\n',
    says: 'this " is never closed',
    cure: 'put the same quote at the end',
  },
  {
    name: 'an open list',
    text: 'a: «[b, c\nd: e\n',
    says: 'this [ is never closed',
    cure: 'close it with ]',
  },
  { name: 'an open mapping', text: 'a:\n  - «{b: c\n  - {d: e}\n', says: 'this {', cure: 'close it with }' },
  {
    name: 'an outer bracket left open',
    text: 'a: «[{b: c}\nd: e\n',
    says: 'this [',
    cure: 'close it with ]',
  },
  { name: 'brackets in the wrong order', text: 'a: [«{b: c]\n', says: 'this {', cure: 'close it with }' },
  { name: 'a bracket too many', text: 'a: [b]«]\n', says: 'this ] closes nothing', cure: 'take it out' },
  { name: 'a value with a colon', text: 'a: b«: c\n', says: SECOND, cure: 'put the value in quotes' },
  { name: 'an item with two colons', text: 'a:\n  - b: c«: d\n    e: f\n', says: SECOND, cure: 'quotes' },
  {
    name: 'an XPath test without quotes in braces',
    text: "a:\n  - {op: set, path: /b/c«[@d='e']/@f, value: g}\nh: i\n",
    says: 'a [ in a value without quotes',
    cure: 'put such a value in quotes',
  },
  {
    name: 'braces without quotes in a list',
    text: 'a: [$«{b}]\n',
    says: 'a { in a value',
    cure: 'in quotes',
  },
  { name: 'a colon in a value in braces', text: 'a: {b: c«: d}\n', says: SECOND, cure: 'in quotes' },
  {
    name: 'an open brace to the end',
    text: '«{a: b\n',
    says: 'this { is never closed',
    cure: 'close it with }',
  },
  { name: 'an item after a key', text: 'a: b\n«- c\n', says: ITEM, cure: 'a key without a value' },
  { name: 'a key after an item', text: '- a\n«b: c\n', says: INDENT, cure: 'begin it with "- "' },
  {
    name: 'a text that goes on, and then a key',
    text: 'a: b\n  c\n  «d: e\n',
    says: INDENT,
    cure: 'move it 2 spaces to the left, below "a"',
  },
  { name: 'a document beside ---', text: '--- «a: b\n', says: 'beside ---', cure: 'on the next line' },
  { name: 'a key twice', text: 'a: b\n«a: c\n', says: '"a" is there twice', cure: 'keep one of them' },
  {
    name: 'text after a quote',
    text: 'a: "b" «c\n',
    says: 'text after the closing quote',
    cure: 'put all of it in one pair of quotes',
  },
  {
    name: 'a single quote inside',
    text: "a: 'it'«s'\n",
    says: 'text after the closing quote',
    cure: "write '' for a ' inside",
  },
  {
    name: 'a double quote inside',
    text: 'a: "say "«hi" now"\n',
    says: 'text after the closing quote',
    cure: 'write \\" for a " inside',
  },
  {
    name: 'text after a bracket',
    text: 'a: [b] «c\n',
    says: 'text after the closing bracket',
    cure: 'start a new line, or take it out',
  },
  { name: 'an item under a value', text: 'a: b\n  «- c: d\n', says: ITEM, cure: 'a key without a value' },
  { name: 'an item among keys', text: 'a:\n  b: c\n  «- d: e\n', says: ITEM, cure: 'a key without a value' },
  { name: 'an item under an item', text: 'a:\n  - b: c\n    «- d: e\n', says: ITEM, cure: 'in one column' },
  {
    name: 'no comma',
    text: 'a: {b: c «d: e}\n',
    says: 'a comma is missing before d',
    cure: 'parted by commas',
  },
  {
    name: 'no comma after a quote',
    text: 'a: {b: "c" «d: e}\n',
    says: 'a comma is missing before d',
    cure: 'commas',
  },
  {
    name: 'no comma in JSON',
    text: '{"a": 1\n«"b": 2}\n',
    says: 'a comma is missing before "b"',
    cure: 'parted by commas',
  },
  {
    name: 'two commas',
    text: 'a: [b, «, c]\n',
    says: 'a comma without an item before it',
    cure: 'take it out',
  },
  {
    name: 'a text that is indented less than its key',
    text: 'a:\n  b: |\n    <c>\n  «</c>\n',
    says: 'this line is no "key: value"',
    cure: 'indent all of it deeper',
  },
  { name: 'text beside a |', text: 'a: | «b\n', says: 'text on the line of "|"', cure: 'on the next line' },
  { name: 'a wrong escape', text: 'a: "b«\\d"\n', says: '"\\d" means nothing', cure: 'write \\\\' },
  { name: 'an @ at the start', text: 'a: «@b\n', says: 'cannot start with @', cure: 'put it in quotes' },
  { name: 'a backquote at the start', text: 'a: «`b`\n', says: 'cannot start with `', cure: 'quotes' },
  { name: 'a * alone', text: 'a: [«*]\n', says: 'a lone * means nothing', cure: 'put it in quotes' },
  { name: 'a pattern that starts with *', text: 'a: [«*-db]\n', says: 'no anchor &-db', cure: 'quotes' },
  { name: 'an unknown tag', text: 'a: «!b c\n', says: 'there is no tag !b', cure: 'leave it out' },
  { name: 'braces of a template', text: 'a: {«{ b }}\n', says: 'this key is not text', cure: 'in quotes' },
  { name: 'a # after a quote', text: 'a: "b"«#c\n', says: 'a # follows a value', cure: 'put a space before' },
  {
    name: 'a space that is none',
    text: 'a:\n«\u00a0\u00a0b: c\n',
    says: 'starts with a special space',
    cure: 'the space bar',
  },
  {
    name: 'a mistake in the second document',
    text: 'a: b\n---\nc: «[d\n',
    says: 'this [ is never closed',
    cure: 'close it with ]',
  },
];

suite('slips in YAML', () => {
  for (const { name, text, says, cure } of SLIPS) {
    test(`${name} is told once, in our words, where it is`, () => {
      const { diagnostics } = readYaml({ name: 'a', text: text.replace('«', '') });
      const lines = text.slice(0, text.indexOf('«')).split('\n');
      assert.deepEqual(
        diagnostics.map(({ span }) => span && placeOf(span)),
        [`a:${lines.length}:${(lines.at(-1)?.length ?? 0) + 1}`],
      );
      assert.ok(diagnostics[0]?.message.includes(says), diagnostics[0]?.message);
      assert.ok(diagnostics[0]?.hint?.includes(cure), diagnostics[0]?.hint);
    });
  }

  test('slips that have nothing to do with each other are all told', () => {
    const text = 'a: b: c\nd: e\nf:\n  - g\nh: [i] j\nk: l\nm: n\no: "p\\d"\n';
    const found = readYaml({ name: 'a', text }).diagnostics.map(({ span }) => span && placeOf(span));
    assert.deepEqual(found, ['a:1:5', 'a:5:8', 'a:8:6']);
  });

  test('a text of several lines in quotes is no slip, whatever stands in it', () => {
    const { diagnostics } = readYaml({ name: 'a', text: 'a: "b\n  c: d"\ne: [f\n' });
    assert.deepEqual(
      diagnostics.map(({ message }) => message),
      ['this [ is never closed'],
    );
  });
});
