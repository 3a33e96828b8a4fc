import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { githubCommands } from '../../src/cli/lint-github.ts';
import { lintJson } from '../../src/cli/lint-json.ts';
import { sarifLog } from '../../src/cli/lint-sarif.ts';
import { createLog } from '../../src/server/log.ts';
import { RefusedCall, toStatus } from '../../src/server/status.ts';
import { type Diagnostic, formatDiagnostic } from '../../src/text/diagnostic.ts';
import { renderDiagnostic } from '../../src/text/frame.ts';
import { sidepatch, writeFiles } from '../cli/child.ts';
import { scratch } from '../cli/support.ts';
import { readWithPython, withoutPython } from './injection-support.ts';

const TEXTS: Readonly<Record<string, string>> = {
  'a line break': 'a\nINFO: all is well',
  'a carriage return': 'a\rINFO: all is well',
  'a colour of the terminal': 'a\u001b[31mb',
  'a title of the terminal': 'a\u001b]0;title\u0007b',
  'a C1 control character': 'a\u009b31mb',
  'a line break of Unicode': 'a\u2028b\u2029c\u0085d',
  'a turn of the direction of writing': 'a\u202ereversed',
  'a backspace': 'safe\b\b\b\bevil',
  'a workflow command': '\n::set-output name=x::y',
  'an escape of a workflow command': '%0A::error::x',
  'commas and colons': 'a,line=1::b',
  'markup of XML': "\"/><testcase name='x'>]]>&amp;",
  'percent signs': '100%s %n %1$s %zz',
  'characters beyond ASCII': 'größer 😀',
  'half a surrogate pair': 'a\ud800b',
};

