import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, suite, test } from 'node:test';
import { DOMParser } from '@xmldom/xmldom';
import { FAILING, sidepatch, writeFiles } from './child.ts';
import { scratch } from './support.ts';

const folder = scratch();
const run = (args: string) => sidepatch(args.split(' '), { folder });

const RULE = `apiVersion: sidepatch/v1alpha1
kind: Rule
metadata: {name: title}
spec:
  namespaces: {acme: "urn:acme"}
  variables: [{name: t, annotation: example.com/title}]
  domain:
    - {op: set, path: /domain/title, value: $(t)}
    - {op: set, path: "/domain/devices/disk[@device='tape']/driver/@cache", value: none}
  userData:
    - {op: set, path: /title, value: $(t)}
`;
const LATER = RULE.replace('name: title}', 'name: later}').replaceAll('$(t)', 'later');
const OTHER = RULE.replace('name: title}', 'name: untested}');

const testOf = (cases: string) =>
  `apiVersion: sidepatch/v1alpha1\nkind: RuleTest\nmetadata: {name: title}\nspec:\n  rules: [../rules/title.yaml]\n  cases:\n${cases}`;
const CASE = '    - name: a case\n      vmi: {metadata: {annotations: {example.com/title: T}}}\n';

before(() =>
  writeFiles(folder, {
    'rules/title.yaml': RULE,
    'more/untested.yaml': OTHER,
    'more/tests/title.yaml': testOf(CASE).replace('../rules', '../../rules'),
    'values/t.yaml': testOf(
      `${CASE}      expect:\n        - {domain: /domain/title, equals: X}\n        - {domain: /domain/devices/tape}\n        - {not: {domain: /domain/title}}\n        - {anyOf: [{label: app}, {domain: count(//disk), equals: 9}]}\n        - {userData: /title, in: [A, B]}\n        - {domain: /domain/acme:x}\n        - {domain: count(//disk) = 9}\n`,
    ),
    'texts/t.yaml': testOf(
      `${CASE}      cloudInit: {userData: "#cloud-config\\n"}\n      expectText: {userData: "#cloud-config\\ntitle: X\\n", networkData: x}\n      expectUnchanged: true\n`,
    ),
    'prefix/t.yaml': testOf(`${CASE}      expect: [{domain: /domain/acne:x}]\n`),
    'conflict/t.yaml': testOf(CASE).replace('title.yaml]', 'title.yaml, ../later.yaml]'),
    'expected/t.yaml': testOf(`${CASE}      error: Conflict\n`).replace(
      'title.yaml]',
      'title.yaml, ../later.yaml]',
    ),
    'later.yaml': LATER,
    'odd/t.yaml': testOf(`    - name: "<a> & 'b' \\"c\\" \\x01 ]]>"\n      result: {title: Failed}\n`),
    'pass/t.yaml': testOf(CASE),
    'failing.yaml': FAILING,
    'fails/t.yaml': testOf(`${CASE}      result: {failing: Applied}\n`).replace('rules/title', 'failing'),
  }),
);

