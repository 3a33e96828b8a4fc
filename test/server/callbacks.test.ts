import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createCallbacks } from '../../src/server/callbacks.ts';
import { RefusedCall } from '../../src/server/status.ts';
import type { Diagnostic } from '../../src/text/diagnostic.ts';
import {
  answering,
  cloudInitReply,
  DOMAIN,
  domainReply,
  encode,
  hooksWith,
  recordLog,
  VMI,
} from './support.ts';

const domainXML = encode(DOMAIN);
const vmi = encode(VMI);
const cloudInitData = encode('{"UserData":"x"}');
const cloudInitNoCloudSource = encode('{"userData":"x"}');
const other = encode('other');

const failure: Diagnostic = { code: 'TestFailed', severity: 'error', message: 'no such disk', rule: 'a' };
const brokenFirst: Diagnostic = { code: 'InvalidYaml', severity: 'error', message: 'first' };
const broken: Diagnostic[] = [
  { code: 'UnknownName', severity: 'warning', message: 'only a warning' },
  brokenFirst,
  { ...brokenFirst, message: 'second' },
];
const noStop = () => assert.fail('nobody asked for the end');

test('an unchanged document is answered with the very bytes that came', async () => {
  const callbacks = createCallbacks(answering(hooksWith({}), recordLog()), noStop);
  assert.equal((await callbacks.onDefineDomain({ domainXML, vmi })).reply.domainXML, domainXML);
  const { reply } = await callbacks.preCloudInitIso({ cloudInitData, cloudInitNoCloudSource, vmi });
  assert.equal(reply.cloudInitData, cloudInitData);
  assert.equal(reply.cloudInitNoCloudSource, cloudInitNoCloudSource);
});

test('a changed document is answered, both forms of cloud-init each in its field', async () => {
  const legacy = encode('legacy');
  const hooks = hooksWith({
    onDefineDomain: () => domainReply(other),
    preCloudInitIso: () => cloudInitReply(other, legacy),
  });
  const callbacks = createCallbacks(answering(hooks, recordLog()), noStop);
  assert.equal((await callbacks.onDefineDomain({ domainXML, vmi })).reply.domainXML, other);
  const { reply } = await callbacks.preCloudInitIso({ cloudInitData, cloudInitNoCloudSource, vmi });
  assert.deepEqual(reply, { cloudInitData: other, cloudInitNoCloudSource: legacy });
});

test("KubeVirt's log lines are there word for word", async () => {
  const log = recordLog();
  const callbacks = createCallbacks(answering(hooksWith({}), log), () => {});
  await callbacks.onDefineDomain({ domainXML, vmi });
  await callbacks.preCloudInitIso({ cloudInitData, cloudInitNoCloudSource, vmi });
  callbacks.shutdown();
  assert.deepEqual(
    log.lines.map(({ level, message }) => [level, message]),
    [
      ['info', 'OnDefineDomain method has been called'],
      ['info', 'PreCloudInitIso method has been called'],
      ['info', "Hook's Shutdown callback method has been called"],
    ],
  );
});

test('the end begins only after the answer to Shutdown', async () => {
  let stops = 0;
  const answer = createCallbacks(answering(hooksWith({}), recordLog()), () => stops++).shutdown();
  assert.equal(stops, 0);
  answer.afterReply?.();
  assert.equal(stops, 1);
});

test('a failed hook refuses the call with its diagnostic', async () => {
  const hooks = hooksWith({
    onDefineDomain: (input) => domainReply(input, { failure }),
    preCloudInitIso: (data, legacy) => cloudInitReply(data, legacy, { failure }),
  });
  const callbacks = createCallbacks(answering(hooks, recordLog()), noStop);
  const isRefused = (error: unknown) => {
    assert.ok(error instanceof RefusedCall);
    assert.deepEqual(error.refusal, { phase: 'Apply', first: failure, more: 0 });
    assert.equal(error.fields['vm'], 'default/vm');
    return true;
  };
  await assert.rejects(callbacks.onDefineDomain({ domainXML, vmi }), isRefused);
  await assert.rejects(callbacks.preCloudInitIso({ cloudInitData, cloudInitNoCloudSource, vmi }), isRefused);
});

test('broken rules refuse every call with the first error and the number of others', async () => {
  const hooks = hooksWith({ diagnostics: broken });
  const callbacks = createCallbacks(answering(hooks, recordLog()), noStop);
  const isRefused = (error: unknown) =>
    error instanceof RefusedCall &&
    error.refusal.phase === 'Load' &&
    error.refusal.first === brokenFirst &&
    error.refusal.more === 1;
  for (let call = 1; call <= 2; call++) {
    await assert.rejects(callbacks.onDefineDomain({ domainXML, vmi }), isRefused);
    await assert.rejects(
      callbacks.preCloudInitIso({ cloudInitData, cloudInitNoCloudSource, vmi }),
      isRefused,
    );
  }
});

test('broken rules are told rather than what the rest of them throws', async () => {
  const hooks = hooksWith({
    diagnostics: broken,
    onDefineDomain() {
      throw new TypeError('follow-up');
    },
  });
  const callbacks = createCallbacks(answering(hooks, recordLog()), noStop);
  await assert.rejects(callbacks.onDefineDomain({ domainXML, vmi }), RefusedCall);
});

