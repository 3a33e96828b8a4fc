import type { Log } from './log.ts';

/** The signals that end the sidecar, with Go's names for them, as KubeVirt's own shim logs them. */
const SIGNALS = {
  SIGTERM: 'terminated',
  SIGINT: 'interrupt',
  SIGHUP: 'hangup',
  SIGQUIT: 'quit',
} as const;

export interface Stops {
  /** Resolves at the first signal or request. */
  readonly stopped: Promise<void>;
  /** Resolves at the second signal: whoever sends it does not want to wait. */
  readonly hurried: Promise<void>;
  /** Asks for the end, as the Shutdown hook does. */
  requestStop(): void;
}

/** Watches the signals that end the process; from now on they no longer do so by themselves. */
export function watchStops(log: Log): Stops {
  let requestStop = () => {};
  let hurry = () => {};
  const stopped = new Promise<void>((resolve) => {
    requestStop = resolve;
  });
  const hurried = new Promise<void>((resolve) => {
    hurry = resolve;
  });
  let signals = 0;
  for (const [signal, name] of Object.entries(SIGNALS)) {
    process.on(signal, () => {
      log.info(`sidecar-shim received signal: ${name}`);
      if (++signals === 1) requestStop();
      else hurry();
    });
  }
  return { stopped, hurried, requestStop };
}
