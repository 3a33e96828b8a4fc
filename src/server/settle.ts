import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { releasePackages } from './packages.ts';
import { createQuiet } from './quiet.ts';

/*
 * V8's flags are set here and not on the command line, because Node drops the compiled code of its own modules under most
 * of them, which costs 75 ms at a fifth of a core. So it does with the sidecar's own: set none before it has run.
 */

/**
 * Keeps V8 from optimising what runs a few times, which is all of a boot; some hundred calls, or one domain of a megabyte,
 * still are optimised.
 */
export function holdBack(): void {
  // A boot is three calls: optimising for them takes 6 MB and is never paid back, nor is what reading a hundred rules would
  // leave behind. The defaults are 400, 500 and 3000.
  setFlagsFromString('--invocation-count-for-maglev=10000');
  setFlagsFromString('--invocation-count-for-osr=50000');
  setFlagsFromString('--invocation-count-for-turbofan=100000');
  // Unoptimised machine code takes 0.5 to 0.8 MB, and neither a boot's calls nor a thousand are quicker for it.
  setFlagsFromString('--no-sparkplug');
}

/** Gives back memory that V8 would keep until many calls have come, in some 40 ms of CPU: V8 collects twice then. */
export function settle(): void {
  collector()({ type: 'major', execution: 'sync', flavor: 'last-resort' });
}

/**
 * Collects what the last call made, in half a millisecond. The next one then makes its own in the same pages: those of
 * another megabyte would come from the kernel one by one, which takes as long as the rules do.
 */
function collectYoung(): void {
  collector()({ type: 'minor', execution: 'sync' });
}

const whenQuiet = createQuiet();

/** virt-launcher asks for Info as soon as it sees the socket, and then has libvirt to start before it calls a hook. */
const START_QUIET_MS = 1000;

/** After so many a further one changes nothing. The first ones find no pages, and V8 knows nothing of types yet. */
const PRACTICES = 4;

/** Between two practices, so that a call that comes meanwhile waits for one of them at most. */
const PRACTICE_QUIET_MS = 20;

/**
 * To be called once the sockets are there. While nobody waits for it, gives back what starting took, some 3 MB, and with
 * it what a call needs: then practises until all that is there again. A call of a hook ends it.
 */
export function settleAfterStart(practise: () => Promise<void>): void {
  const work = () => learnFrom(practise);
  const practices = Array.from({ length: PRACTICES }, () => ({ ms: PRACTICE_QUIET_MS, work }));
  whenQuiet([{ ms: START_QUIET_MS, work: settle }, ...practices]);
}

/** Makes V8 remember at once which types it meets, and not only what it meets in the eighth run. */
async function learnFrom(work: () => Promise<void>): Promise<void> {
  setFlagsFromString('--invocation-count-for-feedback-allocation=1');
  await work();
  setFlagsFromString('--invocation-count-for-feedback-allocation=8');
  collectYoung();
}

/** Longer than a result's second check waits (see run-hook.ts), and shorter than calls of a boot lie apart. */
const CALL_QUIET_MS = 200;

/** A boot's calls come within some seconds, and then there are none for as long as the VM runs. */
const BOOT_QUIET_MS = 10_000;

/** To be called with each call of a hook: gives back what they took, some 10 MB, once there have been none for a while. */
export function settleAfterCalls(): void {
  whenQuiet([
    { ms: CALL_QUIET_MS, work: collectYoung },
    { ms: BOOT_QUIET_MS, work: collectAll },
  ]);
}

/** A call with less leaves nothing behind that V8 would not see in time. */
export const LARGE_CALL_BYTES = 256 * 1024;

/**
 * Collects what calls leave. To be called after each large one: V8 waits for its own heap to fill, and does not count that
 * such a call leaves megabytes of messages outside of it, so that some in a row would not fit in 61 MiB.
 */
export function collectAll(): void {
  releasePackages();
  settle();
}

let known: NodeJS.GCFunction | undefined;

function collector(): NodeJS.GCFunction {
  if (known === undefined) {
    setFlagsFromString('--expose-gc');
    known = runInNewContext('gc') as NodeJS.GCFunction;
  }
  return known;
}
