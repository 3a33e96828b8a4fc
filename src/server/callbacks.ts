import type {
  OnDefineDomainParams,
  OnDefineDomainResult,
  PreCloudInitIsoParams,
  PreCloudInitIsoResult,
  ShutdownResult,
} from '../gen/kubevirt/hooks/v1alpha3/callbacks.ts';
import { type Answering, runDomainHook, runHook } from './run-hook.ts';
import type { Answer } from './services.ts';

/** The handlers of all versions: the messages of v1alpha1 and v1alpha2 have the same shape, or are absent. */
export interface Callbacks {
  onDefineDomain(request: OnDefineDomainParams): Promise<Answer<OnDefineDomainResult>>;
  preCloudInitIso(request: PreCloudInitIsoParams): Promise<Answer<PreCloudInitIsoResult>>;
  shutdown(): Answer<ShutdownResult>;
}

/** KubeVirt's functional tests look for the first line of each handler, word for word. */
export function createCallbacks(answering: Answering, onShutdown: () => void): Callbacks {
  const { log } = answering;
  return {
    async onDefineDomain({ domainXML, vmi }) {
      log.info('OnDefineDomain method has been called');
      const call = {
        hook: 'OnDefineDomain',
        domainXml: domainXML,
        vmi,
        onMigrationTarget: undefined,
      } as const;
      const answer = await runDomainHook(answering, call);
      return { ...answer, reply: { domainXML: answer.reply } };
    },

    async preCloudInitIso({ cloudInitData, cloudInitNoCloudSource, vmi }) {
      log.info('PreCloudInitIso method has been called');
      const call = {
        hook: 'PreCloudInitIso',
        cloudInitData,
        legacySource: cloudInitNoCloudSource,
        vmi,
      } as const;
      const { reply = call, fields } = await runHook(answering, call);
      return {
        reply: { cloudInitData: reply.cloudInitData, cloudInitNoCloudSource: reply.legacySource },
        fields,
      };
    },

    shutdown() {
      log.info("Hook's Shutdown callback method has been called");
      return { reply: {}, afterReply: onShutdown };
    },
  };
}
