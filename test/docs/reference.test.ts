import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { renderReference } from '../../scripts/reference.ts';
import { loadRules } from '../../src/rules/load.ts';
import { read } from './markdown.ts';

suite('the reference of all fields', () => {
  test('is what scripts/generate-reference.ts makes of the schema', () => {
    assert.equal(read('docs/reference.md'), renderReference());
  });

  test('shows a type, words and an example for every field', () => {
    const rows = read('docs/reference.md')
      .split('\n')
      .filter((line) => /^\| `\w+` \| (?!\[)/.test(line));
    assert.ok(rows.length > 100, String(rows.length));
    for (const row of rows) {
      const [, , type, , about, example] = row.split(/(?<!\\)\|/).map((cell) => cell.trim());
      assert.ok(type && about && example, row);
    }
  });
});

// The schema says what an absent field means, the compiler does it.
suite('a default of the reference', () => {
  const edits: readonly [name: string, edit: string, default_: string, other: string][] = [
    ['set', 'domain: [{op: set, path: /domain/title, value: x', 'onNoMatch: Skip', 'onNoMatch: Fail'],
    ['add', 'domain: [{op: add, path: /domain, xml: <x/>', 'onNoMatch: Skip', 'onNoMatch: Fail'],
    ['merge', 'domain: [{op: merge, path: /domain/cpu, xml: <cpu/>', 'onNoMatch: Skip', 'onNoMatch: Fail'],
    ['remove', 'domain: [{op: remove, path: /domain/title', 'onNoMatch: Skip', 'onNoMatch: Fail'],
    ['replace', 'domain: [{op: replace, path: /domain/title, value: x', 'onNoMatch: Fail', 'onNoMatch: Skip'],
    ['move', 'domain: [{op: move, from: /domain/os/a, path: /domain', 'onNoMatch: Fail', 'onNoMatch: Skip'],
    ['copy', 'domain: [{op: copy, from: /domain/os/a, path: /domain', 'onNoMatch: Fail', 'onNoMatch: Skip'],
    ['set of user data', 'userData: [{op: set, path: /a, value: x', 'onNoMatch: Skip', 'onNoMatch: Fail'],
    [
      'replace of user data',
      'userData: [{op: replace, path: /a, value: x',
      'onNoMatch: Fail',
      'onNoMatch: Skip',
    ],
    ['lists', 'userData: [{op: merge, path: /a, value: {b: x}', 'lists: Replace', 'lists: Append'],
    [
      'onMissing',
      'domain: [{op: remove, path: /domain/title}], variables: [{name: x, label: x',
      'onMissing: Skip',
      'onMissing: Fail',
    ],
  ];
  for (const [name, start, absent, other] of edits) {
    test(`${name}: ${absent}`, () => {
      assert.deepEqual(compile(`${start}}]`), compile(`${start}, ${absent}}]`));
      assert.notDeepEqual(compile(`${start}}]`), compile(`${start}, ${other}}]`));
    });
  }

  test('failurePolicy: Fail, foreignUserData: Fail', () => {
    const [rule] = load('domain: [{op: remove, path: /domain/title}]');
    assert.deepEqual([rule?.failurePolicy, rule?.foreignUserData], ['Fail', 'Fail']);
  });
});

function load(spec: string) {
  const text = `apiVersion: sidepatch/v1alpha1\nkind: Rule\nmetadata: {name: x}\nspec: {${spec}}\n`;
  const { rules, diagnostics } = loadRules([{ name: 'x.yaml', text }]);
  assert.deepEqual(
    diagnostics.filter(({ severity }) => severity === 'error'),
    [],
  );
  return rules;
}

/** The rule without its places in the text. */
function compile(spec: string): unknown {
  return JSON.parse(
    JSON.stringify(load(spec), (key, value: unknown) => (/[sS]pan$/.test(key) ? undefined : value)),
  );
}
