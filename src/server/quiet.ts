/**
 * Does something once nothing else was wanted for `ms`; what was wanted before is dropped. Keeps no process running.
 */
export function createQuiet(): (ms: number, work: () => void) => void {
  let timer: NodeJS.Timeout | undefined;
  return (ms, work) => {
    clearTimeout(timer);
    timer = setTimeout(work, ms).unref();
  };
}
