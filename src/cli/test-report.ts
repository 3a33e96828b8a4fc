import type { Problem } from '../engine/rule-case.ts';
import type { Found } from '../engine/trace.ts';
import { formatDiagnostic, oneLine, placeOf } from '../text/diagnostic.ts';
import { renderDiff } from './diff.ts';
import { style } from './terminal.ts';
import type { TimedResult } from './test-files.ts';
import { isCalculation, shortly, whyNothing } from './words.ts';

/** A case on a line; below one that failed, what was expected and what came instead. */
export function renderCase(file: string, { name, problems, warnings }: TimedResult): string {
  const isFine = problems.length === 0;
  const mark = isFine
    ? `${style(process.stdout, 'green', 'ok')}    `
    : `${style(process.stdout, 'red', 'FAIL')}  `;
  const said = warnings.map(
    (warning) => `${style(process.stdout, 'yellow', 'warning:')} ${formatDiagnostic(warning)}`,
  );
  const details = [...problems.flatMap((problem) => problemLines(problem, true)), ...said];
  return [`${mark}${file}: ${oneLine(name)}`, ...details.map((line) => `      ${line}`)].join('\n');
}

/** A problem with its place, the values and the differences; `isColoured` may colour these for a terminal. */
export function problemLines(
  { message, span, found = [], texts = [] }: Problem,
  isColoured: boolean,
): string[] {
  return [
    `${placeOf(span)}: ${oneLine(message)}`,
    ...foundLines(found).map((line) => `  ${line}`),
    ...texts.flatMap(({ part, from, to, labels: [before, after] }) =>
      renderDiff(
        { from: `${before} ${part}`, to: `${after} ${part}` },
        from,
        to,
        isColoured ? process.stdout : undefined,
      ).split('\n'),
    ),
  ];
}

function foundLines(found: readonly Found[]): string[] {
  const [first, second] = found;
  if (!first) return [];
  if (second) return found.map((one) => `${oneLine(one.words)}: ${actual(one)}`);
  const asked = first.asks === '' ? 'something that is there and not false' : oneLine(first.asks);
  return [`expected: ${asked}`, `actual:   ${actual(first)}`];
}

function actual({ source, actual: value, stop }: Found): string {
  if (value !== undefined) return shortly(value);
  if (isCalculation(source)) return 'false';
  return `nothing${stop ? `: ${whyNothing(stop)}` : ''}`;
}
