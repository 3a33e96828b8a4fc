import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { apply, type Vm } from './domain-support.ts';

const VM: Vm = {
  metadata: {
    name: 'db-1',
    namespace: 'prod-eu',
    labels: {
      two: '2',
      twoPointZero: '2.0',
      tier: 'gold',
      big: '12345678901234567890',
      half: '500m',
      no: 'false',
    },
    annotations: { empty: '', 'a.b/c': 'x' },
  },
  spec: { off: false, list: ['a', 'b'], object: {}, empty: [], memory: '16Gi' },
};

interface Case {
  readonly name: string;
  readonly when: string;
  readonly holds: boolean;
}

const CASES: readonly Case[] = [
  { name: 'a label that is there', when: 'label: tier', holds: true },
  { name: 'a label that is not', when: 'label: none', holds: false },
  { name: 'an empty annotation is there', when: 'annotation: empty', holds: true },
  { name: 'a label that says false is there', when: 'label: "no"', holds: true },
  { name: 'false in the VMI', when: 'vmi: /spec/off', holds: false },
  { name: 'false in the VMI exists', when: 'vmi: /spec/off, exists: true', holds: true },
  { name: 'false in the VMI equals false', when: 'vmi: /spec/off, equals: false', holds: true },
  { name: 'an empty list', when: 'vmi: /spec/empty', holds: false },
  { name: 'an object exists', when: 'vmi: /spec/object', holds: true },
  { name: 'an object is no text', when: 'vmi: /spec/object, equals: ""', holds: false },
  { name: 'no node', when: 'domain: /domain/nothing', holds: false },
  { name: 'a node', when: 'domain: /domain/vcpu', holds: true },
  { name: 'false in XPath', when: 'domain: 1 > 2', holds: false },
  { name: 'true in XPath', when: 'domain: 2 > 1', holds: true },
  { name: 'exists false on something missing', when: 'label: none, exists: false', holds: true },
  { name: 'exists false on something there', when: 'label: tier, exists: false', holds: false },
  { name: 'equals on something missing', when: 'label: none, equals: ""', holds: false },
  { name: 'notIn on something missing', when: 'label: none, notIn: [a]', holds: true },
  { name: 'notIn on another value', when: 'label: tier, notIn: [silver]', holds: true },
  { name: 'notIn on the value', when: 'label: tier, notIn: [gold]', holds: false },
  { name: 'notIn with exists', when: 'label: none, notIn: [a], exists: true', holds: false },
  { name: 'the number 2 is the text 2', when: 'label: two, equals: 2', holds: true },
  { name: 'the number 2 is the text 2.0', when: 'label: twoPointZero, equals: 2', holds: true },
  { name: 'the number 2.0 is the text 2', when: 'label: two, equals: 2.0', holds: true },
  { name: 'the text 2 is not the text 2.0', when: 'label: twoPointZero, equals: "2"', holds: false },
  { name: 'the number 0 is no empty text', when: 'annotation: empty, equals: 0', holds: false },
  {
    name: 'a number with more digits than a double',
    when: 'label: big, equals: 12345678901234567890',
    holds: true,
  },
  { name: 'its neighbour', when: 'label: big, equals: 12345678901234567891', holds: false },
  {
    name: 'all parts of a test',
    when: 'label: tier, in: [gold, silver], like: "g*", matches: "[a-z]+"',
    holds: true,
  },
  { name: 'one part that does not hold', when: 'label: tier, in: [gold, silver], like: "s*"', holds: false },
  { name: 'a pattern covers the whole value', when: 'label: tier, matches: "ol"', holds: false },
  { name: 'a glob covers the whole value', when: 'label: tier, like: "g"', holds: false },
  { name: 'a question mark is one character', when: 'label: tier, like: "g?ld"', holds: true },
  { name: 'atLeast below', when: 'vmi: /spec/memory, atLeast: 17Gi', holds: false },
  { name: 'atLeast in another unit', when: 'vmi: /spec/memory, atLeast: 16384Mi', holds: true },
  { name: 'atMost of a fraction', when: 'label: half, atMost: 0.5', holds: true },
  { name: 'atMost of less', when: 'label: half, atMost: 499m', holds: false },
  { name: 'a quantity asked of a text', when: 'label: tier, atLeast: 0', holds: false },
  { name: 'one of several nodes', when: 'domain: //disk/target/@dev, equals: vdb', holds: true },
  { name: 'none of several nodes', when: 'domain: //disk/target/@dev, equals: vdc', holds: false },
  { name: 'notIn of several nodes', when: 'domain: //disk/target/@dev, notIn: [vdb]', holds: false },
  { name: 'one item of a list', when: 'vmi: /spec/list, equals: b', holds: true },
  { name: 'a calculation', when: 'domain: count(//disk), atLeast: 2', holds: true },
  { name: 'anyOf with one that holds', when: 'anyOf: [{label: none}, {label: tier}]', holds: true },
  { name: 'anyOf with none', when: 'anyOf: [{label: none}, {label: tier, equals: x}]', holds: false },
  { name: 'not of what holds', when: 'not: {label: tier}', holds: false },
  { name: 'not of what does not', when: 'not: {anyOf: [{label: none}, {not: {label: tier}}]}', holds: true },
  { name: 'a variable', when: 'variable: v, equals: gold', holds: true },
  { name: 'a field of a variable', when: 'variable: f.first, equals: g', holds: true },
];

