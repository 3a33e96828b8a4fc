import type { Vmi } from '../kubevirt/vmi.ts';
import type { DomainEdit, Rule } from '../rules/model.ts';
import type { Diagnostic } from '../text/diagnostic.ts';
import { formatDiagnostic } from '../text/diagnostic.ts';
import { Failure } from '../text/failure.ts';
import { decodeUtf8 } from '../text/utf8.ts';
import { checkpoint, rollback } from '../xml/change.ts';
import type { ChangeGuard, XmlDocument } from '../xml/document.ts';
import { parseXml } from '../xml/parse.ts';
import { serialiseXml } from '../xml/serialise.ts';
import { type Stop, whereXPathStops } from '../xml/where-stops.ts';
import { evaluateXPath } from '../xml/xpath.ts';
import { applyDomainEdit } from './domain-edits.ts';
import { createDomainGuard } from './domain-guard.ts';
import type { Conflict } from './domain-writes.ts';
import type { Trail } from './failures.ts';
import { documentFailure, ruleFailure } from './failures.ts';
import { keepForbidden } from './policy-domain.ts';
import { runRule } from './run-rule.ts';
import { reasonOf, unmetLine } from './select.ts';
import type { Facts } from './sources.ts';
import type { EditResult, Item, RuleResult, Step, Watch } from './trace.ts';
import { resolveIn, type Scope } from './values.ts';
import { ONLY_MADE } from './why.ts';

/**
 * A parsed document takes thirteen times its text, and a sidecar has 61 MiB for everything: 1 MB leaves some 5 MB free
 * (measured in the locked-down container). KubeVirt's domains have 5 to 50 kB.
 */
export const MAX_DOMAIN_LENGTH = 1280 * 1024;

const NO_WRITES: RuleResult['writes'] = [];

/**
 * Puts the rules to a domain. Pure: same input, same bytes. All or nothing: with a failure the text is the input's. A
 * domain that no rule touches is not even parsed, and comes back as the very same string.
 */
export function editDomain(rules: readonly Rule[], vmi: Vmi, domainXml: string, watch?: Watch): EditResult {
  const domain = { isEmpty: domainXml.trim() === '', read: () => domainXml };
  const { text = domainXml, ...result } = runRules(rules, vmi, domain, watch);
  return { text, changed: text !== domainXml, ...result };
}

/** The same for a call's bytes: the same array where nothing changed. Of a domain that no rule touches no text is made. */
export function editDomainBytes(
  rules: readonly Rule[],
  vmi: Vmi,
  bytes: Uint8Array,
): Omit<EditResult, 'text' | 'changed'> & { readonly domainXml: Uint8Array } {
  const { text, ...result } = runRules(rules, vmi, {
    isEmpty: bytes.every((byte) => SPACE.includes(byte)),
    read() {
      // A character has at most three bytes, or four for two: no text of so many is made in vain.
      if (bytes.length > 3 * MAX_DOMAIN_LENGTH) throw tooLong(bytes.length, 'bytes');
      return decodeUtf8(bytes, 'the text');
    },
  });
  return { domainXml: text === undefined ? bytes : new TextEncoder().encode(text), ...result };
}

const SPACE = [...' \t\r\n'].map((character) => character.charCodeAt(0));

interface DomainText {
  readonly isEmpty: boolean;
  /** May throw a Failure. */
  read(): string;
}

/** What became of the rules, and the text where it changed. */
function runRules(
  rules: readonly Rule[],
  vmi: Vmi,
  { isEmpty, read }: DomainText,
  watch?: Watch,
): Omit<EditResult, 'text' | 'changed'> & { readonly text?: string } {
  const results: RuleResult[] = [];
  const warnings: Diagnostic[] = [];
  const unedited = (failure: Diagnostic) => ({ results, warnings, failure });
  const guard = createDomainGuard();
  let parsed: XmlDocument | undefined;
  let unreadable: Diagnostic | undefined;
  const document = () => {
    try {
      parsed ??= parseDomain(read(), guard);
      return parsed;
    } catch (error) {
      if (error instanceof Failure) unreadable = domainFailure(error);
      throw error;
    }
  };
  const facts: Facts = {
    vmi,
    evaluate: (xpath, resolve) => evaluateXPath(xpath, document(), resolve),
    whereStops: (xpath, resolve) => whereXPathStops(xpath, document(), resolve),
    read: () => [], // WrongPhase keeps rules from asking
  };

  if (isEmpty) return unedited(domainFailure(new Failure('InvalidDocument', 'is empty')));
  for (const rule of rules) {
    if (rule.domain.length === 0) continue;
    const trail: Trail = { field: 'spec', span: rule.span };
    const before = parsed && checkpoint(parsed);
    try {
      const unmet = unmetLine(rule, vmi, trail);
      if (unmet) {
        results.push({ rule: rule.name, outcome: 'Skipped', reason: reasonOf(unmet), writes: NO_WRITES });
        watch?.(rule, { kind: 'line', ...unmet }, []);
        continue;
      }
      guard.begin(rule);
      const effective = new Set<DomainEdit>();
      let checkKept: (() => void) | undefined;
      const runBody = (scope: Scope, items: readonly Item[]) => {
        checkKept ??= keepForbidden(rule, document());
        for (const edit of rule.domain) {
          trail.field = edit.field;
          trail.span = edit.span;
          guard.field = edit.field;
          const tell =
            watch && ((step: () => Step, own: readonly Item[]) => watch(rule, step(), [...items, ...own]));
          const effect = applyDomainEdit(edit, document(), scope, facts, tell);
          if (effect !== 'Nothing') effective.add(edit);
          const stop = () => (effect === 'Nothing' ? whereEditStops(edit, document(), scope) : undefined);
          watch?.(rule, { kind: 'edit', edit, effect, stop: stop() }, [...items]);
        }
      };
      const { ran, skipped } = runRule(rule, facts, trail, runBody, watch);
      checkKept?.();
      watch?.(rule, { kind: 'wrote', writes: guard.written.valuedWrites() }, []);
      const writes = guard.written.writes();
      const outcome = writes.length > 0 ? 'Applied' : ran > 0 ? 'Unchanged' : 'Skipped';
      const reason = ran === 0 ? skipped : missesOf(rule, effective);
      results.push({ rule: rule.name, outcome, writes, ...(reason ? { reason } : {}) });
      warnings.push(...guard.written.conflicts().map((found) => conflict(rule, found)));
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      const diagnostic = unreadable ?? ruleFailure(rule, trail, error);
      results.push({ rule: rule.name, outcome: 'Failed', reason: formatDiagnostic(diagnostic), writes: [] });
      // A document that cannot be read is nobody's to ignore.
      if (rule.failurePolicy === 'Fail' || unreadable) return unedited(diagnostic);
      if (parsed) rollback(parsed, before ?? { journalLength: 0 });
      warnings.push({ ...diagnostic, severity: 'warning' });
    }
  }
  try {
    const text = parsed && serialiseXml(parsed);
    if (text === undefined || text === parsed?.source) return { results, warnings };
    if (text.length > MAX_DOMAIN_LENGTH) throw tooLong(text.length);
    return { text, results, warnings };
  } catch (error) {
    if (error instanceof Failure) return unedited(domainFailure(error));
    throw error;
  }
}

