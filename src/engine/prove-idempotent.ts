import { type CloudInitData, dataSourceOf } from '../kubevirt/cloud-init-data.ts';
import { EXAMPLE_CLOUD_INIT } from '../kubevirt/example-cloud-init.ts';
import { EXAMPLE_DOMAINS } from '../kubevirt/example-domains.ts';
import type { Vmi } from '../kubevirt/vmi.ts';
import { type DomainEdit, editsCloudInit, type Rule, type Variable } from '../rules/model.ts';
import type { Diagnostic } from '../text/diagnostic.ts';
import type { Span } from '../text/source.ts';
import type { Segment } from '../xml/edit-path.ts';
import { editCloudInit } from './cloud-init.ts';
import { editDomain } from './domain.ts';
import { guessVmis } from './guess-vmi.ts';
import type { RuleResult } from './trace.ts';

/**
 * Applies a rule to built-in documents of made-up VMs, and again to the result, which must change nothing (language §6).
 * Says `NotIdempotent`, at the edits that do it, only of a rule that was seen to do it. The first VM that the rule does
 * something to decides; nothing is said when none could be made up.
 */
export function proveIdempotent(rule: Rule): Diagnostic[] {
  if (isPlain(rule)) return [];
  for (const vmi of guessVmis(rule)) {
    for (const trials of trialsFor(rule, vmi)) {
      const results = trials.flatMap((apply) => {
        const again = apply(rule);
        return again ? [{ again, apply }] : [];
      });
      const bad = results.find(({ again }) => again.changed || again.failure);
      if (bad) return blame(rule, bad.again, bad.apply);
      if (results.length > 0) return [];
    }
  }
  return [];
}

/** Whether a rule only sets named places to values that no document has a part in: this cannot do more the second time. */
function isPlain(rule: Rule): boolean {
  const isSet = (edit: DomainEdit) =>
    edit.op === 'set' && edit.path.start === undefined && edit.path.segments.every(isNamed);
  const isFromVmi = ({ source }: Variable) => ['annotation', 'label', 'vmi', 'value'].includes(source.kind);
  return (
    !editsCloudInit(rule) &&
    rule.domain.every(isSet) &&
    [...rule.loops, ...rule.variables].every(isFromVmi) &&
    rule.when.every((condition) => condition.kind === 'source' && condition.source.kind !== 'domain')
  );
}

function isNamed({ child }: Segment): boolean {
  return child !== undefined && child.predicates.length === 0;
}

/** What the second of two applications came to; undefined when the first one changed nothing. */
type Trial = (rule: Rule) => Again | undefined;

interface Again {
  readonly changed: boolean;
  readonly results: readonly RuleResult[];
  readonly failure?: Diagnostic;
}

/** Trials in groups: a later group is for rules to whose documents the earlier ones have nothing alike. */
function trialsFor(rule: Rule, vmi: Vmi): Trial[][] {
  const [common, full, ...others] = EXAMPLE_DOMAINS.map((domain) => onDomain(vmi, domain));
  const usual = [common, full].filter((trial) => trial !== undefined);
  const cloudInit = editsCloudInit(rule) ? EXAMPLE_CLOUD_INIT.map((data) => onCloudInit(vmi, data)) : [];
  return rule.domain.length > 0 ? [[...usual, ...cloudInit], others] : [cloudInit];
}

function onDomain(vmi: Vmi, domain: string): Trial {
  return (rule) => {
    const first = editDomain([rule], vmi, domain);
    return first.changed ? editDomain([rule], vmi, first.text) : undefined;
  };
}

function onCloudInit(vmi: Vmi, data: CloudInitData): Trial {
  const ofSource = { ...vmi, dataSource: dataSourceOf(data) };
  return (rule) => {
    const first = editCloudInit([rule], ofSource, data);
    const isApplied = first.results.some(({ outcome }) => outcome === 'Applied');
    return isApplied && !first.failure ? editCloudInit([rule], ofSource, first.data) : undefined;
  };
}

/** The edits that wrote, or the one that failed, the second time. */
function blame(rule: Rule, again: Again, apply: Trial): Diagnostic[] {
  const { failure, results } = again;
  if (failure) {
    const message = `fails when the rule is applied to its own result: ${failure.message}`;
    return [accuse(rule, failure.field, message, failure.span)];
  }
  const writes = new Map(results.flatMap(({ writes }) => writes.map((write) => [write.field, write.path])));
  const suspects = [...writes.keys()];
  const alone = suspects.filter((field) => {
    const others = suspects.filter((one) => one !== field);
    return apply(without(rule, others))?.changed === true;
  });
  // Where none of them does it alone, they do it together, and the first is as good as any.
  const guilty = suspects.length > 1 && alone.length > 0 ? alone : suspects.slice(0, 1);
  if (guilty.length === 0) return [accuse(rule, undefined, "changes the rule's own result again")];
  return guilty.map((field) =>
    accuse(rule, field, `changes the rule's own result again, at ${writes.get(field)}`),
  );
}

function without(rule: Rule, fields: readonly string[]): Rule {
  const isKept = ({ field }: { field: string }) => !fields.includes(field);
  return {
    ...rule,
    domain: rule.domain.filter(isKept),
    userData: rule.userData.filter(isKept),
    networkData: rule.networkData.filter(isKept),
    metaData: rule.metaData.filter(isKept),
    cloudInitData: rule.cloudInitData.filter(isKept),
  };
}

function accuse(rule: Rule, field: string | undefined, message: string, span: Span = rule.span): Diagnostic {
  const { domain, userData, networkData, metaData, cloudInitData } = rule;
  const edit = [...domain, ...userData, ...networkData, ...metaData, ...cloudInitData].find(
    (one) => one.field === field,
  );
  return {
    code: 'NotIdempotent',
    severity: 'error',
    rule: rule.name,
    span: edit?.pathSpan ?? span,
    ...(field === undefined ? {} : { field }),
    message,
    hint: cureOf(rule, edit),
  };
}

function cureOf({ loops, variables, domain }: Rule, edit: { readonly op: string } | undefined): string {
  const op = edit?.op;
  if (op === 'remove') {
    const how = domain.some((one) => one === edit)
      ? 'alias instead of by position, as in disk[alias/@name="ua-…"]'
      : '[key=value] instead of by position';
    return `select by ${how}: what comes behind moves up`;
  }
  if (op === 'add' && [...loops, ...variables].some(({ source }) => source.kind === 'firstFree'))
    return 'ask first whether it is there already, by what is not the free name: when: [{not: {domain: /domain/devices/disk[…]}}]';
  if (op === 'move') return 'write the new place with set, and take the old one away with remove';
  if (op === 'copy') return 'copy to a place with a name, or write it with set';
  if (op === 'test') return 'test what the rule itself does not change';
  return 'KubeVirt calls up to three times a boot: take values from what the rule itself does not write';
}
