import { suite, test } from 'node:test';
import { ANY_EDIT, assertFound, type Mistake } from './support.ts';

const variable = (fields: string) => `variables:\n  - ${fields}\n${ANY_EDIT}`;
const _transform = (fields: string) => variable(`{name: x, label: a, transforms: [{${fields}}]}`);
const when = (fields: string) => `when:\n  - ${fields}\n${ANY_EDIT}`;

const MISTAKES: readonly Mistake[] = [
  {
    name: 'no source',
    spec: variable('«name: x'),
    code: 'InvalidField',
    says: 'needs one of annotation, label',
  },
  {
    name: 'two sources',
    spec: variable('{name: x, label: a, «vmi: /b}'),
    code: 'InvalidField',
    says: 'has label and vmi; keep one of them',
  },
  { name: 'no name', spec: variable('«label: a'), code: 'InvalidField', says: 'needs "name"' },
  {
    name: 'a misspelt source',
    spec: variable('{name: x, «anotation: a}'),
    code: 'InvalidField',
    says: '(did you mean "annotation"?)',
  },
  {
    name: 'a source of conditions',
    spec: `variables: [{name: y, value: 1}, {name: x, value: 1, «variable: y}]\n${ANY_EDIT}`,
    code: 'InvalidField',
    says: 'unknown field "variable"',
  },
  {
    name: 'a key that is a number',
    spec: variable('{name: x, label: «1}'),
    code: 'InvalidField',
    says: 'write "1"',
  },
  {
    name: 'a name with a dash',
    spec: variable('{name: «a-b, label: a}'),
    code: 'InvalidField',
    says: 'use letters, digits and _',
  },
  {
    name: 'a name that starts with a digit',
    spec: variable('{name: «1a, label: a}'),
    code: 'InvalidField',
    says: 'a letter first',
  },
  {
    name: '__proto__ as a name',
    spec: variable('{name: «__proto__, label: a}'),
    code: 'InvalidField',
    says: "cannot be a variable's name",
  },
  {
    name: 'the same name twice',
    spec: variable('{name: x, label: a}\n  - {name: «x, label: b}'),
    code: 'InvalidField',
    says: 'there is already a variable "x"',
  },
  {
    name: 'an index called like the item',
    spec: `forEach: {name: a, label: b, index: «a}\n${ANY_EDIT}`,
    code: 'InvalidField',
    says: 'there is already a variable "a"',
  },
  {
    name: 'a loop that is a text',
    spec: `forEach: «a\n${ANY_EDIT}`,
    code: 'InvalidField',
    says: 'must be a mapping, is text',
  },
  {
    name: 'onMissing in lower case',
    spec: variable('{name: x, label: a, onMissing: «skip}'),
    code: 'InvalidField',
    says: '(did you mean "Skip"?)',
  },
  {
    name: 'a name of a later variable',
    spec: `variables:\n  - {name: a, value: "«$(b)"}\n  - {name: b, value: 1}\n${ANY_EDIT}`,
    code: 'UnknownVariable',
    says: 'there is no variable "b" here',
  },
  {
    name: 'an unknown value in the key of an annotation',
    spec: `variables:\n  - {name: a, value: x}\n  - {name: b, annotation: "example.com/«$(c)"}\n${ANY_EDIT}`,
    code: 'UnknownVariable',
    says: 'there is no variable "c"',
  },
  {
    name: 'an optional value in the key of an annotation',
    spec: `variables:\n  - {name: a, value: x}\n  - {name: b, annotation: «$(a?)}\n${ANY_EDIT}`,
    code: 'InvalidTemplate',
    says: 'an optional value has no place here',
  },
  {
    name: 'an optional value in the step of a pointer',
    spec: `variables:\n  - {name: a, value: x}\n  - {name: b, vmi: "/spec/«$(a?)"}\n${ANY_EDIT}`,
    code: 'InvalidTemplate',
    says: 'an optional value has no place here',
  },
  {
    name: 'an optional value inside a longer text',
    spec: `variables:\n  - {name: a, value: x}\n  - {name: b, value: "x-«$(a?)"}\n${ANY_EDIT}`,
    code: 'InvalidTemplate',
    says: 'an optional value stands alone',
  },
  {
    name: 'a pointer of pick without a slash',
    spec: variable('{name: x, label: a, transforms: [{pick: «boot}]}'),
    code: 'InvalidPointer',
    says: 'starts with "/"',
  },
  {
    name: 'an encoding that there is not',
    spec: variable('{name: x, label: a, transforms: [{encode: «Hex}]}'),
    code: 'InvalidField',
    says: 'Base64',
  },
  {
    name: 'a field that entries do not have',
    spec: `forEach: {name: e, annotation: a, transforms: [{parse: Json}, {entries: true}]}\ndomain: [{op: set, path: /domain/title, value: "«$(e.name)"}]`,
    code: 'UnknownVariable',
    says: 'has no field "name"',
  },
  {
    name: 'a value in a test',
    spec: `variables:\n  - {name: a, value: x}\nwhen: [{label: b, equals: «$(a)}]\n${ANY_EDIT}`,
    code: 'InvalidTemplate',
    says: 'a test never takes a value',
  },
  {
    name: 'a value in a pattern',
    spec: `variables:\n  - {name: a, value: x}\nwhen: [{label: b, matches: "x-«$(a)"}]\n${ANY_EDIT}`,
    code: 'InvalidTemplate',
    says: 'a test never takes a value',
  },
  {
    name: 'a look-behind',
    spec: when("{label: a, matches: '«(?<!a)b'}"),
    code: 'InvalidRegex',
    says: 'look-around is not supported',
  },
  {
    name: 'a back-reference',
    spec: when("{label: a, matches: '(a)«\\1'}"),
    code: 'InvalidRegex',
    says: 'back-references are not supported',
  },
  {
    name: 'an open parenthesis',
    spec: when('{label: a, matches: "«a(b"}'),
    code: 'InvalidRegex',
    says: 'missing closing )',
  },
  {
    name: 'a range of characters the wrong way round',
    spec: when('{label: a, matches: "[«z-a]"}'),
    code: 'InvalidRegex',
    says: 'z-a',
  },
  {
    name: 'nothing to repeat',
    spec: when('{label: a, matches: "«*a"}'),
    code: 'InvalidRegex',
    says: 'missing argument to repetition operator',
  },
  {
    name: 'a pattern that is too long',
    spec: when(`{label: a, matches: «${'a'.repeat(1025)}}`),
    code: 'InvalidRegex',
    says: 'more than 1024 characters',
  },
  {
    name: 'a condition without a source',
    spec: when('«equals: a'),
    code: 'InvalidField',
    says: 'needs one of annotation',
  },
  {
    name: 'a test beside anyOf',
    spec: when('{anyOf: [{label: a}], «equals: b}'),
    code: 'InvalidField',
    says: 'put the test into the conditions inside',
  },
  {
    name: 'a list under not',
    spec: when('{not: «[{label: a}]}'),
    code: 'InvalidField',
    says: 'must be a mapping, is a list',
  },
  {
    name: 'a condition outside a list',
    spec: `when: «{label: a}\n${ANY_EDIT}`,
    code: 'InvalidField',
    says: 'must be a list, is a mapping',
  },
  {
    name: 'a condition on no variable',
    spec: `variables: [{name: host, label: a}]\nwhen: [{variable: «hots}]\n${ANY_EDIT}`,
    code: 'UnknownVariable',
    says: '(did you mean "host"?)',
  },
  {
    name: 'a field of a text',
    spec: `variables: [{name: pin, label: a}, {name: b, value: "«$(pin.cpu)"}]\n${ANY_EDIT}`,
    code: 'UnknownVariable',
    says: '"pin" has no fields',
  },
  {
    name: 'a range of no names',
    spec: variable('{name: x, firstFree: {of: «vda, taken: //target/@dev}}'),
    code: 'InvalidField',
    says: 'write "vd{a..z}"',
  },
  {
    name: 'a range of names from a letter to a number',
    spec: variable('{name: x, firstFree: {of: ["vd{z..a}", «"vd{a..9}"], taken: //a}}'),
    code: 'InvalidField',
    says: 'is not a range of names',
  },
  {
    name: 'a free name among nothing',
    spec: variable('{name: x, firstFree: {«of: "vd{a..z}"}}'),
    code: 'InvalidField',
    says: 'needs "taken"',
  },
];

suite('mistakes in variables, loops and conditions', () => {
  for (const mistake of MISTAKES)
    test(`${mistake.name} is found, and its cure told`, () => assertFound(mistake));
});