/** What a terminal or a reader of lines would act on. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
const ACTIVE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/;

const plain = { error: String, warning: String, faint: String };

suite('a hostile text never leaves its place in what is shown', () => {
  for (const [name, text] of Object.entries(TEXTS)) {
    // What Node reads of a file's name has no half characters.
    const source = { name: `${text.replace(/\p{Surrogate}/gu, '\ufffd')}.yaml`, text: `a: ${text}\n` };
    const diagnostic: Diagnostic = {
      code: 'InvalidField',
      severity: 'error',
      message: `unknown field "${text}"`,
      hint: text,
      rule: text,
      field: text,
      span: { source, start: 3, end: 3 + text.length },
    };

    test(`${name}: a diagnostic is one line, its frame three`, () => {
      assert.doesNotMatch(formatDiagnostic(diagnostic), /[\r\n]/);
      assert.doesNotMatch(formatDiagnostic(diagnostic), ACTIVE);
      const frame = renderDiagnostic(diagnostic, plain);
      assert.equal(frame.split('\n').length, 3);
      assert.doesNotMatch(frame, ACTIVE);
    });

    test(`${name}: a log line is one line of JSON, with its own level and time`, () => {
      const lines: string[] = [];
      createLog('debug', { write: (line) => lines.push(line), flush() {} }).info(text, {
        vm: text,
        level: text,
        [text]: text,
      });
      assert.equal(lines.length, 1);
      assert.match(lines[0] ?? '', /^[^\r\n]*\n$/);
      assert.doesNotMatch(lines[0] ?? '', ACTIVE);
      assert.equal(JSON.parse(lines[0] ?? '').level, 'info');
    });

    test(`${name}: the text of a gRPC status is one short line that can be sent`, () => {
      for (const phase of ['Load', 'Apply'] as const) {
        const long = { ...diagnostic, message: text.repeat(200) };
        for (const first of [diagnostic, long]) {
          const { details } = toStatus(new RefusedCall({ phase, first, more: 2 }, {}));
          assert.ok(details.length < 500);
          assert.doesNotMatch(details, /[\r\n]/);
          assert.doesNotMatch(details, ACTIVE);
          assert.equal(decodeURI(encodeURI(details)), details);
        }
      }
    });

    test(`${name}: GitHub sees one command`, () => {
      const command = githubCommands([diagnostic], '/');
      assert.match(command, /^::error file=[^,:]*,line=1,col=4,title=InvalidField::[^\r\n]*$/);
      assert.equal(command.split(/[\r\n]/).length, 1);
    });

    test(`${name}: SARIF and JSON stay what they are`, () => {
      const [result] = JSON.parse(sarifLog([diagnostic], '/')).runs[0].results;
      assert.equal(result.ruleId, 'InvalidField');
      const { uri } = result.locations[0].physicalLocation.artifactLocation;
      assert.equal(decodeURIComponent(uri), source.name);
      assert.doesNotMatch(uri, /[^!-~]/);
      assert.equal(JSON.parse(lintJson([diagnostic])).length, 1);
    });
  }
});

const folder = scratch();

suite('a hostile text never leaves its place on the command line', () => {
  const hostile = 'x\u001b[31m\u202e\u009b1m';
  const rule = (name: string, title: string) =>
    `apiVersion: sidepatch/v1alpha1\nkind: Rule\nmetadata: {name: ${name}}\nspec:\n  description: ${JSON.stringify(title)}\n  variables: [{name: v, annotation: v}]\n  domain: [{op: set, path: /domain/title, value: $(v)}]\n`;
  const vmi = JSON.stringify({
    kind: 'VirtualMachineInstance',
    metadata: { name: `${hostile}\nb`, namespace: hostile, annotations: { v: 'é\u009b31m\u202ea' } },
  });
  writeFiles(folder, {
    'rule.yaml': rule('good', hostile),
    'bad.yaml': `${rule('bad', 'a').replace('op: set', `"o${'\\u001b[31m'}p": set, op: set`)}`,
    'raw.yaml': rule('raw', 'a').replace('/domain/title', '/domain/ti\u009btle\u202e'),
    'vmi.json': vmi,
    'test.yaml': `apiVersion: sidepatch/v1alpha1\nkind: RuleTest\nmetadata: {name: t}\nspec:\n  rules: [rule.yaml]\n  cases:\n    - name: ${JSON.stringify(`${hostile}</testcase>"'`)}\n      vmi: ${vmi}\n      expect: [{domain: /domain/title, equals: ${JSON.stringify(hostile)}}]\n`,
  });

  const COMMANDS: Readonly<Record<string, readonly string[]>> = {
    'lint of a hostile key': ['lint', 'bad.yaml'],
    'lint of a raw control character': ['lint', 'raw.yaml'],
    'lint as JSON': ['lint', '--format', 'json', 'bad.yaml', 'raw.yaml'],
    'lint as SARIF': ['lint', '--format', 'sarif', 'bad.yaml', 'raw.yaml'],
    'lint for GitHub': ['lint', '--format', 'github', 'bad.yaml', 'raw.yaml'],
    'explain of a hostile VM': ['explain', '--rules', 'rule.yaml', '--vmi', 'vmi.json'],
    'apply --explain of a hostile VM': [
      'apply',
      '--explain',
      '--rules',
      'rule.yaml',
      '--vmi',
      'vmi.json',
      '--diff',
    ],
    'test with a hostile name': ['test', 'test.yaml'],
    'test as JSON': ['test', '--format', 'json', 'test.yaml'],
    'apply as JSON': ['apply', '--format', 'json', '--rules', 'rule.yaml', '--vmi', 'vmi.json'],
    'a file name': ['lint', `no\u001b[31m\nsuch.yaml`],
    'an unknown option': ['lint', `--x\u001b[31m\n`],
    'an unknown command': [`li\u001b[31mnt\n`],
  };
  for (const [name, args] of Object.entries(COMMANDS)) {
    test(`${name} puts nothing on the terminal that it would act on`, () => {
      const { out, err } = sidepatch(args, { folder });
      assert.notEqual(out + err, '');
      assert.doesNotMatch(out + err, ACTIVE);
    });
  }

  test('JUnit has one case of the name, whatever is in it', { skip: withoutPython }, () => {
    sidepatch(['test', '--junit', 'junit.xml', 'test.yaml'], { folder });
    const xml = readFileSync(join(folder, 'junit.xml'), 'utf8');
    const [cases] = readWithPython('junit', [xml]) as [string, string[]][][];
    assert.equal(cases?.length, 1);
    assert.deepEqual(cases?.[0]?.[1], ['failure']);
  });

  for (const [shell, check] of [
    ['bash', ['bash', '-n']],
    ['zsh', ['zsh', '-n']],
    ['fish', ['fish', '--no-execute']],
  ] as const) {
    const [command = '', ...args] = check;
    const isThere = spawnSync(command, ['--version']).status === 0;
    test(`the completion script of ${shell} is one that ${shell} reads`, {
      skip: isThere ? false : `no ${shell}`,
    }, () => {
      const { out } = sidepatch(['completion', shell]);
      const file = join(folder, `completion.${shell}`);
      writeFileSync(file, out);
      const checked = spawnSync(command, [...args, file], { encoding: 'utf8' });
      assert.equal(checked.status, 0, checked.stderr);
    });
    test(`the completion script of ${shell} runs nothing of the command line`, () => {
      const { out } = sidepatch(['completion', shell]);
      assert.doesNotMatch(out, /\beval\b|`[^`]*`(?!.*#)/);
      assert.doesNotMatch(out, ACTIVE);
    });
  }
});
