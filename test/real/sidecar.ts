import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, readdirSync } from 'node:fs';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { projectFolder, temporaryFolder } from './run.ts';

/** A sidecar that runs as a process of its own: the bundle, or a container with it. */
export interface Sidecar {
  readonly folder: string;
  /** Resolves with the path of the socket once it is there. */
  socket(): Promise<string>;
  /** What it has written to its standard error and output so far. */
  log(): string;
  /** Resolves with the exit code; past `timeoutMs` the process is killed and the promise rejected. */
  exited(timeoutMs?: number): Promise<number | null>;
  signal(name: NodeJS.Signals): void;
}

/** The bundle that `npm run build` made, with a rule file, in a new folder. */
export function startBundle(rules: string, ...args: readonly string[]): Sidecar {
  return start((folder) => [
    process.execPath,
    ['dist/main.js', '--version', 'v1alpha3', '--rules', rules, '--socket-dir', folder, ...args],
  ]);
}

/** Starts a sidecar whose command line needs to know the folder of its socket. */
export function start(command: (folder: string) => readonly [string, readonly string[]]): Sidecar {
  const folder = temporaryFolder('hooks');
  // An emptyDir is everybody's.
  chmodSync(folder, 0o777);
  const [program, args] = command(folder);
  const child = spawn(program, [...args], { cwd: projectFolder, stdio: ['ignore', 'pipe', 'pipe'] });
  const end = once(child, 'close') as Promise<[number | null]>;
  let log = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (log += String(chunk)));
  // A test that failed half-way leaves its sidecar behind: it neither holds the test process nor outlives it. SIGTERM,
  // because podman passes it on to the container.
  child.unref();
  for (const stream of [child.stdout, child.stderr]) (stream as Socket).unref();
  process.on('exit', () => child.kill('SIGTERM'));
  return {
    folder,
    socket: () => waitForSocket(folder, child, () => log),
    log: () => log,
    exited: (timeoutMs = 10_000) => waitForExit(end, timeoutMs, child),
    signal: (name) => child.kill(name),
  };
}

async function waitForSocket(folder: string, child: ChildProcess, log: () => string): Promise<string> {
  for (const end = Date.now() + 20_000; Date.now() < end; await sleep(50)) {
    const [name, ...others] = readdirSync(folder);
    if (others.length > 0)
      throw new Error(`more than the socket in its folder: ${[name, ...others].join(', ')}`);
    if (name !== undefined) return join(folder, name);
    if (child.exitCode !== null) throw new Error(`ended with exit code ${child.exitCode}\n${log()}`);
  }
  throw new Error(`no socket after 20 s\n${log()}`);
}

async function waitForExit(
  end: Promise<[number | null]>,
  timeoutMs: number,
  child: ChildProcess,
): Promise<number | null> {
  const clock = new AbortController();
  const timeout = sleep(timeoutMs, undefined, { signal: clock.signal }).catch(() => undefined);
  const outcome = await Promise.race([end, timeout]);
  clock.abort();
  if (outcome !== undefined) return outcome[0];
  child.kill('SIGKILL');
  throw new Error(`still running after ${timeoutMs} ms`);
}
