import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { sidepatch } from './contenders.ts';
import { domainOf } from './domains.ts';
import type { GrowthFigures, RuleCountFigures, SizeFigures } from './results.ts';
import { START_MS, withSession } from './session.ts';
import { percentile } from './statistics.ts';

/**
 * Calls without pause with a domain of about `bytes` bytes, in a container with this share of a core. When the kernel ends
 * it for its memory, the call counts as made, and another container makes the rest.
 */
export async function measureSize(bytes: number, cpus: number, calls: number): Promise<SizeFigures> {
  const domain = domainOf(bytes);
  const callMs: number[] = [];
  const peaks: { anonBytes: number; bytes: number }[] = [];
  let oomKills = 0;
  while (callMs.length + oomKills < calls) {
    const options = { image: sidepatch.image, rules: sidepatch.hook, cpus };
    await withSession(options, async ({ container, call }) => {
      try {
        await call(domain, calls - callMs.length - oomKills, 0, { callMs });
      } catch (error) {
        if (container.oomKills() === 0) throw error;
        oomKills++;
      }
      peaks.push({ anonBytes: container.peakAnonBytes(), bytes: container.peakBytes() });
    });
  }
  return {
    bytes: domain.length,
    disks: new TextDecoder().decode(domain).match(/<disk /g)?.length ?? 0,
    cpus,
    calls: callMs.length,
    firstMs: callMs[0] ?? Number.NaN,
    p50Ms: percentile(callMs, 50),
    p99Ms: percentile(callMs, 99),
    peakAnonBytes: Math.max(...peaks.map(({ anonBytes }) => anonBytes)),
    peakBytes: Math.max(...peaks.map((peak) => peak.bytes)),
    oomKills,
  };
}

/** How the time of a call grows with the domain: at a full core, `calls` calls of each size, in one container each. */
export async function measureGrowth(sizes: readonly number[], calls: number): Promise<GrowthFigures[]> {
  const found: GrowthFigures[] = [];
  for (const size of sizes) {
    const { bytes, p50Ms } = await measureSize(size, 1, calls);
    found.push({ bytes, p50Ms });
  }
  return found;
}

/** So many rules, of which the last one matches; `calls` calls without pause. */
export async function measureRules(
  rules: number,
  domain: Uint8Array,
  calls: number,
): Promise<RuleCountFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'sidepatch-bench-rules-'));
  // The sidecar is another user.
  chmodSync(folder, 0o755);
  for (const [index, text] of filesOfOtherRules(rules - 1).entries())
    writeFileSync(join(folder, `${index}.yaml`), text);
  const podman = rules > 1 ? [`--volume=${folder}:/etc/sidepatch/rules.d:ro`] : [];
  try {
    return await withSession(
      { image: sidepatch.image, rules: sidepatch.hook, podman },
      async ({ container, readyMs, call }) => {
        await sleep(START_MS);
        const idleAnonBytes = container.anonBytes();
        const callMs = await call(domain, calls, 0);
        return {
          rules,
          readyMs,
          firstMs: callMs[0] ?? Number.NaN,
          p50Ms: percentile(callMs, 50),
          idleAnonBytes,
        };
      },
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** One file has room for a few hundred rules. */
const RULES_OF_A_FILE = 200;

/** Rules for VMs of other teams. */
export function filesOfOtherRules(count: number): string[] {
  const rules = Array.from({ length: count }, (_, index) =>
    [
      'apiVersion: sidepatch/v1alpha1',
      'kind: Rule',
      'metadata:',
      `  name: other-${index}`,
      'spec:',
      '  match:',
      `    labels: {team: other-${index}}`,
      '  domain:',
      '    - op: set',
      '      path: /domain/devices/disk/driver/@cache',
      '      value: none',
      '',
    ].join('\n'),
  );
  const files: string[] = [];
  for (let at = 0; at < count; at += RULES_OF_A_FILE)
    files.push(rules.slice(at, at + RULES_OF_A_FILE).join('---\n'));
  return files;
}
