import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { ANNOTATE_HELP, annotate } from '../../src/cli/annotate.ts';
import { APPLY_HELP, apply } from '../../src/cli/apply.ts';
import { COMPLETION_HELP, completion } from '../../src/cli/completion.ts';
import { type CommandWords, commandTable } from '../../src/cli/completion-table.ts';
import { CONFIGMAP_HELP, configmap } from '../../src/cli/configmap.ts';
import { EXPLAIN_HELP, explain } from '../../src/cli/explain.ts';
import { INIT_HELP, init } from '../../src/cli/init.ts';
import { LINT_HELP, lint } from '../../src/cli/lint.ts';
import { SCHEMA_HELP, schema } from '../../src/cli/schema.ts';
import { test as runTests, TEST_HELP } from '../../src/cli/test.ts';
import { run, scratch } from './support.ts';

const commands = {
  apply: { about: "apply rules to a VM's domain", help: APPLY_HELP, run: apply },
  explain: { about: 'say what rules do', help: EXPLAIN_HELP, run: explain },
  lint: { about: 'check rule files: [all] of them', help: LINT_HELP, run: lint },
  test: { about: 'run tests', help: TEST_HELP, run: runTests },
  configmap: { about: 'make a ConfigMap', help: CONFIGMAP_HELP, run: configmap },
  annotate: { about: 'annotate a VM', help: ANNOTATE_HELP, run: annotate },
  init: { about: 'start a rule', help: INIT_HELP, run: init },
  schema: { about: 'print the JSON Schema', help: SCHEMA_HELP, run: schema },
  completion: {
    about: 'complete in a shell',
    help: COMPLETION_HELP,
    run: (args: readonly string[]): number => completion(args, commands),
  },
};
const table = commandTable(commands);
const folder = scratch();
const scripts = Object.fromEntries(
  ['bash', 'zsh', 'fish'].map((shell) => {
    const path = join(folder, `sidepatch.${shell}`);
    writeFileSync(path, run(commands.completion.run, shell).out);
    return [shell, path];
  }),
);

suite('completion', () => {
  test('prints its help', () =>
    assert.deepEqual(run(commands.completion.run, '-h'), { code: 0, out: COMPLETION_HELP, err: '' }));

  test('knows what the help texts say', () => {
    const { options } = commandOf('configmap');
    assert.deepEqual(
      options.map(({ name, value }) => [name, value]),
      [
        ['--name', 'word'],
        ['--namespace', 'word'],
        ['--key', 'word'],
        ['--image', 'word'],
        ['--hook-path', 'file'],
        ['--vm', 'file'],
        ['--format', ['text', 'json']],
        ['--help', 'none'],
      ],
    );
    assert.deepEqual(optionOf('lint', '--format')?.value.slice(0, 2), ['text', 'json']);
    assert.equal(optionOf('apply', '--rules')?.value, 'file');
    assert.deepEqual(commandOf('schema').choices, ['rule', 'ruletest', 'policy']);
    assert.deepEqual(commandOf('apply').choices, []);
  });

  for (const [name, command] of Object.entries(commands)) {
    test(`${name} has every option that is offered, and offers every option that its help names`, () => {
      const { options } = commandOf(name);
      for (const option of options) {
        const value = option.value === 'none' ? [] : ['x'];
        assert.equal(run(command.run, option.name, ...value, '--help').code, 0, option.name);
      }
      const own = command.help.slice(0, command.help.indexOf('\nExamples:'));
      const named = new Set(own.match(/(?<![\w-])--[a-z][a-z-]*/g));
      assert.deepEqual(
        [...named].filter((word) => !options.some((option) => option.name === word)),
        [],
      );
    });
  }

  const wrong: [args: string[], message: RegExp][] = [
    [[], /needs a shell: bash, zsh, fish/],
    [['tcsh'], /there is no script for "tcsh"/],
    [['bahs'], /did you mean "bash"\?/],
    [['bash', 'zsh'], /one shell at a time/],
  ];
  for (const [args, message] of wrong) {
    test(`completion ${args.join(' ')} is wrong use`, () => {
      const { code, err } = run(commands.completion.run, ...args);
      assert.equal(code, 2);
      assert.match(err, message);
    });
  }
});

/** What is typed, the last word being completed, and what is offered; undefined: files, which are the shell's business. */
const typed: [words: string[], offered: string[] | undefined][] = [
  [['lin'], ['lint']],
  [['co'], ['configmap', 'completion']],
  [
    ['schema', ''],
    ['rule', 'ruletest', 'policy'],
  ],
  [['completion', 'z'], ['zsh']],
  [
    ['configmap', '--na'],
    ['--name', '--namespace'],
  ],
  [
    ['configmap', 'a.yaml', '--format', ''],
    ['text', 'json'],
  ],
  [['apply', '--format', 'j'], ['json']],
  [['annotate', '--in'], ['--in-place']],
  [['help', 'ann'], ['annotate']],
  [['lint', ''], undefined],
  [['apply', '--rules', ''], undefined],
];

