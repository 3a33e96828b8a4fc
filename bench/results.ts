/** What one run of the bench found: kept as docs/performance.json, shown as docs/performance.md. Bytes, milliseconds. */
export interface Results {
  readonly machine: Machine;
  readonly contenders: readonly ContenderFigures[];
  readonly sizes: readonly SizeFigures[];
  readonly growth: readonly GrowthFigures[];
  readonly rules: readonly RuleCountFigures[];
  /** The rows of bench/costs.ts: what was loaded, and its columns. */
  readonly costs: CostTable;
}

export interface CostTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export interface Machine {
  readonly date: string;
  /** The commit that was checked out, and whether files differed from it. */
  readonly revision: string;
  readonly node: string;
  /** What the client is built with. */
  readonly client: string;
  readonly kernel: string;
  readonly cpu: string;
  readonly cores: number;
  /** Load average of one minute, when the run began and each time it was looked at. */
  readonly loads: readonly number[];
  readonly minutes: number;
  readonly runs: number;
  readonly boots: number;
}

export interface ContenderFigures {
  readonly key: string;
  readonly title: string;
  readonly boot: BootFigures;
  readonly row: RowFigures;
  readonly image: ImageFigures;
}

/** A VM's boot: Info, then three calls with pauses. Medians over the boots. */
export interface BootFigures {
  readonly readyMs: number;
  readonly infoMs: number;
  readonly firstMs: number;
  /** Over the calls of all boots. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly cpuMsPerCall: number;
  readonly idleAnonBytes: number;
  readonly idleFileBytes: number;
  readonly peakAnonBytes: number;
  readonly peakBytes: number;
}

/** Calls in a row, without pauses. Medians over the runs. */
export interface RowFigures {
  readonly calls: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly cpuMsPerCall: number;
  readonly peakAnonBytes: number;
  readonly peakBytes: number;
  readonly oomKills: number;
}

export interface ImageFigures {
  readonly unpackedBytes: number;
  readonly compressedBytes: number;
}

/** sidepatch alone: calls in a row with domains of one size; `calls` were answered, `oomKills` ended the container. */
export interface SizeFigures {
  readonly bytes: number;
  readonly disks: number;
  readonly cpus: number;
  readonly calls: number;
  readonly firstMs: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly peakAnonBytes: number;
  readonly peakBytes: number;
  readonly oomKills: number;
}

/** sidepatch alone, at a full core: the middle of the calls with a domain of this size. */
export interface GrowthFigures {
  readonly bytes: number;
  readonly p50Ms: number;
}

/** sidepatch alone, with so many rules of which one matches. */
export interface RuleCountFigures {
  readonly rules: number;
  readonly readyMs: number;
  readonly firstMs: number;
  readonly p50Ms: number;
  readonly idleAnonBytes: number;
}
