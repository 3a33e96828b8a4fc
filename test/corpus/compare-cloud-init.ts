import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Compare } from './cases.ts';

const python = '/usr/bin/python3';
const script = fileURLToPath(new URL('compare.py', import.meta.url));

/** Two CloudInitData objects that should say the same. */
export interface Pair {
  readonly wanted: unknown;
  readonly result: unknown;
  readonly compare: Compare;
}

/** Which of the pairs say the same, in one run of Python. Throws without Debian's python3-yaml. */
export function sameCloudInit(pairs: readonly Pair[]): readonly boolean[] {
  if (pairs.length === 0) return [];
  const run = spawnSync(python, [script], { input: JSON.stringify(pairs), encoding: 'utf8' });
  if (run.error) throw run.error;
  if (run.status !== 0) throw new Error(`${python} with yaml (python3-yaml) is needed: ${run.stderr}`);
  return JSON.parse(run.stdout);
}
