import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { InfoDefinition } from '../../src/gen/kubevirt/hooks/info/info.ts';
import { CallbacksDefinition as V1Alpha3 } from '../../src/gen/kubevirt/hooks/v1alpha3/callbacks.ts';
import { guardHooks } from '../../src/server/guarded-hooks.ts';
import { Failure } from '../../src/text/failure.ts';
import {
  call,
  connectTo,
  DOMAIN,
  decode,
  domainReply,
  encode,
  hooksWith,
  recordLog,
  refusal,
  startWithHooks,
  VMI,
} from './support.ts';

const { onDefineDomain } = V1Alpha3.methods;
const vmi = encode(VMI);
const running = encode(VMI.replace('{', '{"status":{"phase":"Running"},'));
// biome-ignore lint/suspicious/noExplicitAny: the reply's type depends on the call's
type Run = (call: any) => Promise<any>;

const RESOURCE_EXHAUSTED = 8;
const INTERNAL = 13;

test('a call that takes long goes on in a thread, and the sidecar answers others meanwhile', async (t) => {
  const sidecar = startWithHooks(t, 'heavy');
  const client = connectTo(t, await sidecar.socket());
  const slow = refusal(call(client, V1Alpha3, onDefineDomain, { domainXML: encode('endless'), vmi }));
  await sleep(700);
  const startedMs = performance.now();
  await call(client, InfoDefinition, InfoDefinition.methods.info, {});
  assert.ok(performance.now() - startedMs < 500, 'Info did not wait');
  const { code, details } = await slow;
  assert.equal(code, RESOURCE_EXHAUSTED);
  assert.match(details, /LimitExceeded: the rules took more than [\d.]+ s for this VM/);
});

const ENDS: Record<string, (client: ReturnType<typeof connectTo>) => Promise<void>> = {
  'answers with what the thread replies': async (client) => {
    const reply = await call(client, V1Alpha3, onDefineDomain, { domainXML: encode(DOMAIN), vmi });
    assert.equal(decode(reply.domainXML), 'from a thread');
  },
  'answers with the caller’s bytes where nothing changed': async (client) => {
    const reply = await call(client, V1Alpha3, onDefineDomain, { domainXML: encode('same'), vmi });
    assert.equal(decode(reply.domainXML), 'same');
  },
  'refuses what takes too much memory, and lives on': async (client) => {
    const { code, details } = await refusal(
      call(client, V1Alpha3, onDefineDomain, { domainXML: encode('memory'), vmi }),
    );
    assert.equal(code, RESOURCE_EXHAUSTED);
    assert.match(details, /LimitExceeded: this VM took more than \d+ MB of memory/);
  },
  'reports an error that nobody foresaw, without its message': async (client) => {
    const { code, details } = await refusal(
      call(client, V1Alpha3, onDefineDomain, { domainXML: encode('broken'), vmi }),
    );
    assert.equal(code, INTERNAL);
    assert.doesNotMatch(details, /hunter2/);
  },
  'gives a migration’s target its domain back when there is no time left': async (client) => {
    const reply = await call(client, V1Alpha3, onDefineDomain, {
      domainXML: encode('endless'),
      vmi: running,
    });
    assert.equal(decode(reply.domainXML), 'endless');
  },
};

for (const [name, check] of Object.entries(ENDS)) {
  test(`a slow call ${name}`, async (t) => {
    const sidecar = startWithHooks(t, 'heavy');
    const client = connectTo(t, await sidecar.socket());
    await check(client);
    await call(client, InfoDefinition, InfoDefinition.methods.info, {});
    assert.match(sidecar.stderr(), /OnDefineDomain goes on in a thread of its own/);
    assert.doesNotMatch(sidecar.stderr(), /hunter2/);
  });
}

test('slow calls run one after the other, and share the time of none', async () => {
  const begun: string[] = [];
  const ends: (() => void)[] = [];
  const slowPath = {
    begin: (): Run => (call) => {
      begun.push(decode(call.domainXml));
      return new Promise((done) => ends.push(() => done(domainReply(call.domainXml))));
    },
  };
  const { call: guarded } = guardHooks(hooksWith({}), slowPath, recordLog());
  const big = Buffer.alloc(300 * 1024, ' ');
  const calls = ['a', 'b'].map((name) =>
    guarded({ hook: 'OnDefineDomain', domainXml: encode(name), vmi: big, onMigrationTarget: undefined }),
  );
  await sleep(0);
  assert.deepEqual(begun, ['a']);
  ends[0]?.();
  await calls[0];
  await sleep(0);
  assert.deepEqual(begun, ['a', 'b']);
  ends[1]?.();
  await calls[1];
});

test('a slow call that fails does not stop the next one', async () => {
  let runs = 0;
  const slowPath = {
    begin: (): Run => (call) => {
      runs += 1;
      return runs === 1
        ? Promise.reject(new Failure('LimitExceeded', 'too slow'))
        : Promise.resolve(domainReply(call.domainXml));
    },
  };
  const { call: guarded } = guardHooks(hooksWith({}), slowPath, recordLog());
  const request = {
    hook: 'OnDefineDomain',
    domainXml: encode(DOMAIN),
    vmi: Buffer.alloc(300 * 1024, ' '),
    onMigrationTarget: undefined,
  } as const;
  assert.equal((await guarded(request)).failure?.code, 'LimitExceeded');
  assert.equal((await guarded(request)).failure, undefined);
});

test('a slow call that has waited is answered by the rules of its beginning, or told that it waited too long', async () => {
  let rules = 'old';
  const used: string[] = [];
  const ends: (() => void)[] = [];
  const slowPath = {
    begin() {
      const ours = rules;
      const run: Run = (call) => {
        used.push(ours);
        return new Promise((done) => ends.push(() => done(domainReply(call.domainXml))));
      };
      return run;
    },
  };
  const limits = { mainThreadMs: 500, callMs: 200 };
  const { call: guarded } = guardHooks(hooksWith({}), slowPath, recordLog(), limits);
  const request = {
    hook: 'OnDefineDomain',
    domainXml: encode(DOMAIN),
    vmi: Buffer.alloc(300 * 1024, ' '),
    onMigrationTarget: undefined,
  } as const;
  const [first, second] = [guarded(request), guarded(request)];
  rules = 'new';
  await sleep(0);
  ends[0]?.();
  await first;
  await sleep(0);
  assert.deepEqual(used, ['old', 'old']);
  const third = guarded(request);
  await sleep(250);
  ends[1]?.();
  await second;
  assert.match((await third).failure?.message ?? '', /the slow call before this one took all of its time/);
});

test('a check of a result that takes long is given up, without a word', () => {
  const hooks = hooksWith({
    recheckDomain() {
      for (;;);
    },
  });
  const slowPath = { begin: () => () => Promise.reject(new Error('not for this')) };
  const guarded = guardHooks(hooks, slowPath, recordLog(), { mainThreadMs: 50, callMs: 100 });
  assert.deepEqual(guarded.recheckDomain(encode(DOMAIN), vmi), []);
});
