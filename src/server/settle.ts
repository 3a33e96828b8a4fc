import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/*
 * V8's flags are set here and not on the command line, because Node drops the compiled code of its own modules under most
 * of them, which costs 75 ms at a fifth of a core. So it does with the sidecar's own: call this once all is loaded.
 */

/** Keeps V8 from optimising what runs a few times; some hundred calls, or one domain of a megabyte, still are optimised. */
export function holdBack(): void {
  // A boot is three calls: optimising for them takes 6 MB and is never paid back. The defaults are 400, 500 and 3000.
  setFlagsFromString('--invocation-count-for-maglev=10000');
  setFlagsFromString('--invocation-count-for-osr=50000');
  setFlagsFromString('--invocation-count-for-turbofan=100000');
}

/** Gives back the memory that starting took, some 3 MB, in some 20 ms: V8 would keep it until many calls have come. */
export function settle(): void {
  setFlagsFromString('--expose-gc');
  const collect: NodeJS.GCFunction = runInNewContext('gc');
  collect({ type: 'major', execution: 'sync', flavor: 'last-resort' });
}
