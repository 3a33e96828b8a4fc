import { requireBoardMaker } from './board-maker.ts';
import { type CgroupWatch, watchCgroup } from './cgroup.ts';
import { type SidecarClient, startClient } from './client.ts';
import { type ContainerOptions, startContainer } from './container.ts';
import { vmi } from './domains.ts';

/** From Info to the first call of a hook: virt-launcher starts libvirt meanwhile. */
export const START_MS = 2000;

/** Between two calls of a boot. */
export const PAUSE_MS = 300;

/** A container that has answered Info, as virt-launcher asks for it. */
export interface Session {
  readonly container: CgroupWatch;
  /** From the start of its program to the answer to Info, and of that the call of Info itself. */
  readonly readyMs: number;
  readonly infoMs: number;
  /**
   * Makes `calls` calls with a pause after each, or fewer when `maxMs` is over, if not 0. Returns what each took, in the
   * client, and puts it into `callMs` also when it throws: when a call fails, when the first answer lacks the board maker,
   * or when another one differs from it.
   */
  call(
    domain: Uint8Array,
    calls: number,
    pauseMs: number,
    more?: { readonly maxMs?: number; readonly callMs?: number[] },
  ): Promise<readonly number[]>;
}

/** Starts a client and a container, hands them over, and stops both whatever happens. Errors tell the end of its log. */
export async function withSession<T>(
  options: ContainerOptions,
  use: (session: Session) => Promise<T>,
): Promise<T> {
  // Before the container, as virt-launcher is there before a sidecar gets ready.
  const client = await startClient();
  try {
    return await withContainer(client, options, use);
  } finally {
    client.close();
  }
}

async function withContainer<T>(
  client: SidecarClient,
  options: ContainerOptions,
  use: (session: Session) => Promise<T>,
): Promise<T> {
  const container = await startContainer(options);
  const thereMs = performance.now();
  const watch = watchCgroup(container.pid);
  try {
    await client.connect(container.socket);
    const infoMs = await client.info();
    const readyMs = container.readyMs + performance.now() - thereMs;
    const call: Session['call'] = async (domain, calls, pauseMs, { maxMs = 0, callMs = [] } = {}) => {
      const made = await client.onDefineDomain(domain, vmi, { calls, pauseMs, maxMs });
      // A container that the kernel has ended is gone before a large answer is read.
      watch.keep();
      callMs.push(...made.callMs);
      if (made.callMs.length > 0) requireBoardMaker(made.domain);
      if (made.error !== undefined) throw new Error(made.error);
      return callMs;
    };
    return await use({ container: watch, readyMs, infoMs, call });
  } catch (error) {
    const state = container.isRunning() ? 'running' : 'gone';
    const log = container.log().slice(-1000);
    throw new Error(`${options.image} (${state}, OOM kills ${watch.oomKills()}): ${error}\n${log}`);
  } finally {
    watch.stop();
    await container.stop();
  }
}
