import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';

import { BATCH, type FoundCase } from './batch.ts';
import { addFindings, addReport, figuresText, foundText, progressText, startFigures } from './figures.ts';
import { GENERATORS } from './generators.ts';
import { fuzzGuided } from './guided/run.ts';
import { MAX_SILENCE_MS, startWorker, watchJob } from './job.ts';

const PROGRESS_MS = 30_000;

const { values } = parseArgs({
  options: {
    cases: { type: 'string' },
    minutes: { type: 'string' },
    seed: { type: 'string' },
    only: { type: 'string' },
    jobs: { type: 'string' },
    guided: { type: 'boolean', default: false },
  },
});
const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : number('seed', values.seed);
process.exitCode = values.guided
  ? fuzzGuided(number('minutes', values.minutes ?? '5'), seed, values.only ?? '')
  : await fuzz();

function number(name: string, text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0)) {
    process.stderr.write(`sidepatch fuzz: --${name} takes a number\n`);
    process.exit(2);
  }
  return value;
}

/** Runs until the cases are done, the time is up, or Ctrl-C; returns the exit code. */
async function fuzz(): Promise<number> {
  const started = performance.now();
  const cases = number('cases', values.cases ?? (values.minutes === undefined ? '20000' : '500000000'));
  const jobs = Math.max(1, number('jobs', values.jobs ?? String(availableParallelism())));
  const generators = Object.keys(GENERATORS).filter((name) => name.includes(values.only ?? ''));
  const figures = startFigures(generators);
  const batches = Math.ceil(cases / BATCH);
  const next = new SharedArrayBuffer(4);
  const stop = stopSignal();
  const tell = (found: readonly FoundCase[]) => {
    for (const one of found) process.stdout.write(foundText(one));
  };
  process.stdout.write(`seed ${seed}, ${jobs} jobs\n`);
  const progress = setInterval(
    () => process.stdout.write(progressText(figures, performance.now() - started)),
    PROGRESS_MS,
  );
  const work = async () => {
    // A thread that is lost is followed by another.
    while (Atomics.load(new Int32Array(next), 0) < batches && !stop.aborted) {
      const known = [...figures.known];
      const task = { generators, seed, batches, known, next, progress: new SharedArrayBuffer(12) };
      await watchJob({
        worker: startWorker(task),
        task,
        stop,
        maxSilenceMs: MAX_SILENCE_MS,
        report: (report) => tell(addReport(figures, report)),
        lost: (found) => tell(addFindings(figures, [found])),
      });
    }
  };
  await Promise.all(Array.from({ length: jobs }, work));
  clearInterval(progress);
  process.stdout.write(figuresText(figures, performance.now() - started));
  return figures.findings.length > 0 ? 1 : 0;
}

/** Ctrl-C, or the end of the time. */
function stopSignal(): AbortSignal {
  const stop = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stop.abort());
  if (values.minutes !== undefined)
    setTimeout(() => stop.abort(), number('minutes', values.minutes) * 60_000).unref();
  return stop.signal;
}
