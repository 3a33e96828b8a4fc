import assert from 'node:assert/strict';
import { before, suite, test } from 'node:test';
import { BROKEN, RULE, RULE_TEST, sidepatch, writeFiles } from './child.ts';
import { scratch } from './support.ts';

const folder = scratch();
const run = (args: string, input = '') => sidepatch(['lint', ...args.split(' ')], { folder, input });
const indented = (text: string) => text.replace(/^(?=.)/gm, '    ');
const configMap = (text: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: m}\ndata:\n  README: see the wiki\n  rule.yaml: |\n${indented(text)}`;

before(() =>
  writeFiles(folder, {
    'good.yaml': configMap(`${RULE}---\n${RULE_TEST}`),
    'broken.yaml': configMap(BROKEN),
    'twins.yaml': `${configMap(RULE)}---\n${configMap(RULE)}`,
    'maker.yaml': RULE,
    'mixed/maker.yaml': RULE,
    'mixed/test.yaml': RULE_TEST,
    'mixed/notes.txt': 'no rule\n',
    'tests/a.yaml': RULE_TEST,
    'tests/b.yaml': `${RULE_TEST}---\n${RULE_TEST}`,
  }),
);

suite('lint of a manifest', () => {
  test('counts the rules and tests in it, and notes what it passed over', () => {
    assert.deepEqual(run('good.yaml'), {
      code: 0,
      out: '',
      err: 'good.yaml:5:3: note: data.README holds no rule and is passed over\n1 rule, 1 rule test: no findings\n',
    });
  });

  test('shows the line of the manifest', () => {
    const { code, err } = run('broken.yaml');
    assert.equal(code, 1);
    assert.match(
      err,
      /^broken\.yaml:12:42: InvalidField: .*\n12 \| {9}- \{op: set, path: \/domain\/title, valu: a\}\n {3}\| {42}\^{4}\n/m,
    );
  });

  test('reads what kubectl prints', () => {
    const list = { apiVersion: 'v1', kind: 'List', items: [{ kind: 'ConfigMap', data: { a: BROKEN } }] };
    const { code, err } = run('-', JSON.stringify(list));
    assert.equal(code, 1);
    assert.match(err, /^standard input:1:\d+: InvalidField: rule broken, /m);
    assert.match(err, /^1 rule: 2 errors$/m);
  });

  test('lets two ConfigMaps have a rule of the same name: a VM gets one of them', () => {
    const { code, err } = run('twins.yaml');
    assert.equal(code, 0);
    assert.match(err, /^2 rules: no findings$/m);
  });
});

suite('lint of a folder', () => {
  test('says what it checked, and what it did not read', () => {
    assert.deepEqual(run('mixed'), {
      code: 0,
      out: '',
      err: 'mixed/notes.txt: note: is not called *.yaml and is passed over\n1 rule, 1 rule test: no findings\n',
    });
  });

  test('of tests alone speaks of tests', () => {
    assert.equal(run('tests').err, '3 rule tests: no findings\n');
  });

  test('does not choose among the files that are named', () => {
    const { code, err } = run('mixed/notes.txt');
    assert.equal(code, 1);
    assert.match(err, /^mixed\/notes\.txt:1:1: InvalidField: a rule is a mapping, this is text/);
  });
});
