import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { Failure } from '../../src/text/failure.ts';
import { applyEdit, openDocument, printDocument } from '../../src/yaml/document.ts';
import type { DocumentEdit } from '../../src/yaml/edit.ts';
import { openUserData, printUserData } from '../../src/yaml/user-data.ts';

const at = (...keys: readonly string[]) => keys.map((key) => ({ kind: 'key' as const, key }));

const EDITED: readonly (readonly [name: string, before: string, edit: DocumentEdit, after: string])[] = [
  [
    'a first key goes before the end marker',
    '#cloud-config\n...\n',
    { op: 'set', path: at('a'), value: 1 },
    '#cloud-config\na: 1\n...\n',
  ],
  [
    'the same without a last line break',
    '#cloud-config\n...',
    { op: 'set', path: at('a'), value: 1 },
    '#cloud-config\na: 1\n...',
  ],
  [
    'what follows a removed member stays behind an empty block scalar',
    'a: |\nb: 1\nc: 2\n',
    { op: 'remove', path: at('b') },
    'a: |\nc: 2\n',
  ],
  [
    'a comment further in would become its text, so it goes too',
    'a: |\nb: 1\n  # about b\nc: 2\n',
    { op: 'remove', path: at('b') },
    'a: |\nc: 2\n',
  ],
  [
    'an empty key below another has its own column',
    ':\nx:\n- a\n',
    { op: 'set', path: at('m', 'z'), value: 1 },
    ':\nx:\n- a\nm:\n  z: 1\n',
  ],
  [
    'a date that is copied keeps its spelling',
    'a: 2026-11-21\n',
    { op: 'copy', from: at('a'), path: at('b') },
    'a: 2026-11-21\nb: 2026-11-21\n',
  ],
  [
    'spaces on the next line do not become text of a block scalar',
    'a:\n      \nb: 1\n',
    { op: 'set', path: at('a'), value: 'x\n' },
    'a: "x\\n"\n      \nb: 1\n',
  ],
  [
    'nor do they where the text ends with them',
    ':\n   ',
    { op: 'set', path: at(''), value: 'x\n' },
    ': "x\\n"\n   ',
  ],
  [
    'nor below a new top level',
    'a: 1\n      \n',
    { op: 'replace', path: [], value: { b: 'x\n' } },
    'b: "x\\n"\n      \n',
  ],
  [
    'nor when the member between is removed',
    'a: |\n  x\nb: 1\n      \nc: 2\n',
    { op: 'remove', path: at('b') },
    'a: |\n  x\nc: 2\n',
  ],
  [
    'a last line of spaces is no line of the block scalar above it',
    'a: |+\n  x\n  ',
    { op: 'set', path: at('b'), value: 1 },
    'a: |+\n  x\nb: 1',
  ],
  [
    'spaces further in are',
    'a: |+\n  x\n\n   ',
    { op: 'set', path: at('b'), value: 1 },
    'a: |-\n  x\n\n   \nb: 1',
  ],
  [
    'a comment behind the top level does not either',
    '{} # c\n',
    { op: 'replace', path: [], value: { b: 'x\n' } },
    'b: "x\\n" # c\n',
  ],
  [
    'an empty top level goes before the end marker',
    '#cloud-config\n...',
    { op: 'replace', path: [], value: {} },
    '#cloud-config\n{}\n...',
  ],
  [
    'a first key goes below the start marker',
    '--- {}\n',
    { op: 'set', path: at('a'), value: 1 },
    '---\na: 1\n',
  ],
  [
    'a new top level loses the indentation of the old one',
    '  a: 1\n',
    { op: 'replace', path: [], value: { b: { c: 1 } } },
    'b:\n  c: 1\n',
  ],
];

const REFUSED: readonly (readonly [name: string, before: string, code: string])[] = [
  ['bytes that would be copied without their tag', 'a: !!binary aGk=\n', 'TypeMismatch'],
  ['a tag of its own that would be copied', 'a: !x y\n', 'TypeMismatch'],
  ['a byte order mark below comments', '# c\n\ufeffa: 1\n', 'InvalidDocument'],
  ['a block mapping as a key', '? b: c\n  d: e\n: f\na: 1\n', 'InvalidDocument'],
  ['a double quote that is escaped and never closed', 'a: "\\"', 'InvalidDocument'],
  ['a single quote that is doubled and never closed', "a: 'x''", 'InvalidDocument'],
  ['what the library does not read to its end', ' ? b\n  c: d\n', 'InvalidDocument'],
];

suite('what fuzzing found in YAML', () => {
  for (const [name, before, edit, after] of EDITED) {
    test(name, () => {
      const document = openDocument(before, 'Yaml');
      applyEdit(document, edit);
      assert.equal(printDocument(document), after);
    });
  }

  for (const [name, before, code] of REFUSED) {
    test(`${name} is refused`, () => {
      const copy = () =>
        applyEdit(openDocument(before, 'Yaml'), { op: 'copy', from: at('a'), path: at('b') });
      assert.throws(copy, (error) => error instanceof Failure && error.code === code);
    });
  }

  for (const [name, part, edited] of [
    ['ends with its headers', 'Content-Type: text/cloud-config', 'Content-Type: text/cloud-config\n\na: 1\n'],
    [
      'has no blank line below its headers',
      'Content-Type: text/cloud-config\n#cloud-config\n',
      'Content-Type: text/cloud-config\n\n#cloud-config\na: 1\n',
    ],
  ] as const) {
    test(`a MIME part that ${name} gets the blank line that its new body needs`, () => {
      const head = 'Content-Type: multipart/mixed; boundary=b\n\n--b\n';
      const userData = openUserData(head + part, 'Fail');
      assert.ok(userData.kind === 'Multipart');
      assert.equal(printUserData(userData), head + part);
      applyEdit(userData.document, { op: 'set', path: at('a'), value: 1 });
      assert.equal(printUserData(userData), head + edited);
    });
  }

  test('of two MIME headers of a name the first counts, as for Python', () => {
    const text = 'Content-Type: multipart/mixed\nContent-Type: text/cloud-config\n\n#cloud-config\na: 1\n';
    assert.throws(
      () => openUserData(text, 'Fail'),
      (error) => error instanceof Failure && error.code === 'InvalidDocument',
    );
  });
});
