import { chmodSync, rmSync } from 'node:fs';
import { type Endpoint, type GrpcServer, serve } from './grpc-server.ts';
import { CannotStart } from './socket.ts';

/** A document of 16 MiB, a VMI (etcd holds 1.5 MiB at most) and the frame. Much more would not fit in 61 MiB anyway. */
export const MAX_MESSAGE_BYTES = 20 * 1024 * 1024;

/** virt-launcher may run as another user than we do. */
const SOCKET_MODE = 0o666;

export interface Listener {
  readonly path: string;
  /**
   * Takes no more calls, removes the socket, and resolves when the running calls have ended or `timeoutMs` is over.
   * True: all of them ended.
   */
  drain(timeoutMs: number): Promise<boolean>;
  /** Removes the socket, whatever else is going on. For the end of the process. */
  removeSocket(): void;
}

export function createServer(): GrpcServer {
  return { methods: new Map(), maxMessageBytes: MAX_MESSAGE_BYTES };
}

/** Binds the socket, connectable by all from its first moment on. From then on calls are answered. Throws CannotStart. */
export async function listen(server: GrpcServer, path: string): Promise<Listener> {
  const formerMask = process.umask(0o777 & ~SOCKET_MODE);
  let endpoint: Endpoint;
  try {
    endpoint = await bind(server, path);
  } finally {
    process.umask(formerMask);
  }
  openToAll(path);
  let bound = true;
  return {
    path,
    drain(timeoutMs) {
      // Closing removes the file at once, and the name is then free for another.
      bound = false;
      return drain(endpoint, timeoutMs);
    },
    removeSocket() {
      if (bound) rmSync(path, { force: true });
      bound = false;
    },
  };
}

/** The mask has done it already, unless the folder has a default ACL. */
function openToAll(path: string): void {
  try {
    chmodSync(path, SOCKET_MODE);
  } catch {
    rmSync(path, { force: true });
    throw new CannotStart(
      `the socket ${path} cannot be opened to other users: check the volume of the folder`,
    );
  }
}

async function bind(server: GrpcServer, path: string): Promise<Endpoint> {
  try {
    return await serve(server, path);
  } catch (error) {
    throw new CannotStart(`cannot listen on ${path}: ${error instanceof Error ? error.message : error}`);
  }
}

function drain(endpoint: Endpoint, timeoutMs: number): Promise<boolean> {
  return new Promise((done) => {
    const timer = setTimeout(() => {
      endpoint.destroy();
      done(false);
    }, timeoutMs);
    endpoint.close().then(() => {
      clearTimeout(timer);
      done(true);
    });
  });
}
