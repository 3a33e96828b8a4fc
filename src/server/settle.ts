import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { releasePackages } from './packages.ts';
import { createQuiet } from './quiet.ts';

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

/** Gives back memory that V8 would keep until many calls have come, in some 40 ms of CPU: V8 collects twice then. */
export function settle(): void {
  collector()({ type: 'major', execution: 'sync', flavor: 'last-resort' });
}

const whenQuiet = createQuiet();

/** virt-launcher asks for Info as soon as it sees the socket, and then has libvirt to start before it calls a hook. */
const START_QUIET_MS = 1000;

/** To be called once the sockets are there: gives back what starting took, some 3 MB, while nobody waits for it. */
export function settleAfterStart(): void {
  whenQuiet(START_QUIET_MS, settle);
}

/** A boot's calls come within some seconds, and then there are none for as long as the VM runs. */
const CALLS_QUIET_MS = 10_000;

/** To be called with each call of a hook: gives back what they took, some 10 MB, once there have been none for a while. */
export function settleAfterCalls(): void {
  whenQuiet(CALLS_QUIET_MS, () => {
    releasePackages();
    settle();
  });
}

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
