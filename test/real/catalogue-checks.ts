import { type CatalogueCase, catalogueCases } from './catalogue-cases.ts';
import { cloudInitChecks } from './catalogue-cloud-init.ts';
import { domainChecks } from './catalogue-domain.ts';
import { LIMITS } from './catalogue-limits.ts';

/** One check of one recipe, on all cases that it changes something of. */
export interface RecipeCheck {
  readonly recipe: string;
  readonly check: string;
  readonly run: () => Verdict;
}

/** `needs`: this machine cannot try it, for the lack of something. */
export type Verdict =
  | { readonly kind: 'passed' }
  | { readonly kind: 'needs'; readonly what: string }
  | { readonly kind: 'wrong'; readonly why: string };

/** In the order of a table's columns. */
export const CHECKS: readonly string[] = [...Object.keys(domainChecks), ...Object.keys(cloudInitChecks)];

/** All checks that the catalogue's recipes have to pass, or those of some of them. */
export function recipeChecks(names: readonly string[] = []): RecipeCheck[] {
  const cases = catalogueCases().filter(({ name }) => names.length === 0 || names.includes(name));
  return [...new Set(cases.map(({ name }) => name))].flatMap((recipe) => {
    const own = cases.filter(({ name }) => name === recipe);
    return CHECKS.flatMap((check) => {
      const runs = own.flatMap((one) => runsOf(check, one));
      return runs.length === 0 ? [] : [{ recipe, check, run: () => verdictOf(recipe, check, runs) }];
    });
  });
}

interface CaseRun {
  readonly name: string;
  readonly run: () => void;
}

function runsOf(check: string, one: CatalogueCase): CaseRun[] {
  const { domain, cloudInit } = one.after;
  const { name } = one.testCase;
  const ofDomain = domainChecks[check];
  if (ofDomain && domain !== undefined) return [{ name, run: () => ofDomain(one, domain) }];
  const ofCloudInit = cloudInitChecks[check];
  if (ofCloudInit && cloudInit !== undefined) return [{ name, run: () => ofCloudInit(one, cloudInit) }];
  return [];
}

function verdictOf(recipe: string, check: string, runs: readonly CaseRun[]): Verdict {
  const limits = LIMITS[recipe]?.filter((limit) => limit.check === check) ?? [];
  const needs: string[] = [];
  for (const { name, run } of runs) {
    try {
      run();
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      const limit = limits.find(({ says }) => says.test(why));
      if (!limit) return { kind: 'wrong', why: `${name}: ${why}` };
      needs.push(limit.needs);
    }
  }
  return needs[0] === undefined ? { kind: 'passed' } : { kind: 'needs', what: needs[0] };
}
