import { statSync } from 'node:fs';
import { complain, say, Usage } from './terminal.ts';
import { yamlFilesIn } from './test-files.ts';

/**
 * How often files are looked at. Looking finds every change on every file system, also of editors that replace a file
 * and of files that are new, which being notified does not.
 */
const LOOK_MS = 200;

/** One run: its exit code, and all that it read. */
export interface WatchedRun {
  readonly code: number;
  readonly inputs: readonly string[];
}

/**
 * Runs at once, and again whenever one of the files, or a file in one of the folders, is changed, added or deleted. Ends
 * with SIGINT or SIGTERM, and then with the last run's exit code. A file that cannot be read is told, and waited for.
 */
export function watchFiles(paths: readonly string[], run: () => WatchedRun): number {
  let inputs: readonly string[] = paths;
  let code = 0;
  /** What the last run saw, or what was there when it began: a change while it runs is seen afterwards. */
  let seen: ReadonlyMap<string, string> = new Map();
  const runOnce = () => {
    const before = stateOf(inputs);
    try {
      const ran = run();
      code = ran.code;
      inputs = [...new Set([...paths, ...ran.inputs])];
    } catch (error) {
      if (!(error instanceof Usage)) throw error;
      complain(`sidepatch: ${error.message}`);
      code = 1;
    }
    seen = new Map([...stateOf(inputs), ...[...before].filter(([path]) => inputs.includes(path))]);
    complain('waiting for changes; Ctrl-C ends');
  };
  const end = () => process.exit(code);
  process.once('SIGINT', end);
  process.once('SIGTERM', end);
  runOnce();
  let last = seen;
  setInterval(() => {
    const now = stateOf(inputs);
    // Wait until it is the same twice: an editor may still be writing.
    const isSettled = isSame(now, last);
    last = now;
    if (!isSettled || isSame(now, seen)) return;
    if (process.stdout.isTTY) process.stdout.write('\u001b[2J\u001b[3J\u001b[H');
    else say('');
    runOnce();
  }, LOOK_MS);
  return code;
}

/** For each path a text that is another one when a file is. */
function stateOf(paths: readonly string[]): ReadonlyMap<string, string> {
  return new Map(paths.map((path) => [path, stateOfPath(path)]));
}

function isSame(one: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): boolean {
  return one.size === other.size && [...one].every(([path, state]) => other.get(path) === state);
}

function stateOfPath(path: string): string {
  try {
    const found = statSync(path);
    if (found.isDirectory()) return [path, ...yamlFilesIn(path).map(stateOfPath)].join('\n');
    return `${path} ${found.mtimeMs} ${found.size} ${found.ino}`;
  } catch {
    return `${path} is not there`;
  }
}