suite('tests in conditions', () => {
  for (const { name, when, holds } of CASES) {
    test(`${name}: ${holds ? 'holds' : 'does not hold'}`, () => {
      const spec = `variables: [{name: v, label: tier}, {name: f, label: tier, transforms: [{capture: "(?<first>.)(?<rest>.*)"}]}]
when: [{${when}}]
domain: [{op: set, path: /domain/title, value: x}]`;
      const { of, failure } = apply(spec, VM);
      assert.equal(failure, undefined);
      assert.equal(of['example']?.outcome, holds ? 'Applied' : 'Skipped');
      if (!holds) assert.match(of['example']?.reason ?? '', /^when: .*: does not hold$/);
    });
  }
});

const SELECTORS: readonly {
  readonly name: string;
  readonly spec: string;
  readonly reason: string | undefined;
}[] = [
  { name: 'no selector is for every VM', spec: '', reason: undefined },
  { name: 'one namespace of several', spec: 'match: {namespaces: [dev, "prod-*"]}', reason: undefined },
  {
    name: 'no namespace',
    spec: 'match: {namespaces: [dev, prod]}',
    reason: 'match: namespaces dev, prod: does not hold',
  },
  { name: 'a name', spec: 'match: {names: ["db-?"]}', reason: undefined },
  { name: 'no name', spec: 'match: {names: ["db"]}', reason: 'match: names db: does not hold' },
  {
    name: 'every line of match',
    spec: 'match: {names: ["*"], labels: {tier: gold, none: {exists: true}}}',
    reason: 'match: label none exists true: does not hold',
  },
  {
    name: 'a label that must not be there',
    spec: 'match: {labels: {none: {exists: false}}}',
    reason: undefined,
  },
  { name: 'a label that is none of these', spec: 'match: {labels: {none: {notIn: [a]}}}', reason: undefined },
  { name: 'an annotation', spec: 'match: {annotations: {a.b/c: {in: [x, y]}}}', reason: undefined },
  {
    name: 'one line of exclude is enough',
    spec: 'exclude: {names: [x], labels: {tier: gold}}',
    reason: 'exclude: label tier equals gold: holds',
  },
  { name: 'no line of exclude', spec: 'exclude: {names: [x], labels: {tier: silver}}', reason: undefined },
  {
    name: 'match holds, and exclude too',
    spec: 'match: {labels: {tier: gold}}\nexclude: {namespaces: ["*-eu"]}',
    reason: 'exclude: namespaces *-eu: holds',
  },
  {
    name: 'a data source that the VM has not',
    spec: 'match: {dataSources: [NoCloud]}',
    reason: 'match: dataSources NoCloud: does not hold',
  },
];

suite('who a rule is for', () => {
  for (const { name, spec, reason } of SELECTORS) {
    test(name, () => {
      const { of } = apply(`${spec}\ndomain: [{op: set, path: /domain/title, value: x}]`, VM);
      assert.equal(of['example']?.outcome, reason === undefined ? 'Applied' : 'Skipped');
      assert.equal(of['example']?.reason, reason);
    });
  }

  test('the data source is that of the VM', () => {
    const spec = 'match: {dataSources: [ConfigDrive]}\ndomain: [{op: set, path: /domain/title, value: x}]';
    const outcome = (volume: object) =>
      apply(spec, { spec: { volumes: [{ name: 'a' }, volume] } }).of['example']?.outcome;
    assert.equal(outcome({ cloudInitConfigDrive: { userData: 'x' } }), 'Applied');
    assert.equal(outcome({ cloudInitNoCloud: {} }), 'Skipped');
    assert.equal(outcome({ cloudInitConfigDrive: null }), 'Skipped');
  });
});
