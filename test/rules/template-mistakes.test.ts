import { suite, test } from 'node:test';
import { assertFound, type Mistake } from './support.ts';

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
    spec: edit('op: set, path: /a, value: «"\\t$(two)"'),
    code: 'UnknownVariable',
    says: 'two',
  },
];

suite('mistakes in values', () => {
  for (const mistake of MISTAKES)
    test(`${mistake.name} is found, and its cure told`, () => assertFound(mistake));
});
