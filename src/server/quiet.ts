export interface Step {
  /** How long it must have been quiet before it. */
  readonly ms: number;
  readonly work: () => void | Promise<void>;
}

/**
 * Does one step after the other, as long as nothing else is wanted: that drops all steps that have not begun. Keeps no
 * process running.
 */
export function createQuiet(): (steps: readonly Step[]) => void {
  let timer: NodeJS.Timeout | undefined;
  const go = ([step, ...later]: readonly Step[]) => {
    clearTimeout(timer);
    if (step === undefined) return;
    const mine = setTimeout(async () => {
      await step.work();
      if (timer === mine) go(later);
    }, step.ms).unref();
    timer = mine;
  };
  return go;
}
