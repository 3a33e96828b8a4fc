import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createPluginHandlers } from '../../src/server/plugin-api.ts';
import { RefusedCall, WrongCall } from '../../src/server/status.ts';
import type { Diagnostic } from '../../src/text/diagnostic.ts';
import { answering, DOMAIN, domainReply, encode, hooksWith, recordLog, VMI } from './support.ts';

const domain = encode(DOMAIN);
const other = encode('<domain/>');
const failure: Diagnostic = { code: 'TestFailed', severity: 'error', message: 'no', rule: 'strict' };

function request(invocationContext: string | undefined, domainType = 'libvirt') {
  return {
    domainType,
    domain,
    vmi: encode(VMI),
    sidecarContext: invocationContext === undefined ? undefined : { invocationContext },
  };
}

const SAID: Record<string, readonly [string | undefined, boolean | undefined]> = {
  'a boot is no migration target': ['Boot', false],
  'the source of a migration is not its target': ['MigrationSource', false],
  'a target is one': ['MigrationTarget', true],
  'no context leaves it to the VMI': [undefined, undefined],
  'an empty context leaves it to the VMI': ['', undefined],
  'a context of a later KubeVirt leaves it to the VMI': ['Restore', undefined],
};

for (const [name, [context, expected]] of Object.entries(SAID)) {
  test(name, async () => {
    const told: (boolean | undefined)[] = [];
    const hooks = hooksWith({
      onDefineDomain(_domain, _vmi, onMigrationTarget) {
        told.push(onMigrationTarget);
        return domainReply(other);
      },
    });
    const answer = await createPluginHandlers(answering(hooks, recordLog())).mutateDomain(request(context));
    assert.deepEqual(told, [expected]);
    assert.equal(answer.reply.domain, other);
  });
}

const FAILING = {
  'a failed rule': hooksWith({
    onDefineDomain: (input, _vmi, target) =>
      domainReply(input, { failure, onMigrationTarget: target ?? false }),
  }),
  'broken rules': hooksWith({
    diagnostics: [failure],
    onDefineDomain: (input, _vmi, target) =>
      domainReply(input, { failure, onMigrationTarget: target ?? false }),
  }),
  'an error that nobody foresaw': hooksWith({
    onDefineDomain() {
      throw new TypeError('password=hunter2');
    },
  }),
};

for (const [name, hooks] of Object.entries(FAILING)) {
  test(`${name} refuses a boot, and gives a migration's target its domain back`, async () => {
    const log = recordLog();
    const { mutateDomain } = createPluginHandlers(answering(hooks, log));
    await assert.rejects(
      mutateDomain(request('Boot')),
      name.startsWith('an error') ? TypeError : RefusedCall,
    );
    await assert.rejects(mutateDomain(request('MigrationSource')));
    assert.equal((await mutateDomain(request('MigrationTarget'))).reply.domain, domain);
    assert.ok(log.lines.some(({ message }) => message.includes('passed over')));
    assert.ok(!JSON.stringify(log.lines).includes('hunter2'));
  });
}

test('a domain that is not libvirt is refused, but not on a target', async () => {
  const { mutateDomain } = createPluginHandlers(answering(hooksWith({}), recordLog()));
  await assert.rejects(mutateDomain(request('Boot', 'cloud-hypervisor')), WrongCall);
  assert.equal((await mutateDomain(request('MigrationTarget', 'cloud-hypervisor'))).reply.domain, domain);
});
