import assert from 'node:assert/strict';
import { before, suite, test } from 'node:test';
import { BROKEN, RULE, RULE_TEST, sidepatch, writeFiles } from './child.ts';
import { scratch } from './support.ts';

const folder = scratch();
const run = (args: string, input = '') => sidepatch(args.split(' '), { folder, input });

before(() =>
  writeFiles(folder, {
    'maker.yaml': RULE,
    'broken.yaml': BROKEN,
    'rules/a.yaml': RULE,
    'rules/b.yaml': RULE.replace('maker}', 'other}'),
    'empty/.keep': '',
    'script.yaml': '#!/bin/sh\necho\n',
    'tests/maker.yaml': RULE_TEST,
    'failing/maker.yaml': RULE_TEST.replace('{maker: Applied}', '{maker: Unchanged}').replace(
      "'ACME'",
      "'OTHER'",
    ),
    'typo/maker.yaml': RULE_TEST.replace('result:', 'results:'),
    'norules/maker.yaml': RULE_TEST.replace('maker.yaml', 'gone.yaml'),
    'wrong/maker.yaml': RULE_TEST.replace('maker: Applied', 'makr: Applied'),
    'vm/maker.yaml': RULE_TEST.replace('vmi: {', 'vmi: {kind: VirtualMachine, '),
    'near/maker.yaml': RULE_TEST.replace('maker.yaml', 'makers.yaml'),
    'twice/rule.yaml': RULE.replace('name: maker}', 'name: restless}').replace(
      / {2}variables[\s\S]*/,
      '  variables: [{name: n, domain: /domain/vcpu + 1}]\n  domain: [{op: set, path: /domain/vcpu, value: $(n)}]\n',
    ),
    'twice/test.yaml': RULE_TEST.replace('../maker.yaml', 'rule.yaml').replace(/ {6}vmi[\s\S]*/, ''),
  }),
);

suite('sidepatch lint', () => {
  test('a good file has no findings', () => {
    assert.deepEqual(run('lint maker.yaml'), { code: 0, out: '', err: '1 rule: no findings\n' });
  });

  test('a folder is read, without the folders in it', () => {
    assert.deepEqual(run('lint rules'), { code: 0, out: '', err: '2 rules: no findings\n' });
  });

  test('every mistake is shown with its line', () => {
    const { code, out, err } = run('lint broken.yaml');
    assert.equal(code, 1);
    assert.equal(out, '');
    assert.equal(
      err,
      `broken.yaml:6:38: InvalidField: rule broken, spec.domain[0].valu: unknown field "valu" of "set" (did you mean "value"?)
6 |     - {op: set, path: /domain/title, valu: a}
  |                                      ^^^^
broken.yaml:7:45: UnknownVariable: rule broken, spec.domain[1].value: there is no variable "nothing" here; declare it under variables, or write $$( for a plain $(
7 |     - {op: set, path: /domain/title, value: $(nothing)}
  |                                             ^^^^^^^^^^
1 rule: 2 errors
`,
    );
  });

  test('standard input has a name', () => {
    const { code, err } = run('lint -', BROKEN);
    assert.equal(code, 1);
    assert.match(err, /^standard input:6:38: /);
  });

  test('findings are JSON for programs', () => {
    const { code, out } = run('lint broken.yaml --format json');
    assert.equal(code, 1);
    const [first, second] = JSON.parse(out);
    assert.deepEqual(first, {
      code: 'InvalidField',
      severity: 'error',
      message: 'unknown field "valu" of "set" (did you mean "value"?)',
      rule: 'broken',
      field: 'spec.domain[0].valu',
      file: 'broken.yaml',
      line: 6,
      column: 38,
      endLine: 6,
      endColumn: 42,
      text: 'broken.yaml:6:38: InvalidField: rule broken, spec.domain[0].valu: unknown field "valu" of "set" (did you mean "value"?)',
    });
    assert.equal(second.hint, 'declare it under variables, or write $$( for a plain $(');
    assert.equal(run('lint maker.yaml --format json').out, '[]\n');
  });

  test('a mistake in a RuleTest is a finding too', () => {
    const { code, err } = run('lint typo/maker.yaml');
    assert.equal(code, 1);
    assert.match(
      err,
      /^typo\/maker\.yaml:9:7: InvalidField: spec\.cases\[0\]\.results: unknown field "results" \(did you mean "result"\?\)/,
    );
  });

  test('the same name in two files is a finding', () => {
    const { code, err } = run('lint maker.yaml rules');
    assert.equal(code, 1);
    assert.match(
      err,
      /^rules\/a\.yaml:3:18: DuplicateRule: rule maker, metadata\.name: there is already a rule of this name at maker\.yaml:3:18; /,
    );
  });

  for (const [args, says] of [
    ['lint nothing.yaml', /^nothing\.yaml: UnreadableFile: does not exist; check the path$/m],
    [
      'lint empty',
      /^empty: UnreadableFile: is a folder without rule files; put a rule file into it, called \*\.yaml$/m,
    ],
    ['lint script.yaml', /^script\.yaml: UnreadableFile: is a script; sidepatch runs none/],
  ] as const) {
    test(`"sidepatch ${args}" ends with 1`, () => {
      const { code, err } = run(args);
      assert.equal(code, 1);
      assert.match(err, says);
    });
  }
});

