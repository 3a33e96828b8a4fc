import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { assertFound, findings, type Mistake, ruleText } from './support.ts';

const edit = (fields: string) => `userData:\n  - {${fields}}\n`;
const withKey = (spec: string) => `variables: [{name: key, label: a}]\n${spec}`;

const MISTAKES: readonly Mistake[] = [
  {
    name: 'a command',
    spec: edit('op: set, path: /a, value: "now «$(date +%s)"'),
    code: 'InvalidTemplate',
    says: 'nothing is executed',
  },
  {
    name: 'a word that could be a command',
    spec: edit('op: set, path: /a, value: "«$(date)"'),
    code: 'UnknownVariable',
    says: 'write $$( for a plain $(',
  },
  {
    name: 'a misspelt variable',
    spec: withKey(edit('op: set, path: /a, value: "x«$(kye)y"')),
    code: 'UnknownVariable',
    says: '(did you mean "key"?)',
  },
  {
    name: 'an open parenthesis',
    spec: edit('op: set, path: /a, value: "«$(date"'),
    code: 'InvalidTemplate',
    says: 'is never closed',
  },
  {
    name: 'nothing in parentheses',
    spec: edit('op: set, path: /a, value: "«$()"'),
    code: 'InvalidTemplate',
    says: 'only a variable',
  },
  {
    name: 'one of two',
    spec: withKey(edit('op: set, path: /a, value: ["$(key) $$(x) «$(kex)", $(key)]')),
    code: 'UnknownVariable',
    says: 'kex',
  },
  {
    name: 'an unknown variable in a folded text',
    spec: 'userData:\n  - op: set\n    path: /a\n    value: «>\n      one\n      $(two)\n',
    code: 'UnknownVariable',
    says: 'two',
  },
  {
    name: 'an unknown variable behind an escape',
    spec: edit('op: set, path: /a, value: "\\t«$(two)"'),
    code: 'UnknownVariable',
    says: 'two',
  },
  {
    name: 'a variable without its parentheses',
    spec: withKey(edit('op: set, path: /a, value: {b: «$key}')),
    code: 'InvalidTemplate',
    says: "write $(key) for its value, or '$key' in single quotes for the text",
  },
  {
    name: 'a variable without its parentheses in double quotes',
    spec: withKey(edit('op: set, path: /a, value: [«"$key"]')),
    code: 'InvalidTemplate',
    says: 'write $(key) for its value',
  },
  {
    name: 'a variable without its parentheses in a pointer',
    spec: withKey(edit("op: set, path: '/a/«$key', value: b")),
    code: 'InvalidTemplate',
    says: 'write $(key) for its value',
  },
  {
    name: 'a variable without its parentheses in XML',
    spec: `variables: [{name: key, label: k}]\ndomain: [{op: add, path: /domain/a, xml: <b c='«$key'/>}]\n`,
    code: 'InvalidTemplate',
    says: 'write $(key) for its value',
  },
];

suite('mistakes in values', () => {
  for (const mistake of MISTAKES)
    test(`${mistake.name} is found, and its cure told`, () => assertFound(mistake));

  for (const value of ["'$key'", '$HOME', 'a $key', '$key.', "'$$key'"]) {
    test(`${value} is a plain text`, () => {
      assert.deepEqual(findings(ruleText(withKey(edit(`op: set, path: /a, value: [${value}]`)))), []);
    });
  }

  test('what is certain is an error, what may be meant is a warning', () => {
    const severities = ['$key', '"$key"'].map(
      (value) => findings(ruleText(withKey(edit(`op: set, path: /a, value: [${value}]`))))[0]?.severity,
    );
    assert.deepEqual(severities, ['error', 'warning']);
  });
});
