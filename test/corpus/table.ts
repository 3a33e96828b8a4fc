import type { CaseOutcome } from './run-case.ts';

const COLUMNS = ['right', 'wrong', 'inexpressible'] as const;

/** How many of each group are right, and of all: lines to print. */
export function tableOf(outcomes: readonly CaseOutcome[]): string[] {
  const groups = [...new Set(outcomes.map(({ group }) => group))];
  const row = (name: string, of: readonly CaseOutcome[]) => [
    name,
    String(of.length),
    ...COLUMNS.map((column) => String(count(of, column))),
  ];
  const rows = [
    ['group', 'cases', ...COLUMNS],
    ...groups.map((group) =>
      row(
        group,
        outcomes.filter((one) => one.group === group),
      ),
    ),
    row('total', outcomes),
  ];
  return rows.map(([name = '', ...figures]) => name.padEnd(18) + figures.map((f) => f.padStart(14)).join(''));
}

export function count(outcomes: readonly CaseOutcome[], outcome: CaseOutcome['outcome']): number {
  return outcomes.filter((one) => one.outcome === outcome).length;
}
