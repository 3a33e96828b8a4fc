import { type CloudInitData, EMPTY_USER_DATA } from '../kubevirt/cloud-init-data.ts';
import type { Vmi } from '../kubevirt/vmi.ts';
import { editsCloudInit, type Rule } from '../rules/model.ts';
import type { Diagnostic } from '../text/diagnostic.ts';
import { formatDiagnostic } from '../text/diagnostic.ts';
import { Failure } from '../text/failure.ts';
import { sameJson } from '../yaml/json.ts';
import { type Authors, watchAuthors } from './cloud-init-conflicts.ts';
import { applyCloudInitRule } from './cloud-init-rule.ts';
import { type Session, startSession } from './cloud-init-state.ts';
import type { Trail } from './failures.ts';
import { ruleFailure } from './failures.ts';
import { reasonOf, unmetLine } from './select.ts';
import type { RuleResult, Watch } from './trace.ts';

/** The result of one PreCloudInitIso call. Never half-edited: with a `failure`, `data` is the input. */
export interface CloudInitResult {
  readonly data: CloudInitData;
  readonly changed: boolean;
  readonly results: readonly RuleResult[];
  readonly warnings: readonly Diagnostic[];
  readonly failure?: Diagnostic;
}

/**
 * Puts the rules to a VM's cloud-init data. Pure: same input, same bytes. User data that is empty afterwards becomes an
 * empty cloud-config, without which KubeVirt would drop the network data too.
 */
export function editCloudInit(
  rules: readonly Rule[],
  vmi: Vmi,
  input: CloudInitData,
  watch?: Watch,
): CloudInitResult {
  const results: RuleResult[] = [];
  const warnings: Diagnostic[] = [];
  const session: Session = startSession();
  let authors: Authors = watchAuthors();
  let data = input;
  for (const rule of rules.filter(editsCloudInit)) {
    const trail: Trail = { field: 'spec', span: rule.span };
    const attempt = { vmi, session, authors: authors.fork(), trail, watch };
    try {
      const unmet = unmetLine(rule, vmi, trail);
      if (unmet) {
        results.push({ rule: rule.name, outcome: 'Skipped', reason: reasonOf(unmet), writes: [] });
        watch?.(rule, { kind: 'line', ...unmet }, []);
        continue;
      }
      const applied = applyCloudInitRule(rule, data, attempt);
      data = applied.data;
      authors = attempt.authors;
      results.push(applied.result);
      warnings.push(...applied.warnings);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      const diagnostic = ruleFailure(rule, trail, error);
      results.push({ rule: rule.name, outcome: 'Failed', reason: formatDiagnostic(diagnostic), writes: [] });
      if (rule.failurePolicy === 'Fail')
        return { data: input, changed: false, results, warnings, failure: diagnostic };
      warnings.push({ ...diagnostic, severity: 'warning' });
    }
  }
  if (!data['UserData']) data = { ...data, UserData: EMPTY_USER_DATA };
  if (String(data['UserData']).includes('\ufffd')) warnings.push(brokenUserData());
  return { data, changed: !sameJson(data, input), results, warnings };
}

/** Nobody had to read it, so nothing failed; but the guest gets what KubeVirt's JSON made of it, with or without us. */
function brokenUserData(): Diagnostic {
  return {
    code: 'InvalidDocument',
    severity: 'warning',
    message:
      'user data contains U+FFFD: binary data (gzip?) was broken on the way to this hook, and stays so',
    hint: 'use plain text for VMs that have a PreCloudInitIso hook',
  };
}
