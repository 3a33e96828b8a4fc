import { setTimeout as sleep } from 'node:timers/promises';
import type { Contender } from './contenders.ts';
import type { BootFigures, RowFigures } from './results.ts';
import { PAUSE_MS, type Session, START_MS, withSession } from './session.ts';
import { medians, percentile } from './statistics.ts';

/** virt-launcher makes up to three for one boot. */
const CALLS_OF_A_BOOT = 3;

/** One boot; the figures over all calls are made later, from `callMs`. */
export interface Boot {
  readonly callMs: readonly number[];
  readonly figures: Omit<BootFigures, 'p50Ms' | 'p99Ms'>;
}

/** A boot in a container of its own. */
export function measureBoot(contender: Contender, domain: Uint8Array): Promise<Boot> {
  return withSession(optionsOf(contender), (session) => bootIn(session, domain));
}

/** A boot, and then up to `calls` calls without pause; fewer for what takes longer than `maxMs`, if that is not 0. */
export function measureRow(
  contender: Contender,
  domain: Uint8Array,
  calls: number,
  maxMs: number,
): Promise<{ readonly boot: Boot; readonly row: RowFigures }> {
  return withSession(optionsOf(contender), async (session) => {
    const boot = await bootIn(session, domain);
    const { container } = session;
    const cpuSeconds = container.cpuSeconds();
    const callMs = await session.call(domain, calls, 0, { maxMs });
    const row = {
      calls: callMs.length,
      p50Ms: percentile(callMs, 50),
      p99Ms: percentile(callMs, 99),
      cpuMsPerCall: ((container.cpuSeconds() - cpuSeconds) * 1000) / callMs.length,
      peakAnonBytes: container.peakAnonBytes(),
      peakBytes: container.peakBytes(),
      oomKills: container.oomKills(),
    };
    return { boot, row };
  });
}

/** Boots as one: medians, and the percentiles of all their calls. */
export function figuresOf(boots: readonly Boot[]): BootFigures {
  const callMs = boots.flatMap((boot) => boot.callMs);
  return {
    ...medians(boots.map(({ figures }) => figures)),
    p50Ms: percentile(callMs, 50),
    p99Ms: percentile(callMs, 99),
  };
}

async function bootIn({ container, readyMs, infoMs, call }: Session, domain: Uint8Array): Promise<Boot> {
  await sleep(START_MS);
  const idleAnonBytes = container.anonBytes();
  const idleFileBytes = container.fileBytes();
  const cpuSeconds = container.cpuSeconds();
  const callMs = await call(domain, CALLS_OF_A_BOOT, PAUSE_MS);
  return {
    callMs,
    figures: {
      readyMs,
      infoMs,
      firstMs: callMs[0] ?? Number.NaN,
      cpuMsPerCall: ((container.cpuSeconds() - cpuSeconds) * 1000) / callMs.length,
      idleAnonBytes,
      idleFileBytes,
      peakAnonBytes: container.peakAnonBytes(),
      peakBytes: container.peakBytes(),
    },
  };
}

function optionsOf({ image, hook }: Contender): { image: string; rules: string } {
  return { image, rules: hook };
}
