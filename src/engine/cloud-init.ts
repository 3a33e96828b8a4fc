import { type CloudInitData, EMPTY_USER_DATA } from '../kubevirt/cloud-init-data.ts';
import type { Vmi } from '../kubevirt/vmi.ts';
import { type CloudInitPart, editsCloudInit, type Rule } from '../rules/model.ts';
import type { Diagnostic } from '../text/diagnostic.ts';
import { formatDiagnostic } from '../text/diagnostic.ts';
import { Failure } from '../text/failure.ts';
import { parseXml } from '../xml/parse.ts';
import { evaluateXPath } from '../xml/xpath.ts';
import { readAt } from '../yaml/document.ts';
import { isMapping, type Json, sameJson } from '../yaml/json.ts';
import { applyJsonPatch } from '../yaml/json-patch.ts';
import { applyDocumentEdit, bindOperation, PARTS } from './cloud-init-edits.ts';
import { type CloudInitState, openState } from './cloud-init-state.ts';
import { ruleFailure } from './failures.ts';
import { runRule, type Trail } from './run-rule.ts';
import { selectRules } from './select.ts';
import type { Facts } from './sources.ts';
import type { RuleResult, Write } from './trace.ts';
import type { Scope } from './values.ts';

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
export function editCloudInit(rules: readonly Rule[], vmi: Vmi, input: CloudInitData): CloudInitResult {
  const results: RuleResult[] = [];
  const warnings: Diagnostic[] = [];
  let data = input;
  for (const { rule, skip } of selectRules(rules.filter(editsCloudInit), vmi)) {
    if (skip !== undefined) {
      results.push({ rule: rule.name, outcome: 'Skipped', reason: skip, writes: [] });
      continue;
    }
    const trail: Trail = { field: 'spec', span: rule.span };
    try {
      const attempt = applyRule(rule, vmi, data, trail);
      data = attempt.data;
      results.push(attempt.result);
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
  return { data, changed: !sameJson(data, input), results, warnings };
}

/** One rule, all or nothing: what it did is only in the data that it returns. */
function applyRule(
  rule: Rule,
  vmi: Vmi,
  input: CloudInitData,
  trail: Trail,
): { data: CloudInitData; result: RuleResult } {
  const writes: Write[] = [];
  let data = input;
  let state = openState(data, rule.foreignUserData);
  const facts = factsOf(vmi, () => state);
  const { ran, skipped } = runRule(rule, facts, trail, (scope) => {
    for (const part of PARTS) editPart(rule, part, state, scope, trail, writes);
    if (rule.cloudInitData.length === 0) return;
    data = patch(rule, state.close(), scope, trail, writes);
    state = openState(data, rule.foreignUserData);
  });
  data = state.close();
  const outcome = sameJson(data, input) ? (ran > 0 ? 'Unchanged' : 'Skipped') : 'Applied';
  const reason = ran === 0 && skipped ? { reason: skipped } : {};
  return {
    data,
    result: { rule: rule.name, outcome, writes: outcome === 'Applied' ? writes : [], ...reason },
  };
}

function editPart(
  rule: Rule,
  part: CloudInitPart,
  state: CloudInitState,
  scope: Scope,
  trail: Trail,
  writes: Write[],
): void {
  for (const edit of rule[part]) {
    trail.field = edit.field;
    trail.span = edit.span;
    const document = state.open(part);
    if (!document) return; // foreign user data that the rule passes over
    const action = edit.op === 'remove' ? 'removed' : edit.op === 'add' ? 'added' : 'set';
    for (const place of applyDocumentEdit(edit, document, scope)) {
      writes.push({ field: edit.field, path: `${part} ${place}`, action });
    }
  }
}

/** RFC 6902 on the whole object: all of the rule's operations, or none. */
function patch(rule: Rule, data: CloudInitData, scope: Scope, trail: Trail, writes: Write[]): CloudInitData {
  const [first] = rule.cloudInitData;
  if (first) trail.span = first.span;
  trail.field = 'spec.cloudInitData';
  const patched: Json = applyJsonPatch(
    data,
    rule.cloudInitData.map((operation) => bindOperation(operation, scope)),
  );
  if (!isMapping(patched)) throw new Failure('TypeMismatch', 'CloudInitData must stay an object');
  for (const { field, path, op } of rule.cloudInitData) {
    if (op !== 'test')
      writes.push({ field, path: `cloudInitData ${path.text}`, action: op === 'remove' ? 'removed' : 'set' });
  }
  return patched;
}

function factsOf(vmi: Vmi, state: () => CloudInitState): Facts {
  return {
    vmi,
    // WrongPhase lets only expressions through that read no document: XPath as a calculator.
    evaluate: (xpath, resolve) => evaluateXPath(xpath, parseXml('<none/>'), resolve),
    read(part, path) {
      const document = state().open(part);
      return document ? readAt(document, path) : [];
    },
  };
}
