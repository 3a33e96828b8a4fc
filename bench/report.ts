import { megabytes, number, ratio, table, withUnit } from './format.ts';
import { goalsOf, isReached } from './goals.ts';
import type { Machine, Results } from './results.ts';

/** The measured part of docs/performance.md: nothing in it that is not in the results. */
export function reportOf(results: Results): string {
  return [
    machineText(results.machine),
    '![Times of a hook call, and how they grow with the domain](performance.svg)',
    '### Goals',
    goalTable(results),
    '### Against scripts and programs',
    ...contenderParts(results),
    '### Larger domains',
    ...sizeParts(results),
    '### More rules',
    ...ruleParts(results),
    '### What each dependency costs',
    'Loading it into Node with the flags of the image (`scripts/node bench/costs.ts`); each row includes bare Node.',
    table(results.costs.head, results.costs.rows),
  ].join('\n\n');
}

/** What was reached, one line each, also for the terminal. */
export function goalTable(results: Results): string {
  const rows = goalsOf(results).map((goal) => [
    goal.what,
    `≤ ${withUnit(goal.limit, goal.unit)}`,
    withUnit(goal.measured, goal.unit),
    verdict(goal),
  ]);
  return table(['', 'goal', 'measured', 'reached'], rows);
}

/** The figures of all contenders, also for the terminal. */
export function bootTable({ contenders }: Results): string {
  const head = [
    '',
    'ready, ms',
    'Info, ms',
    'first, ms',
    'p50, ms',
    'p99, ms',
    'CPU of a call, ms',
    "first, of sidepatch's",
  ];
  const ours = contenders.find(({ key }) => key === 'sidepatch');
  const rows = contenders.map(({ title, boot }) => [
    title,
    number(boot.readyMs),
    number(boot.infoMs),
    number(boot.firstMs),
    number(boot.p50Ms),
    number(boot.p99Ms),
    number(boot.cpuMsPerCall),
    ratio(boot.firstMs, ours?.boot.firstMs ?? Number.NaN),
  ]);
  return table(head, rows);
}

function machineText(machine: Machine): string {
  const { date, revision, node, client, kernel, cpu, cores, loads, minutes, runs, boots } = machine;
  const load = `${number(Math.min(...loads))} to ${number(Math.max(...loads))}`;
  return [
    `Measured on ${date}, commit ${revision}, in ${number(minutes)} minutes; Node ${node}; client: ${client}; Linux ${kernel}, ${cpu}, ${cores} cores.`,
    `A **shared machine: compare ratios**, not milliseconds; its load average was ${load}, the bench's own included.`,
    `Medians over ${runs} runs of ${boots} boots each, contenders in turn.`,
  ].join('\n');
}

function verdict(goal: ReturnType<typeof goalsOf>[number]): string {
  if (isReached(goal)) return 'yes';
  if (!Number.isFinite(goal.measured)) return 'not measured';
  return goal.limit === 0 ? 'no' : `no, by ${number((goal.measured / goal.limit - 1) * 100)} %`;
}

function contenderParts(results: Results): string[] {
  const { contenders } = results;
  const row = contenders.map(({ title, row }) => [
    title,
    row.calls.toLocaleString('en'),
    number(row.p50Ms),
    number(row.p99Ms),
    number(row.cpuMsPerCall),
    megabytes(row.peakAnonBytes),
    megabytes(row.peakBytes),
    row.oomKills.toLocaleString('en'),
  ]);
  const memory = contenders.map(({ title, boot, image }) => [
    title,
    megabytes(boot.idleAnonBytes),
    megabytes(boot.idleFileBytes),
    megabytes(boot.peakAnonBytes),
    megabytes(boot.peakBytes),
    megabytes(image.unpackedBytes),
    megabytes(image.compressedBytes),
  ]);
  return [
    'A boot: Info, two seconds in which virt-launcher starts libvirt, then three calls with pauses of 300 ms.',
    bootTable(results),
    'Calls without pause, up to 1,000; a contender that was too slow for as many made fewer.',
    table(
      ['', 'calls', 'p50, ms', 'p99, ms', 'CPU of a call, ms', 'peak, own, MB', 'peak, all, MB', 'OOM kills'],
      row,
    ),
    'Memory of a boot and size of the image, in MB. "Own" is anonymous memory; "files" are pages of files that this \
container was the first to read, and "all" is the kernel\'s highest of both.',
    table(['', 'idle, own', 'idle, files', 'peak, own', 'peak, all', 'image', 'image, compressed'], memory),
  ];
}

function sizeParts({ sizes, growth }: Results): string[] {
  const rows = sizes.map((one) => [
    kilobytes(one.bytes),
    one.disks.toLocaleString('en'),
    number(one.cpus),
    one.calls.toLocaleString('en'),
    number(one.firstMs),
    number(one.p50Ms),
    number(one.p99Ms),
    megabytes(one.peakAnonBytes),
    megabytes(one.peakBytes),
    number(one.oomKills),
  ]);
  const head = [
    'domain',
    'disks',
    'cores',
    'calls',
    'first, ms',
    'p50, ms',
    'p99, ms',
    'peak, own, MB',
    'peak, all, MB',
    'OOM kills',
  ];
  const perSize = growth.map(({ bytes, p50Ms }) => [
    kilobytes(bytes),
    number(p50Ms),
    number((p50Ms * 1e5) / bytes),
  ]);
  return [
    'sidepatch, calls without pause; "calls" were answered. After an OOM kill another container goes on.',
    table(head, rows),
    'How the time grows, at a full core.',
    table(['domain', 'p50, ms', 'of that for each 100 KB, ms'], perSize),
  ];
}

function ruleParts({ rules }: Results): string[] {
  const one = rules[0]?.p50Ms ?? Number.NaN;
  const rows = rules.map((entry) => [
    entry.rules.toLocaleString('en'),
    number(entry.readyMs),
    number(entry.firstMs),
    number(entry.p50Ms),
    ratio(entry.p50Ms, one),
    megabytes(entry.idleAnonBytes),
  ]);
  return [
    'sidepatch, one rule matches, calls without pause.',
    table(['rules', 'ready, ms', 'first, ms', 'p50, ms', "p50, of one rule's", 'idle, own, MB'], rows),
  ];
}

function kilobytes(bytes: number): string {
  return bytes >= 950_000 ? `${number(bytes / 1e6)} MB` : `${number(bytes / 1000)} KB`;
}
