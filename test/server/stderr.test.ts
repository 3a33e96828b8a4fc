import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';

const MODULE = JSON.stringify(new URL('../../src/server/stderr.ts', import.meta.url).href);

/** Runs code that has `output`, in a process of its own; with `isDeaf`, nobody reads its standard error. */
async function run(code: string, isDeaf = false): Promise<{ err: string; out: string; code: number | null }> {
  const text = `const { openStderr } = await import(${MODULE}); const output = openStderr(); ${code}`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', text], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (isDeaf) child.stderr.destroy();
  const parts = { err: '', out: '' };
  child.stderr.on('data', (part) => (parts.err += part));
  child.stdout.on('data', (part) => (parts.out += part));
  const [exitCode] = (await once(child, 'close')) as [number | null];
  return { ...parts, code: exitCode };
}

test('lines come in their order, after the work at hand', async () => {
  const { err } = await run(`
    const { writeSync } = await import('node:fs');
    output.write('one\\n'); output.write('two\\n'); writeSync(2, 'work\\n');
    setTimeout(() => output.write('three\\n'), 10);`);
  assert.equal(err, 'work\none\ntwo\nthree\n');
});

test('what may be the last thing that the process does is preceded by its lines', async () => {
  const { err } = await run(`
    const { writeSync } = await import('node:fs');
    output.write('one\\n'); output.flush(); writeSync(2, 'work\\n');`);
  assert.equal(err, 'one\nwork\n');
});

test('the last lines are written on exit', async () => {
  const { err, code } = await run(`output.write('bye\\n'); process.exit(3);`);
  assert.equal(err, 'bye\n');
  assert.equal(code, 3);
});

test('a long line comes whole', async () => {
  const { err } = await run(`output.write('x'.repeat(500_000) + '\\n');`);
  assert.equal(err.length, 500_001);
});

test('a log that nobody reads ends nothing', async () => {
  const { out, code } = await run(
    `setTimeout(() => { for (let i = 0; i < 100; i++) output.write('x\\n'); }, 50);
     setTimeout(() => { output.write('y\\n'); console.log('alive'); }, 100);`,
    true,
  );
  assert.equal(out, 'alive\n');
  assert.equal(code, 0);
});
