import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { EXAMPLE_DOMAIN } from '../../src/kubevirt/example-domain.ts';
import { apply, lostLines, newLines } from './domain-support.ts';

/** Writes each round as an attribute of an element of its own. */
const EACH = 'domain: [{op: set, path: "/domain/title[@n=$x]"}]';
const titles = (text: string) => [...text.matchAll(/<title n="([^"]*)"/g)].map(([, n]) => n);

interface Case {
  readonly name: string;
  readonly loop: string;
  readonly rounds: readonly string[];
}

const VM = {
  metadata: { annotations: { list: 'a, b,,c', one: 'a', none: ',', pairs: '0:2,1:3' } },
  spec: { list: ['a', null, 'b'], lists: [['a', 'b'], ['c']], empty: [] as string[] },
};

const CASES: readonly Case[] = [
  { name: 'over a list of the VMI', loop: '{name: x, vmi: /spec/list}', rounds: ['a', 'b'] },
  { name: 'over a literal list', loop: '{name: x, value: [1, 2]}', rounds: ['1', '2'] },
  {
    name: 'over a text cut up',
    loop: '{name: x, annotation: list, transforms: [{split: ","}]}',
    rounds: ['a', 'b', 'c'],
  },
  {
    name: 'over a text with one item',
    loop: '{name: x, annotation: one, transforms: [{split: ","}]}',
    rounds: ['a'],
  },
  {
    name: 'over nothing but separators',
    loop: '{name: x, annotation: none, transforms: [{split: ","}]}',
    rounds: [],
  },
  { name: 'over an empty list', loop: '{name: x, vmi: /spec/empty}', rounds: [] },
  { name: 'over something missing', loop: '{name: x, vmi: /spec/none}', rounds: [] },
  { name: 'over a default', loop: '{name: x, vmi: /spec/none, default: [d]}', rounds: ['d'] },
  {
    name: 'over numbers',
    loop: '{name: x, value: 3, transforms: [{range: {from: 4}}]}',
    rounds: ['4', '5', '6'],
  },
  { name: 'over attributes', loop: '{name: x, domain: //disk/target/@dev}', rounds: ['vda', 'vdb'] },
  {
    name: 'over one attribute with transforms',
    loop: '{name: x, domain: "//disk[1]/target/@dev", transforms: [{case: Upper}]}',
    rounds: ['VDA'],
  },
  {
    name: 'over several with transforms',
    loop: '{name: x, domain: //disk/target/@dev, transforms: [{capture: "vd(.)"}]}',
    rounds: ['a', 'b'],
  },
  {
    name: 'in a loop',
    loop: '[{name: o, vmi: /spec/lists}, {name: x, value: $(o)}]',
    rounds: ['a', 'b', 'c'],
  },
  {
    name: 'in a loop over nodes',
    loop: '[{name: d, domain: /domain/devices/*}, {name: x, domain: $d/target/@dev}]',
    rounds: ['tap0', 'vda', 'vdb'],
  },
];

suite('loops', () => {
  for (const { name, loop, rounds } of CASES) {
    test(name, () => {
      const { text, failure, of } = apply(`forEach: ${loop}\n${EACH}`, VM);
      assert.equal(failure, undefined);
      assert.deepEqual(titles(text), rounds);
      assert.equal(of['example']?.outcome, rounds.length > 0 ? 'Applied' : 'Skipped');
      assert.equal(
        of['example']?.reason === undefined,
        rounds.length > 0,
        'a rule that does nothing says why',
      );
    });
  }

  test('over a text that is no list fails, with the cure', () => {
    const { failure } = apply(`forEach: {name: x, annotation: one}\n${EACH}`, VM);
    assert.equal(failure?.code, 'TypeMismatch');
    assert.equal(failure?.hint, 'cut a text with split');
  });

  test('the index counts from 0 and is a number', () => {
    const spec =
      'forEach: {name: d, domain: /domain/devices/disk, index: i}\ndomain: [{op: set, path: $d/driver/@queue, value: "$(i)"}]';
    assert.deepEqual(
      newLines(apply(spec).text).map((line) => /queue="(\d)"/.exec(line)?.[1]),
      ['0', '1'],
    );
  });

  test('a path may start at the node of a round', () => {
    const spec =
      'forEach: {name: d, domain: /domain/devices/disk}\ndomain: [{op: set, path: "$d[boot]/driver/@cache", value: x}, {op: remove, path: $d/boot}]';
    const { text, again } = apply(spec);
    assert.equal(newLines(text).length, 1);
    assert.deepEqual(lostLines(text), ['<boot order="1"></boot>']);
    assert.deepEqual(again, []);
  });

  test('a round whose node an earlier round removed is left out', () => {
    const spec =
      'forEach: {name: d, domain: /domain/devices/disk}\ndomain: [{op: remove, path: /domain/devices/disk}, {op: add, path: /domain, xml: <title/>}]';
    const { text, of } = apply(spec);
    assert.doesNotMatch(text, /<disk/);
    assert.equal(of['example']?.outcome, 'Applied');
    assert.equal(of['example']?.writes.length, 3);
  });

  test('a round whose variable is missing is left out, and the others go on', () => {
    const spec =
      'forEach: {name: d, domain: /domain/devices/disk}\nvariables: [{name: o, domain: $d/boot/@order}]\ndomain: [{op: set, path: $d/driver/@queue, value: $(o)}]';
    assert.deepEqual(newLines(apply(spec).text).length, 1);
  });

  test('a round that fails undoes all rounds', () => {
    const spec =
      'forEach: {name: d, domain: /domain/devices/disk}\ndomain: [{op: set, path: $d/driver/@queue, value: 1}, {op: replace, path: $d/boot/@order, value: 2}]';
    const { text, failure } = apply(spec);
    assert.equal(failure?.code, 'NoMatch');
    assert.equal(text, EXAMPLE_DOMAIN);
  });

  test('loops in loops have an end, also where nothing is done', () => {
    const loop = (name: string) => `{name: ${name}, value: 256, transforms: [{range: {from: 0}}]}`;
    const spec = `forEach: [${loop('a')}, ${loop('b')}, ${loop('x')}]\nwhen: [{label: none}]\n${EACH}`;
    assert.equal(apply(spec).failure?.code, 'LimitExceeded');
  });

  test('a long value written to many places has an end', () => {
    const spec =
      'variables: [{name: v, annotation: a}]\nforEach: {name: x, value: 256, transforms: [{range: {from: 0}}]}\ndomain: [{op: set, path: "/domain/title[@n=$x]", value: $(v)}]';
    const { failure } = apply(spec, { metadata: { annotations: { a: 'x'.repeat(100_000) } } });
    assert.equal(failure?.code, 'LimitExceeded');
  });
});
