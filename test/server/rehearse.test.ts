import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { createHooks, type Hooks } from '../../src/engine/hooks.ts';
import { loadRules } from '../../src/rules/load.ts';
import { rehearse } from '../../src/server/rehearse.ts';
import { WARM_UP_CLOUD_INIT_RULE, WARM_UP_RULE } from '../../src/server/warm-up.ts';

const { rules } = loadRules([{ name: 'warm-up', text: WARM_UP_RULE }]);
const hooks = createHooks(rules, []);

test('a rehearsal edits a made-up domain and says nothing', async (t) => {
  const said = t.mock.method(process.stderr, 'write', () => true);
  const outcomes: unknown[] = [];
  await rehearse(
    withDomainHook((...call) => {
      const reply = hooks.onDefineDomain(...call);
      outcomes.push(reply.results.map(({ outcome }) => outcome));
      return reply;
    }),
  );
  assert.deepEqual(outcomes, [['Applied']]);
  assert.equal(said.mock.callCount(), 0);
});

test('a rehearsal edits made-up cloud-init data where rules do so', async () => {
  const texts = [WARM_UP_RULE, WARM_UP_CLOUD_INIT_RULE];
  const { rules } = loadRules(texts.map((text) => ({ name: 'warm-up', text })));
  const both = createHooks(rules, []);
  const outcomes: unknown[] = [];
  await rehearse({
    ...both,
    preCloudInitIso(...call) {
      const reply = both.preCloudInitIso(...call);
      outcomes.push(reply.results.map(({ outcome }) => outcome));
      return reply;
    },
  });
  assert.deepEqual(outcomes, [['Applied']]);
});

test('a rehearsal leaves no socket open', async () => {
  await rehearse(hooks);
  assert.doesNotMatch(readFileSync('/proc/net/unix', 'utf8'), / @sidepatch-[0-9a-f]{32}$/m);
});

test('a rehearsal that goes wrong is over all the same', async () => {
  await rehearse(
    withDomainHook(() => {
      throw new Error('broken');
    }),
  );
});

function withDomainHook(onDefineDomain: Hooks['onDefineDomain']): Hooks {
  return { ...hooks, onDefineDomain };
}
