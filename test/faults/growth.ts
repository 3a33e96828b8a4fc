/** The memory of a process after a number of calls, in bytes. */
export interface Sample {
  readonly calls: number;
  /** What is the process's own, as it is: V8 lets garbage lie for as long as there is room. */
  readonly held: number;
  /** The same once all garbage is collected. */
  readonly settled: number;
  /** What objects take then. Only a leak makes this grow. */
  readonly objects: number;
}

export interface Growth {
  readonly objectBytesPerCall: number;
  readonly settledBytesPerCall: number;
  /** Why this is a leak. */
  readonly leak?: string;
}

/**
 * How much the objects may grow between the first and the last sample: connections and streams that happen to be there
 * make 15 KB. Over 5,000 calls a leak of 10 bytes a call, which is less than the smallest object, is more.
 */
const MAX_OBJECT_GROWTH = 50_000;

/** The same for all memory, 400 bytes a call. Pages in use in part, and code that V8 makes late, took 1 MB in the image. */
const MAX_SETTLED_GROWTH = 2_000_000;

/** Tells a leak from garbage that is not collected yet, by samples that were taken when all had run for a while. */
export function growthOver(samples: readonly Sample[]): Growth {
  const slopeOf = (key: 'objects' | 'settled') => slope(samples.map((one) => [one.calls, one[key]] as const));
  const calls = (samples.at(-1)?.calls ?? 0) - (samples[0]?.calls ?? 0);
  const [objects, settled] = [slopeOf('objects'), slopeOf('settled')];
  const leak =
    objects * calls > MAX_OBJECT_GROWTH
      ? `objects take ${Math.round((objects * calls) / 1000)} KB more after ${calls} calls`
      : settled * calls > MAX_SETTLED_GROWTH
        ? `memory without garbage is ${((settled * calls) / 1e6).toFixed(1)} MB more after ${calls} calls`
        : undefined;
  return { objectBytesPerCall: objects, settledBytesPerCall: settled, ...(leak && { leak }) };
}

/** The median of the slopes between all pairs (Theil and Sen): a sample that is out of line does not count. */
function slope(points: readonly (readonly [x: number, y: number])[]): number {
  const slopes = points
    .flatMap(([x, y], i) => points.slice(i + 1).map(([laterX, laterY]) => (laterY - y) / (laterX - x)))
    .sort((a, b) => a - b);
  return slopes[slopes.length >> 1] ?? 0;
}
