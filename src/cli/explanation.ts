import type { Item, RuleResult, Step, ValuedWrite, Watch } from '../engine/trace.ts';
import type { Vmi } from '../kubevirt/vmi.ts';
import type { Outcome, Rule } from '../rules/model.ts';
import { oneLine, placeOf } from '../text/diagnostic.ts';
import { inFile, lineColumn } from '../text/source.ts';
import { mayShow, wordsOfStep } from './explain-words.ts';

/** What became of one rule in one hook, in words. */
export interface Explanation {
  readonly rule: string;
  readonly description: string | undefined;
  readonly file: string;
  readonly line: number;
  readonly hook: Hook;
  /** NotRun: an earlier rule failed the hook. */
  readonly outcome: Outcome | 'NotRun';
  readonly reasons: readonly Reason[];
  readonly writes: readonly ShownWrite[];
}

export type Hook = 'OnDefineDomain' | 'PreCloudInitIso';

/** Why the rule, one of its edits or an item of a loop came to nothing. */
export interface Reason {
  readonly kind: Step['kind'] | 'failed';
  readonly text: string;
  readonly place: string | undefined;
  /** The items of loops that it is about, each with those of the loops around it. */
  readonly items: readonly (readonly Item[])[];
}

/** The value is left out where it may not be shown, or is not known. */
export interface ShownWrite {
  readonly field: string;
  readonly action: ValuedWrite['action'];
  readonly path: string;
  readonly value?: string;
}

interface Told {
  readonly step: Step;
  readonly items: readonly Item[];
}

/** Collects what a hook's rules tell, to be put into words afterwards. `isNamesOnly` leaves all values out. */
export function listen(hook: Hook, vmi: Vmi, isNamesOnly: boolean) {
  const told = new Map<Rule, Told[]>();
  const watch: Watch = (rule, step, items) => {
    const steps = told.get(rule);
    if (steps) steps.push({ step, items });
    else told.set(rule, [{ step, items }]);
  };
  const explain = (rules: readonly Rule[], results: readonly RuleResult[]): Explanation[] =>
    rules.map((rule) => {
      const result = results.find((one) => one.rule === rule.name);
      const { source, start } = inFile(rule.span);
      const steps = told.get(rule) ?? [];
      return {
        rule: rule.name,
        description: rule.description,
        file: source.name,
        line: lineColumn(source, start).line,
        hook,
        outcome: result?.outcome ?? 'NotRun',
        reasons: [...reasonsOf(rule, result, steps, vmi, isNamesOnly), ...failureOf(result)],
        writes: writesOf(rule, result, steps, isNamesOnly),
      };
    });
  return { watch, explain };
}

function reasonsOf(
  rule: Rule,
  result: RuleResult | undefined,
  told: readonly Told[],
  vmi: Vmi,
  isNamesOnly: boolean,
): Reason[] {
  const written = new Set(result?.writes.map(({ field }) => field));
  const grouped = new Map<string, Reason & { items: (readonly Item[])[] }>();
  for (const { step, items } of told) {
    // What an edit wrote is told below; in a rule that failed nothing of it stays.
    if (
      step.kind === 'wrote' ||
      (step.kind === 'edit' && step.effect === 'Found' && written.has(step.edit.field))
    )
      continue;
    if (result?.outcome === 'Failed' && step.kind === 'edit') continue;
    const { text, span } = wordsOfStep(step, rule, vmi, isNamesOnly);
    const place = span && placeOf(span);
    const key = `${place} ${text}`;
    const same = grouped.get(key);
    if (!same) grouped.set(key, { kind: step.kind, text, place, items: items.length > 0 ? [items] : [] });
    else if (items.length > 0) same.items.push(items);
  }
  return [...grouped.values()];
}

function failureOf(result: RuleResult | undefined): Reason[] {
  if (result?.outcome !== 'Failed') return [];
  return [{ kind: 'failed', text: result.reason ?? 'fails', place: undefined, items: [] }];
}

/** Without what only says again that an element was added whole. */
function writesOf(
  rule: Rule,
  result: RuleResult | undefined,
  told: readonly Told[],
  isNamesOnly: boolean,
): ShownWrite[] {
  const valued = told.flatMap(({ step }) => (step.kind === 'wrote' ? step.writes : []));
  const all =
    valued.length > 0
      ? valued
      : (result?.writes ?? []).map((write): ValuedWrite => ({ ...write, value: undefined }));
  const isShown = !isNamesOnly && mayShow(rule);
  return all
    .filter((write, i) => !all.slice(0, i).some((earlier) => isWithin(write, earlier)))
    .map(({ field, action, path, written, value }) => ({
      field,
      action,
      path: isShown ? path : (written ?? path),
      ...(isShown && value !== undefined ? { value: oneLine(value) } : {}),
    }));
}

function isWithin(write: ValuedWrite, { field, action, path, value }: ValuedWrite): boolean {
  if (write.field !== field || action !== 'added' || value === undefined) return false;
  return write.action !== 'removed' && (write.path === path || write.path.startsWith(`${path}/`));
}
