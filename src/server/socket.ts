import { randomBytes } from 'node:crypto';
import { accessSync, constants, lstatSync, rmSync, type Stats, statSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname, join, resolve } from 'node:path';

/** Why the sidecar cannot start: one line that says what to do. */
export class CannotStart extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'CannotStart';
  }
}

/** Linux keeps 108 bytes for a socket's path, the last of them NUL. Longer ones are cut without a word. */
const MAX_PATH_BYTES = 107;

/** A live sidecar accepts at once; one that does not within this time is in the way all the same. */
const PROBE_TIMEOUT_MS = 1000;

/**
 * A path that can be bound now. The name is unique in the pod, because virt-launcher tells sockets apart by their base
 * names only. A socket that a killed predecessor left is removed, and nothing else ever is. Throws CannotStart.
 */
export async function claimSocketPath(folder: string, containerName: string | undefined): Promise<string> {
  checkFolder(folder, '--socket-dir');
  const path = join(resolve(folder), `${socketName(containerName)}.sock`);
  await claimPath(path, '--socket-dir');
  return path;
}

/**
 * The path of a plugin's socket, as the Plugin object names it, ready to be bound. virt-launcher takes none that does not
 * end in `.sock` or is a link. Throws CannotStart.
 */
export async function claimPluginSocketPath(given: string): Promise<string> {
  const path = resolve(given);
  if (!path.endsWith('.sock')) {
    throw new CannotStart(`the plugin socket ${path} must end in .sock: KubeVirt takes no other`);
  }
  checkFolder(dirname(path), '--plugin-socket');
  await claimPath(path, '--plugin-socket');
  return path;
}

async function claimPath(path: string, option: string): Promise<void> {
  const bytes = Buffer.byteLength(path);
  if (bytes > MAX_PATH_BYTES) {
    throw new CannotStart(
      `the socket path ${path} is ${bytes} bytes long, Linux takes ${MAX_PATH_BYTES}: give a shorter ${option}`,
    );
  }
  await removeStaleSocket(path, option);
}

function checkFolder(folder: string, option: string): void {
  const stats = statFolder(folder, option);
  if (!stats.isDirectory())
    throw new CannotStart(`the socket folder ${folder} is not a directory: check ${option}`);
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new CannotStart(
      `the socket folder ${folder} is not writable for user ${process.getuid?.()} (${codeOf(error)}): KubeVirt runs sidecars as user 107`,
    );
  }
}

function statFolder(folder: string, option: string): Stats {
  try {
    return statSync(folder);
  } catch (error) {
    throw new CannotStart(
      `the socket folder ${folder} cannot be reached (${codeOf(error)}): KubeVirt mounts it in hook sidecars; elsewhere make it, or give another ${option}`,
    );
  }
}

/** KubeVirt sets CONTAINER_NAME from 1.6 on, for example to hook-sidecar-0. */
function socketName(containerName: string | undefined): string {
  const safe = (containerName ?? '').replace(/[^A-Za-z0-9._-]/g, '-').replace(/^[.-]+/, '');
  return safe === '' ? `sidepatch-${randomBytes(4).toString('hex')}` : safe;
}

async function removeStaleSocket(path: string, option: string): Promise<void> {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return;
  if (!stats.isSocket()) {
    throw new CannotStart(`${path} exists and is not a socket: remove it, or give another ${option}`);
  }
  const found = await probe(path);
  switch (found) {
    case 'ENOENT':
      return;
    case 'ECONNREFUSED':
      rmSync(path, { force: true });
      return;
    case 'answers':
      throw new CannotStart(
        `another process answers on ${path}: two sidecars must not have the same CONTAINER_NAME or share a socket folder`,
      );
    default:
      throw new CannotStart(`the socket ${path} exists and cannot be tried (${found}): remove it`);
  }
}

/** "answers", or the code of the error. */
function probe(path: string): Promise<string> {
  return new Promise((done) => {
    const socket = connect(path);
    const finish = (found: string) => {
      socket.destroy();
      done(found);
    };
    socket.setTimeout(PROBE_TIMEOUT_MS, () => finish('ETIMEDOUT'));
    socket.once('connect', () => finish('answers'));
    socket.once('error', (error) => finish(codeOf(error)));
  });
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
}
