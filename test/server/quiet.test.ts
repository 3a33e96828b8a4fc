import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createQuiet } from '../../src/server/quiet.ts';

test('what is done when it is quiet is done once, the time after it was wanted last', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  let done = 0;
  const whenQuiet = createQuiet();
  const called = () => whenQuiet(10, () => done++);
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

test('what is wanted later replaces what was wanted before, also when that would have come sooner', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const done: string[] = [];
  const whenQuiet = createQuiet();
  whenQuiet(1, () => done.push('after the start'));
  whenQuiet(10, () => done.push('after a call'));
  t.mock.timers.tick(100);
  assert.deepEqual(done, ['after a call']);
});
