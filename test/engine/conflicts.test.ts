import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { formatDiagnostic } from '../../src/text/diagnostic.ts';
import { apply } from './domain-support.ts';

const edit = (fields: string) => `domain: [{${fields}}]`;

interface Case {
  readonly name: string;
  readonly first: string;
  readonly second: string;
  /** The place that the later rule wrote, or undefined where there is no conflict. */
  readonly at: string | undefined;
}

const CASES: readonly Case[] = [
  {
    name: 'another value of an attribute',
    first: 'op: set, path: /domain/vcpu/@placement, value: auto',
    second: 'op: set, path: /domain/vcpu/@placement, value: x',
    at: '/domain/vcpu/@placement',
  },
  {
    name: 'the same value of an attribute',
    first: 'op: set, path: /domain/vcpu/@placement, value: auto',
    second: 'op: set, path: /domain/vcpu/@placement, value: auto',
    at: undefined,
  },
  {
    name: 'another attribute of the same element',
    first: 'op: set, path: /domain/vcpu/@placement, value: auto',
    second: 'op: set, path: /domain/vcpu/@current, value: 1',
    at: undefined,
  },
  {
    name: 'another text',
    first: 'op: set, path: /domain/vcpu, value: 4',
    second: 'op: set, path: /domain/vcpu, value: 8',
    at: '/domain/vcpu',
  },
  {
    name: 'an attribute that is removed',
    first: 'op: set, path: /domain/vcpu/@placement, value: auto',
    second: 'op: remove, path: /domain/vcpu/@placement',
    at: '/domain/vcpu/@placement',
  },
  {
    name: 'an element that was made',
    first: "op: set, path: /domain/devices/watchdog, xml: <watchdog model='a'/>",
    second: "op: set, path: /domain/devices/watchdog, xml: <watchdog model='b'/>",
    at: '/domain/devices/watchdog',
  },
  {
    name: 'an attribute inside of what was made',
    first: "op: add, path: /domain/devices, xml: <tpm><backend type='a'/></tpm>",
    second: 'op: set, path: /domain/devices/tpm/backend/@type, value: b',
    at: '/domain/devices/tpm/backend/@type',
  },
  {
    name: 'a new attribute of what was made',
    first: "op: add, path: /domain/devices, xml: <tpm><backend type='a'/></tpm>",
    second: 'op: set, path: /domain/devices/tpm/backend/@version, value: b',
    at: undefined,
  },
  {
    name: 'an element around what was written',
    first: 'op: set, path: /domain/clock/timer/@track, value: wall',
    second: 'op: remove, path: /domain/clock',
    at: '/domain/clock',
  },
  {
    name: 'a neighbour',
    first: 'op: set, path: "/domain/devices/disk[1]/driver/@cache", value: a',
    second: 'op: set, path: "/domain/devices/disk[2]/driver/@cache", value: b',
    at: undefined,
  },
];

suite('conflicts', () => {
  for (const { name, first, second, at } of CASES) {
    test(`${name} is ${at === undefined ? 'no' : 'a'} conflict`, () => {
      const { warnings, failure } = apply({ first: edit(first), second: edit(second) });
      assert.equal(failure, undefined);
      const expected =
        at === undefined
          ? []
          : [
              `rules.yaml:11:12: Conflict: rule second, spec.domain[0]: writes ${at}, which rule first wrote before; the later rule wins: keep one of them`,
            ];
      assert.deepEqual(warnings.map(formatDiagnostic), expected);
    });
  }

  test('a rule is in no conflict with itself', () => {
    const { warnings } = apply(
      'domain: [{op: set, path: /domain/vcpu, value: 4}, {op: set, path: /domain/vcpu, value: 8}]',
    );
    assert.deepEqual(warnings, []);
  });
});

suite('rules that change their own result', () => {
  test('a value computed from what the rule writes is named', () => {
    const { again } = apply(
      'variables: [{name: n, domain: /domain/vcpu + 1}]\ndomain: [{op: set, path: /domain/vcpu, value: $(n)}]',
    );
    assert.deepEqual(again, [
      'rules.yaml:6:12: NotIdempotent: rule example, spec.domain[0]: changes its own result again, at /domain/vcpu; KubeVirt calls up to three times a boot: let the rule say what must be, with set',
    ]);
  });

  test('only the rule that does it is named', () => {
    const { again } = apply({
      good: edit('op: set, path: /domain/title, value: a'),
      bad: 'variables: [{name: n, domain: count(//timer)}]\ndomain: [{op: add, path: /domain/clock, xml: "<timer name=\'t$(n)\'/>"}]',
    });
    assert.equal(again.length, 1);
    assert.match(again.join(), /rule bad/);
  });
});
