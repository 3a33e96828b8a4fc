import { createTwoFilesPatch } from 'diff';
import { style } from './terminal.ts';

/** A unified diff of two texts, coloured on a terminal; empty when they are the same. */
export function renderDiff(name: string, before: string, after: string): string {
  if (before === after) return '';
  const patch = createTwoFilesPatch(name, name, before, after, 'before', 'after', { context: 3 });
  return patch
    .split('\n')
    .filter((line) => !/^(Index: |={10,}|\\ No newline)/.test(line))
    .map(colourLine)
    .join('\n')
    .trimEnd();
}

function colourLine(line: string): string {
  if (/^(\+\+\+|---) /.test(line)) return style(process.stdout, 'bold', line);
  if (line.startsWith('+')) return style(process.stdout, 'green', line);
  if (line.startsWith('-')) return style(process.stdout, 'red', line);
  return line.startsWith('@@') ? style(process.stdout, 'cyan', line) : line;
}
