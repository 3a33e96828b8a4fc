import type { Hooks } from '../engine/hooks.ts';
import type {
  OnDefineDomainParams,
  OnDefineDomainResult,
  PreCloudInitIsoParams,
  PreCloudInitIsoResult,
  ShutdownResult,
} from '../gen/kubevirt/hooks/v1alpha3/callbacks.ts';
import type { Log } from './log.ts';
import { runDomainHook, runHook } from './run-hook.ts';
import type { Answer } from './services.ts';

/** The handlers of all versions: the messages of v1alpha1 and v1alpha2 have the same shape, or are absent. */
export interface Callbacks {
  onDefineDomain(request: OnDefineDomainParams): Answer<OnDefineDomainResult>;
  preCloudInitIso(request: PreCloudInitIsoParams): Answer<PreCloudInitIsoResult>;
  shutdown(): Answer<ShutdownResult>;
}

/** KubeVirt's functional tests look for the first line of each handler, word for word. */
export function createCallbacks(hooks: Hooks, log: Log, onShutdown: () => void): Callbacks {
  return {
    onDefineDomain({ domainXML, vmi }) {
      log.info('OnDefineDomain method has been called');
      const answer = runDomainHook(hooks, log, { domain: domainXML, vmi });
      return { ...answer, reply: { domainXML: answer.reply } };
    },

    preCloudInitIso({ cloudInitData, cloudInitNoCloudSource, vmi }) {
      log.info('PreCloudInitIso method has been called');
      const { reply, fields } = runHook(hooks, log, () =>
        hooks.preCloudInitIso(cloudInitData, cloudInitNoCloudSource, vmi),
      );
      if (reply === undefined) return { reply: { cloudInitData, cloudInitNoCloudSource }, fields };
      const { cloudInitData: edited, legacySource } = reply;
      return { reply: { cloudInitData: edited, cloudInitNoCloudSource: legacySource }, fields };
    },

    shutdown() {
      log.info("Hook's Shutdown callback method has been called");
      return { reply: {}, afterReply: onShutdown };
    },
  };
}
