import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { suite, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { caseAt, type FoundCase } from './batch.ts';
import { GENERATORS } from './generators.ts';
import { startWorker, watchJob } from './job.ts';
import { type Report, seedOf, type WorkerTask } from './worker.ts';

const taskOf = (seed: number): WorkerTask => ({
  generators: Object.keys(GENERATORS),
  seed,
  batches: 1000,
  known: [],
  next: new SharedArrayBuffer(4),
  progress: new SharedArrayBuffer(12),
});

const main = fileURLToPath(new URL('main.ts', import.meta.url));

suite('the jobs of the fuzzer', () => {
  test('one job and three try the same cases', () => {
    const [one, three] = ['1', '3'].map((jobs) => {
      const args = [main, '--cases', '1000', '--seed', '5', '--only', 'noise', '--jobs', jobs];
      const { stdout, status } = spawnSync(process.execPath, args, { encoding: 'utf8' });
      assert.equal(status, 0, stdout);
      return /^noise .*$/m.exec(stdout)?.[0] ?? stdout;
    });
    assert.match(one ?? '', /^noise +1000 /);
    assert.equal(three, one);
  });

  for (const { kind, seed, says } of [
    { kind: 'hang', seed: 1, says: /^no answer for 5 s$/ },
    { kind: 'crash', seed: 2, says: /^the thread ended: .*memory/ },
  ]) {
    test(`a job that is lost by a ${kind} is told, with its case`, async () => {
      const task = taskOf(seed);
      const found: FoundCase[] = [];
      const reports: Report[] = [];
      await watchJob({
        worker: new Worker(new URL('stuck-worker.ts', import.meta.url), {
          workerData: task,
          resourceLimits: { maxOldGenerationSizeMb: 50 },
        }),
        task,
        stop: new AbortController().signal,
        // A thread that starts on a busy machine is silent for a while as well.
        maxSilenceMs: kind === 'hang' ? 5000 : 60_000,
        report: (report) => reports.push(report),
        lost: (one) => found.push(one),
      });
      assert.deepEqual(
        found.map((one) => one.kind),
        [kind],
      );
      assert.match(found[0]?.message ?? '', says);
      assert.deepEqual(found[0]?.kept, caseAt(task.generators[5] ?? '', seedOf(seed, 5), 3));
      assert.deepEqual(reports, [{ kind: 'Reading', reads: 7, problems: [] }]);
    });
  }

  test('a stopped job ends', async () => {
    const stop = new AbortController();
    const task = taskOf(1);
    const reports: Report[] = [];
    await watchJob({
      worker: startWorker(task),
      task,
      stop: stop.signal,
      maxSilenceMs: 60_000,
      report: (report) => {
        reports.push(report);
        stop.abort();
      },
      lost: ({ message }) => assert.fail(message),
    });
    assert.ok(reports.length > 0);
  });
});
