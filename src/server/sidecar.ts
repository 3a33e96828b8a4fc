import type { Hooks } from '../engine/hooks.ts';
import { HealthDefinition } from '../gen/grpc/health/v1/health.ts';
import { InfoDefinition, type InfoResult } from '../gen/kubevirt/hooks/info/info.ts';
import { CallbacksDefinition as V1Alpha1 } from '../gen/kubevirt/hooks/v1alpha1/callbacks.ts';
import { CallbacksDefinition as V1Alpha2 } from '../gen/kubevirt/hooks/v1alpha2/callbacks.ts';
import { CallbacksDefinition as V1Alpha3 } from '../gen/kubevirt/hooks/v1alpha3/callbacks.ts';
import type { Diagnostic } from '../text/diagnostic.ts';
import { createCallbacks } from './callbacks.ts';
import type { GrpcServer } from './grpc-server.ts';
import type { GuardedHooks } from './guarded-hooks.ts';
import { createHealthHandlers } from './health.ts';
import { describeSidecar, lacksCloudInitHook } from './info.ts';
import { createServer, type Listener, listen } from './listen.ts';
import { describeError, type Log } from './log.ts';
import { createPluginHandlers, PLUGIN_SERVICE } from './plugin-api.ts';
import { logDiagnostics } from './reload.ts';
import { type Answer, addService } from './services.ts';
import { settleAfterCalls, settleAfterStart } from './settle.ts';
import { claimPluginSocketPath, claimSocketPath } from './socket.ts';
import { watchStops } from './stop.ts';
import type { HookApiVersion } from './version.ts';

export interface Sidecar {
  /** The rules as they are now; the calls go to `guarded`. */
  readonly hooks: Hooks;
  readonly guarded: GuardedHooks;
  /** Absent: no hook sidecar, only a plugin's. */
  readonly hookApi: HookApi | undefined;
  /** Where the Plugin API is served; several plugins may be one process. */
  readonly pluginSockets: readonly string[];
  readonly log: Log;
}

/** What calls bring about beyond their answers. */
export interface CallEvents {
  /** A hook was called, and its rules have run. */
  readonly onCall: () => void;
  readonly onShutdown: () => void;
}

export interface HookApi {
  readonly version: HookApiVersion;
  readonly socketFolder: string;
  /** What KubeVirt calls this container, where known. */
  readonly containerName: string | undefined;
  /** What Info answers as our name. */
  readonly name: string;
}

/** virt-launcher's calls take milliseconds; this is for a client that has stopped reading. Pods get 30 s and more. */
const DRAIN_TIMEOUT_MS = 5000;

/**
 * Serves the hooks until Shutdown is called or a signal arrives, lets the running calls finish, and resolves with the
 * sockets removed. A second signal ends the waiting. Throws CannotStart, and then has left nothing behind. `practise` is
 * done some times before the first call of a hook, should that take a while.
 */
export async function runSidecar(sidecar: Sidecar, practise: () => Promise<void>): Promise<void> {
  const { log } = sidecar;
  goOnAfterErrors(log);
  const stops = watchStops(log);
  logApis(sidecar);
  const server = createServer();
  offerServices(server, sidecar, { onCall: settleAfterCalls, onShutdown: stops.requestStop });
  const listeners = await listenEverywhere(server, sidecar);
  settleAfterStart(practise);

  await stops.stopped;
  const drains = Promise.all(listeners.map((listener) => listener.drain(DRAIN_TIMEOUT_MS)));
  const drained = await Promise.race([drains, stops.hurried]);
  if (drained?.every((ended) => ended)) log.info('all calls have ended; exiting');
  else log.warn('exiting without waiting for the calls that are still running');
}

export function offerServices(
  server: GrpcServer,
  { hooks, guarded, hookApi, pluginSockets, log }: Sidecar,
  { onCall, onShutdown }: CallEvents,
): void {
  const answering = { hooks: guarded, broken: () => errorsOf(hooks), log, onCall };
  const tables: string[] = [];
  const add: typeof addService = (to, table, handlers, logTo) => {
    tables.push(table.fullName);
    addService(to, table, handlers, logTo);
  };
  if (hookApi !== undefined) {
    const callbacks = createCallbacks(answering, onShutdown);
    add(server, InfoDefinition, { info: () => answerInfo(hooks, hookApi, log) }, log);
    add(server, V1Alpha1, callbacks, log);
    add(server, V1Alpha2, callbacks, log);
    add(server, V1Alpha3, callbacks, log);
  }
  if (pluginSockets.length > 0) add(server, PLUGIN_SERVICE, createPluginHandlers(answering), log);
  addService(server, HealthDefinition, createHealthHandlers(tables), log);
}

function errorsOf(hooks: Hooks): readonly Diagnostic[] {
  return hooks.diagnostics.filter(({ severity }) => severity === 'error');
}

/** The hook socket comes last: virt-launcher calls Info, with one second and no second try, as soon as it sees it. */
async function listenEverywhere(
  server: GrpcServer,
  { hookApi, pluginSockets, log }: Sidecar,
): Promise<readonly Listener[]> {
  const listeners: Listener[] = [];
  process.once('exit', () => {
    for (const listener of listeners) listener.removeSocket();
  });
  const bind = async (path: string) => {
    listeners.push(await listen(server, path));
    log.info(`sidepatch is now exposing its services on socket ${path}`);
  };
  for (const path of pluginSockets) await bind(await claimPluginSocketPath(path));
  if (hookApi !== undefined) await bind(await claimSocketPath(hookApi.socketFolder, hookApi.containerName));
  return listeners;
}

function answerInfo(hooks: Hooks, hookApi: HookApi, log: Log): Answer<InfoResult> {
  log.info('Info method has been called');
  return { reply: describeSidecar(hooks, hookApi) };
}

function logApis({ hooks, hookApi, pluginSockets, log }: Sidecar): void {
  logDiagnostics(hooks, log);
  if (hookApi !== undefined) {
    if (lacksCloudInitHook(hooks, hookApi.version)) {
      log.warn('the rules for cloud-init cannot run: PreCloudInitIso needs --version v1alpha2 or v1alpha3');
    }
    const info = describeSidecar(hooks, hookApi);
    log.info(`hook points: ${info.hookPoints.map(({ name }) => name).join(', ') || 'none'}`, {
      name: info.name,
      versions: info.versions,
      rules: hooks.ruleNames,
    });
  }
  if (pluginSockets.length > 0) {
    log.info(`plugin API: ${PLUGIN_SERVICE.fullName}`, { rules: hooks.ruleNames });
    if (hooks.hasCloudInitRules && hookApi === undefined)
      log.warn('the rules for cloud-init cannot run: the Plugin API edits domains only');
  }
}

/** An error that nobody caught belongs to one call or one connection. The VM needs the others. */
function goOnAfterErrors(log: Log): void {
  process.on('uncaughtException', (error) => log.error('unexpected error, going on', describeError(error)));
  process.on('unhandledRejection', (error) =>
    log.error('unexpected rejection, going on', describeError(error)),
  );
}
