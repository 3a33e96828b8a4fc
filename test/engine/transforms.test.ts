import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { titleOf } from './domain-support.ts';

interface Case {
  readonly name: string;
  readonly from: string;
  readonly transforms: string;
  readonly gives: string;
}

const CASES: readonly Case[] = [
  {
    name: 'an integer of too many digits',
    from: '123456789012345678',
    transforms: 'parse: Integer',
    gives: 'InvalidValue: variable x, annotation a: the value is a whole number of more than 15 digits',
  },
  {
    name: 'a range of too many digits',
    from: '1234567890123456',
    transforms: 'range: {from: 1}',
    gives: 'LimitExceeded: variable x, annotation a: the value is too large for a range',
  },
  {
    name: 'a number that loses digits',
    from: '12345678901234567890',
    transforms: 'parse: Number',
    gives:
      'InvalidValue: variable x, annotation a: the value is a whole number beyond 9007199254740991, whose last digits are lost',
  },
  {
    name: 'a number of JSON that loses digits',
    from: '{"a": 12345678901234567890}',
    transforms: 'parse: Json}, {pick: /a}, {trim: true',
    gives:
      'InvalidValue: variable x, annotation a: the value is a whole number beyond 9007199254740991, whose last digits are lost',
  },
  {
    name: 'a number of JSON beside one that loses digits',
    from: '{"a": 12345678901234567890, "b": 9007199254740991}',
    transforms: 'parse: Json}, {pick: /b',
    gives: '9007199254740991',
  },
  { name: 'trim', from: ' \t a b\n', transforms: 'trim: true', gives: 'a b' },
  { name: 'lower case', from: 'ÄB', transforms: 'case: Lower', gives: 'äb' },
  { name: 'upper case', from: 'äb', transforms: 'case: Upper', gives: 'ÄB' },
  { name: 'one group gives its text', from: '/a/b.img', transforms: 'capture: "(.*/)[^/]*"', gives: '/a/' },
  {
    name: 'a capture covers the whole value',
    from: 'xay',
    transforms: 'capture: "(a)"',
    gives: 'InvalidValue: variable x, annotation a: the value does not match the capture',
  },
  { name: 'a group that takes no part is empty', from: 'b', transforms: 'capture: "(a)?b"', gives: '' },
  {
    name: 'every occurrence is replaced',
    from: 'a.b.c',
    transforms: 'replace: {pattern: "[.]", with: "-"}',
    gives: 'a-b-c',
  },
  {
    name: 'groups in what stands there instead',
    from: 'ab',
    transforms: 'replace: {pattern: "(?<p>a)(b)", with: "$2$<p>$$"}',
    gives: 'ba$',
  },
  {
    name: 'an entry of a map',
    from: 'none',
    transforms: 'map: {none: native, "*": threads}',
    gives: 'native',
  },
  {
    name: 'all others of a map',
    from: 'x',
    transforms: 'map: {none: native, "*": threads}',
    gives: 'threads',
  },
  {
    name: 'a key of a map that is true',
    from: 'true',
    transforms: 'map: {true: "on", false: "off"}',
    gives: 'on',
  },
  { name: 'a value in a map', from: 'x', transforms: 'map: {x: "[$(a)]"}', gives: '[other]' },
  {
    name: 'no entry of a map',
    from: 'x',
    transforms: 'map: {y: z}',
    gives: 'InvalidValue: variable x, annotation a: the value is not in the map',
  },
  {
    name: "JavaScript's own properties are no entries",
    from: 'constructor',
    transforms: 'map: {y: z}',
    gives: 'InvalidValue: variable x, annotation a: the value is not in the map',
  },
  {
    name: 'split leaves out what is empty',
    from: ' a,, b ,',
    transforms: 'split: ","}, {join: "|"',
    gives: 'a|b',
  },
  {
    name: 'a transform of a list is one of its items',
    from: 'a,b',
    transforms: 'split: ","}, {case: Upper}, {join: " "',
    gives: 'A B',
  },
  {
    name: 'unique keeps the first',
    from: 'b,a,b',
    transforms: 'split: ","}, {unique: true}, {join: ","',
    gives: 'b,a',
  },
  { name: 'join of one text is the text', from: 'a', transforms: 'join: ","', gives: 'a' },
  { name: 'a range', from: '3', transforms: 'range: {from: 1}}, {join: ","', gives: '1,2,3' },
  { name: 'a range of none', from: '0', transforms: 'range: {from: 1}}, {join: ","', gives: '' },
  {
    name: 'a range of nothing',
    from: '',
    transforms: 'range: {from: 1}',
    gives: 'InvalidValue: variable x, annotation a: range needs a whole number',
  },
  {
    name: 'a range of a hexadecimal',
    from: '0x10',
    transforms: 'range: {from: 1}',
    gives: 'InvalidValue: variable x, annotation a: range needs a whole number',
  },
  {
    name: 'a range of a fraction',
    from: '1.5',
    transforms: 'range: {from: 1}',
    gives: 'InvalidValue: variable x, annotation a: range needs a whole number',
  },
  {
    name: 'a range below zero',
    from: '-1',
    transforms: 'range: {from: 1}',
    gives: 'InvalidValue: variable x, annotation a: range needs a whole number',
  },
  {
    name: 'the largest range',
    from: '256',
    transforms: 'range: {from: 0}}, {join: ","}, {capture: ".*,([0-9]+)"',
    gives: '255',
  },
  {
    name: 'a range beyond',
    from: '257',
    transforms: 'range: {from: 0}',
    gives: 'LimitExceeded: variable x, annotation a: the value is too large for a range',
  },
  { name: 'megabits as bits', from: '100M', transforms: 'quantity: "1"', gives: '100000000' },
  { name: 'a half is rounded up', from: '500m', transforms: 'quantity: "1"', gives: '1' },
  { name: 'a fraction of a binary unit', from: '1.5Gi', transforms: 'quantity: Mi', gives: '1536' },
  { name: 'an exponent', from: '1e3', transforms: 'quantity: "1"', gives: '1000' },
  { name: 'bytes as mebibytes, rounded up', from: '1048577', transforms: 'quantity: Mi', gives: '2' },
  { name: 'the largest unit', from: '1Ei', transforms: 'quantity: "1"', gives: '1152921504606846976' },
  {
    name: 'a negative quantity',
    from: '-1',
    transforms: 'quantity: "1"',
    gives: 'InvalidValue: variable x, annotation a: the value is not a quantity',
  },
  {
    name: 'no quantity',
    from: '16GB',
    transforms: 'quantity: "1"',
    gives: 'InvalidValue: variable x, annotation a: the value is not a quantity',
  },
  { name: 'a whole number', from: ' +007 ', transforms: 'parse: Integer', gives: '7' },
  {
    name: 'no whole number',
    from: '1.0',
    transforms: 'parse: Integer',
    gives: 'InvalidValue: variable x, annotation a: the value is not a whole number',
  },
  { name: 'a number', from: '9e15', transforms: 'parse: Number', gives: '9000000000000000' },
  {
    name: 'a number that is none',
    from: 'NaN',
    transforms: 'parse: Number',
    gives: 'InvalidValue: variable x, annotation a: the value is not a number',
  },
  {
    name: 'a number beyond all',
    from: '1e999',
    transforms: 'parse: Number',
    gives: 'InvalidValue: variable x, annotation a: the value is not a number that fits',
  },
  {
    name: 'true as a word for libvirt',
    from: 'true',
    transforms: 'parse: Boolean}, {map: {true: "yes", false: "no"}',
    gives: 'yes',
  },
  {
    name: 'neither true nor false',
    from: 'yes',
    transforms: 'parse: Boolean',
    gives: 'InvalidValue: variable x, annotation a: the value is not true or false',
  },
  { name: 'a text in JSON', from: '"a\\u0041"', transforms: 'parse: Json', gives: 'aA' },
  {
    name: 'no JSON',
    from: '{secret',
    transforms: 'parse: Json',
    gives: 'InvalidValue: variable x, annotation a: the value is not JSON',
  },
  {
    name: 'JSON that goes deeper than any stack',
    from: '['.repeat(100_000) + ']'.repeat(100_000),
    transforms: 'parse: Json',
    gives: 'LimitExceeded: variable x, annotation a: a value is nested deeper than 64 levels',
  },
  { name: 'a text in YAML', from: 'on', transforms: 'parse: Yaml', gives: 'on' },
  {
    name: 'no YAML',
    from: 'a: [secret',
    transforms: 'parse: Yaml',
    gives: 'InvalidValue: variable x, annotation a: the value is not YAML',
  },
  {
    name: 'a bomb in YAML',
    from: `a: &a [x,x,x]\nb: &b [${'*a,'.repeat(99)}*a]\nc: [${'*b,'.repeat(99)}*b]`,
    transforms: 'parse: Yaml',
    gives: 'InvalidValue: variable x, annotation a: the value is not YAML',
  },
  { name: 'a hash', from: 'abc', transforms: 'hash: {length: 8}', gives: 'ba7816bf' },
  {
    name: 'the longest text that meets a pattern',
    from: 'a'.repeat(4096),
    transforms: 'capture: "(a).*"',
    gives: 'a',
  },
  {
    name: 'a longer one',
    from: 'a'.repeat(4097),
    transforms: 'capture: "(a).*"',
    gives: 'LimitExceeded: variable x, annotation a: a text of 4097 characters meets a pattern',
  },
];

suite('transforms', () => {
  for (const { name, from, transforms, gives } of CASES) {
    test(name, () => {
      const variables = `{name: a, value: other}, {name: x, annotation: a, transforms: [{${transforms}}]}`;
      assert.equal(titleOf(variables, { metadata: { annotations: { a: from } } }), gives);
    });
  }

  test('nodes are their texts', () => {
    const variables = '{name: x, domain: //disk/target/@dev, transforms: [{case: Upper}, {join: ","}]}';
    assert.equal(titleOf(variables), 'VDA,VDB');
  });
});
