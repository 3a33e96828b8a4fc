import { suite, test } from 'node:test';
import { ANY_EDIT, assertFound, type Mistake } from './support.ts';

const variable = (fields: string) => `variables:\n  - ${fields}\n${ANY_EDIT}`;
const transform = (fields: string) => variable(`{name: x, label: a, transforms: [{${fields}}]}`);
const _when = (fields: string) => `when:\n  - ${fields}\n${ANY_EDIT}`;

const MISTAKES: readonly Mistake[] = [
  {
    name: 'a misspelt transform',
    spec: transform('«trimm: true'),
    code: 'InvalidField',
    says: '(did you mean "trim"?)',
  },
  {
    name: 'two transforms in one',
    spec: transform('trim: true, «case: Lower'),
    code: 'InvalidField',
    says: 'keep one of them',
  },
  {
    name: 'a transform that is a text',
    spec: variable('{name: x, label: a, transforms: [«trim]}'),
    code: 'InvalidField',
    says: 'must be a mapping, is text',
  },
  {
    name: 'transforms outside a list',
    spec: variable('{name: x, label: a, transforms: «{trim: true}}'),
    code: 'InvalidField',
    says: 'must be a list',
  },
  {
    name: 'a transform turned off',
    spec: transform('trim: «false'),
    code: 'InvalidField',
    says: 'must be "true"',
  },
  {
    name: 'a case in lower case',
    spec: transform('case: «lower'),
    code: 'InvalidField',
    says: '(did you mean "Lower"?)',
  },
  {
    name: 'a unit that Kubernetes has not',
    spec: transform('quantity: «GB'),
    code: 'InvalidField',
    says: 'must be one of 1, k, M',
  },
  {
    name: 'more hex digits than there are',
    spec: transform('hash: {length: «65}'),
    code: 'InvalidField',
    says: 'from 1 to 64',
  },
  {
    name: 'a range from below zero',
    spec: transform('range: {from: «-1}'),
    code: 'InvalidField',
    says: 'from 0 to 65535',
  },
  { name: 'a range from nowhere', spec: transform('range: «{}'), code: 'InvalidField', says: 'needs "from"' },
  {
    name: 'parsing in lower case',
    spec: transform('parse: «integer'),
    code: 'InvalidField',
    says: '(did you mean "Integer"?)',
  },
  {
    name: 'a split at nothing',
    spec: transform('split: «""'),
    code: 'InvalidField',
    says: 'must not be empty',
  },
  {
    name: 'a capture without a group',
    spec: transform('capture: «"abc"'),
    code: 'InvalidRegex',
    says: 'put ( ) around the part',
  },
  {
    name: 'a capture of several groups without names',
    spec: transform('capture: «"(a)(b)"'),
    code: 'InvalidRegex',
    says: 'write (?<name>…)',
  },
  {
    name: 'a number of no group',
    spec: transform('replace: {pattern: "(a)", with: «"$2"}'),
    code: 'InvalidRegex',
    says: 'no group "2"',
  },
  {
    name: 'a name of no group',
    spec: transform('replace: {pattern: "(?<to>a)", with: «"$<too>"}'),
    code: 'InvalidRegex',
    says: 'no group "too"',
  },
  {
    name: 'a look-ahead',
    spec: transform('capture: "«(?=a)(b)"'),
    code: 'InvalidRegex',
    says: 'look-around is not supported',
  },
  {
    name: 'a field that no group is named for',
    spec: `variables: [{name: pin, label: a, transforms: [{capture: "(?<cpu>.)(?<node>.)"}]}, {name: b, value: "«$(pin.cpuu)"}]\n${ANY_EDIT}`,
    code: 'UnknownVariable',
    says: '(did you mean "cpu"?)',
  },
];

suite('mistakes in transforms', () => {
  for (const mistake of MISTAKES)
    test(`${mistake.name} is found, and its cure told`, () => assertFound(mistake));
});