suite('sidepatch test', () => {
  test('cases that pass are named', () => {
    assert.deepEqual(run('test tests'), {
      code: 0,
      out: 'ok    tests/maker.yaml: the maker is shown\nok    tests/maker.yaml: no maker\n2 passed, 0 failed\n',
      err: '',
    });
  });

  test('a case that fails says what was expected', () => {
    const { code, out } = run('test failing');
    assert.equal(code, 1);
    assert.equal(
      out,
      `FAIL  failing/maker.yaml: the maker is shown
      failing/maker.yaml:9:23: maker is Applied, expected Unchanged
      failing/maker.yaml:10:16: does not hold: domain //entry[@name='manufacturer' and . = 'OTHER']
        expected: something that is there and not false
        actual:   nothing: none of 7 is //entry[@name='manufacturer' and . = 'OTHER']
ok    failing/maker.yaml: no maker
1 passed, 1 failed
`,
    );
  });

  test('a mistake in a test keeps its cases from running', () => {
    const { code, out, err } = run('test typo');
    assert.equal(code, 1);
    assert.match(err, /\(did you mean "result"\?\)/);
    assert.equal(out, '0 passed, 1 failed\n');
  });

  test('rules that are not there are named', () => {
    const { code, err } = run('test norules');
    assert.equal(code, 1);
    assert.match(
      err,
      /^norules\/maker\.yaml:5:\d+: UnreadableFile: spec\.rules\[0\]: \.\.\/gone\.yaml does not exist; /,
    );
    assert.equal(run('lint norules').code, 1);
    assert.match(
      run('lint near').err,
      /^near\/maker\.yaml:5:\d+: UnreadableFile: .*\(did you mean "\.\.\/maker\.yaml"\?\)/,
    );
  });

  test('a VirtualMachine in place of the VMI is told', () => {
    for (const command of ['lint', 'test'])
      assert.match(
        run(`${command} vm`).err,
        /^vm\/maker\.yaml:8:\d+: InvalidField: spec\.cases\[0\]\.vmi\.kind: a case takes the VMI; this is a VirtualMachine; /m,
      );
  });

  test('a result of no rule is told by lint as well', () => {
    const says =
      /^wrong\/maker\.yaml:9:16: InvalidField: spec\.cases\[0\]\.result: there is no rule "makr" in these files \(did you mean "maker"\?\)$/m;
    for (const command of ['lint', 'test']) {
      const { code, err } = run(`${command} wrong`);
      assert.equal(code, 1);
      assert.match(err, says);
    }
  });

  test('a rule that changes its own result again fails its case', () => {
    const { code, out } = run('test twice');
    assert.equal(code, 1);
    assert.match(
      out,
      /^ {6}twice\/test\.yaml:7:13: NotIdempotent: a second run on the result changes it again: restless$/m,
    );
  });
});
