import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { CannotStart, claimSocketPath } from '../../src/server/socket.ts';
import { tempFolder } from './support.ts';

async function listenOn(t: TestContext, path: string): Promise<void> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(path, done));
  t.after(() => server.close());
}

/** A socket file that nobody listens on: its process was killed. */
function leaveStaleSocket(path: string): void {
  const script = `require('net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`;
  spawnSync(process.execPath, ['-e', script]);
  assert.ok(existsSync(path));
}

const NAMES: Record<string, readonly [string | undefined, RegExp]> = {
  "KubeVirt's container name": ['hook-sidecar-0', /^hook-sidecar-0\.sock$/],
  'no container name': [undefined, /^sidepatch-[0-9a-f]{8}\.sock$/],
  'an empty container name': ['', /^sidepatch-[0-9a-f]{8}\.sock$/],
  'a name that climbs out of the folder': ['../../etc/x', /^etc-x\.sock$/],
  'a name of dots only': ['..', /^sidepatch-[0-9a-f]{8}\.sock$/],
  'a name with spaces and umlauts': ['häß lich', /^h---lich\.sock$/],
};

for (const [name, [containerName, expected]] of Object.entries(NAMES)) {
  test(`${name} gives a safe name`, async (t) => {
    const folder = tempFolder(t);
    const path = await claimSocketPath(folder, containerName);
    assert.equal(join(path, '..'), folder);
    assert.match(path.slice(folder.length + 1), expected);
    assert.deepEqual(readdirSync(folder), [], 'nothing is made before the bind');
  });
}

test('two sidecars without a container name do not get the same one', async (t) => {
  const folder = tempFolder(t);
  assert.notEqual(await claimSocketPath(folder, undefined), await claimSocketPath(folder, undefined));
});

test('a relative folder is resolved, so that the length that counts is checked', async (t) => {
  const folder = tempFolder(t);
  const before = process.cwd();
  process.chdir(folder);
  t.after(() => process.chdir(before));
  assert.equal(await claimSocketPath('.', 'a'), join(process.cwd(), 'a.sock'));
});

test('a path of 107 bytes is taken and one of 108 is refused, counted in bytes', async (t) => {
  const folder = tempFolder(t);
  const room = 107 - Buffer.byteLength(`${folder}/x.sock`) - 1;
  const fits = join(folder, `ü${'d'.repeat(room - 2)}`);
  const over = join(folder, `ü${'d'.repeat(room - 1)}`);
  mkdirSync(fits);
  mkdirSync(over);
  assert.equal(Buffer.byteLength(await claimSocketPath(fits, 'x')), 107);
  await assert.rejects(
    claimSocketPath(over, 'x'),
    /108 bytes long, Linux takes 107: give a shorter --socket-dir/,
  );
});

test('a socket left by a killed predecessor is removed', async (t) => {
  const folder = tempFolder(t);
  leaveStaleSocket(join(folder, 'hook-sidecar-0.sock'));
  await claimSocketPath(folder, 'hook-sidecar-0');
  assert.deepEqual(readdirSync(folder), []);
});

test('other files in the folder, stale sockets too, are left alone', async (t) => {
  const folder = tempFolder(t);
  leaveStaleSocket(join(folder, 'hook-sidecar-1.sock'));
  writeFileSync(join(folder, 'file'), '');
  await claimSocketPath(folder, 'hook-sidecar-0');
  assert.deepEqual(readdirSync(folder).sort(), ['file', 'hook-sidecar-1.sock']);
});

test('a socket that somebody answers on is an error and stays', async (t) => {
  const folder = tempFolder(t);
  const path = join(folder, 'hook-sidecar-0.sock');
  await listenOn(t, path);
  await assert.rejects(
    claimSocketPath(folder, 'hook-sidecar-0'),
    /another process answers on .*hook-sidecar-0\.sock/,
  );
  assert.ok(existsSync(path));
});

test('a file or a link with the name of the socket is an error and stays', async (t) => {
  const folder = tempFolder(t);
  writeFileSync(join(folder, 'file.sock'), 'precious');
  symlinkSync('nowhere', join(folder, 'link.sock'));
  for (const name of ['file', 'link']) {
    await assert.rejects(claimSocketPath(folder, name), /exists and is not a socket: remove it/);
  }
  assert.deepEqual(readdirSync(folder).sort(), ['file.sock', 'link.sock']);
});

test('a missing folder and a file in its place are told apart', async (t) => {
  const folder = tempFolder(t);
  writeFileSync(join(folder, 'file'), '');
  const isClear = (pattern: RegExp) => (error: unknown) =>
    error instanceof CannotStart && pattern.test(error.message);
  await assert.rejects(
    claimSocketPath(join(folder, 'none'), 'a'),
    isClear(/cannot be reached \(ENOENT\): KubeVirt mounts/),
  );
  await assert.rejects(
    claimSocketPath(join(folder, 'file'), 'a'),
    isClear(/is not a directory: check --socket-dir/),
  );
});

test('a folder that may not be written is told with the user', { skip: process.getuid?.() !== 0 }, (t) => {
  const folder = tempFolder(t);
  chmodSync(folder, 0o755);
  const script = `
    import { claimSocketPath } from ${JSON.stringify(join(import.meta.dirname, '../../src/server/socket.ts'))};
    process.setgroups([]), process.setgid(65534), process.setuid(65534);
    await claimSocketPath(${JSON.stringify(folder)}, 'a').catch((error) => console.log(error.message));`;
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script]);
  assert.match(
    stdout.toString(),
    /is not writable for user 65534 \(EACCES\): KubeVirt runs sidecars as user 107/,
  );
});
