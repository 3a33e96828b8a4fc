import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { cpus, loadavg, release } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { clientProgram } from './client.ts';
import { projectFolder } from './container.ts';
import { contenders, sidepatch } from './contenders.ts';
import { domainOf } from './domains.ts';
import { readTable } from './format.ts';
import { imageSize } from './image-size.ts';
import { type Boot, figuresOf, measureBoot, measureRow } from './measure-contender.ts';
import { measureGrowth, measureRules, measureSize } from './measure-sidepatch.ts';
import { writePage } from './page.ts';
import { bootTable, goalTable } from './report.ts';
import type { Results, RowFigures, RuleCountFigures } from './results.ts';
import { medians } from './statistics.ts';

/*
 * Measures the images that bench/run has made:
 *
 *   bench/run [--runs 5] [--quick] [--json FILE] [--write]
 */
const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '5' },
    quick: { type: 'boolean', default: false },
    json: { type: 'string' },
    write: { type: 'boolean', default: false },
  },
});

/** How much is measured: `--quick` sees that everything runs. */
const plan = values.quick
  ? {
      runs: 1,
      boots: 1,
      rowCalls: 20,
      rowMs: 2_000,
      ruleCounts: [1, 1000],
      ruleCalls: 10,
      sizes: [{ bytes: 1_000_000, cpus: 1, calls: 2 }],
      growth: [8192],
      growthCalls: 5,
    }
  : {
      runs: Number(values.runs),
      boots: 3,
      rowCalls: 1000,
      // Python makes a hundred calls in it.
      rowMs: 10_000,
      ruleCounts: [1, 10, 100, 1000],
      ruleCalls: 200,
      sizes: [
        { bytes: 8192, cpus: 0.2, calls: 10_000 },
        // A fifth of a core would take minutes for as many, with less memory in use.
        { bytes: 8192, cpus: 1, calls: 1000 },
        { bytes: 100_000, cpus: 0.2, calls: 1000 },
        { bytes: 100_000, cpus: 1, calls: 200 },
        { bytes: 1_000_000, cpus: 0.2, calls: 20 },
        { bytes: 1_000_000, cpus: 1, calls: 20 },
      ],
      growth: [8192, 50_000, 100_000, 250_000, 500_000, 750_000, 1_000_000],
      growthCalls: 20,
    };

const startedMs = performance.now();
const git = (...args: readonly string[]) =>
  execFileSync('git', args, { cwd: projectFolder, encoding: 'utf8' }).trim();
const hasChanges = git('status', '--porcelain', 'src', 'scripts', 'Dockerfile', 'package-lock.json') !== '';
const revision = git('rev-parse', '--short', 'HEAD') + (hasChanges ? ', with changes' : '');
const loads: number[] = [];
const domain = domainOf(8192);

const boots = new Map<string, Boot[]>(contenders.map(({ key }) => [key, []]));
const rowRuns = new Map<string, RowFigures[]>(contenders.map(({ key }) => [key, []]));
const ruleRuns = new Map<number, RuleCountFigures[]>(plan.ruleCounts.map((count) => [count, []]));
for (let run = 0; run < plan.runs; run++) {
  say(`run ${run + 1} of ${plan.runs}`);
  // Each run begins with another one.
  const turn = contenders.map((_, index, all) => all[(index + run) % all.length] ?? all[0]);
  for (let boot = 1; boot < plan.boots; boot++)
    for (const one of turn) if (one) boots.get(one.key)?.push(await measureBoot(one, domain));
  for (const one of turn) {
    if (!one) continue;
    // There is a goal for sidepatch's memory after all of its calls.
    const maxMs = one === sidepatch ? 0 : plan.rowMs;
    const { boot, row } = await measureRow(one, domain, plan.rowCalls, maxMs);
    boots.get(one.key)?.push(boot);
    rowRuns.get(one.key)?.push(row);
  }
  for (const count of plan.ruleCounts)
    ruleRuns.get(count)?.push(await measureRules(count, domain, plan.ruleCalls));
}
const sizes = [];
for (const { bytes, cpus, calls } of plan.sizes) {
  say(`${calls} calls of ${bytes} bytes, ${cpus} core`);
  sizes.push(await measureSize(bytes, cpus, calls));
}
say('growth with the domain');
const growth = await measureGrowth(plan.growth, plan.growthCalls);
say('images');
const images = contenders.map(({ image }) => imageSize(image));

say('what each dependency costs');
const costs = readTable(
  execFileSync(process.execPath, [join(projectFolder, 'bench/costs.ts')], { encoding: 'utf8' }),
);

const results: Results = {
  machine: {
    date: new Date().toISOString().slice(0, 10),
    revision,
    node: process.versions.node,
    client: execFileSync(clientProgram, ['--version'], { encoding: 'utf8' }).trim(),
    kernel: release(),
    cpu: cpus()[0]?.model ?? 'unknown processor',
    cores: cpus().length,
    loads: loads.map((load) => rounded(load)),
    minutes: rounded((performance.now() - startedMs) / 60_000),
    runs: plan.runs,
    boots: plan.boots,
  },
  contenders: contenders.map(({ key, title }, index) => ({
    key,
    title,
    boot: roundedAll(figuresOf(boots.get(key) ?? [])),
    row: roundedAll(medians(rowRuns.get(key) ?? [])),
    image: images[index] ?? { unpackedBytes: Number.NaN, compressedBytes: Number.NaN },
  })),
  sizes: sizes.map(roundedAll),
  growth: growth.map(roundedAll),
  rules: [...ruleRuns.values()].map((runs) => roundedAll(medians(runs))),
  costs,
};
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(results, null, 2)}\n`);
if (values.write) writePage(results, join(projectFolder, 'docs'));
console.log(`${bootTable(results)}\n\n${goalTable(results)}`);

function say(what: string): void {
  const [load = Number.NaN] = loadavg();
  loads.push(load);
  console.error(`${new Date().toISOString().slice(11, 19)} ${what} (load ${load.toFixed(1)})`);
}

function rounded(value: number): number {
  return Number(value.toFixed(3));
}

function roundedAll<T extends Readonly<Record<keyof T, number>>>(figures: T): T {
  // The same names with other numbers: Object.fromEntries forgets the names.
  return Object.fromEntries(
    Object.entries<number>(figures).map(([name, value]) => [name, rounded(value)]),
  ) as T;
}
