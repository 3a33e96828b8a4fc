import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { CLI, RULE, RULE_TEST, writeFiles } from './child.ts';
import { scratch } from './support.ts';

// A real process, and real files. Nothing is timed: each step waits for what must be printed next.

const folder = scratch();
const file = (name: string) => join(folder, name);

before(() =>
  writeFiles(folder, {
    'maker.yaml': RULE,
    'tests/maker.yaml': RULE_TEST.replace('{maker: Applied}', '{maker: Applied}\n      domain: domain.xml'),
    'tests/domain.xml': '<domain/>',
  }),
);

suite('sidepatch test --watch', () => {
  const children: ChildProcess[] = [];
  after(() => {
    for (const child of children) child.kill('SIGKILL');
  });

  function start(...args: string[]) {
    const child = spawn(process.execPath, [CLI, 'test', '--watch', ...args], { cwd: folder });
    children.push(child);
    let text = '';
    let wake = () => {};
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => {
        text += chunk;
        wake();
      });
    let isEnded = false;
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
    void ended.then(() => {
      isEnded = true;
      wake();
    });
    /** What is printed until the run after the last one has ended. */
    const nextRun = async () => {
      const end = /waiting for changes; Ctrl-C ends\n/;
      while (!end.test(text)) {
        assert.equal(isEnded, false, text);
        await new Promise<void>((resolve) => (wake = resolve));
      }
      const [run = ''] = text.split(end);
      text = text.slice(run.length).replace(end, '');
      return run;
    };
    return { child, ended, nextRun };
  }

  test('runs again for a changed rule, test and domain, for new files and for deleted ones', async () => {
    const { child, ended, nextRun } = start('tests');
    assert.match(await nextRun(), /^2 passed, 0 failed$/m);

    writeFileSync(file('maker.yaml'), RULE.replace('manufacturer', 'product'));
    const failing = await nextRun();
    assert.match(failing, /^1 passed, 1 failed$/m);
    assert.equal(failing.includes('\u001b'), false, 'the screen is only cleared on a terminal');

    // As editors do it: a new file in the place of the old one.
    writeFileSync(file('maker.new'), RULE);
    renameSync(file('maker.new'), file('maker.yaml'));
    assert.match(await nextRun(), /^2 passed, 0 failed$/m);

    writeFileSync(file('tests/more.yaml'), RULE_TEST.replace('the maker is shown', 'one more'));
    assert.match(await nextRun(), /^ok {4}tests\/more\.yaml: one more$/m);

    rmSync(file('tests/more.yaml'));
    assert.doesNotMatch(await nextRun(), /one more/);

    writeFileSync(file('tests/domain.xml'), '<domain');
    assert.match(await nextRun(), /^FAIL {2}tests\/maker\.yaml: the maker is shown$/m);

    rmSync(file('tests/domain.xml'));
    assert.match(
      await nextRun(),
      /^ {6}tests\/maker\.yaml:7:13: domain: tests\/domain\.xml does not exist$/m,
    );

    writeFileSync(file('tests/domain.xml'), '<domain/>');
    assert.match(await nextRun(), /^2 passed, 0 failed$/m);

    child.kill('SIGINT');
    assert.equal(await ended, 0);
  });

  test('ends with what the last run came to', async () => {
    writeFiles(folder, { 'bad/maker.yaml': RULE_TEST.replace('Applied', 'Unchanged') });
    const { child, ended, nextRun } = start('bad');
    assert.match(await nextRun(), /^1 passed, 1 failed$/m);
    child.kill('SIGINT');
    assert.equal(await ended, 1);
  });

  test('waits for a path that is not there yet', async () => {
    const { child, ended, nextRun } = start('later');
    assert.match(await nextRun(), /^sidepatch: later does not exist$/m);
    writeFiles(folder, { 'later/maker.yaml': RULE_TEST });
    assert.match(await nextRun(), /^2 passed, 0 failed$/m);
    child.kill('SIGTERM');
    assert.equal(await ended, 0);
  });
});
