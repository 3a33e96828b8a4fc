import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { openDocument, readAt } from '../../src/yaml/document.ts';
import { numberText, resolvePlain } from '../../src/yaml/scalars.ts';
import { asPyYaml, readWithPyYaml, withoutPyYaml } from './pyyaml.ts';
import { edited, pointer, set } from './support.ts';

const rows: [text: string, type: string, value: unknown][] = [
  ['yes', 'bool', true],
  ['Yes', 'bool', true],
  ['YES', 'bool', true],
  ['yEs', 'text', 'yEs'],
  ['no', 'bool', false],
  ['on', 'bool', true],
  ['Off', 'bool', false],
  ['true', 'bool', true],
  ['FALSE', 'bool', false],
  ['y', 'text', 'y'],
  ['n', 'text', 'n'],
  ['Y', 'text', 'Y'],
  ['~', 'null', null],
  ['', 'null', null],
  ['null', 'null', null],
  ['Null', 'null', null],
  ['nULL', 'text', 'nULL'],
  ['0', 'int', 0],
  ['-0', 'int', 0],
  ['+12', 'int', 12],
  ['0644', 'int', 420],
  ['0o644', 'text', '0o644'],
  ['08', 'text', '08'],
  ['0x1F', 'int', 31],
  ['-0x1f', 'int', -31],
  ['0b101', 'int', 5],
  ['1_000', 'int', 1000],
  ['0_7', 'int', 7],
  ['_1', 'text', '_1'],
  ['1:30', 'int', 90],
  ['190:20:30', 'int', 685230],
  ['1:60', 'text', '1:60'],
  ['0:30', 'text', '0:30'],
  ['52:54:00:12:34:56', 'int', 41135085296],
  ['52:54:00:12:34:5a', 'text', '52:54:00:12:34:5a'],
  ['12345678901234567890', 'int', '12345678901234567890'],
  ['1.0', 'float', 1],
  ['1.', 'float', 1],
  ['.5', 'float', 0.5],
  ['.', 'text', '.'],
  ['1e3', 'text', '1e3'],
  ['1.0e3', 'text', '1.0e3'],
  ['1.0e+3', 'float', 1000],
  ['-1.5', 'float', -1.5],
  ['1_0.5', 'float', 10.5],
  ['1:30.5', 'float', 90.5],
  ['-.5', 'text', '-.5'],
  ['.inf', 'float', '.inf'],
  ['-.INF', 'float', '-.INF'],
  ['.NaN', 'float', '.NaN'],
  ['inf', 'text', 'inf'],
  ['2026-11-21', 'timestamp', '2026-11-21'],
  ['2026-11-21 10:00:00', 'timestamp', '2026-11-21 10:00:00'],
  ['2026-11-21T10:00:00Z', 'timestamp', '2026-11-21T10:00:00Z'],
  ['2026-1-2', 'text', '2026-1-2'],
  ['=', 'other', '='],
  ['<<', 'other', '<<'],
  ['10.0.0.53', 'text', '10.0.0.53'],
  ['1.2.3', 'text', '1.2.3'],
  ['10.0.0.0/8', 'text', '10.0.0.0/8'],
  ['--now', 'text', '--now'],
];

test('plain scalars are what PyYAML’s table says', () => {
  for (const [text, type, value] of rows) assert.deepEqual(resolvePlain(text), { type, value }, text);
});

const pythonTypes: Record<string, (value: unknown) => boolean> = {
  text: (value) => typeof value === 'string',
  null: (value) => value === null,
  bool: (value) => typeof value === 'boolean',
  int: (value) => has(value, '$int'),
  float: (value) => has(value, '$float'),
  timestamp: (value) => has(value, '$date') || has(value, '$error'),
  other: (value) => has(value, '$error'),
};

function has(value: unknown, key: string): boolean {
  return typeof value === 'object' && value !== null && key in value;
}

/** Texts of the characters that YAML 1.1 makes numbers, dates and booleans of. */
const numberish = fc
  .stringMatching(/^[-+]?[0-9_.:exobn+aFZT -]{1,12}$/)
  .filter((text) => /^[^\s:-]/.test(text) && !/\s$|: |:$/.test(text));

test('PyYAML itself reads the table and random scalars as this module does', { skip: withoutPyYaml }, () => {
  const texts = [...rows.map(([text]) => text), ...fc.sample(numberish, 3000)];
  for (const [at, found] of readWithPyYaml(texts.map((text) => `- ${text}`)).entries()) {
    const [value] = Array.isArray(found) ? found : [found];
    const text = texts[at] ?? '';
    const { type, value: ours } = resolvePlain(text);
    // `0b`, `0x` and `.e` forms that PyYAML resolves but cannot construct are given as text.
    const isUnreadable = has(value, '$error') && typeof ours === 'string';
    assert.ok(
      isUnreadable || pythonTypes[type]?.(value),
      `${text}: ${type}, PyYAML: ${JSON.stringify(value)}`,
    );
    if (type === 'int' && typeof ours === 'number') assert.deepEqual(value, asPyYaml(ours), text);
    if (type === 'float' && typeof ours === 'number')
      assert.equal(Number((value as { $float: string }).$float), ours, text);
    if (type === 'text' || type === 'bool' || type === 'null') assert.equal(value, ours, text);
  }
});

