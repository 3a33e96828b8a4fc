/**
 * Does something once it has been quiet for `ms`: the function that is returned tells that it is not. Keeps no process
 * running.
 */
export function whenQuiet(ms: number, work: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(work, ms).unref();
  };
}
