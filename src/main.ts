import { createHooks } from './engine/hooks.ts';
import { collectRules } from './io/collect-rules.ts';
import type { RuleFiles } from './io/rule-files.ts';
import { loadRules } from './rules/load.ts';
import { HELP } from './server/help.ts';
import { createLog, describeError, type Log } from './server/log.ts';
import { type Options, readOptions } from './server/options.ts';
import { holdBack, settle } from './server/settle.ts';
import { runSidecar } from './server/sidecar.ts';
import { CannotStart } from './server/socket.ts';
import { programVersion } from './server/version.ts';
import { WARM_UP_RULE, warmUp } from './server/warm-up.ts';

/** Enough for V8 to have seen the types of most things: a further round takes as long as the one before. */
const PRACTICE_ROUNDS = 4;

const options = readOptions(process.argv.slice(2));
switch (options.kind) {
  case 'Help':
    process.stdout.write(HELP);
    break;
  case 'Wrong':
    process.stderr.write(`sidepatch: ${options.message}; see --help\n`);
    process.exitCode = 2;
    break;
  case 'Run':
    main(options, createLog(options.logLevel)).then((code) => process.exit(code));
}

/** The sidecar from start to end; resolves with the exit code. */
async function main({ version, rules, socketFolder }: Options, log: Log): Promise<number> {
  log.info(`sidepatch ${programVersion}, offering the hook API ${version}`, { node: process.version });
  try {
    const files = collectRules({ explicit: rules });
    logFiles(files, log);
    const loaded = loadRules(files.sources);
    const hooks = createHooks(loaded.rules, [...files.diagnostics, ...loaded.diagnostics]);
    holdBack();
    practise();
    warmUp(hooks);
    settle();
    await runSidecar({ hooks, version, socketFolder, containerName: process.env['CONTAINER_NAME'], log });
    return 0;
  } catch (error) {
    if (error instanceof CannotStart) log.error(error.message);
    else log.error('unexpected error, exiting', describeError(error));
    return 1;
  }
}

function logFiles({ read }: RuleFiles, log: Log): void {
  for (const { path, bytes, sameAs } of read) {
    if (sameAs === undefined) log.info(`rules from ${path}`, { bytes });
    else log.info(`rules from ${path} passed over: the same bytes as ${sameAs}`, { bytes });
  }
}

/** Runs the way of a call some times before there is one. */
function practise(): void {
  const { rules } = loadRules([{ name: 'warm-up', text: WARM_UP_RULE }]);
  const hooks = createHooks(rules, []);
  for (let round = 0; round < PRACTICE_ROUNDS; round++) warmUp(hooks);
}