/**
 * Puts the same rules to their own result, as KubeVirt does up to three times in one boot, and names each that changes
 * it again (language §6). `result` is what editDomain returned for these rules and this VM.
 */
export function recheckDomain(rules: readonly Rule[], vmi: Vmi, result: string): Diagnostic[] {
  const again = editDomain(rules, vmi, result);
  if (!again.changed && !again.failure) return [];
  return again.results.flatMap(({ rule: name, outcome, writes }): Diagnostic[] => {
    const rule = rules.find((one) => one.name === name);
    if (!rule || (outcome !== 'Applied' && outcome !== 'Failed')) return [];
    const [first] = writes;
    const field = first === undefined ? {} : { field: first.field };
    return [
      {
        code: 'NotIdempotent',
        severity: 'warning',
        rule: name,
        ...field,
        span: rule.domain.find((edit) => edit.field === first?.field)?.span ?? rule.span,
        message: first
          ? `changes its own result again, at ${first.path}`
          : `fails on its own result: ${again.failure?.message ?? 'see its failure'}`,
        hint: 'KubeVirt calls up to three times a boot: let the rule say what must be, with set',
      },
    ];
  });
}

/** The edits whose paths found nothing in any round: what a mistyped name looks like. */
function missesOf(rule: Rule, effective: ReadonlySet<DomainEdit>): string {
  return rule.domain
    .filter((edit) => !effective.has(edit))
    .map((edit) => {
      const { field, path } = edit;
      const cure = needsDevice(edit) ? ` (${ONLY_MADE})` : '';
      return `${field} finds nothing: ${'xpath' in path ? path.xpath.text : path.text}${cure}`;
    })
    .join('; ');
}

/** Whether nothing but a device on its way can be what a `set` did not make. */
function needsDevice(edit: DomainEdit): boolean {
  if (edit.op !== 'set' || edit.path.start) return false;
  const [root, devices, device, ...others] = edit.path.segments;
  const isPlain =
    root?.child && devices?.child?.name.local === 'devices' && device?.child?.predicates.length === 0;
  return isPlain === true && others.every(({ child }) => child?.attributes);
}

function whereEditStops(edit: DomainEdit, document: XmlDocument, scope: Scope): Stop | undefined {
  const paths = [
    ...('from' in edit ? [edit.from.xpath] : []),
    'xpath' in edit.path ? edit.path.xpath : edit.path,
  ];
  return paths
    .map((path) => whereXPathStops(path, document, resolveIn(scope)))
    .find((stop) => stop !== undefined);
}

function parseDomain(text: string, guard: ChangeGuard): XmlDocument {
  if (text.length > MAX_DOMAIN_LENGTH) throw tooLong(text.length);
  const document = parseXml(text, guard);
  if (document.root.nodeName !== 'domain') {
    throw new Failure('InvalidDocument', 'the root element is not <domain>');
  }
  return document;
}

function conflict(rule: Rule, { earlier, field, path }: Conflict): Diagnostic {
  return {
    code: 'Conflict',
    severity: 'warning',
    rule: rule.name,
    field,
    span: rule.domain.find((edit) => edit.field === field)?.span ?? rule.span,
    message: `writes ${path}, which rule ${earlier} wrote before`,
    hint: 'the later rule wins: keep one of them',
  };
}

/** The cure of a domain that nobody but the caller can mend. */
export const SENT = 'this is what the caller sent';

/** What is wrong with the document itself, which is no rule's fault. */
function domainFailure(failure: Failure): Diagnostic {
  const { message, hint = SENT } = documentFailure(failure);
  return { code: failure.code, severity: 'error', message: `domain XML: ${message}`, hint };
}

function tooLong(length: number, unit = 'characters'): Failure {
  const cure = `at most ${MAX_DOMAIN_LENGTH} characters, which is what a sidecar has memory for`;
  return new Failure('LimitExceeded', `has ${length} ${unit}`, cure);
}
