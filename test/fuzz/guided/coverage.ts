import { Session } from 'node:inspector';

/** What of our code, and of the packages that read for it, has run: as V8 counts it, in blocks. */
export interface Coverage {
  /** The blocks that ran since the last call. Takes milliseconds: ask once for many cases. */
  take(): readonly string[];
  stop(): void;
}

const COUNTED = /\/src\/(?!gen\/)|\/node_modules\/(yaml|saxes|re2js|@xmldom|xpath)\//;

export function startCoverage(): Coverage {
  const session = new Session();
  session.connect();
  session.post('Profiler.enable');
  session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  return {
    take() {
      const ran: string[] = [];
      // The callback runs before post returns: the session is this thread's own.
      session.post('Profiler.takePreciseCoverage', (error, taken) => {
        if (error) throw error;
        for (const { url, scriptId, functions } of taken.result) {
          if (!COUNTED.test(url)) continue;
          for (const { ranges } of functions)
            for (const { startOffset, endOffset, count } of ranges)
              if (count > 0) ran.push(`${scriptId}:${startOffset}-${endOffset}`);
        }
      });
      return ran;
    },
    stop() {
      session.post('Profiler.stopPreciseCoverage');
      session.disconnect();
    },
  };
}
