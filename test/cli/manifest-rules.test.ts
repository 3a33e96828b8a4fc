import assert from 'node:assert/strict';
import { join } from 'node:path';
import { before, suite, test } from 'node:test';
import { apply } from '../../src/cli/apply.ts';
import { explain } from '../../src/cli/explain.ts';
import { test as testRules } from '../../src/cli/test.ts';
import { BROKEN, RULE, writeFiles } from './child.ts';
import { run, scratch } from './support.ts';

const folder = scratch();
const at = (file: string) => join(folder, file);
const indented = (text: string) => text.replace(/^(?=.)/gm, '    ');
const configMap = (...texts: readonly string[]) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: m}\ndata:\n  README: see the wiki\n${texts
    .map((text, i) => `  rule-${i}.yaml: |\n${indented(text)}`)
    .join('')}`;
const second = RULE.replace('metadata: {name: maker}', 'metadata: {name: second}');
const ruleTest = (maker: string) => `apiVersion: sidepatch/v1alpha1
kind: RuleTest
metadata: {name: t}
spec:
  rules: [map.yaml]
  cases:
    - name: the maker
      vmi: {metadata: {annotations: {example.com/maker: ACME}}}
      expect:
        - {domain: "/domain/sysinfo/baseBoard/entry[@name='manufacturer']", equals: ${maker}}
`;

before(() =>
  writeFiles(folder, {
    'map.yaml': configMap(RULE),
    'two.yaml': configMap(RULE, second),
    'twins.yaml': `${configMap(RULE)}---\n${configMap(RULE)}`,
    'broken.yaml': configMap(BROKEN),
    'vmi.json': JSON.stringify({ metadata: { name: 'db-1', annotations: { 'example.com/maker': 'ACME' } } }),
    'good-test.yaml': ruleTest('ACME'),
    'bad-test.yaml': configMap(ruleTest('other')),
  }),
);

suite('rules in ConfigMaps', () => {
  test('are applied', () => {
    const { code, out } = run(apply, '--rules', at('map.yaml'), '--vmi', at('vmi.json'));
    assert.equal(code, 0);
    assert.match(out, /<entry name="manufacturer">ACME<\/entry>/);
  });

  test('are explained, with their place in the manifest', () => {
    const { code, out } = run(
      explain,
      '--rules',
      at('two.yaml'),
      '--vmi',
      at('vmi.json'),
      '--format',
      'json',
    );
    assert.equal(code, 0);
    const { rules } = JSON.parse(out) as { rules: { file: string; line: number; outcome: string }[] };
    assert.deepEqual(
      rules.map(({ file, line, outcome }) => [file, line > 6, outcome]),
      [
        [at('two.yaml'), true, 'Applied'],
        [at('two.yaml'), true, 'Unchanged'],
      ],
    );
  });

  test('that are broken are told with the line of the manifest', () => {
    const { code, err } = run(apply, '--rules', at('broken.yaml'), '--vmi', at('vmi.json'));
    assert.equal(code, 1);
    assert.match(err, /broken\.yaml:12:42: InvalidField: /);
  });

  test('run together, so two of one name are one too many', () => {
    const { code, err } = run(apply, '--rules', at('twins.yaml'), '--vmi', at('vmi.json'));
    assert.equal(code, 1);
    assert.match(err, /twins\.yaml:\d+:\d+: DuplicateRule: /);
  });

  test('are tested', () => {
    assert.match(run(testRules, at('good-test.yaml')).out, /1 passed, 0 failed/);
  });

  test('may have their tests in ConfigMaps, too', () => {
    const { code, out } = run(testRules, at('bad-test.yaml'));
    assert.equal(code, 1);
    assert.match(out, /bad-test\.yaml:16:\d+: /);
    assert.match(out, /0 passed, 1 failed/);
  });
});
