import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { plotOf } from './plot.ts';
import { reportOf } from './report.ts';
import type { Results } from './results.ts';

const BEGIN = '<!-- measured: made by bench/run -->';
const END = '<!-- end of what was measured -->';

/** The files of docs that show a run; `page` is docs/performance.md as it is. Throws when it lacks the two marks. */
export function pageFiles(results: Results, page: string): Readonly<Record<string, string>> {
  const start = page.indexOf(BEGIN);
  const end = page.indexOf(END);
  if (start < 0 || end < start) throw new Error(`docs/performance.md needs ${BEGIN} and ${END}`);
  const measured = `${BEGIN}\n\n${reportOf(results)}\n\n`;
  return {
    'performance.md': page.slice(0, start) + measured + page.slice(end),
    'performance.svg': plotOf(results),
    'performance.json': `${JSON.stringify(results, null, 2)}\n`,
  };
}

/** Writes docs/performance.md, .svg and .json anew. */
export function writePage(results: Results, docs: string): void {
  const page = readFileSync(join(docs, 'performance.md'), 'utf8');
  for (const [name, text] of Object.entries(pageFiles(results, page))) writeFileSync(join(docs, name), text);
}
