import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { before, suite, test } from 'node:test';
import { CLI, RULE, sidepatch, VMI, writeFiles } from './child.ts';
import { scratch } from './support.ts';

const folder = scratch();

before(() => writeFiles(folder, { 'maker.yaml': RULE, 'vmi.yaml': VMI, 'plain/notes.txt': 'no test\n' }));

const WRONG: readonly { readonly args: string; readonly says: string }[] = [
  { args: 'aply', says: 'there is no command "aply" (did you mean "apply"?); see sidepatch --help' },
  { args: 'constructor', says: 'there is no command "constructor"; see sidepatch --help' },
  { args: 'help lnt', says: 'there is no command "lnt" (did you mean "lint"?); see sidepatch --help' },
  {
    args: '--diff apply --rules maker.yaml',
    says: 'the command comes first: sidepatch apply --diff; see sidepatch --help',
  },
  { args: '--diff', says: 'there is no command "--diff"; see sidepatch --help' },
  { args: 'apply', says: 'needs --rules PATH; see sidepatch apply --help' },
  {
    args: 'apply --rule a',
    says: 'there is no option --rule (did you mean --rules?); see sidepatch apply --help',
  },
  { args: 'apply -x', says: 'there is no option -x; see sidepatch apply --help' },
  { args: 'apply --rules', says: '--rules needs a value; see sidepatch apply --help' },
  { args: 'apply --rules --vmi x', says: '--rules needs a value; see sidepatch apply --help' },
  { args: 'apply --diff=yes', says: '--diff takes no value; see sidepatch apply --help' },
  {
    args: 'apply maker.yaml',
    says: '"maker.yaml" is no option: rules are given with --rules; see sidepatch apply --help',
  },
  {
    args: 'apply --rules maker.yaml',
    says: 'needs --vmi FILE, for example from kubectl get vmi NAME -o yaml; see sidepatch apply --help',
  },
  {
    args: 'apply --rules maker.yaml --vmi vmi.yaml --format yaml',
    says: '--format is text or json; see sidepatch apply --help',
  },
  {
    args: 'apply --rules maker.yaml --vmi - --domain -',
    says: 'standard input (-) can only be given once; see sidepatch apply --help',
  },
  {
    args: 'apply --rules maker.yaml --vmi vmi.yaml --domain nothing.xml',
    says: 'nothing.xml does not exist; see sidepatch apply --help',
  },
  { args: 'explain', says: 'needs --rules PATH; see sidepatch explain --help' },
  {
    args: 'explain --rules maker.yaml --vmi vmi.yaml --diff',
    says: 'there is no option --diff; see sidepatch explain --help',
  },
  { args: 'lint', says: 'needs a rule file or a folder; see sidepatch lint --help' },
  {
    args: 'lint maker.yaml --format xml',
    says: '--format is text, json, sarif or github; see sidepatch lint --help',
  },
  { args: 'test', says: 'needs a test file or a folder; see sidepatch test --help' },
  {
    args: 'test plain --min-coverage x',
    says: '--min-coverage is a whole number of percent, 0 to 100; see sidepatch test --help',
  },
  {
    args: 'test plain --watch --format json',
    says: '--watch is for people: leave --format out; see sidepatch test --help',
  },
  { args: 'test nothing', says: 'nothing does not exist; see sidepatch test --help' },
  { args: 'test plain', says: 'no RuleTest in plain; see sidepatch test --help' },
];

suite('wrong use of the command line', () => {
  for (const { args, says } of WRONG) {
    test(`"sidepatch ${args}" says what is wrong on one line, and ends with 2`, () => {
      const { code, out, err } = sidepatch(args.split(' '), { folder, input: VMI });
      assert.deepEqual({ code, out, err }, { code: 2, out: '', err: `sidepatch: ${says}\n` });
    });
  }

  test('an output that cannot be written is told, and ends with 1', () => {
    const full = openSync('/dev/full', 'w');
    const { status, stderr } = spawnSync(process.execPath, [CLI, '--help'], {
      encoding: 'utf8',
      stdio: ['ignore', full, 'pipe'],
    });
    closeSync(full);
    assert.deepEqual(
      { status, stderr },
      { status: 1, stderr: 'sidepatch: standard output cannot be written (ENOSPC)\n' },
    );
  });

  test('a file that is given twice, in two spellings or beside its folder, is read once', () => {
    writeFiles(folder, { 'twice/a.yaml': RULE });
    const { code, err } = sidepatch(['lint', 'twice/a.yaml', './twice/a.yaml', 'twice'], { folder });
    assert.deepEqual({ code, err }, { code: 0, err: '1 rule: no findings\n' });
  });

  test('no command at all shows the help, and ends with 2', () => {
    const { code, out } = sidepatch([]);
    assert.equal(code, 2);
    assert.match(out, /^Usage: sidepatch COMMAND/m);
  });
});

suite('help', () => {
  for (const args of [
    '--help',
    '-h',
    'help',
    'help apply',
    'apply --help',
    'apply -h',
    'explain --help',
    'lint --help',
    'test --help',
  ]) {
    test(`"sidepatch ${args}" fits a terminal, and ends with 0`, () => {
      const { code, out, err } = sidepatch(args.split(' '));
      assert.equal(code, 0);
      assert.equal(err, '');
      assert.match(out, /^Usage: sidepatch /m);
      assert.deepEqual(
        out.split('\n').filter((line) => line.length > 95),
        [],
      );
    });
  }

  test('the version is one line', () => assert.match(sidepatch(['--version']).out, /^\S+\n$/));
});