suite('completion in bash', { skip: missing('bash') }, () => {
  for (const [words, offered] of [...typed, [['apply', '--format', '=', 'js'], ['json']] as const]) {
    test(words.join(' ') || 'nothing', () => {
      const quoted = ['sidepatch', ...words].map((word) => `'${word}'`).join(' ');
      const script = `set -u; source '${scripts['bash']}'; COMP_WORDS=(${quoted}); COMP_CWORD=${words.length}; _sidepatch; printf '%s\\n' "\${COMPREPLY[@]-}"`;
      assert.deepEqual(sorted(shell('bash', ['--norc', '-c', script])), sorted((offered ?? []).join('\n')));
    });
  }

  test('offers all commands first', () => {
    const script = `source '${scripts['bash']}'; COMP_WORDS=(sidepatch ''); COMP_CWORD=1; _sidepatch; echo "\${COMPREPLY[*]}"`;
    assert.equal(
      shell('bash', ['--norc', '-c', script]).trim(),
      `${Object.keys(commands).join(' ')} help --help --version`,
    );
  });
});

suite('completion in fish', { skip: missing('fish') }, () => {
  for (const [words, offered] of typed) {
    test(words.join(' '), () => {
      const script = `source '${scripts['fish']}'; complete -C "sidepatch ${words.join(' ')}"`;
      const lines = shell('fish', ['--no-config', '-c', script], folder).split('\n');
      const found = lines.map((line) => line.split('\t')[0] ?? '').filter(Boolean);
      if (offered) assert.deepEqual(found.sort(), [...offered].sort());
      else assert.ok(found.includes('sidepatch.bash'), found.join(' '));
    });
  }
});

suite('completion in zsh', { skip: missing('zsh') }, () => {
  test('is read without complaint', () => assert.equal(shell('zsh', ['-f', '-n', scripts['zsh'] ?? '']), ''));

  for (const [words, offered] of typed) {
    test(words.join(' '), () => {
      const found = sorted(inZsh(['sidepatch', ...words].join(' ')));
      if (offered) assert.deepEqual(found, [...offered].sort());
      else assert.ok(found.includes('sidepatch.bash'), found.join(' '));
    });
  }
});

/** Presses the tab key in a real zsh on a terminal of its own, with each offer printed on a line instead of inserted. */
function inZsh(line: string): string {
  const script = `
zmodload zsh/zpty
zpty z zsh -f -i
zpty -w z 'PROMPT=; unset zle_bracketed_paste; autoload -U compinit; compinit -D -u; source ${scripts['zsh']}; cd ${folder}'
zpty -w z 'compadd() { [[ $* == *-[OAD]* ]] && { builtin compadd "$@"; return }; local -a hits; builtin compadd -O hits "$@"; local hit; for hit in $hits; do print -r -- "HIT<$hit>"; done; builtin compadd "$@" }'
zpty -w z 'go() { print -r -- "DONE<>" }; zle -N go; bindkey "^X" go; print -r -- READY"<>"'
zpty -r -m z chunk '*READY<>*'
zpty -w -n z '${line}'$'\\t'$'\\x18'
zpty -r -m z all '*DONE<>*'
print -r -- "$all"
zpty -d z
`;
  const out = shell('zsh', ['-f', '-c', script], folder);
  return [...new Set([...out.matchAll(/HIT<([^>]*)>/g)].map(([, hit]) => hit))].join('\n');
}

function shell(name: string, args: readonly string[], cwd?: string): string {
  const { status, stdout, stderr, error } = spawnSync(name, args, {
    encoding: 'utf8',
    timeout: 20_000,
    ...(cwd === undefined ? {} : { cwd }),
    env: { ...process.env, HOME: folder, TERM: 'dumb' },
  });
  if (error) throw error;
  assert.equal(status, 0, stderr);
  assert.equal(stderr, '');
  return stdout;
}

function sorted(text: string): string[] {
  return text.split('\n').filter(Boolean).sort();
}

function commandOf(name: string): CommandWords {
  const found = table.find((command) => command.name === name);
  assert.ok(found);
  return found;
}

function optionOf(command: string, name: string) {
  return commandOf(command).options.find((option) => option.name === name);
}

function missing(name: string): string | false {
  return spawnSync(name, ['--version']).error ? `there is no ${name} on this machine` : false;
}
