import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { start, tempFolder } from '../server/support.ts';
import { assertWell, MAIN, SMBIOS_RULE } from './support.ts';

/*
 * The sidecar as a process, where its socket cannot be. It must end with 1 and one line that says what to do: the pod
 * shows nothing else.
 */

const env = { ...process.env, CONTAINER_NAME: 'hook-sidecar-0' };
const SOCKET = 'hook-sidecar-0.sock';
const command = (folder: string) => [
  MAIN,
  '--version',
  'v1alpha3',
  '--rules',
  SMBIOS_RULE,
  '--socket-dir',
  folder,
];

interface Refused {
  /** Makes the place, and returns the folder to name. */
  readonly place: (folder: string) => string;
  readonly says: RegExp;
}

const REFUSED: Readonly<Record<string, Refused>> = {
  'a folder that is missing': {
    place: (folder) => join(folder, 'none'),
    says: /cannot be reached \(ENOENT\): KubeVirt mounts it/,
  },
  'a file instead of a folder': {
    place: (folder) => {
      writeFileSync(join(folder, 'file'), '');
      return join(folder, 'file');
    },
    says: /is not a directory: check --socket-dir/,
  },
  'a link that leads nowhere': {
    place: (folder) => {
      symlinkSync('nowhere', join(folder, 'link'));
      return join(folder, 'link');
    },
    says: /cannot be reached \(ENOENT\)/,
  },
  'a folder whose path is too long': {
    place: (folder) => {
      const long = join(folder, 'd'.repeat(100));
      mkdirSync(long);
      return long;
    },
    says: /bytes long, Linux takes 107: give a shorter --socket-dir/,
  },
  'a file where the socket goes': {
    place: (folder) => {
      writeFileSync(join(folder, SOCKET), 'precious');
      return folder;
    },
    says: /exists and is not a socket: remove it/,
  },
  'a link where the socket goes': {
    place: (folder) => {
      symlinkSync('/etc/passwd', join(folder, SOCKET));
      return folder;
    },
    says: /exists and is not a socket: remove it/,
  },
  'a folder where the socket goes': {
    place: (folder) => {
      mkdirSync(join(folder, SOCKET));
      return folder;
    },
    says: /exists and is not a socket: remove it/,
  },
};

for (const [name, { place, says }] of Object.entries(REFUSED)) {
  test(`${name} ends the start with one line`, (t) => {
    const folder = place(tempFolder(t));
    assertEndsWith(spawnSync(process.execPath, command(folder), { env, encoding: 'utf8' }), says);
  });
}

// What needs a file system of its own, in a mount namespace that goes with the process.
const mounts = canMount() ? false : 'needs root, and unshare --mount';

const MOUNTED: Readonly<Record<string, readonly [string, RegExp]>> = {
  'a folder on a volume that is read-only': ['ro,size=64k', /is not writable for user 0 \(EROFS\)/],
  'a folder on a volume that is full': ['size=4k,nr_inodes=1', /cannot listen on .*ENOSPC/],
};

for (const [name, [options, says]] of Object.entries(MOUNTED)) {
  test(`${name} ends the start with one line`, { skip: mounts }, (t) => {
    const folder = tempFolder(t);
    const script = 'mount -t tmpfs -o "$1" none "$2" && shift 2 && exec "$@"';
    const args = ['--mount', 'sh', '-c', script, 'sh', options, folder, process.execPath, ...command(folder)];
    assertEndsWith(spawnSync('unshare', args, { env, encoding: 'utf8' }), says);
  });
}

test('a predecessor that was killed in the middle of calls leaves nothing that stands in the way', async (t) => {
  const folder = tempFolder(t);
  for (let i = 0; i < 3; i++) {
    const sidecar = start(t, folder, command(folder), { env });
    const socket = await sidecar.socket();
    await assertWell(sidecar, socket);
    sidecar.process.kill('SIGKILL');
    assert.equal(await sidecar.exited, 'SIGKILL');
    assert.ok(existsSync(join(folder, SOCKET)));
  }
});

test('a folder that is removed while it runs costs the clients that come later, and the end is clean', async (t) => {
  const sidecar = startIn(t);
  const socket = await sidecar.socket();
  await assertWell(sidecar, socket);
  execFileSync('rm', ['-r', sidecar.folder]);
  sidecar.process.kill('SIGTERM');
  assert.equal(await sidecar.exited, 0);
});

function startIn(t: TestContext) {
  const folder = tempFolder(t);
  chmodSync(folder, 0o777);
  return start(t, folder, command(folder), { env });
}

function assertEndsWith(
  ended: { status: number | null; stdout: string; stderr: string },
  says: RegExp,
): void {
  const lines = ended.stderr.trimEnd().split('\n');
  const last = JSON.parse(lines.at(-1) ?? '');
  assert.match(last.msg, says);
  assert.equal(last.level, 'error');
  assert.equal(lines.filter((line) => JSON.parse(line).level === 'error').length, 1);
  assert.equal(ended.status, 1);
  assert.equal(ended.stdout, '');
}

function canMount(): boolean {
  const probe = ['--mount', 'sh', '-c', 'mount -t tmpfs none /mnt'];
  return spawnSync('unshare', probe).status === 0;
}
