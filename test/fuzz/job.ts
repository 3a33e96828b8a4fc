import { Worker } from 'node:worker_threads';
import { caseAt, type FoundCase } from './batch.ts';
import { type Report, seedOf, type WorkerTask } from './worker.ts';

/** A case that has not come back after this time never will. Long, because the machine may be busy. */
export const MAX_SILENCE_MS = 60_000;

/** Between two looks at a job. */
const LOOK_MS = 1000;

/** A thread of a run: ends when no batch is left, when it is stopped, or when it is lost. */
export interface Job {
  readonly worker: Worker;
  readonly task: WorkerTask;
  readonly stop: AbortSignal;
  readonly maxSilenceMs: number;
  report(report: Report): void;
  /** The thread ended, or did not come back from the case that this holds. */
  lost(found: FoundCase): void;
}

export function startWorker(task: WorkerTask): Worker {
  const resourceLimits = { maxOldGenerationSizeMb: 1500 };
  return new Worker(new URL('worker.ts', import.meta.url), { workerData: task, resourceLimits });
}

/** Resolves when the thread is gone. */
export function watchJob({ worker, task, stop, maxSilenceMs, report, lost }: Job): Promise<void> {
  const at = new Int32Array(task.progress);
  const lose = (kind: 'hang' | 'crash', message: string) => lost(foundAt(task, kind, message));
  let last = { tries: 0, when: performance.now() };
  const watch = setInterval(
    () => {
      const tries = at[2] ?? 0;
      const now = performance.now();
      if (tries !== last.tries) last = { tries, when: now };
      else if (now - last.when > maxSilenceMs) {
        clearInterval(watch);
        lose('hang', `no answer for ${maxSilenceMs / 1000} s`);
        void worker.terminate();
      }
    },
    Math.min(LOOK_MS, maxSilenceMs),
  );
  const end = () => void worker.terminate();
  stop.addEventListener('abort', end);
  worker.on('message', report);
  worker.on('error', (error) => lose('crash', `the thread ended: ${String(error).slice(0, 200)}`));
  return new Promise((done) =>
    worker.once('exit', () => {
      clearInterval(watch);
      stop.removeEventListener('abort', end);
      done();
    }),
  );
}

/** The case that a lost thread was at. */
function foundAt(
  { generators, seed, progress }: WorkerTask,
  kind: 'hang' | 'crash',
  message: string,
): FoundCase {
  const [batch = 0, at = 0] = new Int32Array(progress);
  const generator = generators[batch % generators.length] ?? '';
  const batchSeed = seedOf(seed, batch);
  const kept = caseAt(generator, batchSeed, at) ?? { rules: [] };
  // Each is told: what did not come back twice may have two causes.
  const key = `${kind}: batch ${batch}`;
  return { kind, message, key, generator, seed: batchSeed, kept };
}
