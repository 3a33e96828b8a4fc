import { suite, test } from 'node:test';
import { assertFound, type Mistake } from './support.ts';

const edit = (fields: string) => `domain:\n  - ${fields}\n`;
const set = (path: string, more = 'value: "1"') => edit(`op: set\n    path: ${path}\n    ${more}`);
const withDisk = (spec: string) => `variables: [{name: disk, label: d}]\n${spec}`;

const MISTAKES: readonly Mistake[] = [
  {
    name: 'a relative path',
    spec: set('«domain/title'),
    code: 'InvalidXPath',
    says: 'starts with / or a variable',
  },
  { name: 'an empty path', spec: set('«""'), code: 'InvalidXPath', says: 'is empty' },
  { name: 'an open bracket', spec: set('/domain/a[«'), code: 'InvalidXPath', says: 'ends too early' },
  { name: 'an open quote', spec: set("/domain/a[@b=«'x]"), code: 'InvalidXPath', says: 'is not closed' },
  {
    name: 'a misspelt function',
    spec: set("/domain/a[«contians(@b,'x')]"),
    code: 'InvalidXPath',
    says: '(did you mean "contains"?)',
  },
  {
    name: 'too few arguments',
    spec: set('/domain/a[«contains(@b)]'),
    code: 'InvalidXPath',
    says: 'takes 2 arguments, not 1',
  },
  {
    name: 'an axis that gives wrong nodes',
    spec: set('/domain/«following::a'),
    code: 'InvalidXPath',
    says: 'use following-sibling',
  },
  {
    name: 'a misspelt axis',
    spec: set('/domain/«chld::a'),
    code: 'InvalidXPath',
    says: '(did you mean "child"?)',
  },
  {
    name: 'a misspelt prefix',
    spec: set('/domain/«qmu:commandline'),
    code: 'UndeclaredNamespace',
    says: 'did you mean "qemu"?',
  },
  {
    name: 'an unknown prefix',
    spec: set('/domain/«vendor:thing'),
    code: 'UndeclaredNamespace',
    says: 'declare it under spec.namespaces',
  },
  {
    name: 'a misspelt variable',
    spec: withDisk(set('/domain/a[@b=«$dsk]')),
    code: 'UnknownVariable',
    says: 'did you mean "disk"?',
  },
  {
    name: 'a field of a label',
    spec: withDisk(set('/domain/a[@b=«$disk.name]')),
    code: 'UnknownVariable',
    says: '"disk" has no fields',
  },
  {
    name: 'a value in quotes',
    spec: withDisk(set("/domain/a[@b=«'$(disk)']")),
    code: 'InvalidXPath',
    says: 'write $disk without quotes',
  },
  {
    name: 'two values',
    spec: withDisk(set('/domain/a[@b=«$(disk) or @c=«$(disk)]')),
    code: 'InvalidXPath',
    says: 'write $disk instead of $(disk)',
  },
  {
    name: 'two paths in one',
    spec: set('«/domain/a | /domain/b'),
    code: 'InvalidXPath',
    says: 'one edit for each side',
  },
  {
    name: 'a calculation',
    spec: set('«count(/domain/a)'),
    code: 'InvalidXPath',
    says: 'a path, not a calculation',
  },
  { name: 'the document', spec: set('«/'), code: 'InvalidXPath', says: 'lead to an element or attribute' },
  {
    name: 'the text of an element',
    spec: set('«/domain/title/text()'),
    code: 'InvalidXPath',
    says: 'value is its text',
  },
  {
    name: 'a path that never ends',
    spec: set(`/domain«${'/a'.repeat(2100)}`.replace('«', '').replace(/^(.{4096})/, '$1«')),
    code: 'InvalidXPath',
    says: 'longer than 4096',
  },
  {
    name: 'a mistake behind letters of other languages',
    spec: edit(`{op: set, path: "/domain/a[@b='größe π' or «$x]", value: "1"}`),
    code: 'UnknownVariable',
    says: 'declare it under variables',
  },
  {
    name: 'a mistake behind a character of two code units',
    spec: edit(`{op: set, path: "/domain/a[@b='😀' or «$x]", value: "1"}`),
    code: 'UnknownVariable',
    says: '"x"',
  },
  {
    name: 'a bad expression under test',
    spec: edit('{op: test, path: "count(/domain/a) > «"}'),
    code: 'InvalidXPath',
    says: 'ends too early',
  },
];

suite('mistakes in XPath', () => {
  for (const mistake of MISTAKES)
    test(`${mistake.name} is found, and its cure told`, () => assertFound(mistake));
});
