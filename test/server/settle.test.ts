import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { settleAfterCalls, settleAfterStart } from '../../src/server/settle.ts';

test('calls are practised once the start has settled, a few times', async (t) => {
  const wait = startClock(t);
  let practices = 0;
  settleAfterStart(async () => void practices++);
  await wait(900);
  assert.equal(practices, 0, 'virt-launcher may still ask for Info');
  await wait(1000);
  assert.ok(practices > 1);
  const all = practices;
  await wait(20_000);
  assert.equal(practices, all);
});

test('a call ends the practice', async (t) => {
  const wait = startClock(t);
  let practices = 0;
  settleAfterStart(async () => {
    practices++;
    settleAfterCalls();
  });
  await wait(20_000);
  assert.equal(practices, 1);
});

test('practice that a call comes before is dropped', async (t) => {
  const wait = startClock(t);
  let practices = 0;
  settleAfterStart(async () => void practices++);
  await wait(500);
  settleAfterCalls();
  await wait(20_000);
  assert.equal(practices, 0);
});

/** Time that passes by ten milliseconds, with all that comes of each. */
function startClock(t: TestContext): (ms: number) => Promise<void> {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  return async (ms) => {
    for (let i = 0; i < ms; i += 10) {
      t.mock.timers.tick(10);
      await new Promise(setImmediate);
    }
  };
}
