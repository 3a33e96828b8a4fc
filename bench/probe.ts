import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { type SidecarClient, startClient } from './client.ts';
import { type Container, projectFolder, startContainer } from './container.ts';
import { domainOf, vmi } from './domains.ts';
import { START_MS } from './session.ts';

/*
 * What a hook call costs in the locked-down container: one line of figures, medians over --runs containers.
 *
 *   scripts/image --local-bases localhost/sidepatch-bench
 *   bench/images
 *   scripts/node bench/probe.ts [--runs 5] [--calls 5] [--pause 300] [--bytes 8192] [--cpus 0.2] [--rules FILE]
 *                               [--image NAME] [--podman OPTION]... [-- ARGUMENT...]
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    image: { type: 'string', default: 'localhost/sidepatch-bench' },
    rules: { type: 'string', default: join(projectFolder, 'test/fixtures/smbios.yaml') },
    runs: { type: 'string', default: '5' },
    calls: { type: 'string', default: '5' },
    pause: { type: 'string', default: '300' },
    bytes: { type: 'string', default: '8192' },
    cpus: { type: 'string', default: '0.2' },
    podman: { type: 'string', multiple: true, default: [] },
  },
});

const domain = domainOf(Number(values.bytes));
const runs: Record<string, number>[] = [];
for (let i = 0; i < Number(values.runs); i++) {
  const client = await startClient();
  try {
    runs.push(await probe(client));
  } finally {
    client.close();
  }
}
const names = Object.keys(runs[0] ?? {});
console.log(
  names.map((name) => `${name} ${format(median(runs.map((run) => run[name] ?? Number.NaN)))}`).join('  '),
);

async function probe(client: SidecarClient): Promise<Record<string, number>> {
  const container = await startContainer({
    image: values.image,
    rules: resolve(values.rules),
    cpus: Number(values.cpus),
    podman: values.podman,
    ...(positionals.length > 0 && { args: positionals }),
  });
  try {
    return await measure(container, client);
  } finally {
    await container.stop();
  }
}

/** A boot as virt-launcher does it: Info once, then the hook, some times with pauses. */
async function measure(container: Container, client: SidecarClient): Promise<Record<string, number>> {
  const idleCpu = container.usage().cpuSeconds;
  await client.connect(container.socket);
  const infoMs = await client.info();
  const pauseMs = Number(values.pause);
  await sleep(START_MS);
  const idle = container.usage();
  const made = await client.onDefineDomain(domain, vmi, { calls: Number(values.calls), pauseMs });
  const times = made.callMs;
  const isUnchanged = Buffer.compare(made.domain, domain) === 0;
  const failure = isUnchanged ? 'the domain came back unchanged' : made.error;
  const end = container.usage();
  if (failure !== undefined)
    console.error(
      `after ${times.length} calls: ${failure}; ${JSON.stringify(end)}\n${container.log().slice(-600)}`,
    );
  return {
    readyMs: container.readyMs,
    infoMs,
    firstMs: times[0] ?? Number.NaN,
    p50Ms: median(times),
    p90Ms: [...times].sort((a, b) => a - b)[Math.floor(times.length * 0.9)] ?? Number.NaN,
    maxMs: Math.max(...times),
    idleMB: idle.anonBytes / 1e6,
    endMB: end.anonBytes / 1e6,
    peakMB: end.peakAnonBytes / 1e6,
    fileMB: end.fileBytes / 1e6,
    startCpuMs: idleCpu * 1000,
    oomKills: end.oomKills,
    calls: times.length,
  };
}

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? Number.NaN)
    : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

function format(number: number): string {
  return Number.isInteger(number) ? String(number) : number.toFixed(1);
}
