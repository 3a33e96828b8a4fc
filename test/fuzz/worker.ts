import { parentPort, workerData } from 'node:worker_threads';
import { type BatchFigures, type FoundCase, runBatch } from './batch.ts';
import { createSecondReaders } from './second-readers.ts';

/** What the worker is told: where to begin, what is known, and where it says how far it is. */
export interface WorkerTask {
  readonly generators: readonly string[];
  readonly seed: number;
  readonly firstBatch: number;
  readonly batches: number;
  readonly known: readonly string[];
  /** Batch and case, for whoever watches. */
  readonly progress: SharedArrayBuffer;
}

export interface BatchReport {
  readonly batch: number;
  readonly generator: string;
  readonly figures: BatchFigures;
  readonly found: readonly FoundCase[];
  readonly secondReads: number;
  /** What other readers said of results. */
  readonly problems: readonly { readonly message: string; readonly text: string }[];
}

/** The seed of a batch: another one for each, the same in each run with the same seed. */
export function seedOf(seed: number, batch: number): number {
  return (Math.imul(seed, 0x9e3779b1) + Math.imul(batch + 1, 0x85ebca6b)) | 0;
}

/** Starting Python takes as long as some hundred cases. */
const BATCHES_A_READING = 40;

if (parentPort) run(workerData as WorkerTask); // what main.ts gives

function run({ generators, seed, firstBatch, batches, known, progress }: WorkerTask): void {
  const at = new Int32Array(progress);
  const seen = new Set(known);
  const readers = createSecondReaders();
  for (let batch = firstBatch; batch < batches; batch++) {
    const generator = generators[batch % generators.length] ?? '';
    at[0] = batch;
    const { figures, found } = runBatch(generator, seedOf(seed, batch), seen, (checked, i) => {
      at[1] = i;
      at[2] = (at[2] ?? 0) + 1;
      if (i % 4 === 0) readers.add(checked);
    });
    const isTime = batch % BATCHES_A_READING === BATCHES_A_READING - 1 || batch === batches - 1;
    const problems = isTime ? readers.read() : [];
    const report: BatchReport = { batch, generator, figures, found, problems, secondReads: readers.count };
    parentPort?.postMessage(report);
  }
}
