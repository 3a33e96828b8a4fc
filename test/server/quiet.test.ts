import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createQuiet } from '../../src/server/quiet.ts';

/** Lets the time pass by one millisecond after the other, with all that comes of each. */
async function pass(tick: (ms: number) => void, ms: number): Promise<void> {
  for (let i = 0; i < ms; i++) {
    tick(1);
    await new Promise(setImmediate);
  }
}

test('what is done when it is quiet is done once, the time after it was wanted last', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const wait = (ms: number) => pass((tick) => t.mock.timers.tick(tick), ms);
  let done = 0;
  const whenQuiet = createQuiet();
  const called = () => whenQuiet([{ ms: 10, work: () => void done++ }]);
  await wait(100);
  assert.equal(done, 0, 'nothing was called yet');
  for (const _ of [1, 2, 3]) {
    called();
    await wait(9);
  }
  assert.equal(done, 0);
  await wait(1);
  assert.equal(done, 1);
  await wait(100);
  assert.equal(done, 1);
  called();
  await wait(10);
  assert.equal(done, 2, 'and again after more calls');
});

test('what is wanted later replaces what was wanted before, also when that would have come sooner', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const done: string[] = [];
  const whenQuiet = createQuiet();
  whenQuiet([{ ms: 1, work: () => void done.push('after the start') }]);
  whenQuiet([{ ms: 10, work: () => void done.push('after a call') }]);
  await pass((tick) => t.mock.timers.tick(tick), 100);
  assert.deepEqual(done, ['after a call']);
});

test('steps come one after the other, each after its own pause, and when the one before has ended', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const wait = (ms: number) => pass((tick) => t.mock.timers.tick(tick), ms);
  const done: string[] = [];
  const ends: (() => void)[] = [];
  createQuiet()([
    { ms: 5, work: () => new Promise<void>((end) => ends.push(end)) },
    { ms: 3, work: () => void done.push('second') },
    { ms: 2, work: () => void done.push('third') },
  ]);
  await wait(50);
  assert.deepEqual(done, [], 'the first one has not ended');
  ends[0]?.();
  await new Promise(setImmediate);
  await wait(3);
  assert.deepEqual(done, ['second']);
  await wait(2);
  assert.deepEqual(done, ['second', 'third']);
});

test('what is wanted while a step is under way drops those after it', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const done: string[] = [];
  const whenQuiet = createQuiet();
  whenQuiet([
    { ms: 1, work: () => whenQuiet([{ ms: 1, work: () => void done.push('after a call') }]) },
    { ms: 1, work: () => void done.push('practice') },
  ]);
  await pass((tick) => t.mock.timers.tick(tick), 20);
  assert.deepEqual(done, ['after a call']);
});
