import type { BatchFigures, FoundCase } from './batch.ts';
import type { BatchReport } from './worker.ts';

export interface Figures {
  cases: number;
  /** Results that other readers were given. */
  secondReads: number;
  isStopped: boolean;
  readonly of: ReadonlyMap<string, BatchFigures>;
  readonly findings: FoundCase[];
  /** Messages of findings, so that each is told once. */
  readonly known: Set<string>;
}

export function startFigures(generators: readonly string[]): Figures {
  const of = new Map(generators.map((name) => [name, { cases: 0, loaded: 0, changed: 0, findings: 0 }]));
  return { cases: 0, secondReads: 0, isStopped: false, of, findings: [], known: new Set() };
}

/** Adds what came of a batch; returns the findings that are new. */
export function addReport(figures: Figures, report: BatchReport): readonly FoundCase[] {
  const total = figures.of.get(report.generator);
  for (const key of ['cases', 'loaded', 'changed', 'findings'] as const)
    if (total) total[key] += report.figures[key];
  figures.cases += report.figures.cases;
  figures.secondReads = Math.max(figures.secondReads, report.secondReads);
  const read = report.problems
    .filter(({ message }) => !figures.known.has(message))
    .map(({ message, text }): FoundCase => {
      figures.known.add(message);
      return {
        kind: 'broken promise',
        message,
        generator: 'second readers',
        seed: 0,
        kept: { rules: [], domain: text },
      };
    });
  const found = [...report.found, ...read];
  figures.findings.push(...found);
  return found;
}

/** A finding, with the case as test/fuzz/cases keeps it. */
export function foundText({ kind, message, generator, seed, kept }: FoundCase): string {
  const file = JSON.stringify({ finding: `${kind}: ${message}`, ...kept }, null, 2);
  return `\n${kind.toUpperCase()}: ${message}\n(${generator}, batch seed ${seed}; to keep it, save this under test/fuzz/cases)\n${file}\n\n`;
}

/** The table at the end. */
export function figuresText({ cases, of, findings, secondReads }: Figures, ms: number): string {
  const lines = [...of].map(
    ([name, one]) =>
      `${name.padEnd(26)}${[one.cases, one.loaded, one.changed, one.findings].map((n) => String(n).padStart(10)).join('')}`,
  );
  const count = (kind: FoundCase['kind']) => findings.filter((found) => found.kind === kind).length;
  return [
    '',
    `${''.padEnd(26)}${['cases', 'loaded', 'changed', 'findings'].map((n) => n.padStart(10)).join('')}`,
    ...lines,
    '',
    `${cases} cases in ${Math.round(ms / 1000)} s; ${secondReads} results read by libxml2 and Expat, or by PyYAML`,
    `${count('crash')} crashes, ${count('hang')} hangs, ${count('leak')} leaks, ${count('broken promise')} other broken promises`,
    '',
  ].join('\n');
}
