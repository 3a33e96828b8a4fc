import type { RuleResult } from '../engine/trace.ts';
import type { Outcome } from '../rules/model.ts';
import { style } from './terminal.ts';

/** Each rule's result on a line, with the reason or what was written where below it. Names and paths, never values. */
export function renderResults(results: readonly RuleResult[]): string {
  const width = Math.max(...results.map(({ rule }) => rule.length));
  return results
    .flatMap(({ rule, outcome, reason, writes }) => [
      `${rule.padEnd(width)}  ${paint(outcome)}${reason === undefined ? '' : `: ${reason}`}`,
      ...writes.map(({ field, action, path }) => `  ${field}  ${action}  ${path}`),
    ])
    .join('\n');
}

function paint(outcome: Outcome): string {
  const colour = { Applied: 'green', Unchanged: 'cyan', Skipped: 'yellow', Failed: 'red' } as const;
  return style(process.stdout, colour[outcome], outcome);
}
