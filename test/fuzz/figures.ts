import type { BatchFigures, FoundCase } from './batch.ts';
import type { Problem } from './second-readers.ts';
import type { Report } from './worker.ts';

export interface Figures {
  cases: number;
  /** Results that other readers were given. */
  secondReads: number;
  readonly of: ReadonlyMap<string, BatchFigures>;
  readonly findings: FoundCase[];
  /** Keys of findings, so that each is told once, whichever job finds it. */
  readonly known: Set<string>;
}

export function startFigures(generators: readonly string[]): Figures {
  const of = new Map(generators.map((name) => [name, { cases: 0, loaded: 0, changed: 0, findings: 0 }]));
  return { cases: 0, secondReads: 0, of, findings: [], known: new Set() };
}

/** Adds what a job reports; returns the findings that are new. */
export function addReport(figures: Figures, report: Report): readonly FoundCase[] {
  if (report.kind === 'Reading') {
    figures.secondReads += report.reads;
    return addFindings(figures, report.problems.map(findingOf));
  }
  const total = figures.of.get(report.generator);
  for (const key of ['cases', 'loaded', 'changed', 'findings'] as const)
    if (total) total[key] += report.figures[key];
  figures.cases += report.figures.cases;
  return addFindings(figures, report.found);
}

/** Returns those that are new. */
export function addFindings(figures: Figures, found: readonly FoundCase[]): readonly FoundCase[] {
  const fresh = found.filter(({ key }) => !figures.known.has(key));
  for (const { key } of fresh) figures.known.add(key);
  figures.findings.push(...fresh);
  return fresh;
}

function findingOf({ message, text }: Problem): FoundCase {
  const kept = { rules: [], domain: text };
  return { kind: 'broken promise', message, key: message, generator: 'second readers', seed: 0, kept };
}

/** A finding, with the case as test/fuzz/cases keeps it. */
export function foundText({ kind, message, generator, seed, kept }: Omit<FoundCase, 'key'>): string {
  const file = JSON.stringify({ finding: `${kind}: ${message}`, ...kept }, null, 2);
  return `\n${kind.toUpperCase()}: ${message}\n(${generator}, batch seed ${seed}; to keep it, save this under test/fuzz/cases)\n${file}\n\n`;
}

/** A line now and then. */
export function progressText({ cases, findings }: Figures, ms: number): string {
  return `${cases} cases, ${perSecond(cases, ms)} a second, ${findings.length} findings\n`;
}

const perSecond = (cases: number, ms: number) => Math.round((cases * 1000) / ms);

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
    `${cases} cases in ${Math.round(ms / 1000)} s, ${perSecond(cases, ms)} a second; ${secondReads} results read by libxml2 and Expat, or by PyYAML`,
    `${count('crash')} crashes, ${count('hang')} hangs, ${count('leak')} leaks, ${count('broken promise')} other broken promises`,
    '',
  ].join('\n');
}
