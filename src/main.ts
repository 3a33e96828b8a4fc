import { createHooks } from './engine/hooks.ts';
import { collectRules, DEFAULT_RULE_FOLDER } from './io/collect-rules.ts';
import { digestOf } from './io/digest.ts';
import { folderState } from './io/folder-state.ts';
import type { RuleFiles } from './io/rule-files.ts';
import { loadRules } from './rules/load.ts';
import { HELP } from './server/help.ts';
import { createLiveHooks } from './server/live-hooks.ts';
import { createLog, describeError, type Log } from './server/log.ts';
import { type Options, readOptions } from './server/options.ts';
import { type LoadedRules, reloadOnChange } from './server/reload.ts';
import { runSidecar } from './server/sidecar.ts';
import { CannotStart } from './server/socket.ts';
import { programVersion } from './server/version.ts';
import { warmUp } from './server/warm-up.ts';

const options = readOptions(process.argv.slice(2));
switch (options.kind) {
  case 'Help':
    process.stdout.write(HELP);
    break;
  case 'Wrong':
    process.stderr.write(`sidepatch: ${options.message}; see --help\n`);
    process.exitCode = 2;
    break;
  case 'Check':
    process.exitCode = await check(options.socket);
    break;
  case 'Run':
    process.exit(await main(options, createLog(options.logLevel)));
}

/** The sidecar from start to end; resolves with the exit code. */
async function main(given: Options, log: Log): Promise<number> {
  const { version, pluginSockets, socketFolder } = given;
  log.info(`sidepatch ${programVersion}`, { node: process.version });
  try {
    const first = load(given, log);
    const hooks = createLiveHooks(first.hooks);
    if (pluginSockets.length > 0) {
      // A hook sidecar has its rule mounted as one file, which Kubernetes never updates.
      const folders = [DEFAULT_RULE_FOLDER, ...given.rules];
      const state = () => folders.map(folderState).join('\n');
      reloadOnChange(hooks, first, { state, load: () => load(given, log) }, log);
    }
    await runSidecar({
      hooks,
      hookApi: version && {
        version,
        socketFolder,
        containerName: process.env['CONTAINER_NAME'],
        // KubeVirt looks for a network binding plugin by this name.
        name: process.env['NETWORK_BINDING_PLUGIN_NAME'] || 'sidepatch',
      },
      pluginSockets,
      log,
    });
    return 0;
  } catch (error) {
    if (error instanceof CannotStart) log.error(error.message);
    else log.error('unexpected error, exiting', describeError(error));
    return 1;
  }
}

/** Reads and compiles the rules, and runs them once so that the first call does not pay for it. */
function load({ rules }: Options, log: Log): LoadedRules {
  const files = collectRules({ explicit: rules });
  const digest = digestOf(files.sources);
  logFiles(files, digest, log);
  const loaded = loadRules(files.sources);
  const hooks = createHooks(loaded.rules, [...files.diagnostics, ...loaded.diagnostics]);
  warmUp(hooks);
  return { hooks, digest };
}

function logFiles({ read, sources }: RuleFiles, digest: string, log: Log): void {
  for (const { path, bytes, sameAs } of read) {
    if (sameAs === undefined) log.info(`rules from ${path}`, { bytes });
    else log.info(`rules from ${path} passed over: the same bytes as ${sameAs}`, { bytes });
  }
  log.info(`rules ${digest}`, { files: sources.length });
}

async function check(socket: string): Promise<number> {
  const { checkHealth } = await import('./server/check.ts');
  const problem = await checkHealth(socket);
  if (problem !== undefined) process.stderr.write(`sidepatch: ${problem}\n`);
  return problem === undefined ? 0 : 1;
}
