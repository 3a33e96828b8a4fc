import { setTimeout as sleep } from 'node:timers/promises';
import { MAKER, requireBoardMaker } from './board-maker.ts';
import { type CgroupWatch, watchCgroup } from './cgroup.ts';
import { connectTo } from './client.ts';
import { type ContainerOptions, startContainer } from './container.ts';
import { vmi } from './domains.ts';

/** Between two calls of a boot. */
export const PAUSE_MS = 300;

/** A container that has answered Info, as virt-launcher asks for it. */
export interface Session {
  readonly container: CgroupWatch;
  /** From the start of its program to the answer to Info, and of that the call of Info itself. */
  readonly readyMs: number;
  readonly infoMs: number;
  /**
   * Makes `calls` calls, or fewer when `maxMs` is over. Returns what each took, in the client, and puts it into `callMs`
   * as it comes. Throws when an answer fails or lacks the board maker.
   */
  call(
    domain: Uint8Array,
    calls: number,
    pauseMs: number,
    more?: { readonly maxMs?: number; readonly callMs?: number[] },
  ): Promise<readonly number[]>;
}

/** Starts a container, hands it over, and stops it whatever happens. Errors tell the end of its log. */
export async function withSession<T>(
  options: ContainerOptions,
  use: (session: Session) => Promise<T>,
): Promise<T> {
  const container = await startContainer(options);
  const thereMs = performance.now();
  const watch = watchCgroup(container.pid);
  const client = connectTo(container.socket);
  try {
    const infoMs = await client.info();
    const readyMs = container.readyMs + performance.now() - thereMs;
    const call: Session['call'] = async (domain, calls, pauseMs, more = {}) => {
      const { maxMs = Number.POSITIVE_INFINITY, callMs = [] } = more;
      const startedMs = performance.now();
      for (let made = 0; made < calls && performance.now() - startedMs < maxMs; made++) {
        const { ms, bytes } = await client.onDefineDomain(domain, vmi);
        if (made === 0) requireBoardMaker(bytes);
        else if (!Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes(MAKER))
          throw new Error('an answer lacks the board maker');
        callMs.push(ms);
        if (pauseMs > 0) await sleep(pauseMs);
      }
      return callMs;
    };
    return await use({ container: watch, readyMs, infoMs, call });
  } catch (error) {
    const state = container.isRunning() ? 'running' : 'gone';
    const log = container.log().slice(-1000);
    throw new Error(`${options.image} (${state}, OOM kills ${watch.oomKills()}): ${error}\n${log}`);
  } finally {
    client.close();
    watch.stop();
    await container.stop();
  }
}
