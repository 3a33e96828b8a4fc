// The sidecar as a process of its own with made-up hooks: node sidecar-with-hooks.ts NAME FOLDER [UID]
import { createLog } from '../../src/server/log.ts';
import { runSidecar } from '../../src/server/sidecar.ts';
import { becomeUser } from './become-user.ts';
import { decode, domainReply, encode, hooksWith } from './support.ts';

const [name = '', socketFolder = '', user] = process.argv.slice(2);
if (user !== undefined) becomeUser(Number(user));

function busy(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

const HOOKS = {
  plain: hooksWith({}),
  /** Each call takes half a second. */
  slow: hooksWith({
    onDefineDomain(domainXml) {
      process.stderr.write('{"level":"info","msg":"slow call begins"}\n');
      busy(500);
      return domainReply(encode(decode(domainXml).toUpperCase()));
    },
  }),
  /** The reply comes at once, checking it again takes a second and finds something. */
  'slow recheck': hooksWith({
    onDefineDomain: (domainXml) => domainReply(Uint8Array.from(domainXml)),
    recheckDomain() {
      busy(1000);
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
};

if (!(name in HOOKS)) throw new Error(`no hooks are called ${name}`);
const hooks = HOOKS[name as keyof typeof HOOKS];
await runSidecar({
  hooks,
  hookApi: { version: 'v1alpha3', socketFolder, containerName: undefined, name: 'sidepatch' },
  pluginSockets: [],
  log: createLog('info'),
});
process.exit(0);
