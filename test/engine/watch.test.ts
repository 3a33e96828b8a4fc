import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { editDomain } from '../../src/engine/domain.ts';
import type { Item, Step } from '../../src/engine/trace.ts';
import { EXAMPLE_DOMAIN } from '../../src/kubevirt/example-domain.ts';
import { apply, rulesOf, vmOf } from './domain-support.ts';

const VM = { metadata: { annotations: { long: 'x'.repeat(5000), list: 'a,,b' } } };

/** All that a watch is told, in short. */
function told(spec: string): string[] {
  const said: string[] = [];
  const rules = rulesOf({ r: spec });
  const watch = (_rule: unknown, step: Step, items: readonly Item[]) => {
    const where = items.map(({ loop, number, of }) => `${loop} ${number}/${of} `).join('');
    said.push(`${where}${step.kind}${step.kind === 'edit' ? ` ${step.edit.field} ${step.isFound}` : ''}`);
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
      'd 2/2 edit spec.domain[0] true',
      'd 2/2 edit spec.domain[1] false',
      'wrote',
    ]);
  });

  test('why a rule is not for the VM', () => {
    assert.deepEqual(told('match: {names: [x]}\ndomain: [{op: remove, path: /domain/title}]'), ['line']);
  });

  test('of loops in loops with both items', () => {
    const spec = `forEach:
  - {name: n, value: [1, 2]}
  - {name: m, annotation: none, onMissing: Skip}
domain: [{op: remove, path: /domain/title}]`;
    assert.deepEqual(told(spec), ['n 1/2 missing', 'n 2/2 missing', 'wrote']);
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
