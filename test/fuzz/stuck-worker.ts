import { parentPort, workerData } from 'node:worker_threads';
import type { WorkerTask } from './worker.ts';

// Comes to case 3 of batch 5 and no further: for ever, or by the memory that it takes.
const at = new Int32Array((workerData as WorkerTask).progress); // what jobs.test.ts gives
at.set([5, 3, 1]);
parentPort?.postMessage({ kind: 'Reading', reads: 7, problems: [] });
const kept: unknown[] = [];
for (;;) if ((workerData as WorkerTask).seed === 2) kept.push(new Array(1e6).fill(0.5));
