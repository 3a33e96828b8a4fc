import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type CaseResult, runRuleCase } from '../engine/rule-case.ts';
import type { Watch } from '../engine/trace.ts';
import { compileRuleTest, rulePathsOf } from '../rules/compile-rule-test.ts';
import { documentsOfKind } from '../rules/load.ts';
import type { Rule } from '../rules/model.ts';
import type { RuleCase } from '../rules/rule-test-model.ts';
import type { Diagnostic } from '../text/diagnostic.ts';
import { suggest } from '../text/suggest.ts';
import { hasErrors, orUnpacked, readRulesToRun } from './rule-inputs.ts';
import { readInput, Usage } from './terminal.ts';

/** What came of one test file. With an error among the diagnostics nothing was run. */
export interface FileRun {
  readonly file: string;
  readonly results: readonly TimedResult[];
  readonly diagnostics: readonly Diagnostic[];
  /** The rules under test. */
  readonly rules: readonly Rule[];
  /** The files and folders that were read besides the test itself. */
  readonly inputs: readonly string[];
}

export interface TimedResult extends CaseResult {
  readonly seconds: number;
}

/** Runs all cases of a file; `watch` is told of each case's first run. Throws Usage when a file cannot be read. */
export function runTestFile(file: string, watch?: Watch): FileRun {
  const unpacked = orUnpacked({ name: file, text: readInput(file) });
  const read = unpacked.sources.map((source) => documentsOfKind(source, 'RuleTest'));
  const documents = read.flatMap((one) => one.documents);
  const diagnostics = [unpacked, ...read].flatMap((one) => one.diagnostics);
  const folder = dirname(file);
  const inputs: string[] = [];
  const tests = documents.map((document) => {
    const { paths, rules, diagnostics: ofRules, isWhole } = readRulesUnderTest(file, document);
    inputs.push(...paths);
    diagnostics.push(...ofRules);
    return { rules, test: compileRuleTest(document, diagnostics, rules, isWhole) };
  });
  const results: TimedResult[] = [];
  const rules = tests.flatMap((one) => one.rules);
  if (hasErrors(diagnostics)) return { file, results, diagnostics, rules, inputs };
  for (const { test, rules: underTest } of tests) {
    for (const testCase of test.cases) {
      const domainFile = domainFileOf(folder, testCase);
      if (domainFile !== undefined) inputs.push(domainFile);
      const start = performance.now();
      const result = runCase(testCase, domainFile, underTest, watch);
      results.push({ ...result, seconds: (performance.now() - start) / 1000 });
    }
  }
  return { file, results, diagnostics, rules, inputs };
}

/** The rules that a RuleTest names, relative to its file, and everything that is wrong with them. */
export function readRulesUnderTest(file: string, document: Parameters<typeof rulePathsOf>[0]) {
  const folder = dirname(file);
  const written = rulePathsOf(document);
  const missing = written.filter(({ text }) => !existsSync(join(folder, text)));
  const paths = written.map(({ text }) => join(folder, text));
  const read = readRulesToRun(paths.filter((path) => existsSync(path)));
  const told = written.flatMap((path, i) => (missing.includes(path) ? [noSuchFile(path, i, folder)] : []));
  // Where a file was not read, nobody knows what its rules are called.
  const isWhole = told.length === 0 && !hasErrors(read.diagnostics);
  return { paths, ...read, missing: told, diagnostics: [...told, ...read.diagnostics], isWhole };
}

function noSuchFile(
  { text, span }: ReturnType<typeof rulePathsOf>[number],
  i: number,
  folder: string,
): Diagnostic {
  const beside = join(folder, dirname(text));
  const others = existsSync(beside) ? readdirSync(beside).filter((name) => /\.ya?ml$/.test(name)) : [];
  const near = suggest(basename(text), others);
  const guess =
    near === undefined ? '' : ` (did you mean "${text.slice(0, -basename(text).length)}${near}"?)`;
  return {
    code: 'UnreadableFile',
    severity: 'error',
    field: `spec.rules[${i}]`,
    message: `${text} does not exist${guess}`,
    hint: "paths are relative to the test's own file",
    span,
  };
}

function runCase(
  testCase: RuleCase,
  domainFile: string | undefined,
  rules: readonly Rule[],
  watch: Watch | undefined,
): CaseResult {
  if (domainFile === undefined) return runRuleCase(testCase, rules, watch);
  try {
    return runRuleCase({ ...testCase, domain: readInput(domainFile) }, rules, watch);
  } catch (error) {
    if (!(error instanceof Usage)) throw error;
    const { name, span } = testCase;
    return {
      name,
      span,
      problems: [{ message: `domain: ${error.message}`, span }],
      results: [],
      warnings: [],
    };
  }
}

function domainFileOf(folder: string, { domain }: RuleCase): string | undefined {
  return domain === undefined || domain.trimStart().startsWith('<') ? undefined : join(folder, domain);
}

/** The files of a path: itself, or what a folder holds of one kind, in the folders below it too. Throws Usage. */
export function filesOfKind(path: string, kind: 'RuleTest' | 'Rule'): string[] {
  if (!existsSync(path)) throw new Usage(`${path} does not exist`);
  if (!statSync(path).isDirectory()) return kind === 'RuleTest' ? [path] : [];
  const isOne = new RegExp(`^kind:\\s*["']?${kind}["']?\\s*(?:#.*)?$`, 'm');
  return yamlFilesIn(path).filter((file) => isOne.test(readInput(file)));
}

export function yamlFilesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.ya?ml$/.test(name))
    .sort()
    .map((name) => join(folder, name));
}
