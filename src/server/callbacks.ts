import type { Hooks, Reply } from '../engine/hooks.ts';
import type { RuleResult } from '../engine/trace.ts';
import type {
  OnDefineDomainParams,
  OnDefineDomainResult,
  PreCloudInitIsoParams,
  PreCloudInitIsoResult,
  ShutdownResult,
} from '../gen/kubevirt/hooks/v1alpha3/callbacks.ts';
import { type Diagnostic, formatDiagnostic } from '../text/diagnostic.ts';
import { describeError, type Log, type LogFields } from './log.ts';
import type { Answer } from './services.ts';
import { type Refusal, RefusedCall } from './status.ts';

/** The handlers of all versions: the messages of v1alpha1 and v1alpha2 have the same shape, or are absent. */
export interface Callbacks {
  onDefineDomain(request: OnDefineDomainParams): Answer<OnDefineDomainResult>;
  preCloudInitIso(request: PreCloudInitIsoParams): Answer<PreCloudInitIsoResult>;
  shutdown(): Answer<ShutdownResult>;
}

/** Time for the reply to leave before the event loop is busy again. A slow one only waits for one more run of the rules. */
const RECHECK_DELAY_MS = 100;

/** KubeVirt's functional tests look for the first line of each handler, word for word. */
export function createCallbacks(hooks: Hooks, log: Log, onShutdown: () => void): Callbacks {
  const broken = hooks.diagnostics.filter(({ severity }) => severity === 'error');
  return {
    onDefineDomain({ domainXML, vmi }) {
      log.info('OnDefineDomain method has been called');
      const reply = runHook(broken, () => hooks.onDefineDomain(domainXML, vmi));
      if (isPassedOver(reply, broken, log)) return { reply: { domainXML }, fields: describeReply(reply) };
      const result = reply.domainXml;
      const recheck = () => recheckLater(hooks, result, vmi, log);
      return {
        reply: { domainXML: result },
        fields: describeReply(reply),
        ...(result === domainXML ? {} : { afterReply: recheck }),
      };
    },

    preCloudInitIso({ cloudInitData, cloudInitNoCloudSource, vmi }) {
      log.info('PreCloudInitIso method has been called');
      const reply = runHook(broken, () => hooks.preCloudInitIso(cloudInitData, cloudInitNoCloudSource, vmi));
      const fields = describeReply(reply);
      if (isPassedOver(reply, broken, log))
        return { reply: { cloudInitData, cloudInitNoCloudSource }, fields };
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

/** Broken rules are a better answer than whatever a hook built from the rest of them throws. */
function runHook<T extends Reply>(broken: readonly Diagnostic[], hook: () => T): T {
  try {
    return hook();
  } catch (error) {
    const refusal = brokenRules(broken);
    throw refusal === undefined ? error : new RefusedCall(refusal, describeError(error));
  }
}

/** Throws when the hook failed. True when it failed where that must not matter: the input is the answer then. */
function isPassedOver(reply: Reply, broken: readonly Diagnostic[], log: Log): boolean {
  for (const warning of reply.warnings) log.warn(formatDiagnostic(warning), { vm: reply.vm });
  logWrites(reply, log);
  const refusal = brokenRules(broken) ?? failedRule(reply);
  if (refusal === undefined) return false;
  if (!reply.onMigrationTarget) throw new RefusedCall(refusal, describeReply(reply));
  log.warn(`passed over on a migration's target: ${formatDiagnostic(refusal.first)}`, { vm: reply.vm });
  return true;
}

function brokenRules([first, ...others]: readonly Diagnostic[]): Refusal | undefined {
  return first && { phase: 'Load', first, more: others.length };
}

function failedRule({ failure }: Reply): Refusal | undefined {
  return failure && { phase: 'Apply', first: failure, more: 0 };
}

function describeReply({ vm, results }: Reply): LogFields {
  return { vm, rules: Object.fromEntries(results.map((result) => [result.rule, describeResult(result)])) };
}

function describeResult({ outcome, reason, writes }: RuleResult): string {
  if (reason !== undefined) return `${outcome}: ${reason}`;
  return outcome === 'Applied'
    ? `Applied: ${writes.length} ${writes.length === 1 ? 'write' : 'writes'}`
    : outcome;
}

function logWrites({ vm, results }: Reply, log: Log): void {
  for (const { rule, writes } of results) {
    for (const { field, path, action } of writes)
      log.debug(`rule ${rule}, ${field}: ${action} ${path}`, { vm });
  }
}

/** KubeVirt calls again on the result, so a rule that would change it once more is named, without delaying the reply. */
function recheckLater(hooks: Hooks, resultXml: Uint8Array, vmi: Uint8Array, log: Log): void {
  const recheck = () => {
    try {
      for (const warning of hooks.recheckDomain(resultXml, vmi)) log.warn(formatDiagnostic(warning));
    } catch (error) {
      log.error('unexpected error while checking a result again', describeError(error));
    }
  };
  setTimeout(recheck, RECHECK_DELAY_MS).unref();
}
