import type { ContenderFigures, Results } from '../../bench/results.ts';

/** A run in which every call took 4 ms with sidepatch and ten times as long with a script, and all goals were reached. */
export function someResults(): Results {
  const contender = (key: string, title: string, ms: number): ContenderFigures => ({
    key,
    title,
    boot: {
      readyMs: 300,
      infoMs: 10,
      firstMs: ms,
      p50Ms: ms,
      p99Ms: ms,
      cpuMsPerCall: ms,
      idleAnonBytes: 12e6,
      idleFileBytes: 1e6,
      peakAnonBytes: 19e6,
      peakBytes: 25e6,
    },
    row: {
      calls: 1000,
      p50Ms: ms,
      p99Ms: ms,
      cpuMsPerCall: ms,
      peakAnonBytes: 39e6,
      peakBytes: 45e6,
      oomKills: 0,
    },
    image: { unpackedBytes: 139e6, compressedBytes: 49e6 },
  });
  const size = (bytes: number, cpus: number, p50Ms: number) => ({
    bytes,
    disks: 3,
    cpus,
    calls: 20,
    firstMs: p50Ms,
    p50Ms,
    p99Ms: p50Ms,
    peakAnonBytes: 40e6,
    peakBytes: 50e6,
    oomKills: 0,
  });
  const rules = (count: number) => ({
    rules: count,
    readyMs: 300,
    firstMs: 4,
    p50Ms: 4,
    idleAnonBytes: 12e6,
  });
  return {
    machine: {
      date: '2026-01-02',
      revision: 'abc1234',
      node: '24.0.0',
      client: 'Go 1.19.8, gRPC 1.33.3',
      kernel: '6.1.0',
      cpu: 'a processor',
      cores: 2,
      loads: [0.5, 1.5],
      minutes: 15,
      runs: 5,
      boots: 3,
    },
    contenders: [
      contender('sidepatch', 'sidepatch', 4),
      contender('sed', 'sh + sed', 40),
      contender('python', 'Python, ElementTree', 400),
    ],
    sizes: [
      size(8000, 0.2, 4),
      size(99_900, 0.2, 20),
      size(99_900, 1, 10),
      size(999_900, 0.2, 400),
      size(999_900, 1, 100),
    ],
    growth: [
      { bytes: 8000, p50Ms: 1 },
      { bytes: 999_900, p50Ms: 100 },
    ],
    rules: [rules(1), rules(1000)],
    costs: { head: ['loaded', 'ms of CPU'], rows: [['nothing', '17']] },
  };
}
