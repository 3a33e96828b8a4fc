import type { ContenderFigures, Results, RuleCountFigures, SizeFigures } from './results.ts';

export type Unit = 'ms' | 'MB' | 'times' | 'kills';

/** What a run should stay at or below. */
export interface Goal {
  readonly what: string;
  readonly limit: number;
  readonly measured: number;
  readonly unit: Unit;
}

/** The goals and what a run found for them; NaN for what it did not measure. */
export function goalsOf({ contenders, sizes, rules }: Results): Goal[] {
  const ours = contenders.find(({ key }) => key === 'sidepatch');
  const sed = contenders.find(({ key }) => key === 'sed');
  const python = contenders.find(({ key }) => key === 'python');
  const of = (from: ContenderFigures | undefined, figure: (one: ContenderFigures) => number) =>
    from === undefined ? Number.NaN : figure(from);
  const first = (from: ContenderFigures | undefined) => of(from, ({ boot }) => boot.firstMs);
  const bootP50 = (from: ContenderFigures | undefined) => of(from, ({ boot }) => boot.p50Ms);
  const rowP50 = (from: ContenderFigures | undefined) => of(from, ({ row }) => row.p50Ms);
  const size = (bytes: number, cpus: number, figure: (one: SizeFigures) => number) => {
    const found = sizes.find((one) => one.cpus === cpus && one.bytes <= bytes && one.bytes > bytes * 0.8);
    return found === undefined ? Number.NaN : figure(found);
  };
  // At a full core, too, if that was measured.
  const kills = (bytes: number) =>
    size(bytes, 0.2, ({ oomKills }) => oomKills) + (size(bytes, 1, ({ oomKills }) => oomKills) || 0);
  const one = rules.find((entry) => entry.rules === 1);
  const most = rules.find((entry) => entry.rules === 1000);
  const growth = (figure: (entry: RuleCountFigures) => number) =>
    one && most ? figure(most) / figure(one) : Number.NaN;
  const ms = (what: string, limit: number, measured: number): Goal => ({ what, limit, measured, unit: 'ms' });
  const mb = (what: string, limit: number, bytes: number): Goal => ({
    what,
    limit,
    measured: bytes / 1e6,
    unit: 'MB',
  });
  const times = (what: string, limit: number, measured: number): Goal => ({
    what,
    limit,
    measured,
    unit: 'times',
  });
  const none = (what: string, measured: number): Goal => ({ what, limit: 0, measured, unit: 'kills' });
  return [
    ms('first call', 4.5, first(ours)),
    times("first call, of sh + sed's", 0.4, first(ours) / first(sed)),
    times("first call, of Python's", 0.08, first(ours) / first(python)),
    times("p50 of a boot's calls, of sh + sed's", 0.4, bootP50(ours) / bootP50(sed)),
    times("p50 without pause, of sh + sed's", 0.4, rowP50(ours) / rowP50(sed)),
    ms(
      'ready',
      400,
      of(ours, ({ boot }) => boot.readyMs),
    ),
    ms(
      'Info',
      60,
      of(ours, ({ boot }) => boot.infoMs),
    ),
    mb(
      'idle, anonymous memory',
      14,
      of(ours, ({ boot }) => boot.idleAnonBytes),
    ),
    mb(
      'peak of a boot, anonymous memory',
      20,
      of(ours, ({ boot }) => boot.peakAnonBytes),
    ),
    mb(
      'peak of 1,000 calls without pause, anonymous memory',
      40,
      of(ours, ({ row }) => row.peakAnonBytes),
    ),
    none('OOM kills in 10,000 calls of 8 KB', kills(8192)),
    none('OOM kills in 1,000 calls of 100 KB', kills(100_000)),
    none('OOM kills in 20 calls of 1 MB', kills(1_000_000)),
    ms(
      '100 KB, p50 at a full core',
      12,
      size(100_000, 1, ({ p50Ms }) => p50Ms),
    ),
    ms(
      '1 MB, p50 at a full core',
      250,
      size(1_000_000, 1, ({ p50Ms }) => p50Ms),
    ),
    times(
      '1,000 rules, p50 against one rule',
      1.5,
      growth(({ p50Ms }) => p50Ms),
    ),
    mb(
      'image, unpacked',
      140,
      of(ours, ({ image }) => image.unpackedBytes),
    ),
    mb(
      'image, compressed',
      50,
      of(ours, ({ image }) => image.compressedBytes),
    ),
  ];
}

export function isReached({ measured, limit }: Goal): boolean {
  return Number.isFinite(measured) && measured <= limit;
}
