import {
  DomainHookServiceDefinition,
  type MutateDomainRequest,
  type MutateDomainResponse,
} from '../gen/kubevirt/hooks/plugins/v1alpha1/plugin.ts';
import { statusCodes } from './grpc-status.ts';
import { type Answering, runDomainHook } from './run-hook.ts';
import type { Answer } from './services.ts';
import { WrongCall } from './status.ts';

/** KubeVirt's Plugin API, as the rest of the server knows it. The names of a next release are added in this file. */
export const PLUGIN_SERVICE = DomainHookServiceDefinition;

export interface PluginHandlers {
  mutateDomain(request: MutateDomainRequest): Promise<Answer<MutateDomainResponse>>;
}

/** When a domain is asked for, as KubeVirt spells it. */
const INVOCATION_CONTEXTS = ['Boot', 'MigrationSource', 'MigrationTarget'] as const;

/**
 * MutateDomain by the rules of OnDefineDomain. Here the caller says on which side of a migration it stands, and on a
 * target no answer is an error. A context that a later KubeVirt adds is read as a hook sidecar would: from the VMI.
 */
export function createPluginHandlers(answering: Answering): PluginHandlers {
  const { log } = answering;
  return {
    async mutateDomain({ domainType, domain, vmi, sidecarContext }) {
      const context = sidecarContext?.invocationContext ?? '';
      log.info('MutateDomain method has been called', { context: knownContext(context) ?? 'not known' });
      const onMigrationTarget = isMigrationTarget(context);
      if (domainType !== 'libvirt') {
        if (onMigrationTarget !== true) {
          throw new WrongCall(statusCodes.INVALID_ARGUMENT, 'the domain is not of the type "libvirt"');
        }
        log.warn('passed over on a migration\'s target: the domain is not of the type "libvirt"');
        return { reply: { domain } };
      }
      const call = { hook: 'OnDefineDomain', domainXml: domain, vmi, onMigrationTarget } as const;
      const answer = await runDomainHook(answering, call);
      return { ...answer, reply: { domain: answer.reply } };
    },
  };
}

/** Undefined: the context does not say. */
function isMigrationTarget(context: string): boolean | undefined {
  const known = knownContext(context);
  return known === undefined ? undefined : known === 'MigrationTarget';
}

function knownContext(context: string): (typeof INVOCATION_CONTEXTS)[number] | undefined {
  return INVOCATION_CONTEXTS.find((known) => known === context);
}
