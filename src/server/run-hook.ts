import { FEW_RULES } from '../engine/candidates.ts';
import type { Reply } from '../engine/hooks.ts';
import type { RuleResult } from '../engine/trace.ts';
import { type Diagnostic, formatDiagnostic } from '../text/diagnostic.ts';
import type { GuardedHooks } from './guarded-hooks.ts';
import type { DomainCall, HookCall, ReplyTo } from './hook-call.ts';
import { describeError, type Log, type LogFields } from './log.ts';
import type { Answer } from './services.ts';
import { type Refusal, RefusedCall } from './status.ts';

/** A reply and what the log says about it; `undefined` instead of the reply: answer with what the caller sent. */
export interface HookOutcome<T> {
  readonly reply: T | undefined;
  readonly fields: LogFields;
}

/** Who answers the calls: the rules, and what is wrong with them. */
export interface Answering {
  readonly hooks: GuardedHooks;
  /** Errors of the rule files at this moment; with any, each call is refused. */
  readonly broken: () => readonly Diagnostic[];
  readonly log: Log;
  /** Told of each call, when its rules have run. */
  readonly onCall: () => void;
}

/**
 * Runs one hook, and logs its warnings and writes. Rejects with RefusedCall when it failed, but not on a migration's
 * target, where a failure would block the migration: there the caller gets back what it sent.
 */
export async function runHook<C extends HookCall>(
  { hooks, broken, log, onCall }: Answering,
  call: C,
): Promise<HookOutcome<ReplyTo<C>>> {
  const errors = broken();
  const reply = await callOrRefuse(errors, () => hooks.call(call));
  onCall();
  for (const warning of reply.warnings) log.warn(formatDiagnostic(warning), { vm: reply.vm });
  logWrites(reply, log);
  const fields = describeReply(reply);
  const refusal = brokenRules(errors) ?? failedRule(reply);
  if (refusal === undefined) return { reply, fields };
  if (!reply.onMigrationTarget) throw new RefusedCall(refusal, fields);
  log.warn(`passed over on a migration's target: ${formatDiagnostic(refusal.first)}`, { vm: reply.vm });
  return { reply: undefined, fields };
}

/**
 * Edits a domain: what OnDefineDomain and MutateDomain have in common. A changed result is checked for idempotency once
 * the reply has gone.
 */
export async function runDomainHook(answering: Answering, call: DomainCall): Promise<Answer<Uint8Array>> {
  const { hooks, log } = answering;
  try {
    const { reply, fields } = await runHook(answering, call);
    if (reply === undefined || reply.domainXml === call.domainXml) return { reply: call.domainXml, fields };
    const { domainXml } = reply;
    return { reply: domainXml, fields, afterReply: () => recheckLater(hooks, domainXml, call.vmi, log) };
  } catch (error) {
    if (call.onMigrationTarget !== true) throw error;
    log.error("unexpected error on a migration's target, passed over", describeError(error));
    return { reply: call.domainXml };
  }
}

/** Broken rules are a better answer than whatever a hook built from the rest of them throws. */
async function callOrRefuse<T>(broken: readonly Diagnostic[], hook: () => Promise<T>): Promise<T> {
  try {
    return await hook();
  } catch (error) {
    const refusal = brokenRules(broken);
    throw refusal === undefined ? error : new RefusedCall(refusal, describeError(error));
  }
}

function brokenRules([first, ...others]: readonly Diagnostic[]): Refusal | undefined {
  return first && { phase: 'Load', first, more: others.length };
}

function failedRule({ failure }: Reply): Refusal | undefined {
  return failure && { phase: 'Apply', first: failure, more: 0 };
}

/** Of more than a few rules the log names those only that are for the VM: a thousand reasons are read by nobody. */
function describeReply({ vm, results, others }: Reply): LogFields {
  const areFew = results.length + others <= FEW_RULES;
  const named = results.filter(({ outcome }) => areFew || outcome !== 'Skipped');
  const rules = Object.fromEntries(named.map((result) => [result.rule, describeResult(result)]));
  const skipped = results.length + others - named.length;
  return { vm, rules, ...(skipped > 0 && { skipped }) };
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

/** Time for the reply to leave before the event loop is busy again. A slow one only waits for one more run of the rules. */
const RECHECK_DELAY_MS = 100;

/** KubeVirt calls again on the result, so a rule that would change it once more is named, without delaying the reply. */
function recheckLater(hooks: GuardedHooks, result: Uint8Array, vmi: Uint8Array, log: Log): void {
  const recheck = () => {
    try {
      for (const warning of hooks.recheckDomain(result, vmi)) log.warn(formatDiagnostic(warning));
    } catch (error) {
      log.error('unexpected error while checking a result again', describeError(error));
    }
  };
  setTimeout(recheck, RECHECK_DELAY_MS).unref();
}
