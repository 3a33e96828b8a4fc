import assert from 'node:assert/strict';
import { test } from 'node:test';
import { whenQuiet } from '../../src/server/quiet.ts';

test('what is done when it is quiet is done once, the time after the last call', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  let done = 0;
  const called = whenQuiet(10, () => done++);
  t.mock.timers.tick(100);
  assert.equal(done, 0, 'nothing was called yet');
  for (const _ of [1, 2, 3]) {
    called();
    t.mock.timers.tick(9);
  }
  assert.equal(done, 0);
  t.mock.timers.tick(1);
  assert.equal(done, 1);
  t.mock.timers.tick(100);
  assert.equal(done, 1);
  called();
  t.mock.timers.tick(10);
  assert.equal(done, 2, 'and again after more calls');
});
