// The sidecar as a process of its own with made-up hooks: node sidecar-with-hooks.ts NAME FOLDER [UID]
import { isMainThread } from 'node:worker_threads';
import type { Hooks } from '../../src/engine/hooks.ts';
import { guardHooks, type SlowPath } from '../../src/server/guarded-hooks.ts';
import { createLog } from '../../src/server/log.ts';
import { runSidecar, type Sidecar } from '../../src/server/sidecar.ts';
import { openStderr } from '../../src/server/stderr.ts';
import { answerInThread, runInThread } from '../../src/server/thread.ts';
import { becomeUser } from './become-user.ts';
import { decode, domainReply, encode, hooksWith } from './support.ts';

function busy(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

const HOOKS = {
  plain: hooksWith({}),
  /** Each call takes a third of a second. */
  slow: hooksWith({
    onDefineDomain(domainXml) {
      process.stderr.write('{"level":"info","msg":"slow call begins"}\n');
      busy(300);
      return domainReply(encode(decode(domainXml).toUpperCase()));
    },
  }),
  /** The reply comes at once, checking it again takes a while and finds something. */
  'slow recheck': hooksWith({
    onDefineDomain: (domainXml) => domainReply(Uint8Array.from(domainXml)),
    recheckDomain() {
      busy(300);
      return [
        { code: 'NotIdempotent', severity: 'warning', message: 'changes its own result', rule: 'restless' },
      ];
    },
  }),
  /** Every call also breaks something outside it. */
  careless: hooksWith({
    onDefineDomain(domainXml) {
      setTimeout(() => {
        throw new Error('password=hunter2');
      }, 0);
      Promise.reject(new TypeError('password=hunter2'));
      return domainReply(domainXml);
    },
  }),
  /** Too slow for the main thread; what it then does in the other one, the domain says. */
  heavy: hooksWith({
    onDefineDomain(domainXml) {
      if (isMainThread) for (;;);
      switch (decode(domainXml)) {
        case 'endless':
          for (;;);
        case 'memory':
          for (const kept: unknown[] = []; ; ) kept.push({ kept: [kept.length] });
        case 'broken':
          throw new TypeError('password=hunter2');
        case 'same':
          return domainReply(domainXml);
        default:
          return domainReply(encode('from a thread'));
      }
    },
  }),
} satisfies Record<string, Hooks>;

if (!answerInThread((name) => HOOKS[name as keyof typeof HOOKS])) {
  const [name = '', socketFolder = '', user] = process.argv.slice(2);
  if (user !== undefined) becomeUser(Number(user));
  if (!(name in HOOKS)) throw new Error(`no hooks are called ${name}`);
  const hooks = HOOKS[name as keyof typeof HOOKS];
  const log = createLog('info', openStderr());
  const begin: SlowPath['begin'] = () => (call, ms) => runInThread(import.meta.filename, name, call, ms);
  const sidecar: Sidecar = {
    hooks,
    guarded: guardHooks(hooks, { begin }, log, { mainThreadMs: 500, callMs: 2000 }),
    hookApi: { version: 'v1alpha3', socketFolder, containerName: undefined, name: 'sidepatch' },
    pluginSockets: [],
    log,
  };
  await runSidecar(sidecar, async () => {});
  process.exit(0);
}
