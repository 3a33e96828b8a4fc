import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { INIT_HELP, init } from '../../src/cli/init.ts';
import { lint } from '../../src/cli/lint.ts';
import { test as runTests } from '../../src/cli/test.ts';
import { type Ran, run, scratch } from './support.ts';

const folder = scratch();

suite('init', () => {
  test('prints its help', () => assert.deepEqual(run(init, '--help'), { code: 0, out: INIT_HELP, err: '' }));

  for (const options of [[], ['--cloud-init']]) {
    for (const name of ['disk-cache', 'yes', '42', 'a'.repeat(63)]) {
      test(`init ${[name, ...options].join(' ')} makes a rule that passes lint and its test`, () => {
        const ran = inside(`${name}${options.length}`, () => {
          const made = run(init, name, ...options);
          assert.equal(made.code, 0, made.err);
          assert.match(made.out, new RegExp(`^Wrote ${name}\\.yaml and tests/${name}\\.yaml\\. Next:\n`));
          assert.match(readFileSync(`${name}.yaml`, 'utf8'), /^# .+\napiVersion: sidepatch\/v1alpha1\n/);
          const linted = run(lint, `${name}.yaml`);
          assert.deepEqual(linted, { code: 0, out: '', err: '1 rule: no findings\n' });
          return run(runTests, 'tests');
        });
        assert.equal(ran.code, 0, ran.out + ran.err);
        assert.match(ran.out, /^3 passed, 0 failed$/m);
      });
    }
  }

  test('writes over nothing, and then writes nothing at all', () => {
    inside('there', () => {
      mkdirSync('tests');
      writeFileSync('tests/a.yaml', 'mine');
      const { code, err } = run(init, 'a');
      assert.equal(code, 2);
      assert.match(err, /tests\/a\.yaml is there already: choose another name, or move it away/);
      assert.equal(readFileSync('tests/a.yaml', 'utf8'), 'mine');
      assert.equal(existsSync('a.yaml'), false);
      return undefined;
    });
  });

  test('a folder that cannot be made is told without a stack trace', () => {
    inside('file', () => {
      writeFileSync('tests', '');
      const { code, err } = run(init, 'a');
      assert.equal(code, 2);
      assert.match(err, /cannot be written \((EEXIST|ENOTDIR)\): check the folder/);
      assert.equal(existsSync('a.yaml'), false);
      return undefined;
    });
  });

  const wrong: [args: string[], message: RegExp][] = [
    [[], /needs the rule's name/],
    [['a', 'b'], /makes one rule at a time/],
    [
      ['Disk_Cache'],
      /"Disk_Cache" cannot be a rule's name: use lower case letters, digits and -, at most 63/,
    ],
    [['rules/a'], /cannot be a rule's name/],
    [['a.yaml'], /cannot be a rule's name/],
    [['a'.repeat(64)], /cannot be a rule's name/],
    [['a', '--cloudinit'], /there is no option --cloudinit \(did you mean --cloud-init\?\)/],
  ];
  for (const [args, message] of wrong) {
    test(`init ${args.join(' ').slice(0, 30)} is wrong use`, () => {
      const { code, err } = run(init, ...args);
      assert.equal(code, 2);
      assert.match(err, message);
    });
  }
});

/** Runs in a fresh folder, which is the current one meanwhile. */
function inside<T extends Ran | undefined>(name: string, action: () => T): T {
  const before = process.cwd();
  mkdirSync(join(folder, name));
  process.chdir(join(folder, name));
  try {
    return action();
  } finally {
    process.chdir(before);
  }
}
