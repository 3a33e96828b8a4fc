import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { apply, newLines, titleOf, type Vm } from './domain-support.ts';

const VM: Vm = {
  metadata: {
    name: 'db-1',
    namespace: 'prod',
    labels: { tier: 'gold' },
    annotations: { empty: '', two: '2', twoPointZero: '2.0', list: 'a, b,,a', json: '{"a": {"b": [1, 2]}}' },
  },
  spec: {
    domain: {
      cpu: { cores: 4 },
      big: 12345678901234567000,
      exact: 9007199254740991,
      on: true,
      nothing: null,
      list: ['x', 'y'],
    },
  },
};

interface Case {
  readonly name: string;
  readonly variables: string;
  readonly gives: string | undefined;
}

const SOURCES: readonly Case[] = [
  { name: 'an annotation', variables: '{name: x, annotation: two}', gives: '2' },
  { name: 'a label', variables: '{name: x, label: tier}', gives: 'gold' },
  {
    name: 'an empty annotation is a value',
    variables: '{name: x, annotation: empty, default: d}',
    gives: '',
  },
  { name: 'a missing annotation', variables: '{name: x, annotation: none}', gives: undefined },
  {
    name: 'a missing annotation with a default',
    variables: '{name: x, annotation: none, default: d}',
    gives: 'd',
  },
  {
    name: 'a default made of an earlier variable',
    variables: '{name: a, label: tier}, {name: x, label: none, default: "$(a)en"}',
    gives: 'golden',
  },
  {
    name: 'a missing annotation that must be there',
    variables: '{name: x, annotation: none, onMissing: Fail}',
    gives: 'MissingValue: annotation none is missing',
  },
  { name: 'a number of the VMI', variables: '{name: x, vmi: /spec/domain/cpu/cores}', gives: '4' },
  {
    name: 'a number that has lost digits',
    variables: '{name: x, vmi: /spec/domain/big}',
    gives: 'InvalidValue: $(x) is a whole number beyond 9007199254740991, whose last digits are lost',
  },
  {
    name: 'such a number in an expression',
    variables: '{name: y, vmi: /spec/domain/big}, {name: x, domain: $y + 1}',
    gives: 'InvalidValue: $y is a whole number beyond 9007199254740991, whose last digits are lost',
  },
  {
    name: 'such a number beside what is asked for',
    variables: '{name: y, vmi: /spec/domain}, {name: x, value: $(y.cpu.cores)}',
    gives: '4',
  },
  {
    name: 'the largest number that is exact',
    variables: '{name: x, vmi: /spec/domain/exact}',
    gives: '9007199254740991',
  },
  {
    name: 'null in the VMI is missing',
    variables: '{name: x, vmi: /spec/domain/nothing, default: d}',
    gives: 'd',
  },
  { name: 'an item of a list in the VMI', variables: '{name: x, vmi: /spec/domain/list/1}', gives: 'y' },
  {
    name: 'an index with a leading zero is none',
    variables: '{name: x, vmi: /spec/domain/list/01, default: d}',
    gives: 'd',
  },
  {
    name: "JavaScript's own properties are not there",
    variables: '{name: x, vmi: /spec/domain/list/length, default: d}',
    gives: 'd',
  },
  {
    name: 'true alone is no text for XML',
    variables: '{name: x, vmi: /spec/domain/on}',
    gives: 'InvalidValue: $(x) is true or false',
  },
  {
    name: 'true inside a longer text is a word',
    variables: '{name: a, vmi: /spec/domain/on}, {name: x, value: "is $(a)"}',
    gives: 'is true',
  },
  {
    name: 'a list is no text',
    variables: '{name: x, vmi: /spec/domain/list}',
    gives: 'TypeMismatch: $(x) is a list, not one value',
  },
  {
    name: 'an object is no text',
    variables: '{name: x, vmi: /spec/domain/cpu}',
    gives: 'TypeMismatch: $(x) is an object, not one value',
  },
  { name: 'one node is its text', variables: '{name: x, domain: /domain/vcpu}', gives: '2' },
  {
    name: 'an attribute is its value',
    variables: '{name: x, domain: /domain/vcpu/@placement}',
    gives: 'static',
  },
  {
    name: 'several nodes are no text',
    variables: '{name: x, domain: //disk/target/@dev}',
    gives: 'TypeMismatch: $(x) is 2 nodes, not one value',
  },
  { name: 'no node is missing', variables: '{name: x, domain: /domain/nothing, default: d}', gives: 'd' },
  { name: 'false in XPath is missing', variables: '{name: x, domain: "1 = 2", default: d}', gives: 'd' },
  {
    name: 'no number in XPath is missing',
    variables: '{name: x, domain: "number(/domain/name)", default: d}',
    gives: 'd',
  },
  { name: 'zero is a value', variables: '{name: x, domain: "0 * 1", default: d}', gives: '0' },
  {
    name: 'a division by zero fails',
    variables: '{name: x, domain: "1 div 0", default: d}',
    gives: 'InvalidValue: the calculation divides by zero',
  },
  {
    name: 'an empty text of XPath is a value',
    variables: `{name: x, domain: "string(/domain/nothing)", default: d}`,
    gives: '',
  },
  {
    name: 'XPath calculates with variables',
    variables: '{name: a, annotation: two}, {name: x, domain: "floor($a div 0.3)"}',
    gives: '6',
  },
  {
    name: 'a small number without an exponent',
    variables: '{name: x, domain: "1 div 8000000"}',
    gives: '0.000000125',
  },
  {
    name: 'a literal with a value in it',
    variables: '{name: a, label: tier}, {name: x, value: "[$(a)]"}',
    gives: '[gold]',
  },
  {
    name: 'what only looks like a value',
    variables: `{name: x, value: '$$(a) $HOME {{ c }}'}`,
    gives: '$(a) $HOME {{ c }}',
  },
  {
    name: 'the first free name',
    variables: '{name: x, firstFree: {of: "vd{a..z}", taken: //disk/target/@dev}}',
    gives: 'vdc',
  },
  {
    name: 'a free name where none is taken',
    variables: '{name: x, firstFree: {of: "tap{0..9}b", taken: //nothing}}',
    gives: 'tap0b',
  },
  {
    name: 'no free name',
    variables: '{name: x, firstFree: {of: "vd{a..b}", taken: //disk/target/@dev}}',
    gives: 'NoMatch: no name from vda to vdb is free',
  },
  {
    name: 'a field of parsed JSON',
    variables:
      '{name: a, annotation: json, transforms: [{parse: Json}]}, {name: x, value: "$(a.a)", transforms: [{hash: {length: 4}}]}',
    gives: 'TypeMismatch: variable x: hash needs text, the value is an object',
  },
  {
    name: 'a field that is not there',
    variables:
      '{name: a, annotation: json, transforms: [{parse: Json}]}, {name: x, value: $(a.none), default: d}',
    gives: 'd',
  },
  {
    name: "a field called like JavaScript's own",
    variables:
      '{name: a, annotation: json, transforms: [{parse: Json}]}, {name: x, value: $(a.constructor), default: d}',
    gives: 'd',
  },
  {
    name: 'a value that must breaks',
    variables: '{name: x, label: tier, must: {in: [silver]}}',
    gives: "InvalidValue: label tier is not what the rule's must allows",
  },
  {
    name: 'a value that must allows',
    variables: '{name: x, label: tier, must: {like: "g*"}}',
    gives: 'gold',
  },
  {
    name: 'a list of which must holds for every item',
    variables:
      '{name: a, vmi: /spec/domain/list, must: {matches: "[xy]"}}, {name: x, value: $(a), transforms: [{join: "+"}]}',
    gives: 'x+y',
  },
  {
    name: 'a list of which must breaks for one item',
    variables: '{name: x, vmi: /spec/domain/list, must: {equals: x}}',
    gives: "InvalidValue: vmi /spec/domain/list is not what the rule's must allows",
  },
  {
    name: 'an object is never what must asks for',
    variables: '{name: x, annotation: json, transforms: [{parse: Json}], must: {matches: ".*"}}',
    gives: "InvalidValue: annotation json is not what the rule's must allows",
  },
];

