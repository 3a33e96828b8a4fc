import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { findUnreachable } from '../../src/engine/find-unreachable.ts';
import { rulesOf } from './domain-support.ts';

const EDIT = 'domain: [{op: remove, path: /domain/title}]';

interface Case {
  readonly name: string;
  readonly spec: string;
  /** Where it is seen. */
  readonly field?: string;
  readonly says?: string;
}

const never: readonly Case[] = [
  {
    name: 'a test that contradicts itself',
    spec: 'match: {labels: {a: {equals: x, notIn: [x, y]}}}',
    field: 'spec.match.labels.a',
    says: 'no value can pass this',
  },
  {
    name: 'more than the most',
    spec: 'match: {annotations: {a: {atLeast: 8Gi, atMost: 4Gi}}}',
    field: 'spec.match.annotations.a',
  },
  {
    name: 'exclude takes all that match lets in',
    spec: 'match: {labels: {a: x}}\nexclude: {labels: {a: {in: [x, y]}}}',
    field: 'spec.exclude.labels.a',
    says: 'rules out what match.labels.a asks for',
  },
  {
    name: 'exclude takes what must be there',
    spec: 'match: {labels: {a: {atLeast: 1}}}\nexclude: {labels: {a: {exists: true}}}',
    field: 'spec.exclude.labels.a',
  },
  {
    name: 'exclude takes every VM',
    spec: 'exclude: {namespaces: ["*"]}',
    field: 'spec.exclude.namespaces',
    says: 'no VM is left',
  },
  {
    name: 'names and globs of names',
    spec: 'match: {names: [web-1, web-2]}\nexclude: {names: ["web-*"]}',
    field: 'spec.exclude.names',
  },
  {
    name: 'data sources',
    spec: 'match: {dataSources: [NoCloud]}\nexclude: {dataSources: [NoCloud]}',
    field: 'spec.exclude.dataSources',
  },
  {
    name: 'a variable that match says is missing',
    spec: 'match: {annotations: {a: {exists: false}}}\nvariables: [{name: v, annotation: a}]',
    field: 'spec.variables[0]',
  },
  {
    name: 'a must that match contradicts',
    spec: 'match: {annotations: {a: x}}\nvariables: [{name: v, annotation: a, must: {in: [y, z]}}]',
    field: 'spec.variables[0]',
  },
  {
    name: 'a condition and its opposite',
    spec: 'when: [{domain: /domain/os/@firmware}, {not: {domain: /domain/os/@firmware}}]',
    field: 'spec.when[1].not',
  },
  {
    name: 'a condition on a variable',
    spec: 'match: {labels: {a: x}}\nvariables: [{name: v, label: a}]\nwhen: [{variable: v, equals: y}]',
    field: 'spec.when[0]',
    says: 'match.labels.a',
  },
  {
    name: 'none of several conditions',
    spec: 'match: {labels: {a: x}}\nwhen: [{anyOf: [{label: a, equals: y}, {label: a, like: "z*"}]}]',
    field: 'spec.when[0]',
    says: 'none of these conditions can hold',
  },
  { name: 'a loop over nothing', spec: 'forEach: {name: i, value: []}', field: 'spec.forEach' },
  {
    name: 'edits whose own loops are over nothing',
    spec: 'domain: [{op: add, path: /domain, forEach: {name: i, value: []}, xml: <title/>}]',
    field: 'spec.domain[0].forEach',
    says: 'this loop has no items',
  },
  {
    name: 'edits whose own loops are over what match says is missing',
    spec: 'match: {annotations: {a: {exists: false}}}\ndomain: [{op: set, path: /domain/title, forEach: {name: i, annotation: a, transforms: [{split: ","}]}, xml: <title/>}]',
    field: 'spec.domain[0].forEach',
    says: 'match.annotations.a',
  },
];

const maybe: readonly Case[] = [
  {
    name: 'set over nothing takes away what is there',
    spec: 'domain: [{op: set, path: /domain/title, forEach: {name: i, value: []}, xml: <title/>}]',
  },
  {
    name: 'an edit that does nothing, beside one that does',
    spec: 'domain: [{op: add, path: /domain, forEach: {name: i, value: []}, xml: <title/>}, {op: remove, path: /domain/title}]',
  },
  { name: 'different keys', spec: 'match: {labels: {a: x}}\nexclude: {labels: {b: x}}' },
  {
    name: 'a part of what match lets in',
    spec: 'match: {labels: {a: {in: [x, y]}}}\nexclude: {labels: {a: x}}',
  },
  { name: 'a missing value passes notIn', spec: 'match: {labels: {a: {exists: false, notIn: [x]}}}' },
  { name: 'a number in another spelling', spec: 'match: {labels: {a: {equals: 2, like: "2.*"}}}' },
  {
    name: 'a default for what is missing',
    spec: 'match: {annotations: {a: {exists: false}}}\nvariables: [{name: v, annotation: a, default: x}]',
  },
  {
    name: 'a transform makes another value of it',
    spec: 'match: {labels: {a: x}}\nvariables: [{name: v, label: a, transforms: [{case: Upper}]}]\nwhen: [{variable: v, equals: X}]',
  },
  {
    name: 'several nodes can be this and that',
    spec: 'when: [{domain: //alias/@name, equals: x}, {domain: //alias/@name, equals: y}]',
  },
  {
    name: 'one branch of several',
    spec: 'match: {labels: {a: x}}\nwhen: [{anyOf: [{label: a, equals: y}, {label: b}]}]',
  },
  { name: 'several globs', spec: 'match: {names: ["a*", "b*"]}\nexclude: {names: ["a*"]}' },
];

suite('a rule that never does anything', () => {
  for (const { name, spec, field, says = 'never does anything' } of never) {
    test(name, () => {
      const found = findIn(spec);
      assert.deepEqual(
        { code: found?.code, severity: found?.severity, field: found?.field },
        { code: 'Unreachable', severity: 'warning', field },
      );
      assert.ok(found?.message.includes(says), found?.message);
    });
  }
});

suite('a rule that may do something', () => {
  for (const { name, spec } of maybe) test(name, () => assert.equal(findIn(spec)?.message, undefined));
});

function findIn(spec: string) {
  const [rule] = rulesOf({ example: /^domain:/m.test(spec) ? spec : `${spec}\n${EDIT}` });
  assert.ok(rule);
  return findUnreachable(rule);
}
