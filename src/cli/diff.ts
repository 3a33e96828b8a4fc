import { createTwoFilesPatch } from 'diff';
import { visibleLine } from '../text/visible.ts';
import { style } from './terminal.ts';

/** What stands behind `---` and `+++`. */
export interface DiffLabels {
  readonly from: string;
  readonly to: string;
}

/**
 * A unified diff of two texts, coloured when `stream` is a terminal; empty when they are the same. It is for people: what
 * a terminal would act on is escaped.
 */
export function renderDiff(
  { from, to }: DiffLabels,
  before: string,
  after: string,
  stream?: NodeJS.WriteStream,
): string {
  if (before === after) return '';
  const patch = createTwoFilesPatch('', '', before, after, undefined, undefined, { context: 3 });
  // A missing last line break is only worth a line where it is the difference.
  const isLastBreak = before.endsWith('\n') !== after.endsWith('\n');
  const lines = patch.split('\n');
  const body = lines.slice(lines.findIndex((line) => line.startsWith('@@')));
  // The package would put labels with spaces into quotes.
  return [`--- ${from}`, `+++ ${to}`, ...body]
    .filter((line) => isLastBreak || !line.startsWith('\\ No newline'))
    .map((line) => (stream ? colourLine(stream, visibleLine(line)) : visibleLine(line)))
    .join('\n')
    .trimEnd();
}

function colourLine(stream: NodeJS.WriteStream, line: string): string {
  if (/^(\+\+\+|---) /.test(line)) return style(stream, 'bold', line);
  if (line.startsWith('+')) return style(stream, 'green', line);
  if (line.startsWith('-')) return style(stream, 'red', line);
  return line.startsWith('@@') ? style(stream, 'cyan', line) : line;
}
