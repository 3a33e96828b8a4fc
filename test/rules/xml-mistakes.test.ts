import { suite, test } from 'node:test';
import { assertFound, type Mistake } from './support.ts';

const edit = (fields: string) => `domain:\n  - ${fields}\n`;
const set = (path: string, more = 'value: "1"') => edit(`op: set\n    path: ${path}\n    ${more}`);

const MISTAKES: readonly Mistake[] = [
  {
    name: 'a wrong end tag',
    spec: set('/domain/a', 'xml: <a><b></a«>'),
    code: 'InvalidXml',
    says: 'close tag',
  },
  {
    name: 'two elements for one',
    spec: set('/domain/a', 'xml: «<a/><a/>'),
    code: 'InvalidXml',
    says: 'use add for several',
  },
  {
    name: 'an element of another name',
    spec: set('/domain/a', 'xml: «<b/>'),
    code: 'InvalidXml',
    says: 'let both be the same',
  },
  { name: 'no element', spec: set('/domain/a', 'xml: «""'), code: 'InvalidXml', says: 'no element' },
  {
    name: 'a text',
    spec: set('/domain/a', 'xml: «hello'),
    code: 'InvalidXml',
    says: 'text outside of an element',
  },
  {
    name: 'an entity of HTML',
    spec: set('/domain/a', 'xml: <a>&nbsp«;</a>'),
    code: 'InvalidXml',
    says: 'entity',
  },
  {
    name: 'an undeclared prefix',
    spec: set('/domain/a', 'xml: <a><«x:b/></a>'),
    code: 'UndeclaredNamespace',
    says: 'no namespace prefix "x"',
  },
  {
    name: 'xml at an attribute',
    spec: set('«/domain/a/@b', 'xml: <b/>'),
    code: 'InvalidXPath',
    says: 'ends with an element name',
  },
  {
    name: 'an unknown value on a later line',
    spec: set('/domain/a', 'xml: |\n      <a>\n        <b c="«$(x)"/>\n      </a>'),
    code: 'UnknownVariable',
    says: 'there is no variable "x" here',
  },
  {
    name: 'an unknown value behind an indentation of its own',
    spec: set('/domain/a', 'xml: |2\n        <a>\n          <b c="«$(x)"/>\n        </a>'),
    code: 'UnknownVariable',
    says: '"x"',
  },
  {
    name: 'a command on a later line',
    spec: set('/domain/a', 'xml: |\n      <a>\n\n        «$(date +%s)\n      </a>'),
    code: 'InvalidTemplate',
    says: 'nothing is executed',
  },
];

suite('mistakes in xml', () => {
  for (const mistake of MISTAKES)
    test(`${mistake.name} is found, and its cure told`, () => assertFound(mistake));
});
