import type { Hooks } from '../engine/hooks.ts';
import { formatDiagnostic } from '../text/diagnostic.ts';
import type { LiveHooks, LoadedRules } from './live-hooks.ts';
import type { Log } from './log.ts';

export interface RuleFolders {
  /** Changes when a file of the folders does; cheap. */
  state(): string;
  load(): LoadedRules;
}

/** Kubernetes itself takes about a minute to bring a changed ConfigMap into a pod. */
const POLL_INTERVAL_MS = 5000;

/**
 * Looks for changed rule files from time to time and takes them over. Rules that are broken are logged and not taken: the
 * last good ones stay in force, unless there have been none. A changed policy is always taken, because what it forbids
 * must end. It polls, because every watch would take one of the 128
 * inotify instances that all VMs of a node share.
 */
export function reloadOnChange(
  hooks: LiveHooks,
  folders: RuleFolders,
  log: Log,
  intervalMs: number = POLL_INTERVAL_MS,
): void {
  let state = folders.state();
  const look = () => {
    const next = folders.state();
    if (next === state) return;
    state = next;
    const loaded = folders.load();
    if (loaded.digest === hooks.digest) return;
    const isSamePolicy = loaded.policyDigest === hooks.policyDigest;
    if (isSamePolicy && isBroken(loaded.hooks) && !isBroken(hooks)) {
      logDiagnostics(loaded.hooks, log);
      log.error(
        `the changed rules ${loaded.digest} are broken and not taken over; ${hooks.digest} stay in force`,
      );
      return;
    }
    hooks.replace(loaded);
    logDiagnostics(hooks, log);
    log.info(`changed rules taken over: ${hooks.digest}`, { rules: hooks.ruleNames });
  };
  setInterval(look, intervalMs).unref();
}

/** One line for each problem of the rule files. */
export function logDiagnostics(hooks: Hooks, log: Log): void {
  for (const diagnostic of hooks.diagnostics) {
    log[diagnostic.severity === 'error' ? 'error' : 'warn'](formatDiagnostic(diagnostic));
  }
}

function isBroken(hooks: Hooks): boolean {
  return hooks.diagnostics.some(({ severity }) => severity === 'error');
}
