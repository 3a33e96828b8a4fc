import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { CHECKS, recipeChecks, type Verdict } from '../test/real/catalogue-checks.ts';
import { bringCloudInit } from '../test/real/catalogue-cloud-init.ts';
import { cataloguePage } from './catalogue-page.ts';

// scripts/catalogue [--write | RECIPE...]: exit code 1 when something is wrong.

const args = process.argv.slice(2);
if (args.includes('--write')) {
  const rules = fileURLToPath(new URL('../rules', import.meta.url));
  writeFileSync(new URL('../docs/catalogue.md', import.meta.url), cataloguePage(rules));
} else {
  bringCloudInit();
  process.exitCode = printTable(args) ? 0 : 1;
}

/** A line for each recipe, then the figures and what is wrong or cannot be tried. Returns whether all is well. */
function printTable(names: readonly string[]): boolean {
  const checks = recipeChecks(names);
  const verdicts: (Verdict & { readonly recipe: string; readonly check: string })[] = [];
  const row = (name: string, cells: readonly string[]) =>
    console.log(name.padEnd(26) + cells.map((cell) => cell.padStart(14)).join(''));
  row('recipe', CHECKS);
  for (const recipe of new Set(checks.map((one) => one.recipe))) {
    const own = checks.filter((one) => one.recipe === recipe);
    const seen = own.map(({ check, run }) => ({ recipe, check, ...run() }));
    verdicts.push(...seen);
    row(
      recipe,
      CHECKS.map((check) => seen.find((one) => one.check === check)?.kind ?? '-'),
    );
  }
  const recipes = new Set(verdicts.map(({ recipe }) => recipe)).size;
  row(
    `${recipes} recipes: passed`,
    CHECKS.map((check) => {
      const own = verdicts.filter((one) => one.check === check);
      return `${own.filter(({ kind }) => kind === 'passed').length} of ${own.length}`;
    }),
  );
  for (const one of verdicts) {
    if (one.kind === 'needs') console.log(`needs ${one.what}  ${one.recipe}, ${one.check}`);
    if (one.kind === 'wrong') console.log(`wrong  ${one.recipe}, ${one.check}: ${one.why}`);
  }
  return recipes > 0 && verdicts.every(({ kind }) => kind !== 'wrong');
}
