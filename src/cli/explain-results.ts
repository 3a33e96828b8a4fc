import type { Item } from '../engine/trace.ts';
import { oneLine } from '../text/diagnostic.ts';
import type { Explanation, Reason, ShownWrite } from './explanation.ts';
import { style } from './terminal.ts';
import { shortly, wordsOfItems } from './words.ts';

/** Each rule's verdict on a line; below it why it came to nothing, and what it wrote where. */
export function renderExplanations(explanations: readonly Explanation[]): string {
  const width = Math.max(...explanations.map(({ rule }) => rule.length));
  return explanations
    .flatMap(({ rule, outcome, reasons, writes }) => [
      `${rule.padEnd(width)}  ${paint(outcome)}`,
      ...reasons.map((reason) => `  ${renderReason(reason)}`),
      ...writes.map((write) => `  ${renderWrite(write)}`),
    ])
    .join('\n');
}

function renderReason({ kind, text, place, items }: Reason): string {
  if (kind === 'failed') return text;
  const which = items.length === 0 ? '' : `${wordsOfAll(items)}: `;
  return `${place === undefined ? '' : `${style(process.stdout, 'dim', `${place}:`)} `}${which}${text}`;
}

function renderWrite({ field, action, path, value }: ShownWrite): string {
  const shown = value === undefined ? '' : ` = ${shortly(value)}`;
  return `${field}  ${action.padEnd(7)}  ${oneLine(path)}${shown}`;
}

/** So many items are named; of more only how many. */
const MAX_ITEMS = 4;

/** `disk 1, 2 of 5` where it is one loop; else each with its loops. */
function wordsOfAll(all: readonly (readonly Item[])[]): string {
  const shown = all.slice(0, MAX_ITEMS);
  const more = all.length > MAX_ITEMS ? ` and ${all.length - MAX_ITEMS} more` : '';
  const [first] = shown;
  const [item, inner] = first ?? [];
  if (!item || inner) return `${shown.map(wordsOfItems).join('; ')}${more}`;
  return `${item.loop} ${shown.map(([one]) => one?.number).join(', ')}${more} of ${item.of}`;
}

function paint(outcome: Explanation['outcome']): string {
  const colour = {
    Applied: 'green',
    Unchanged: 'cyan',
    Skipped: 'yellow',
    Failed: 'red',
    NotRun: 'dim',
  } as const;
  const words = outcome === 'NotRun' ? 'NotRun: an earlier rule failed' : outcome;
  return style(process.stdout, colour[outcome], words);
}
