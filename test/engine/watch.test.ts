import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { editDomain } from '../../src/engine/domain.ts';
import type { Item, Step } from '../../src/engine/trace.ts';
import { EXAMPLE_DOMAIN } from '../../src/kubevirt/example-domain.ts';
import { apply, rulesOf, vmOf } from './domain-support.ts';

const VM = {
  metadata: { annotations: { long: 'x'.repeat(5000), list: 'a,,b', items: '["a", null, "b"]', none: '[]' } },
};

/** All that a watch is told, in short. */
function told(spec: string): string[] {
  const said: string[] = [];
  const rules = rulesOf({ r: spec });
  const watch = (_rule: unknown, step: Step, items: readonly Item[]) => {
    const where = items.map(({ loop, number, of }) => `${loop} ${number}/${of} `).join('');
    said.push(`${where}${step.kind}${step.kind === 'edit' ? ` ${step.edit.field} ${step.effect}` : ''}`);
  };
  const watched = editDomain(rules, vmOf(VM), EXAMPLE_DOMAIN, watch);
  assert.deepEqual(watched, editDomain(rules, vmOf(VM), EXAMPLE_DOMAIN), 'a watch changes nothing');
  return said;
}

suite('a watch is told', () => {
  test('every edit of every round, then what was written', () => {
    const spec = `forEach: {name: d, domain: /domain/devices/disk}
when: [{domain: "$d/alias/@name = 'ua-nocloud'"}]
domain:
  - {op: set, path: $d/driver/@cache, value: none}
  - {op: remove, path: $d/serial}`;
    assert.deepEqual(told(spec), [
      'd 1/2 condition',
      'd 2/2 edit spec.domain[0] Found',
      'd 2/2 edit spec.domain[1] Nothing',
      'wrote',
    ]);
  });

  test('why a rule is not for the VM', () => {
    assert.deepEqual(told('match: {names: [x]}\ndomain: [{op: remove, path: /domain/title}]'), ['line']);
  });

  test('of loops in loops with both items', () => {
    const spec = `forEach:
  - {name: n, value: [1, 2]}
  - {name: m, annotation: missing, onMissing: Skip}
domain: [{op: remove, path: /domain/title}]`;
    assert.deepEqual(told(spec), ['n 1/2 missing', 'n 2/2 missing', 'wrote']);
  });

  const inEdits: Record<string, readonly [string, readonly string[]]> = {
    'items that are null': ['annotation: items', ['a 2/3 noItem', 'edit spec.domain[0] Found', 'wrote']],
    'an empty list': ['annotation: none', ['noItems', 'edit spec.domain[0] PassedOver', 'wrote']],
    'a missing list': ['annotation: missing', ['missing', 'edit spec.domain[0] PassedOver', 'wrote']],
  };
  for (const [name, [source, said]] of Object.entries(inEdits)) {
    test(`of ${name} in the loop of an edit`, () => {
      const loop = `{name: a, ${source}, transforms: [{parse: Json}]}`;
      const spec = `domain: [{op: add, path: /domain, forEach: ${loop}, xml: <title>$(a)</title>}]`;
      assert.deepEqual(told(spec), said);
    });
  }

  test('of the loop of an edit inside the rule’s', () => {
    const spec = `forEach: {name: n, value: [1, 2]}
domain: [{op: set, path: /domain/title, forEach: {name: m, value: [a, null]}, xml: <title>$(m)$(n)</title>}]`;
    assert.deepEqual(told(spec), [
      'n 1/2 m 2/2 noItem',
      'n 1/2 edit spec.domain[0] Found',
      'n 2/2 m 2/2 noItem',
      'n 2/2 edit spec.domain[0] Found',
      'wrote',
    ]);
  });

  test('of an edit whose value is left out', () => {
    const spec = `variables: [{name: x, value: {a: 1}}]
domain: [{op: set, path: /domain/title, value: $(x.b?)}]`;
    assert.deepEqual(told(spec), ['edit spec.domain[0] PassedOver', 'wrote']);
  });
});

suite('a failure', () => {
  test('names the items of all loops around it', () => {
    const { failure } = apply(
      `forEach:
  - {name: n, value: [1, 2]}
  - {name: m, value: [a, b]}
variables: [{name: x, value: $(n)$(m), must: {in: [1a, 1b, 2a]}}]
domain: [{op: remove, path: /domain/title}]`,
      VM,
    );
    assert.match(failure?.message ?? '', /^item 2 of 2 of n: item 2 of 2 of m: /);
  });

  test('in the loop of an edit names its item', () => {
    const { failure } = apply(
      'domain: [{op: add, path: /domain, forEach: {name: a, value: [{b: 1}, {}]}, xml: <title>$(a.b)</title>}]',
    );
    assert.equal(failure?.message, 'item 2 of 2 of a: $(a.b) has no value');
  });

  test('in match is the rule’s, with its place, and may be ignored like any other', () => {
    const spec = 'match: {annotations: {long: {matches: x+}}}\ndomain: [{op: remove, path: /domain/title}]';
    const { failure } = apply({ first: spec }, VM);
    assert.equal(failure?.rule, 'first');
    assert.equal(failure?.field, 'spec.match.annotations.long');
    assert.match(failure?.message ?? '', /^annotation long: a text of 5000 characters meets a pattern$/);
    assert.match(failure?.hint ?? '', /shorten it on the VM, or split it first$/);
    const { of, warnings } = apply(
      {
        first: `failurePolicy: Ignore\n${spec}`,
        second: 'domain: [{op: set, path: /domain/title, value: a}]',
      },
      VM,
    );
    assert.deepEqual([of['first']?.outcome, of['second']?.outcome], ['Failed', 'Applied']);
    assert.equal(warnings[0]?.code, 'LimitExceeded');
  });

  test('of a variable names it and where it is from', () => {
    const { failure } = apply(
      'variables: [{name: x, annotation: long, transforms: [{capture: (x+)}]}]\ndomain: [{op: set, path: /domain/title, value: $(x)}]',
      VM,
    );
    assert.match(
      failure?.message ?? '',
      /^variable x, annotation long: a text of 5000 characters meets a pattern$/,
    );
  });
});
