import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { BATCH, caseAt } from './batch.ts';
import { addReport, type Figures, figuresText, foundText, startFigures } from './figures.ts';
import { GENERATORS } from './generators.ts';
import { fuzzGuided } from './guided/run.ts';
import { type BatchReport, seedOf, type WorkerTask } from './worker.ts';

/** A case that has not come back after this time never will. Long, because the machine may be busy. */
const MAX_SILENCE_MS = 60_000;

const PROGRESS_MS = 30_000;

const { values } = parseArgs({
  options: {
    cases: { type: 'string' },
    minutes: { type: 'string' },
    seed: { type: 'string' },
    only: { type: 'string' },
    guided: { type: 'boolean', default: false },
  },
});
const started = performance.now();
const until =
  values.minutes === undefined
    ? Number.POSITIVE_INFINITY
    : started + number('minutes', values.minutes) * 60_000;
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
  const cases = number('cases', values.cases ?? (values.minutes === undefined ? '20000' : '1000000000'));
  const generators = Object.keys(GENERATORS).filter((name) => name.includes(values.only ?? ''));
  const figures = startFigures(generators);
  const batches = Math.ceil(cases / BATCH);
  process.stdout.write(`seed ${seed}\n`);
  let first = 0;
  while (first < batches && performance.now() < until && !figures.isStopped) {
    first = await runWorker(
      {
        generators,
        seed,
        firstBatch: first,
        batches,
        known: [...figures.known],
        progress: new SharedArrayBuffer(12),
      },
      figures,
    );
  }
  process.stdout.write(figuresText(figures, performance.now() - started));
  return figures.findings.length > 0 ? 1 : 0;
}

/** Runs batches in a thread that may die. Returns the batch to go on with. */
function runWorker(task: WorkerTask, figures: Figures): Promise<number> {
  const worker = new Worker(new URL('worker.ts', import.meta.url), {
    workerData: task,
    resourceLimits: { maxOldGenerationSizeMb: 1500 },
  });
  const at = new Int32Array(task.progress);
  at[0] = task.firstBatch;
  return new Promise((done) => {
    let last = { count: -1, when: performance.now() };
    let told = performance.now();
    let next = task.firstBatch;
    const end = (batch: number) => {
      clearInterval(watch);
      process.off('SIGINT', stop);
      process.off('SIGTERM', stop);
      void worker.terminate().then(() => done(batch));
    };
    const stop = () => {
      figures.isStopped = true;
      end(task.batches);
    };
    process.on('SIGINT', stop);
    process.on('SIGTERM', stop);
    const lost = (kind: 'hang' | 'crash', message: string) => {
      const [batch = 0, i = 0] = at;
      const generator = task.generators[batch % task.generators.length] ?? '';
      const batchSeed = seedOf(task.seed, batch);
      // The counter is that of the last case that came back.
      const kept = caseAt(generator, batchSeed, i + 1) ?? { rules: [] };
      const found = { kind, message, generator, seed: batchSeed, kept };
      figures.findings.push(found);
      process.stdout.write(foundText(found));
      end(batch + 1);
    };
    const watch = setInterval(() => {
      const now = performance.now();
      if (at[2] !== last.count) last = { count: at[2] ?? 0, when: now };
      else if (now - last.when > MAX_SILENCE_MS)
        return lost('hang', `no answer for ${MAX_SILENCE_MS / 1000} s`);
      if (now - told > PROGRESS_MS) {
        told = now;
        process.stdout.write(`${figures.cases} cases, ${figures.findings.length} findings\n`);
      }
      if (now > until) end(task.batches);
    }, 1000);
    worker.on('message', (report: BatchReport) => {
      next = report.batch + 1;
      for (const found of addReport(figures, report)) process.stdout.write(foundText(found));
      if (next >= task.batches) end(next);
    });
    worker.on('error', (error) => lost('crash', `the thread ended: ${String(error).slice(0, 200)}`));
  });
}
