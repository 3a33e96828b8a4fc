import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLog, describeError } from '../../src/server/log.ts';

test('a line is one write of one JSON object with the fields of KubeVirt', () => {
  const writes: string[] = [];
  createLog('info', { write: (line) => writes.push(line), flush() {} }).warn('something', {
    vm: 'default/vm',
  });
  assert.equal(writes.length, 1);
  const [line = ''] = writes;
  assert.equal(line.indexOf('\n'), line.length - 1);
  const { timestamp, ...rest } = JSON.parse(line);
  assert.deepEqual(rest, { component: 'sidepatch', level: 'warning', msg: 'something', vm: 'default/vm' });
  assert.match(timestamp, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
});

test('no character of a message can break a line or steer a terminal', () => {
  const writes: string[] = [];
  const nasty = 'a\nb\u001b[31m\u0085\u009b\u2028\u2029\u007f\ud800 ü %';
  createLog('info', { write: (line) => writes.push(line), flush() {} }).info(nasty);
  const [line = ''] = writes;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
  assert.doesNotMatch(line.slice(0, -1), /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/);
  assert.equal(JSON.parse(line).msg, nasty);
});

test('a field cannot pass itself off as the level or the component', () => {
  const writes: string[] = [];
  createLog('info', { write: (line) => writes.push(line), flush() {} }).info('x', {
    level: 'error',
    component: 'other',
  });
  assert.equal(JSON.parse(writes[0] ?? '').level, 'info');
  assert.equal(JSON.parse(writes[0] ?? '').component, 'sidepatch');
});

test('lines below the level are left out', () => {
  const levels: string[] = [];
  const log = createLog('warn', { write: (line) => levels.push(JSON.parse(line).level), flush() {} });
  log.debug('');
  log.info('');
  log.warn('');
  log.error('');
  assert.deepEqual(levels, ['warning', 'error']);
});

test("an unexpected error is described without its message, which may quote a VM's secrets", () => {
  const error = new SyntaxError('bad token in\n    at password: hunter2');
  const text = JSON.stringify(describeError(error));
  assert.match(text, /"error":"SyntaxError"/);
  assert.match(text, /log\.test\.ts/);
  assert.doesNotMatch(text, /hunter2|bad token/);
});

test('a message changed after the fact does not let the old one through', () => {
  const error = new Error('hunter2\n    at hunter2');
  error.message = 'other';
  assert.doesNotMatch(JSON.stringify(describeError(error)), /hunter2/);
});

test('something thrown that is no error is described by its type only', () => {
  assert.deepEqual(describeError('hunter2'), { error: 'string' });
});
