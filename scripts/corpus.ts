import { readCases } from '../test/corpus/cases.ts';
import recorded from '../test/corpus/recorded.json' with { type: 'json' };
import { runCases } from '../test/corpus/run-case.ts';
import { count, tableOf } from '../test/corpus/table.ts';

// scripts/corpus [GROUP | GROUP/CASE]: exit code 1 when something is wrong or fewer are right than recorded.

const [filter] = process.argv.slice(2);
const cases = readCases(filter?.replace(/\/$/, ''));
if (cases.length === 0) {
  console.error(`corpus: there is no group or case "${filter}"`);
  process.exit(2);
}
const outcomes = runCases(cases);
for (const { id, outcome, reasons } of outcomes) {
  const shown = filter === undefined ? reasons.map((reason) => reason.split('\n')[0]) : reasons;
  if (outcome !== 'right') console.log(`${outcome}  ${id}\n${shown.join('\n').replace(/^/gm, '    ')}`);
}
console.log(tableOf(outcomes).join('\n'));
const isFewer = filter === undefined && count(outcomes, 'right') < recorded.right;
if (isFewer) console.log(`fewer are right than the ${recorded.right} in test/corpus/recorded.json`);
process.exitCode = isFewer || count(outcomes, 'wrong') > 0 ? 1 : 0;
