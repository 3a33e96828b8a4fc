import { existsSync, readFileSync } from 'node:fs';

/** What a container as a whole has taken: every process of it, also those that have ended. */
export interface CgroupWatch {
  /** Memory that belongs to processes, not to files; as exact as the kernel's counters, some 0.5 MB. */
  anonBytes(): number;
  /** The highest of the samples so far. A process that lives for less than a sample may be missed. */
  peakAnonBytes(): number;
  fileBytes(): number;
  /** The kernel's own highest, pages of files included. */
  peakBytes(): number;
  cpuSeconds(): number;
  oomKills(): number;
  /** Reads what is highest, which is then known also when the container is gone, and with it the kernel's account. */
  keep(): void;
  stop(): void;
}

const SAMPLE_MS = 10;

/** Reads the cgroup that a process is in, version 1 or 2. */
export function watchCgroup(pid: number): CgroupWatch {
  const files = filesOf(readFileSync(`/proc/${pid}/cgroup`, 'utf8'));
  const number = ([path, key]: Place) => {
    if (!existsSync(path)) return 0;
    const text = readFileSync(path, 'utf8');
    return Number(key === undefined ? text : (new RegExp(`^${key} (\\d+)$`, 'm').exec(text)?.[1] ?? 0));
  };
  let peak = 0;
  const sample = () => {
    const now = number(files.anon);
    peak = Math.max(peak, now);
    return now;
  };
  sample();
  const peakBytes = highest(() => number(files.peak));
  const oomKills = highest(() => number(files.oomKills));
  const timer = setInterval(sample, SAMPLE_MS);
  return {
    anonBytes: sample,
    peakAnonBytes: () => Math.max(peak, sample()),
    fileBytes: () => number(files.file),
    peakBytes,
    cpuSeconds: () => number(files.cpu) / files.cpuUnits,
    oomKills,
    keep() {
      peakBytes();
      oomKills();
    },
    stop: () => clearInterval(timer),
  };
}

/** The highest that was read so far. */
function highest(read: () => number): () => number {
  let most = 0;
  return () => {
    most = Math.max(most, read());
    return most;
  };
}

/** A file of the cgroup, and the line of it. */
type Place = readonly [path: string, key?: string];

interface Files {
  readonly anon: Place;
  readonly file: Place;
  readonly peak: Place;
  readonly oomKills: Place;
  readonly cpu: Place;
  /** In a second. */
  readonly cpuUnits: number;
}

/** Takes the text of /proc/PID/cgroup. */
function filesOf(text: string): Files {
  const groups = text.trim().split('\n');
  const pathOf = (controller: string) => {
    const line = groups.find((one) => one.split(':')[1]?.split(',').includes(controller));
    return line?.split(':')[2] ?? '/';
  };
  if (existsSync('/sys/fs/cgroup/cgroup.controllers')) {
    const group = `/sys/fs/cgroup${pathOf('')}`;
    return {
      anon: [`${group}/memory.stat`, 'anon'],
      file: [`${group}/memory.stat`, 'file'],
      peak: [`${group}/memory.peak`],
      oomKills: [`${group}/memory.events`, 'oom_kill'],
      cpu: [`${group}/cpu.stat`, 'usage_usec'],
      cpuUnits: 1e6,
    };
  }
  const memory = `/sys/fs/cgroup/memory${pathOf('memory')}`;
  return {
    anon: [`${memory}/memory.stat`, 'total_rss'],
    file: [`${memory}/memory.stat`, 'total_cache'],
    peak: [`${memory}/memory.max_usage_in_bytes`],
    oomKills: [`${memory}/memory.oom_control`, 'oom_kill'],
    cpu: [`/sys/fs/cgroup/cpuacct${pathOf('cpuacct')}/cpuacct.usage`],
    cpuUnits: 1e9,
  };
}
