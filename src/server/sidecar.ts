import type { Hooks } from '../engine/hooks.ts';
import { InfoDefinition, type InfoResult } from '../gen/kubevirt/hooks/info/info.ts';
import { CallbacksDefinition as V1Alpha1 } from '../gen/kubevirt/hooks/v1alpha1/callbacks.ts';
import { CallbacksDefinition as V1Alpha2 } from '../gen/kubevirt/hooks/v1alpha2/callbacks.ts';
import { CallbacksDefinition as V1Alpha3 } from '../gen/kubevirt/hooks/v1alpha3/callbacks.ts';
import { formatDiagnostic } from '../text/diagnostic.ts';
import { createCallbacks } from './callbacks.ts';
import { describeSidecar, lacksCloudInitHook } from './info.ts';
import { createServer, listen } from './listen.ts';
import { describeError, type Log } from './log.ts';
import { type Answer, addService } from './services.ts';
import { claimSocketPath } from './socket.ts';
import { watchStops } from './stop.ts';
import type { HookApiVersion } from './version.ts';

export interface Sidecar {
  readonly hooks: Hooks;
  readonly version: HookApiVersion;
  readonly socketFolder: string;
  /** What KubeVirt calls this container, where known. */
  readonly containerName: string | undefined;
  readonly log: Log;
}

/** virt-launcher's calls take milliseconds; this is for a client that has stopped reading. Pods get 30 s and more. */
const DRAIN_TIMEOUT_MS = 5000;

/**
 * Serves the hooks until Shutdown is called or a signal arrives, lets the running calls finish, and resolves with the
 * socket removed. A second signal ends the waiting. Throws CannotStart, and then has left nothing behind.
 */
export async function runSidecar(sidecar: Sidecar): Promise<void> {
  const { hooks, version, log } = sidecar;
  goOnAfterErrors(log);
  const stops = watchStops(log);
  const info = describeSidecar(hooks, version);
  logHooks(sidecar, info);

  const server = createServer();
  const callbacks = createCallbacks(hooks, log, stops.requestStop);
  addService(server, InfoDefinition, { info: () => answerInfo(info, log) }, log);
  addService(server, V1Alpha1, callbacks, log);
  addService(server, V1Alpha2, callbacks, log);
  addService(server, V1Alpha3, callbacks, log);

  const path = await claimSocketPath(sidecar.socketFolder, sidecar.containerName);
  const listener = await listen(server, path);
  process.once('exit', listener.removeSocket);
  log.info(`sidepatch is now exposing its services on socket ${path}`);

  await stops.stopped;
  const drained = await Promise.race([listener.drain(DRAIN_TIMEOUT_MS), stops.hurried]);
  if (drained === true) log.info('all calls have ended; exiting');
  else log.warn('exiting without waiting for the calls that are still running');
}

function answerInfo(info: InfoResult, log: Log): Answer<InfoResult> {
  log.info('Info method has been called');
  return { reply: info };
}

function logHooks({ hooks, version, log }: Sidecar, info: InfoResult): void {
  for (const diagnostic of hooks.diagnostics) {
    log[diagnostic.severity === 'error' ? 'error' : 'warn'](formatDiagnostic(diagnostic));
  }
  if (lacksCloudInitHook(hooks, version)) {
    log.warn('the rules for cloud-init cannot run: PreCloudInitIso needs --version v1alpha2 or v1alpha3');
  }
  log.info(`hook points: ${info.hookPoints.map(({ name }) => name).join(', ') || 'none'}`, {
    versions: info.versions,
    rules: hooks.ruleNames,
  });
}

/** An error that nobody caught belongs to one call or one connection. The VM needs the others. */
function goOnAfterErrors(log: Log): void {
  process.on('uncaughtException', (error) => log.error('unexpected error, going on', describeError(error)));
  process.on('unhandledRejection', (error) =>
    log.error('unexpected rejection, going on', describeError(error)),
  );
  // A log that nobody reads any more is no reason to stop, and there is nowhere left to say so.
  process.stderr.on('error', () => {});
}
