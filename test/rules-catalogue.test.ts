import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { suite, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { cataloguePage, type Recipe, readRecipes, TOPICS, topicOf } from '../scripts/catalogue-page.ts';
import { readRules } from '../src/cli/rule-inputs.ts';
import { runTestFile } from '../src/cli/test-files.ts';
import { editCloudInit } from '../src/engine/cloud-init.ts';
import { editDomain } from '../src/engine/domain.ts';
import { cloudInitOfCase, vmiOfCase } from '../src/engine/rule-case-input.ts';
import { EXAMPLE_DOMAINS } from '../src/kubevirt/example-domains.ts';
import { formatDiagnostic } from '../src/text/diagnostic.ts';
import { childrenOf, parseElement } from './corpus/canonical-xml.ts';
import { type CatalogueCase, catalogueCases } from './real/catalogue-cases.ts';

// Every file in rules/ is an example that people copy: it has no findings, says what it is for and what it reads, and
// has a test.

const folder = fileURLToPath(new URL('../rules', import.meta.url));
const page = fileURLToPath(new URL('../docs/catalogue.md', import.meta.url));
const recipes = readRecipes(folder);
const testFiles = globSync('tests/*.yaml', { cwd: folder }).sort();
const cases = catalogueCases();

suite('the catalogue of rules', () => {
  test('has at least 40 recipes', () => {
    assert.ok(recipes.length >= 40, `${recipes.length}`);
  });

  test('loads as one folder, without findings, each rule with a description', () => {
    const { rules, diagnostics } = readRules([folder]);
    assert.deepEqual(diagnostics.map(formatDiagnostic), []);
    assert.deepEqual(
      rules.filter(({ description }) => !description).map(({ name }) => name),
      [],
    );
  });

  test('has a test for every file', () => {
    assert.deepEqual(
      testFiles.map((file) => basename(file, '.yaml')),
      recipes.map(({ name }) => name),
    );
  });

  test('has its index in docs/catalogue.md, as scripts/catalogue --write makes it', () => {
    assert.equal(readFileSync(page, 'utf8'), cataloguePage(folder));
  });

  for (const recipe of recipes) {
    suite(recipe.name, () => {
      test('begins with one of the topics; its only rule is called as the file', () => {
        assert.ok(topicOf(recipe.name) in TOPICS);
        if (recipe.rules.length === 1) assert.equal(recipe.rules[0]?.name, recipe.name);
      });

      test('describes what it reads in its head, and nothing else', () => {
        assert.deepEqual(sorted(recipe.keys), sorted(recipe.reads));
        assert.doesNotMatch(recipe.mind, /(^| )[a-z0-9-]+(\.[a-z0-9-]+)+\/\S+: /, 'a key that no rule reads');
      });

      test('takes the examples of its head', () => {
        for (const { rules, failure } of withExamples(recipe)) {
          assert.equal(failure && formatDiagnostic(failure), undefined, `${rules}`);
        }
      });

      test('gives the devices that it adds a name of their own', () => {
        for (const { name, domain, after } of cases) {
          if (name !== recipe.name || after.domain === undefined) continue;
          assert.deepEqual(
            namelessDevices(after.domain).filter((device) => !namelessDevices(domain).includes(device)),
            [],
          );
        }
      });

      test('has a case that it applies to, and one that it leaves alone', () => {
        const own = cases.filter(({ name }) => name === recipe.name);
        assert.ok(own.some(isChanged), 'applies');
        assert.ok(own.some(isLeftAlone), 'leaves alone');
      });
    });
  }

  for (const file of testFiles) {
    test(file, () => {
      const { results, diagnostics } = runTestFile(join(folder, file));
      assert.deepEqual(diagnostics.map(formatDiagnostic), []);
      assert.deepEqual(
        results.flatMap(({ name, problems, warnings }) => [
          ...problems.map(({ message }) => `${name}: ${message}`),
          ...warnings.map((warning) => `${name}: ${formatDiagnostic(warning)}`),
        ]),
        [],
      );
    });
  }
});

function sorted(keys: readonly { readonly key: string }[]): string[] {
  return keys.map(({ key }) => key).sort();
}

function isChanged({ after }: CatalogueCase): boolean {
  return after.domain !== undefined || after.cloudInit !== undefined;
}

function isLeftAlone({ after, failed }: CatalogueCase): boolean {
  return !failed && after.domain === undefined && after.cloudInit === undefined;
}

/** Kinds of devices that KubeVirt looks for by their aliases, one entry for each that has no alias. */
function namelessDevices(xml: string): string[] {
  return childrenOf(parseElement(xml))
    .filter(({ nodeName }) => nodeName === 'devices')
    .flatMap(childrenOf)
    .filter(({ nodeName }) =>
      ['hostdev', 'channel', 'disk', 'interface', 'serial', 'shmem'].includes(nodeName),
    )
    .filter((device) => !childrenOf(device).some(({ nodeName }) => nodeName === 'alias'))
    .map(({ nodeName }, _, all) => `${nodeName} of ${all.filter((one) => one.nodeName === nodeName).length}`);
}

/** Its cases that a recipe applies to, with the examples of its head instead of the case's annotations and labels. */
function withExamples(recipe: Recipe) {
  const metadata: Record<string, Record<string, string>> = { annotations: {}, labels: {} };
  for (const { key, example } of recipe.keys) {
    const kind = recipe.reads.find((read) => read.key === key)?.kind;
    const place = metadata[kind === 'label' ? 'labels' : 'annotations'];
    if (place) place[key] = String(parse(example));
  }
  return cases
    .filter(({ name, after }) => name === recipe.name && (after.domain ?? after.cloudInit) !== undefined)
    .slice(0, 1)
    .flatMap(({ rules, testCase }) => {
      const vmi = vmiOfCase({ ...testCase, vmi: { ...(testCase.vmi as object), metadata } });
      const data = cloudInitOfCase(testCase.cloudInit);
      const domains = EXAMPLE_DOMAINS.map((domain) => editDomain(rules, vmi, domain));
      const invalid = [...domains, editCloudInit(rules, vmi, data)].map(({ failure }) => failure);
      return invalid
        .filter((failure) => failure === undefined || failure.code === 'InvalidValue')
        .map((failure) => ({ rules: rules.map(({ name }) => name), failure }));
    });
}
