import { suite, test } from 'node:test';
import { assertFound, type Mistake } from './support.ts';

const edit = (fields: string) => `domain:\n  - ${fields}\n`;
const set = (path: string, more = 'value: "1"') => edit(`op: set\n    path: ${path}\n    ${more}`);

const MISTAKES: readonly Mistake[] = [
  {
    name: 'a misspelt verb',
    spec: edit('{op: «sett, path: /domain/a}'),
    code: 'InvalidField',
    says: '(did you mean "set"?)',
  },
  {
    name: 'toString as a verb',
    spec: edit('{op: «toString, path: /domain/a}'),
    code: 'InvalidField',
    says: 'op must be one of set, add',
  },
  {
    name: 'no verb',
    spec: edit('{«path: /domain/a}'),
    code: 'InvalidField',
    says: 'needs "op"; one of set, add',
  },
  {
    name: 'a field of another verb',
    spec: edit('{op: remove, path: /domain/a, «value: x}'),
    code: 'InvalidField',
    says: 'unknown field "value" of "remove"',
  },
  {
    name: 'add without xml',
    spec: edit('{«op: add, path: /domain/a}'),
    code: 'InvalidField',
    says: 'needs "xml"',
  },
  {
    name: 'replace by nothing',
    spec: edit('{«op: replace, path: /domain/a}'),
    code: 'InvalidField',
    says: 'needs one of value, xml',
  },
  {
    name: 'move from nowhere',
    spec: edit('{«op: move, path: /domain/a}'),
    code: 'InvalidField',
    says: 'needs "from"',
  },
  {
    name: 'a position in lower case',
    spec: edit('{op: add, path: /domain/a, xml: <b/>, position: «last}'),
    code: 'InvalidField',
    says: '(did you mean "Last"?)',
  },
  {
    name: 'value and xml',
    spec: set('/domain/a', 'value: x\n    «xml: <a/>'),
    code: 'InvalidField',
    says: 'keep one of them',
  },
  {
    name: 'xml and attributes',
    spec: set('/domain/a', 'xml: <a/>\n    «attributes: {b: c}'),
    code: 'InvalidField',
    says: 'write the attributes into the xml',
  },
  {
    name: 'an attribute without a value',
    spec: edit('{op: set, path: «/domain/a/@b}'),
    code: 'InvalidField',
    says: 'needs "value": the path names an attribute',
  },
  {
    name: 'attributes of an attribute',
    spec: set('«/domain/a/@b', 'attributes: {c: d}'),
    code: 'InvalidXPath',
    says: 'let the path end at the element',
  },
  {
    name: 'a bare true',
    spec: set('/domain/a', 'value: «true'),
    code: 'InvalidField',
    says: 'libvirt says "on" or "yes"',
  },
  {
    name: 'a bare false in attributes',
    spec: set('/domain/a', 'attributes: {b: «false}'),
    code: 'InvalidField',
    says: 'libvirt says "off" or "no"',
  },
  {
    name: 'a list as a value',
    spec: set('/domain/a', 'value: «[a]'),
    code: 'InvalidField',
    says: 'is a list',
  },
  {
    name: 'a name with a space',
    spec: set('/domain/a', 'attributes: {«"b c": x}'),
    code: 'InvalidXml',
    says: 'cannot be a name here',
  },
  {
    name: 'a prefix of an attribute',
    spec: set('/domain/a', 'attributes: {«"x:c": d}'),
    code: 'UndeclaredNamespace',
    says: 'declare it under spec.namespaces',
  },
  {
    name: 'a declaration as an attribute',
    spec: set('/domain/a', 'attributes: {«"xmlns:c": d}'),
    code: 'InvalidXml',
    says: 'declared under spec.namespaces',
  },
  {
    name: 'an element added to an attribute',
    spec: edit('{op: add, path: «/domain/a/@b, xml: <c/>}'),
    code: 'InvalidXPath',
    says: 'use set for an attribute',
  },
  {
    name: 'an attribute moved to an element',
    spec: edit('{op: move, from: /domain/a/@b, path: «/domain/c}'),
    code: 'InvalidXPath',
    says: 'let both paths end alike',
  },
  {
    name: 'a new name that is none',
    spec: edit('{op: move, from: /domain/a, path: /domain/c, as: «1b}'),
    code: 'InvalidXml',
    says: 'cannot be a name here',
  },
  {
    name: 'an edit that takes away what its path tests',
    spec: `domain:\n  - {op: set, path: «"/domain/devices/disk/target[@bus='scsi']/@bus", value: sata}\n`,
    code: 'InvalidXPath',
    says: 'let an element above do the test',
  },
  {
    name: 'an edit with a list and no element',
    spec: 'domain:\n  - {op: set, path: /domain/title, value: x, «forEach: {name: i, value: [1]}}\n',
    code: 'InvalidField',
    says: 'needs xml',
  },
  {
    name: 'an element of another name than what is merged',
    spec: 'domain:\n  - {op: merge, path: /domain/features, xml: «<feature/>}\n',
    code: 'InvalidXml',
    says: 'the path ends with features',
  },
  {
    name: 'two elements that are merged',
    spec: 'domain:\n  - {op: merge, path: /domain/features, xml: «"<features/><features/>"}\n',
    code: 'InvalidXml',
    says: 'merge is about one element',
  },
  {
    name: 'siblings that are merged and cannot be told apart',
    spec: "domain:\n  - {op: merge, path: /domain/clock, xml: «\"<clock><catchup a='1'/><catchup a='2'/></clock>\"}\n",
    code: 'InvalidXml',
    says: 'an edit of its own',
  },
  {
    name: 'two of the same key that are merged',
    spec: "domain:\n  - {op: merge, path: /domain/clock, xml: «\"<clock><timer name='rtc'/><timer name='rtc'/></clock>\"}\n",
    code: 'InvalidXml',
    says: 'an edit of its own',
  },
  {
    name: 'lists of a verb that has none',
    spec: 'userData:\n  - {op: set, path: /a, value: [1], «lists: Append}\n',
    code: 'InvalidField',
    says: 'lists',
  },
];

suite('mistakes in edits of the domain', () => {
  for (const mistake of MISTAKES)
    test(`${mistake.name} is found, and its cure told`, () => assertFound(mistake));
});
