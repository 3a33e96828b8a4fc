import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { before, suite, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { checkMeaning } from '../../src/cli/lint-proofs.ts';
import { readRules } from '../../src/cli/rule-inputs.ts';
import { formatDiagnostic } from '../../src/text/diagnostic.ts';
import { sidepatch, writeFiles } from './child.ts';
import { scratch } from './support.ts';

const folder = scratch();
const run = (args: string) => sidepatch(args.split(' '), { folder });

const rule = (name: string, spec: string) =>
  `apiVersion: sidepatch/v1alpha1\nkind: Rule\nmetadata: {name: ${name}}\nspec:\n${spec.replace(/^(?=.)/gm, '  ')}\n`;
const TITLE = 'domain: [{op: set, path: /domain/title, value: x}]';
const configMap = (name: string, text: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\ndata:\n  rule.yaml: |\n${text.replace(/^(?=.)/gm, '    ')}`;

before(() =>
  writeFiles(folder, {
    'unknown.yaml': rule('unknown', 'domain: [{op: set, path: /domain/cpu/@mod, value: custom}]'),
    'restless.yaml': rule(
      'restless',
      'variables: [{name: n, domain: /domain/vcpu + 1}]\ndomain: [{op: set, path: /domain/vcpu, value: $(n)}]',
    ),
    'never.yaml': rule('never', `match: {labels: {a: x}}\nexclude: {labels: {a: x}}\n${TITLE}`),
    'two/a.yaml': rule('a', TITLE),
    'two/b.yaml': rule('b', TITLE.replace('value: x', 'value: y')),
    'maps.yaml': `${configMap('one', rule('a', TITLE))}---\n${configMap('two', rule('b', TITLE.replace('value: x', 'value: y')))}`,
    'policy.yaml':
      'apiVersion: sidepatch/v1alpha1\nkind: Policy\nmetadata: {name: tenants}\nspec:\n  domain:\n    deny: [/domain/devices/shmen, /domain/devices/*/alias/@nam, /domain/cputune]\n',
    'title.yaml': rule('title', TITLE),
    'broken.yaml': `${rule('broken', 'domain: [{op: set, path: /domain/cpu/@mod, valu: custom}]')}---\n${rule('never', `match: {labels: {a: {equals: x, notIn: [x]}}}\n${TITLE}`)}`,
  }),
);

suite('rules that are right', () => {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const files = globSync(['examples/*/rule.yaml', 'test/corpus/**/rule.yaml'], { cwd: root });

  for (const path of ['rules', ...files]) {
    test(`${path} has no findings`, () => {
      const { rules, sources, diagnostics } = readRules([join(root, path)]);
      assert.deepEqual(checkMeaning(rules, sources, diagnostics).map(formatDiagnostic), []);
    });
  }
});

suite('sidepatch lint, beyond single mistakes', () => {
  test('a name that libvirt does not know is a warning, at its place', () => {
    const { code, err } = run('lint unknown.yaml');
    assert.equal(code, 0);
    assert.equal(
      err,
      `unknown.yaml:5:41: UnknownName: rule unknown, spec.domain[0].path: libvirt knows no attribute "mod" of <cpu> (did you mean "mode"?); libvirt drops or refuses what it does not know
5 |   domain: [{op: set, path: /domain/cpu/@mod, value: custom}]
  |                                         ^^^
1 rule: 1 warning
`,
    );
  });

  test('a rule that changes its own result is an error, at the edit', () => {
    const { code, err } = run('lint restless.yaml');
    assert.equal(code, 1);
    assert.match(err, /^restless\.yaml:6:28: NotIdempotent: rule restless, spec\.domain\[0\]: changes /);
  });

  test('a rule that can never apply is a warning', () => {
    const { code, err } = run('lint never.yaml');
    assert.equal(code, 0);
    assert.match(err, /^never\.yaml:6:22: Unreachable: rule never, spec\.exclude\.labels\.a: /);
  });

  test('rules of several files are held against each other', () => {
    const { code, err } = run('lint two');
    assert.equal(code, 0);
    assert.match(
      err,
      /^two\/b\.yaml:5:28: Conflict: .* than rule a does, spec\.domain\[0\] at two\/a\.yaml:5:28; /,
    );
  });

  test('rules of several ConfigMaps are not: each is mounted alone', () => {
    assert.deepEqual(run('lint maps.yaml'), { code: 0, out: '', err: '2 rules: no findings\n' });
  });

  test('a place in a policy that libvirt does not have, which would deny nothing', () => {
    const { code, err } = run('lint title.yaml --policy policy.yaml');
    assert.equal(code, 0);
    assert.match(err, /^policy\.yaml:6:12: UnknownName: .* "shmen" in <devices> \(did you mean "shmem"\?\)/m);
    assert.match(err, /^policy\.yaml:6:35: UnknownName: .* "nam" of <alias> \(did you mean "name"\?\)/m);
    assert.match(err, /: 2 warnings$/m);
  });

  test('beside mistakes only names are told', () => {
    const { code, err } = run('lint broken.yaml');
    assert.equal(code, 1);
    assert.deepEqual(
      [...err.matchAll(/^broken\.yaml:\d+:\d+: (\w+)/gm)].map(([, found]) => found),
      ['UnknownName', 'InvalidField'],
    );
  });
});
