import { createHooks, type Hooks } from './engine/hooks.ts';
import { collectRules, DEFAULT_RULE_FILES, DEFAULT_RULE_FOLDER } from './io/collect-rules.ts';
import { digestOf } from './io/digest.ts';
import { folderState } from './io/folder-state.ts';
import { collectPolicies, DEFAULT_POLICY_FOLDER, isReallyWithin } from './io/policy-files.ts';
import type { RuleFiles } from './io/rule-files.ts';
import { limitRules } from './rules/limit-rules.ts';
import { loadRules } from './rules/load.ts';
import { loadPolicies } from './rules/load-policies.ts';
import type { Policy } from './rules/policy-model.ts';
import { guardHooks, type SlowPath } from './server/guarded-hooks.ts';
import { HELP } from './server/help.ts';
import { createLiveHooks, type LoadedRules } from './server/live-hooks.ts';
import { createLog, describeError, type Log } from './server/log.ts';
import { type Options, readOptions } from './server/options.ts';
import { releasePackages } from './server/packages.ts';
import { rehearse } from './server/rehearse.ts';
import { reloadOnChange } from './server/reload.ts';
import { holdBack } from './server/settle.ts';
import { runSidecar } from './server/sidecar.ts';
import { CannotStart } from './server/socket.ts';
import { openStderr } from './server/stderr.ts';
import { answerInThread, runInThread } from './server/thread.ts';
import { programVersion } from './server/version.ts';
import { WARM_UP_CLOUD_INIT_RULE, WARM_UP_RULE, warmUp } from './server/warm-up.ts';

/** What a thread is started with: the file that Node was. */
const PROGRAM = process.argv[1] ?? '';

// A thread of this program answers one slow call, and is gone.
if (!answerInThread((texts) => compile(texts as RuleTexts).hooks)) void start();

async function start(): Promise<void> {
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
      process.exit(await main(options, createLog(options.logLevel, openStderr())));
  }
}

/** The sidecar from start to end; resolves with the exit code. */
async function main(given: Options, log: Log): Promise<number> {
  const { version, pluginSockets, socketFolder } = given;
  log.info(`sidepatch ${programVersion}`, { node: process.version });
  try {
    holdBack();
    const first = load(given, log);
    const practise = await prepare(first.hooks);
    const hooks = createLiveHooks(first);
    if (pluginSockets.length > 0) {
      // A hook sidecar has its rule mounted as one file, which Kubernetes never updates.
      const folders = [DEFAULT_RULE_FOLDER, DEFAULT_POLICY_FOLDER, ...given.rules, ...given.policies];
      const state = () => folders.map(folderState).join('\n');
      reloadOnChange(hooks, { state, load: () => load(given, log) }, log);
    }
    const begin: SlowPath['begin'] = () => {
      const { texts } = hooks;
      return (call, ms) => runInThread(PROGRAM, texts, call, ms);
    };
    const sidecar = {
      hooks,
      guarded: guardHooks(hooks, { begin }, log),
      hookApi: version && {
        version,
        socketFolder,
        containerName: process.env['CONTAINER_NAME'],
        // KubeVirt looks for a network binding plugin by this name.
        name: process.env['NETWORK_BINDING_PLUGIN_NAME'] || 'sidepatch',
      },
      pluginSockets,
      log,
    };
    await runSidecar(sidecar, practise);
    return 0;
  } catch (error) {
    if (error instanceof CannotStart) log.error(error.message);
    else log.error('unexpected error, exiting', describeError(error));
    return 1;
  }
}

/** Reads and compiles the rules. */
function load({ rules, policies }: Options, log: Log): LoadedRules {
  const texts = { rules: collectRules({ explicit: rules }), policies: collectPolicies(policies) };
  const digest = digestOf([...texts.policies.sources, ...texts.rules.sources]);
  logFiles(texts.rules, digest, log);
  const compiled = compile(texts);
  logPolicies(compiled.policies, log);
  return { hooks: compiled.hooks, digest, policyDigest: digestOf(texts.policies.sources), texts };
}

/** Plain data, which can be handed to a thread. */
interface RuleTexts {
  readonly rules: RuleFiles;
  readonly policies: RuleFiles;
}

function compile({ rules, policies }: RuleTexts): { hooks: Hooks; policies: readonly Policy[] } {
  const limits = loadPolicies(policies.sources, DEFAULT_RULE_FILES);
  const loaded = loadRules(rules.sources);
  const limited = limitRules(loaded.rules, limits.policies, isReallyWithin);
  // With a policy that does not load nobody knows what is forbidden: its error is among these, and refuses every call.
  const found = [policies, limits, rules, loaded, limited].flatMap(({ diagnostics }) => diagnostics);
  return { hooks: createHooks(limited.rules, found), policies: limits.policies };
}

function logFiles({ read, sources }: RuleFiles, digest: string, log: Log): void {
  for (const { path, bytes, sameAs } of read) {
    if (sameAs === undefined) log.info(`rules from ${path}`, { bytes });
    else log.info(`rules from ${path} passed over: the same bytes as ${sameAs}`, { bytes });
  }
  log.info(`rules ${digest}`, { files: sources.length });
}

function logPolicies(policies: readonly Policy[], log: Log): void {
  for (const { name, span, trusted } of policies)
    log.info(`policy ${name} from ${span.source.name}`, { trusted });
}

async function check(socket: string): Promise<number> {
  const { checkHealth } = await import('./server/check.ts');
  const problem = await checkHealth(socket);
  if (problem !== undefined) process.stderr.write(`sidepatch: ${problem}\n`);
  return problem === undefined ? 0 : 1;
}

/** Does now what the first call would pay for: answers made-up calls. Gives back what does so again. */
async function prepare(hooks: Hooks): Promise<() => Promise<void>> {
  const texts = [WARM_UP_RULE, ...(hooks.hasCloudInitRules ? [WARM_UP_CLOUD_INIT_RULE] : [])];
  const { rules } = loadRules(texts.map((text) => ({ name: 'warm-up', text })));
  const practised = createHooks(rules, []);
  const practise = () => rehearse(practised);
  await practise();
  warmUp(hooks);
  // The first call for cloud-init data needs them.
  if (!hooks.hasCloudInitRules) releasePackages();
  return practise;
}
