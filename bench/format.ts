import type { Goal } from './goals.ts';
import type { CostTable } from './results.ts';

/** With three digits that count; a dash for what was not measured. */
export function number(value: number): string {
  if (!Number.isFinite(value)) return '–';
  if (value === 0) return '0';
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return Number(value.toFixed(Math.min(digits, 2))).toLocaleString('en', { maximumFractionDigits: 2 });
}

export function megabytes(bytes: number): string {
  return number(bytes / 1e6);
}

/** `×`, of a figure against another. */
export function ratio(value: number, to: number): string {
  return `${number(value / to)} ×`;
}

export function withUnit(value: number, unit: Goal['unit']): string {
  if (!Number.isFinite(value)) return number(value);
  switch (unit) {
    case 'ms':
      return `${number(value)} ms`;
    case 'MB':
      return `${number(value)} MB`;
    case 'times':
      return `${number(value)} ×`;
    case 'kills':
      return number(value);
    default:
      return unit satisfies never;
  }
}

/** A table of Markdown; the columns after the first are aligned right. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rule = `|${head.map((_, index) => (index === 0 ? '---|' : '---:|')).join('')}`;
  return [line(head), rule, ...rows.map(line)].join('\n');
}

/** The cells of a table of Markdown. */
export function readTable(text: string): CostTable {
  const cells = text
    .trim()
    .split('\n')
    .map((line) =>
      line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim()),
    );
  const [head = [], , ...rows] = cells;
  return { head, rows };
}
