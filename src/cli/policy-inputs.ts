import { DEFAULT_RULE_FILES } from '../io/collect-rules.ts';
import { isReallyWithin } from '../io/policy-files.ts';
import { readRuleFiles } from '../io/rule-files.ts';
import { limitRules } from '../rules/limit-rules.ts';
import { loadPolicies } from '../rules/load-policies.ts';
import type { Rule } from '../rules/model.ts';
import type { Policy } from '../rules/policy-model.ts';
import type { Diagnostic } from '../text/diagnostic.ts';
import { hasErrors } from './rule-inputs.ts';

interface PolicyInputs {
  readonly policies: readonly Policy[];
  readonly diagnostics: readonly Diagnostic[];
}

/** The policies of files and folders, read as strictly as in a pod, and everything that is wrong with them. */
export function readPolicies(paths: readonly string[] = []): PolicyInputs {
  const files = readRuleFiles(paths, { missing: 'Refuse', folders: 'Read' });
  const loaded = loadPolicies(files.sources, DEFAULT_RULE_FILES);
  return { policies: loaded.policies, diagnostics: [...files.diagnostics, ...loaded.diagnostics] };
}

/** The rules under these policies, with the findings of both. A broken policy is told, and limits nothing yet. */
export function underPolicies(
  rules: readonly Rule[],
  { policies, diagnostics }: PolicyInputs,
): { readonly rules: readonly Rule[]; readonly diagnostics: readonly Diagnostic[] } {
  if (hasErrors(diagnostics)) return { rules, diagnostics };
  const limited = limitRules(rules, policies, isReallyWithin);
  return { rules: limited.rules, diagnostics: [...diagnostics, ...limited.diagnostics] };
}