const hardTexts = [
  'yes',
  'no',
  'on',
  'off',
  'y',
  'N',
  'true',
  'null',
  '~',
  '',
  ' ',
  '0644',
  '0o644',
  '1:30',
  '52:54:00:12:34:56',
  '1_000',
  '1e3',
  '1.0',
  '.',
  '._',
  '2026-11-21',
  '=',
  '<<',
  '-',
  '- a',
  '-a',
  '--now',
  '---',
  '--- a',
  '...',
  '?',
  '? a',
  '?a',
  ':',
  ':a',
  'a: b',
  'a:',
  'a:b',
  'a #b',
  'a#b',
  '#a',
  '&a',
  '*a',
  '!a',
  '|',
  '>',
  '|a',
  "'a'",
  '"a"',
  'say "x"',
  "it's",
  `both ' and "`,
  '@a',
  '`a',
  '%a',
  '[a',
  'a]',
  '{a',
  'a}',
  'a, b',
  ', a',
  '{{ x }}',
  ' a',
  'a ',
  '\ta',
  'a\tb',
  'a\\nb',
  'back\\slash',
  'ümlaut',
  '😀 emoji',
  '\u00a0nbsp',
  '\u0085nel',
  '\u2028ls',
  '\ufeffbom',
  '\u0000nul',
  '\u001besc',
  '\u007fdel',
  'x'.repeat(5000),
  'word '.repeat(400),
  'a\nb',
  'a\nb\n',
  'a\n\n\nb\n\n',
  '\na',
  ' a\nb',
  'a\n b\n',
  'a\n \nb',
  'a\r\nb',
  '#!/bin/sh\necho "x: y" # z\n',
  '\n',
  '\n\n',
  'a\n\tb',
  '\ta\nb',
  '---\na\n',
  'tab\tend\t\nx',
  'a\u0085b\nc',
  '-1',
  '+.5',
  '0b',
  '0x',
  'inf',
  '.inf',
  'http://a/b',
  'fe80::1',
  'a/24',
  '::',
  '!!str',
  'key: {a: 1}',
  '\u{10ffff}x',
  '\ufffe',
  'Null',
  'NO',
  '12:34',
  '1.5.',
  '1,000',
  '0.0.0.0',
];

/** Values in the places where style differs: below a key, in a list, in a list of lists, in both flow collections. */
const document = 'a: 1\nl:\n  - 1\nll:\n  - - 1\nf: [1]\ng: {x: 1}\n';
const placesOf = (value: string) => [
  set('/a', value),
  set('/l/0', value),
  set('/ll/0/0', value),
  set('/f/0', value),
  set('/g/x', value),
];

function readsBack(values: string[]): void {
  const texts = values.map((value) => edited(document, placesOf(value), 'Yaml', false));
  for (const [at, found] of readWithPyYaml(texts).entries()) {
    const value = values[at];
    const expected = asPyYaml({ a: value, l: [value], ll: [[value]], f: [value], g: { x: value } });
    assert.deepEqual(found, expected, JSON.stringify(value)?.slice(0, 80));
  }
}

test('every text that is written is the same text for PyYAML', { skip: withoutPyYaml }, () =>
  readsBack(hardTexts),
);

test('random texts that are written are the same text for PyYAML', { skip: withoutPyYaml }, () => {
  const characters = fc.constantFrom(
    ...(' \n\t:#-?,[]{}&*!|>\'"%@`~=<.0123456789eyno_abx\\\r\u0085\u2028é😀\ufeff\u0001'.match(/./gsu) ?? []),
  );
  readsBack(fc.sample(fc.string({ unit: characters, maxLength: 12 }), 3000));
});

test('every text that is written as a key is the same text for PyYAML', { skip: withoutPyYaml }, () => {
  const keys = hardTexts.filter((text) => text.length <= 1024);
  const texts = keys.map((key) =>
    edited(
      'a: 1\nf: {x: 1}\n',
      [
        { op: 'set', path: [{ kind: 'key', key }], value: 'v' },
        {
          op: 'set',
          path: [
            { kind: 'key', key: 'f' },
            { kind: 'key', key },
          ],
          value: 'v',
        },
      ],
      'Yaml',
      false,
    ),
  );
  for (const [at, found] of readWithPyYaml(texts).entries()) {
    assert.deepEqual(
      found,
      asPyYaml({ a: 1, f: { x: 1, [keys[at] ?? '']: 'v' }, [keys[at] ?? '']: 'v' }),
      keys[at],
    );
  }
});

test('numbers are written so that both YAML versions read the same number', { skip: withoutPyYaml }, () => {
  const numbers = [0, -0, 1, -1, 0.5, 1e21, 1.5e300, 1e-7, -2.5e-10, 123456789012345, 2 ** 53, 0.1];
  const texts = numbers.map((number) => edited('a: x\n', set('/a', number)));
  for (const [at, found] of readWithPyYaml(texts).entries()) {
    const { $map } = found as { $map: [[string, { $int?: string; $float?: string }]] };
    const { $int, $float } = $map[0][1];
    const number = numbers[at] ?? Number.NaN;
    assert.equal(Number($int ?? $float), number + 0, String(number));
    assert.equal(Number(numberText(number)), number + 0);
  }
});

test('what is written reads back as the same value here too', () => {
  for (const value of hardTexts) {
    const text = edited(document, placesOf(value));
    assert.deepEqual(readAt(openDocument(text, 'Yaml'), pointer('/ll/0/0')), [value]);
  }
});
