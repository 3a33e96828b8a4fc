import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { releasePackages } from './packages.ts';
import { whenQuiet } from './quiet.ts';

/*
 * V8's flags are set here and not on the command line, because Node drops the compiled code of its own modules under most
 * of them, which costs 75 ms at a fifth of a core. So it does with the sidecar's own: set none before it has run.
 */

/** Keeps V8 from optimising what runs a few times; some hundred calls, or one domain of a megabyte, still are optimised. */
export function holdBack(): void {
  // A boot is three calls: optimising for them takes 6 MB and is never paid back, nor is what reading a hundred rules would
  // leave behind. The defaults are 400, 500 and 3000.
  setFlagsFromString('--invocation-count-for-maglev=10000');
  setFlagsFromString('--invocation-count-for-osr=50000');
  setFlagsFromString('--invocation-count-for-turbofan=100000');
}

/**
 * Keeps V8 from making machine code of what has run a few times, until `compileAgain`: what loading runs is not run again,
 * and its code would take 0.8 MB and 6 ms.
 */
export function interpretOnly(): void {
  setFlagsFromString('--no-sparkplug');
}

/** Ends `interpretOnly`: what calls run is worth compiling. */
export function compileAgain(): void {
  setFlagsFromString('--sparkplug');
}

/** Gives back the memory that starting took, some 3 MB, in some 20 ms: V8 would keep it until many calls have come. */
export function settle(): void {
  collector()({ type: 'major', execution: 'sync', flavor: 'last-resort' });
}

/** A boot's calls come within some seconds, and then there are none for as long as the VM runs. */
const QUIET_MS = 10_000;

/** To be called with each call of a hook: gives back what they took, some 10 MB, once there have been none for a while. */
export const settleWhenQuiet = whenQuiet(QUIET_MS, () => {
  releasePackages();
  settle();
});

/** A call with less leaves nothing behind that V8 would not see in time. */
export const LARGE_CALL_BYTES = 256 * 1024;

/**
 * Collects what a large call leaves, once its reply is on its way. V8 waits for its own heap to fill, and does not count
 * that each such call leaves megabytes of messages outside of it: some calls in a row would not fit in 61 MiB.
 */
export function collectSoon(): void {
  setImmediate(() => {
    releasePackages();
    settle();
  });
}

let known: NodeJS.GCFunction | undefined;

function collector(): NodeJS.GCFunction {
  if (known === undefined) {
    setFlagsFromString('--expose-gc');
    known = runInNewContext('gc') as NodeJS.GCFunction;
  }
  return known;
}