test('rules with warnings only do not refuse anything', async () => {
  const hooks = hooksWith({ diagnostics: broken.slice(0, 1) });
  assert.equal(
    (await createCallbacks(answering(hooks, recordLog()), noStop).onDefineDomain({ domainXML, vmi })).reply
      .domainXML,
    domainXML,
  );
});

const PASSED_OVER = {
  'a failed rule': { diagnostics: [], failure },
  'a broken rule file': { diagnostics: broken, failure: undefined },
};

for (const [name, given] of Object.entries(PASSED_OVER)) {
  test(`${name} on a migration's target is a warning, and the input comes back`, async () => {
    const log = recordLog();
    const hooks = hooksWith({
      diagnostics: given.diagnostics,
      onDefineDomain: () =>
        domainReply(other, { onMigrationTarget: true, ...(given.failure ? { failure: given.failure } : {}) }),
    });
    const answer = await createCallbacks(answering(hooks, log), noStop).onDefineDomain({ domainXML, vmi });
    assert.equal(answer.reply.domainXML, domainXML);
    assert.equal(answer.afterReply, undefined);
    const warnings = log.lines.filter(({ level }) => level === 'warn');
    assert.equal(warnings.length, 1);
    assert.match(
      warnings[0]?.message ?? '',
      /^passed over on a migration's target: (TestFailed|InvalidYaml): /,
    );
  });
}

test('the log line of a call has the VM and each rule with its outcome', async () => {
  const write = { field: 'spec.domain[0]', path: '/domain/x', action: 'set' } as const;
  const hooks = hooksWith({
    onDefineDomain: (input) =>
      domainReply(input, {
        results: [
          { rule: 'a', outcome: 'Applied', writes: [write] },
          { rule: 'b', outcome: 'Applied', writes: [write, write] },
          { rule: 'c', outcome: 'Unchanged', writes: [] },
          { rule: 'd', outcome: 'Skipped', reason: 'annotation x is missing', writes: [] },
        ],
      }),
  });
  const { fields } = await createCallbacks(answering(hooks, recordLog()), noStop).onDefineDomain({
    domainXML,
    vmi,
  });
  assert.deepEqual(fields, {
    vm: 'default/vm',
    rules: {
      a: 'Applied: 1 write',
      b: 'Applied: 2 writes',
      c: 'Unchanged',
      d: 'Skipped: annotation x is missing',
    },
  });
});

test('at debug level each write is a line with its place', async () => {
  const log = recordLog();
  const writes = [{ field: 'spec.domain[0]', path: '/domain/os/smbios/@mode', action: 'set' }] as const;
  const hooks = hooksWith({
    onDefineDomain: (input) => domainReply(input, { results: [{ rule: 'a', outcome: 'Applied', writes }] }),
  });
  await createCallbacks(answering(hooks, log), noStop).onDefineDomain({ domainXML, vmi });
  assert.deepEqual(log.lines.at(-1), {
    level: 'debug',
    message: 'rule a, spec.domain[0]: set /domain/os/smbios/@mode',
    fields: { vm: 'default/vm' },
  });
});

test('warnings of a call are logged', async () => {
  const log = recordLog();
  const warning: Diagnostic = {
    code: 'Conflict',
    severity: 'warning',
    message: 'a and b write the same place',
  };
  const hooks = hooksWith({ onDefineDomain: (input) => domainReply(input, { warnings: [warning] }) });
  await createCallbacks(answering(hooks, log), noStop).onDefineDomain({ domainXML, vmi });
  assert.deepEqual(
    log.lines.filter(({ level }) => level === 'warn').map(({ message }) => message),
    ['Conflict: a and b write the same place'],
  );
});

test('a changed result is checked again later, an unchanged one never', async () => {
  const checked: Uint8Array[] = [];
  const warning: Diagnostic = { code: 'NotIdempotent', severity: 'warning', message: 'again' };
  const log = recordLog();
  const hooks = hooksWith({
    onDefineDomain: (input) => domainReply(input === domainXML ? other : input),
    recheckDomain(result) {
      checked.push(result);
      return [warning];
    },
  });
  const callbacks = createCallbacks(answering(hooks, log), noStop);
  assert.equal((await callbacks.onDefineDomain({ domainXML: other, vmi })).afterReply, undefined);
  (await callbacks.onDefineDomain({ domainXML, vmi })).afterReply?.();
  assert.deepEqual(checked, []);
  await sleep(200);
  assert.deepEqual(checked, [other]);
  assert.equal(log.lines.at(-1)?.message, 'NotIdempotent: again');
});

test('an error while checking again is logged without its message', async () => {
  const log = recordLog();
  const hooks = hooksWith({
    onDefineDomain: () => domainReply(other),
    recheckDomain() {
      throw new Error('hunter2');
    },
  });
  (await createCallbacks(answering(hooks, log), noStop).onDefineDomain({ domainXML, vmi })).afterReply?.();
  await sleep(200);
  assert.equal(log.lines.at(-1)?.level, 'error');
  assert.doesNotMatch(JSON.stringify(log.lines), /hunter2/);
});
