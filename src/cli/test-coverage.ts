import { resolve } from 'node:path';
import type { Edit, Watch } from '../engine/trace.ts';
import type { Rule } from '../rules/model.ts';
import { placeOf } from '../text/diagnostic.ts';
import { lineColumn } from '../text/source.ts';
import { pathOf, verbOf } from './words.ts';

/** Which edits of a rule were reached: in one case at least, the path found or made something; a `test` passed. */
export interface RuleCoverage {
  readonly rule: string;
  readonly file: string;
  readonly line: number;
  readonly edits: readonly EditCoverage[];
}

export interface EditCoverage {
  readonly field: string;
  readonly op: string;
  readonly path: string;
  readonly place: string;
  readonly isReached: boolean;
}

export interface Coverage {
  readonly rules: readonly RuleCoverage[];
  readonly edits: number;
  readonly reached: number;
  /** Of all edits, rounded down: 100 only when nothing is missing. */
  readonly percent: number;
}

/** Collects what cases reach. A rule file that several tests name counts once. */
export function watchCoverage(): { readonly watch: Watch; of(rules: readonly Rule[]): Coverage } {
  const reached = new Set<string>();
  return {
    watch(rule, step) {
      if (step.kind === 'edit' && step.effect === 'Found') reached.add(`${keyOf(rule)} ${step.edit.field}`);
    },
    of(rules) {
      const once = [...new Map(rules.map((rule) => [keyOf(rule), rule])).values()];
      return summed(once.map((rule) => coverageOf(rule, reached)));
    },
  };
}

export function renderCoverage({ rules, edits, reached, percent }: Coverage): string {
  const width = Math.max(5, ...rules.map(({ rule }) => rule.length));
  const row = (name: string, all: number | string, found: number | string, share: string) =>
    `${name.padEnd(width)}  ${String(all).padStart(5)}  ${String(found).padStart(7)}  ${share.padStart(5)}`;
  const lines = rules.flatMap((one) => {
    const found = one.edits.filter(({ isReached }) => isReached).length;
    const missing = one.edits.filter(({ isReached }) => !isReached);
    return [
      row(one.rule, one.edits.length, found, `${shareOf(found, one.edits.length)} %`),
      ...(found === 0 ? [`  ${one.file}:${one.line}: no case reaches this rule`] : missing.map(missingLine)),
    ];
  });
  return [row('rule', 'edits', 'reached', ''), ...lines, row('total', edits, reached, `${percent} %`)]
    .map((line) => line.trimEnd())
    .join('\n');
}

function missingLine({ place, field, op, path }: EditCoverage): string {
  return `  ${place}: no case reaches ${field}: ${op} ${path}`;
}

function coverageOf(rule: Rule, reached: ReadonlySet<string>): RuleCoverage {
  const { source, start } = rule.span;
  return {
    rule: rule.name,
    file: source.name,
    line: lineColumn(source, start).line,
    edits: editsOf(rule).map((edit) => ({
      field: edit.field,
      op: verbOf(edit),
      path: pathOf(edit),
      place: placeOf(edit.span),
      isReached: reached.has(`${keyOf(rule)} ${edit.field}`),
    })),
  };
}

function summed(rules: readonly RuleCoverage[]): Coverage {
  const all = rules.flatMap((rule) => rule.edits);
  const reached = all.filter(({ isReached }) => isReached).length;
  return { rules, edits: all.length, reached, percent: shareOf(reached, all.length) };
}

function editsOf({ domain, userData, networkData, metaData, cloudInitData }: Rule): readonly Edit[] {
  return [...domain, ...userData, ...networkData, ...metaData, ...cloudInitData];
}

function shareOf(part: number, whole: number): number {
  return whole === 0 ? 100 : Math.floor((100 * part) / whole);
}

function keyOf({ name, span }: Rule): string {
  return `${resolve(span.source.name)} ${name}`;
}
