import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readRulesUnderTest } from '../../src/cli/test-files.ts';
import { editCloudInit } from '../../src/engine/cloud-init.ts';
import { editDomain } from '../../src/engine/domain.ts';
import { cloudInitOfCase, vmiOfCase } from '../../src/engine/rule-case-input.ts';
import type { CloudInitData } from '../../src/kubevirt/cloud-init-data.ts';
import { EXAMPLE_DOMAIN } from '../../src/kubevirt/example-domain.ts';
import type { Vmi } from '../../src/kubevirt/vmi.ts';
import { compileRuleTest } from '../../src/rules/compile-rule-test.ts';
import { documentsOfKind } from '../../src/rules/load.ts';
import { editsCloudInit, type Rule } from '../../src/rules/model.ts';
import type { RuleCase } from '../../src/rules/rule-test-model.ts';

/** One case of a recipe's test, and what the rules make of it. */
export interface CatalogueCase {
  /** The recipe. */
  readonly name: string;
  readonly testCase: RuleCase;
  readonly rules: readonly Rule[];
  readonly vmi: Vmi;
  readonly domain: string;
  /** Whether a rule failed; then nothing was changed. */
  readonly failed: boolean;
  /** What was changed. */
  readonly after: { readonly domain: string | undefined; readonly cloudInit: CloudInitData | undefined };
}

const folder = fileURLToPath(new URL('../../rules/tests', import.meta.url));

/** All cases of the catalogue, recipe by recipe. */
export function catalogueCases(): CatalogueCase[] {
  return globSync('*.yaml', { cwd: folder }).sort().flatMap(casesOf);
}

function casesOf(file: string): CatalogueCase[] {
  const path = join(folder, file);
  const { documents } = documentsOfKind({ name: path, text: readFileSync(path, 'utf8') }, 'RuleTest');
  return documents.flatMap((document) => {
    const { rules } = readRulesUnderTest(path, document);
    return compileRuleTest(document, [], rules).cases.map((testCase) =>
      applied(basename(file, '.yaml'), withDomain(testCase), rules),
    );
  });
}

function applied(name: string, testCase: RuleCase, rules: readonly Rule[]): CatalogueCase {
  const vmi = vmiOfCase(testCase);
  const domain = testCase.domain ?? EXAMPLE_DOMAIN;
  const edited = editDomain(rules, vmi, domain);
  const data = cloudInitOfCase(testCase.cloudInit);
  const seeded = rules.some(editsCloudInit) ? editCloudInit(rules, vmi, data) : undefined;
  return {
    name,
    testCase,
    rules,
    vmi,
    domain,
    failed: (edited.failure ?? seeded?.failure) !== undefined,
    after: {
      domain: edited.changed ? edited.text : undefined,
      // Empty user data becomes an empty cloud-config, which no rule has done.
      cloudInit: seeded?.results.some(({ outcome }) => outcome === 'Applied') ? seeded.data : undefined,
    },
  };
}

function withDomain(testCase: RuleCase): RuleCase {
  const { domain } = testCase;
  if (domain === undefined || domain.trimStart().startsWith('<')) return testCase;
  return { ...testCase, domain: readFileSync(join(folder, domain), 'utf8') };
}