suite('a case that fails', () => {
  test('shows for each condition its place, what is expected and what is there', () => {
    const { code, out } = run('test values');
    assert.equal(code, 1);
    assert.equal(
      out,
      `FAIL  values/t.yaml: a case
      values/t.yaml:10:11: does not hold: domain /domain/title equals X
        expected: equals X
        actual:   T
      values/t.yaml:11:11: does not hold: domain /domain/devices/tape
        expected: something that is there and not false
        actual:   nothing: there is no tape below /domain/devices
      values/t.yaml:12:11: does not hold: not: domain /domain/title
        expected: nothing
        actual:   T
      values/t.yaml:13:11: does not hold: label app or domain count(//disk) equals 9
        label app: nothing
        domain count(//disk) equals 9: 2
      values/t.yaml:14:11: does not hold: userData /title in A, B
        expected: in A, B
        actual:   T
      values/t.yaml:15:11: does not hold: domain /domain/acme:x
        expected: something that is there and not false
        actual:   nothing: there is no acme:x below /domain
      values/t.yaml:16:11: does not hold: domain count(//disk) = 9
        expected: something that is there and not false
        actual:   false
0 passed, 1 failed
`,
    );
  });

  test('shows labelled differences of texts', () => {
    const { code, out } = run('test texts');
    assert.equal(code, 1);
    const lines = out.split('\n').map((line) => line.slice(6));
    const at = (line: string) => lines.indexOf(line);
    assert.equal(at('xts/t.yaml: a case'), -1);
    for (const pair of [
      [
        '--- expected userData',
        '+++ actual userData',
        '@@ -1,2 +1,2 @@',
        ' #cloud-config',
        '-title: X',
        '+title: T',
      ],
      ['--- expected networkData', '+++ actual networkData', '@@ -1,1 +0,0 @@', '-x'],
      ['--- before userData', '+++ after userData', '@@ -1,1 +1,2 @@', ' #cloud-config', '+title: T'],
    ]) {
      assert.deepEqual(lines.slice(at(pair[0] ?? ''), at(pair[0] ?? '') + pair.length), pair);
    }
    assert.match(out, /^ {6}texts\/t\.yaml:10:30: userData is another text$/m);
    assert.match(out, /^ {6}texts\/t\.yaml:11:24: something changed: title$/m);
    assert.match(out, /^ {6}--- before domain$/m);
  });

  test('a rule that fails is told once, at the result that was expected', () => {
    const { code, out } = run('test fails');
    assert.equal(code, 1);
    assert.match(
      out,
      /^FAIL {2}fails\/t\.yaml: a case\n {6}fails\/t\.yaml:9:25: failing is Failed \(failing\.yaml:6:7: NoMatch: .*\), expected Applied\n0 passed, 1 failed\n$/,
    );
  });

  test('a prefix that no rule under test declares is a mistake', () => {
    const { code, err } = run('test prefix');
    assert.equal(code, 1);
    assert.match(err, /^prefix\/t\.yaml:9:33: UndeclaredNamespace: spec\.cases\[0\]\.expect\[0\]\.domain: /);
  });
});

suite('warnings of the rules', () => {
  test('a Conflict is told, and fails nothing', () => {
    const { code, out } = run('test conflict');
    assert.equal(code, 0);
    assert.match(
      out,
      /^ {6}warning: later\.yaml:8:7: Conflict: rule later, spec\.domain\[0\]: writes \/domain\/title,/m,
    );
  });

  test('one that the case expects is not told', () => {
    assert.equal(run('test expected').out, 'ok    expected/t.yaml: a case\n1 passed, 0 failed\n');
  });
});

