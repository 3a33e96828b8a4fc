import { findConflicts } from '../engine/find-conflicts.ts';
import { findUnreachable } from '../engine/find-unreachable.ts';
import { proveIdempotent } from '../engine/prove-idempotent.ts';
import { checkNames } from '../rules/check-names.ts';
import { checkPolicyNames } from '../rules/check-policy-names.ts';
import { documentsOfKind } from '../rules/load.ts';
import type { Rule } from '../rules/model.ts';
import type { Diagnostic } from '../text/diagnostic.ts';
import type { Source } from '../text/source.ts';
import { hasErrors } from './rule-inputs.ts';

/**
 * What lint says beyond single mistakes: names that libvirt does not know, and, of rules without errors, those that can
 * never apply, that change their own result again, or that contradict each other. `sources` hold the rules.
 */
export function checkMeaning(
  rules: readonly Rule[],
  sources: readonly Source[],
  diagnostics: readonly Diagnostic[],
): Diagnostic[] {
  const policies = new Set(rules.flatMap((rule) => rule.policies));
  const names = [
    ...sources.flatMap((source) => documentsOfKind(source, 'Rule').documents.flatMap(checkNames)),
    ...[...policies].flatMap(checkPolicyNames),
  ];
  if (hasErrors(diagnostics)) return names;
  return [
    ...names,
    ...rules.flatMap((rule) => findUnreachable(rule) ?? proveIdempotent(rule)),
    ...togetherIn(rules).flatMap(findConflicts),
  ];
}

/** The rules that run together: those of all files, and those of each key of a ConfigMap. */
function togetherIn(rules: readonly Rule[]): Rule[][] {
  const sets = new Map<Source | undefined, Rule[]>();
  for (const rule of rules) {
    const { source } = rule.span;
    const key = source.origin ? source : undefined;
    sets.set(key, [...(sets.get(key) ?? []), rule]);
  }
  return [...sets.values()];
}