suite('values', () => {
  for (const { name, variables, gives } of SOURCES) {
    test(name, () => assert.equal(titleOf(variables, VM), gives));
  }

  test('what is in a value is never read as XML, XPath or a template', () => {
    const nasty = `</title><script/> & "q" 'p' ]]> $(x) $x or 1=1`;
    const vm = { metadata: { annotations: { a: nasty } } };
    const spec = `variables: [{name: x, annotation: a}]\ndomain:\n  - {op: set, path: "/domain/title[@a=$x]", value: "$(x)"}\n  - {op: test, path: /domain/title, equals: "never"}`;
    assert.equal(apply(spec, vm).failure?.code, 'TestFailed');
    const { text, again } = apply(spec.replace(/\n {2}- \{op: test.*/, ''), vm);
    assert.match(newLines(text).join(), /^<title a=".*">.*<\/title>$/);
    assert.doesNotMatch(text, /<script/);
    assert.deepEqual(again, [], 'found again by its own value');
  });

  test('a value that XML cannot carry fails without being shown', () => {
    const { failure } = apply(
      'variables: [{name: x, annotation: a}]\ndomain: [{op: set, path: /domain/title, value: $(x)}]',
      {
        metadata: { annotations: { a: 'secret\u0001' } },
      },
    );
    assert.equal(failure?.code, 'InvalidValue');
    assert.doesNotMatch(failure?.message ?? '', /secret/);
  });
});