suite('test --junit', () => {
  const read = (args: string) => {
    const ended = run(`${args} --junit out.xml`);
    const xml = readFileSync(join(folder, 'out.xml'), 'utf8');
    const mistakes: string[] = [];
    const document = new DOMParser({ onError: (_level, message) => mistakes.push(message) }).parseFromString(
      xml,
      'application/xml',
    );
    assert.deepEqual(mistakes, []);
    return { ...ended, document };
  };
  const attributes = (
    element: { attributes: Iterable<{ name: string; value: string }> } | undefined | null,
  ) => Object.fromEntries([...(element?.attributes ?? [])].map(({ name, value }) => [name, value]));

  test('has a suite for each file and a case for each case', () => {
    const { code, document } = read('test pass conflict');
    assert.equal(code, 0);
    assert.equal(document.documentElement?.nodeName, 'testsuites');
    const suites = [...document.getElementsByTagName('testsuite')].map(attributes);
    assert.deepEqual(
      suites.map(({ name, tests, failures, errors, skipped }) => ({
        name,
        tests,
        failures,
        errors,
        skipped,
      })),
      ['pass/t.yaml', 'conflict/t.yaml'].map((name) => ({
        name,
        tests: '1',
        failures: '0',
        errors: '0',
        skipped: '0',
      })),
    );
    const cases = [...document.getElementsByTagName('testcase')];
    assert.deepEqual(
      cases.map((one) => attributes(one)['line']),
      ['7', '7'],
    );
    assert.match(cases[1]?.textContent ?? '', /Conflict/);
  });

  test('a failure has all problems with their places, and any text comes through', () => {
    const { code, document } = read('test odd');
    assert.equal(code, 1);
    const [one] = document.getElementsByTagName('testcase');
    assert.equal(one?.getAttribute('name'), `<a> & 'b' "c" \\u0001 ]]>`);
    const [failure] = document.getElementsByTagName('failure');
    assert.match(failure?.getAttribute('message') ?? '', /^title is Skipped .*, expected Failed$/);
    assert.match(failure?.textContent ?? '', /^odd\/t\.yaml:8:23: title is Skipped/);
    const more = read('test values').document.getElementsByTagName('failure');
    assert.equal(more.length, 1);
    assert.match(more[0]?.getAttribute('message') ?? '', / \(and 6 more\)$/);
  });

  test('a file that cannot be run is a case with an error', () => {
    const { code, document } = read('test prefix');
    assert.equal(code, 1);
    assert.equal(attributes(document.documentElement)['errors'], '1');
    const [error] = document.getElementsByTagName('error');
    assert.match(error?.textContent ?? '', /UndeclaredNamespace/);
  });

  test('a place that cannot be written is wrong use', () => {
    const { code, err } = run('test pass --junit no/where.xml');
    assert.equal(code, 2);
    assert.match(err, /^sidepatch: no\/where\.xml cannot be written \(ENOENT\)/);
  });
});

suite('test --coverage', () => {
  const TABLE = `rule      edits  reached
title         3        2   66 %
  rules/title.yaml:9:7: no case reaches spec.domain[1]: set /domain/devices/disk[@device='tape']/driver/@cache
untested      3        0    0 %
  more/untested.yaml:3: no case reaches this rule
total         6        2   33 %
`;

  test('counts the rules under test, and those of the folders that no test names', () => {
    const { code, out } = run('test more --coverage');
    assert.equal(code, 0);
    assert.equal(out, `ok    more/tests/title.yaml: a case\n1 passed, 0 failed\n${TABLE}`);
  });

  test('a rule that several tests name counts once', () => {
    const { out } = run('test pass more/tests --coverage');
    assert.match(out, /^title {6}3 {8}2 {3}66 %$/m);
    assert.match(out, /^total {6}3 {8}2 {3}66 %$/m);
  });

  test('too little of it ends with 1, and says so', () => {
    const low = run('test more --min-coverage 34');
    assert.equal(low.code, 1);
    assert.equal(low.err, 'sidepatch: 33 % of the edits are reached, less than 34 %\n');
    assert.deepEqual({ code: run('test more --min-coverage 33').code }, { code: 0 });
    for (const wrong of ['x', '101', '-1', '9.5'])
      assert.equal(run(`test more --min-coverage=${wrong}`).code, 2, wrong);
  });

  test('is in the JSON as well', () => {
    const { out } = run('test more --coverage --format json');
    const { passed, failed, files, coverage } = JSON.parse(out);
    assert.deepEqual({ passed, failed }, { passed: 1, failed: 0 });
    assert.equal(files[0].cases[0].name, 'a case');
    assert.deepEqual(files[0].cases[0].rules, { title: 'Applied' });
    const { rules, ...sum } = coverage;
    assert.deepEqual(sum, { edits: 6, reached: 2, percent: 33 });
    assert.deepEqual(rules[0].edits[1], {
      field: 'spec.domain[1]',
      op: 'set',
      path: "/domain/devices/disk[@device='tape']/driver/@cache",
      place: 'rules/title.yaml:9:7',
      isReached: false,
    });
  });
});
