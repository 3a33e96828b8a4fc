import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { type BatchFigures, type FoundCase, runBatch } from './batch.ts';
import { createSecondReaders, type Problem } from './second-readers.ts';

/** What a worker is told. All workers of a run take their batches from one counter. */
export interface WorkerTask {
  readonly generators: readonly string[];
  readonly seed: number;
  readonly batches: number;
  /** Keys of what was found before. */
  readonly known: readonly string[];
  /** The batch that comes next. */
  readonly next: SharedArrayBuffer;
  /** The worker's batch and case, and a count of tries, for whoever watches. */
  readonly progress: SharedArrayBuffer;
}

/** What came of a batch, or what other readers said of the results of some. */
export type Report =
  | {
      readonly kind: 'Batch';
      readonly generator: string;
      readonly figures: BatchFigures;
      readonly found: readonly FoundCase[];
    }
  | { readonly kind: 'Reading'; readonly reads: number; readonly problems: readonly Problem[] };

/** The seed of a batch: another one for each, the same in each run with the same seed. */
export function seedOf(seed: number, batch: number): number {
  return (Math.imul(seed, 0x9e3779b1) + Math.imul(batch + 1, 0x85ebca6b)) | 0;
}

/** Starting Python takes as long as some hundred cases. */
const BATCHES_A_READING = 40;

if (parentPort) run(workerData as WorkerTask, parentPort); // what job.ts gives

function run({ generators, seed, batches, known, next, progress }: WorkerTask, port: MessagePort): void {
  const at = new Int32Array(progress);
  const seen = new Set(known);
  const readers = createSecondReaders();
  const read = () => port.postMessage({ kind: 'Reading', ...readers.read() } satisfies Report);
  for (let done = 1; ; done++) {
    const batch = Atomics.add(new Int32Array(next), 0, 1);
    if (batch >= batches) break;
    const generator = generators[batch % generators.length] ?? '';
    const { figures, found } = runBatch(generator, seedOf(seed, batch), seen, {
      trying(i) {
        at.set([batch, i, (at[2] ?? 0) + 1]);
      },
      checked(checked, i) {
        if (i % 4 === 0) readers.add(checked);
      },
    });
    port.postMessage({ kind: 'Batch', generator, figures, found } satisfies Report);
    if (done % BATCHES_A_READING === 0) read();
  }
  read();
}
