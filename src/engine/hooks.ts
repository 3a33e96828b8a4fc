import { readVmi, type Vmi, vmName } from '../kubevirt/vmi.ts';
import { editsCloudInit, type Rule } from '../rules/model.ts';
import type { Diagnostic } from '../text/diagnostic.ts';
import { Failure } from '../text/failure.ts';
import { decodeUtf8 } from '../text/utf8.ts';
import { indexRules } from './candidates.ts';
import { editCloudInitFields } from './cloud-init-hook.ts';
import { editDomainBytes, recheckDomain } from './domain.ts';
import { domainStepsOf } from './domain-steps.ts';
import { documentFailure } from './failures.ts';
import type { RuleResult } from './trace.ts';

/** What the server calls: the rules, ready to run. Synchronous; knows nothing of gRPC, and logs nothing. */
export interface Hooks {
  readonly hasDomainRules: boolean;
  readonly hasCloudInitRules: boolean;
  /** How much OnDefineDomain does at most for one VM, as domainStepsOf counts it; Infinity where nobody knows before. */
  readonly domainSteps: number;
  /** Problems of the rule files. With an error among them every call of a hook is answered with the first one. */
  readonly diagnostics: readonly Diagnostic[];
  readonly ruleNames: readonly string[];
  /** `onMigrationTarget` is what the caller says of itself; left out, the VMI tells. */
  onDefineDomain(domainXml: Uint8Array, vmi: Uint8Array, onMigrationTarget?: boolean): DomainReply;
  preCloudInitIso(cloudInitData: Uint8Array, legacySource: Uint8Array, vmi: Uint8Array): CloudInitReply;
  /** Applies the rules once more to a result and returns the warnings (language §6); called after the reply was sent. */
  recheckDomain(resultXml: Uint8Array, vmi: Uint8Array): readonly Diagnostic[];
}

/** What came of one call, without the document. */
export interface Reply {
  /** `namespace/name`, or empty where the VMI does not tell. */
  readonly vm: string;
  readonly results: readonly RuleResult[];
  /** How many further rules there are for this hook, all of them not for this VM. */
  readonly others: number;
  readonly warnings: readonly Diagnostic[];
  /** Why the hook failed. The caller then gets an error, or on a migration's target what it sent. */
  readonly failure?: Diagnostic;
  /** The result is thrown away there, but an error would block the migration. Told even when the rules are broken. */
  readonly onMigrationTarget: boolean;
}

export interface DomainReply extends Reply {
  /** The input's own bytes (the same array) when nothing changed or the hook failed. */
  readonly domainXml: Uint8Array;
}

export interface CloudInitReply extends Reply {
  /** Each is the input's own array when nothing changed in it or the hook failed. */
  readonly cloudInitData: Uint8Array;
  readonly legacySource: Uint8Array;
}

/**
 * The hooks for these rules. `diagnostics` are the problems of the rule files: with an error among them nothing is ever
 * edited, and every call fails with the first one.
 */
export function createHooks(rules: readonly Rule[], diagnostics: readonly Diagnostic[]): Hooks {
  const broken = diagnostics.find(({ severity }) => severity === 'error');
  const domainRules = rules.filter(({ domain }) => domain.length > 0);
  const cloudInitRules = rules.filter(editsCloudInit);
  const domainIndex = indexRules(domainRules);
  const cloudInitIndex = indexRules(cloudInitRules);
  return {
    hasDomainRules: broken !== undefined || domainRules.length > 0,
    hasCloudInitRules: broken === undefined && cloudInitRules.length > 0,
    domainSteps: domainIndex.atMost(domainStepsOf),
    diagnostics,
    ruleNames: rules.map(({ name }) => name),

    onDefineDomain(domainXml, vmiBytes, onMigrationTarget): DomainReply {
      const given = { domainXml };
      const call = { vmiBytes, broken, onMigrationTarget };
      return answer(call, given, (vmi) => {
        const mine = domainIndex.candidates(vmi);
        return { others: domainRules.length - mine.length, ...editDomainBytes(mine, vmi, domainXml) };
      });
    },

    preCloudInitIso(cloudInitData, legacySource, vmiBytes): CloudInitReply {
      const given = { cloudInitData, legacySource };
      const call = { vmiBytes, broken, onMigrationTarget: undefined };
      return answer(call, given, (vmi) => {
        const mine = cloudInitIndex.candidates(vmi);
        return { others: cloudInitRules.length - mine.length, ...editCloudInitFields(mine, vmi, given) };
      });
    },

    recheckDomain(resultXml, vmiBytes) {
      if (broken) return [];
      try {
        const vmi = readVmi(vmiBytes);
        return recheckDomain(domainIndex.candidates(vmi), vmi, decodeUtf8(resultXml, 'the domain XML'));
      } catch (error) {
        if (error instanceof Failure) return [];
        throw error;
      }
    },
  };
}

/** Reads the VMI and answers with `given`, the caller's own bytes, whenever something is in the way. */
function answer<T extends object>(
  call: {
    readonly vmiBytes: Uint8Array;
    readonly broken: Diagnostic | undefined;
    readonly onMigrationTarget: boolean | undefined;
  },
  given: T,
  edit: (vmi: Vmi) => T & Pick<Reply, 'results' | 'others' | 'warnings' | 'failure'>,
): T & Reply {
  const { vmiBytes, broken, onMigrationTarget } = call;
  const nothing = { results: [], others: 0, warnings: [] };
  let vm = { vm: '', onMigrationTarget: onMigrationTarget ?? false };
  try {
    const vmi = readVmi(vmiBytes);
    vm = { vm: vmName(vmi), onMigrationTarget: onMigrationTarget ?? vmi.migrationTarget };
    if (broken) return { ...given, ...nothing, ...vm, failure: broken };
    return { ...edit(vmi), ...vm };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { ...given, ...nothing, ...vm, failure: broken ?? documentFailure(error) };
  }
}
