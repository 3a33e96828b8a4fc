import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type CaseResult, runRuleCase } from '../engine/rule-case.ts';
import { compileRuleTest } from '../rules/compile-rule-test.ts';
import { documentsOfKind } from '../rules/load.ts';
import type { RuleCase, RuleTest } from '../rules/rule-test-model.ts';
import type { Diagnostic } from '../text/diagnostic.ts';
import { renderDiff } from './diff.ts';
import { readOptions } from './options.ts';
import { hasErrors, readRules } from './rule-inputs.ts';
import { complainAbout, readInput, say, style, Usage } from './terminal.ts';

export const TEST_HELP = `Runs tests of rules: RuleTest documents, each case twice.

Usage: sidepatch test PATH...

A PATH is a file, or a folder that is searched for .yaml files with RuleTests.
Exit code: 0 all passed, 1 a case failed, 2 wrong use.

Examples:
  sidepatch test rules/tests/
`;

export function test(args: readonly string[]): number {
  const { values, positionals } = readOptions(args, {});
  if (values.help) {
    say(TEST_HELP);
    return 0;
  }
  if (positionals.length === 0) throw new Usage('needs a test file or a folder');
  let passed = 0;
  let failed = 0;
  for (const file of positionals.flatMap(testFiles)) {
    const { results, diagnostics } = runTestFile(file);
    complainAbout(diagnostics);
    if (hasErrors(diagnostics)) failed++;
    for (const result of results) {
      if (result.problems.length === 0) passed++;
      else failed++;
      say(renderCase(file, result));
    }
  }
  if (passed + failed === 0) throw new Usage(`no RuleTest in ${positionals.join(', ')}`);
  say(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

/** All cases of a file. With diagnostics nothing was run. */
export function runTestFile(file: string): {
  results: readonly CaseResult[];
  diagnostics: readonly Diagnostic[];
} {
  const { documents, diagnostics } = documentsOfKind({ name: file, text: readInput(file) }, 'RuleTest');
  const tests = documents.map((document) => compileRuleTest(document, diagnostics));
  if (hasErrors(diagnostics)) return { results: [], diagnostics };
  return tests.map((ruleTest) => runTest(file, ruleTest)).reduce(joined, { results: [], diagnostics: [] });
}

type FileResult = ReturnType<typeof runTestFile>;

function joined(a: FileResult, b: FileResult): FileResult {
  return { results: [...a.results, ...b.results], diagnostics: [...a.diagnostics, ...b.diagnostics] };
}

function runTest(file: string, { rules: paths, cases }: RuleTest): FileResult {
  const folder = dirname(file);
  const { rules, diagnostics } = readRules(paths.map((path) => join(folder, path)));
  if (hasErrors(diagnostics)) return { results: [], diagnostics };
  return { results: cases.map((testCase) => runRuleCase(withDomain(folder, testCase), rules)), diagnostics };
}

function withDomain(folder: string, testCase: RuleCase): RuleCase {
  const { domain } = testCase;
  return domain === undefined || domain.trimStart().startsWith('<')
    ? testCase
    : { ...testCase, domain: readInput(join(folder, domain)) };
}

function testFiles(path: string): string[] {
  if (!existsSync(path)) throw new Usage(`${path} does not exist`);
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.ya?ml$/.test(name))
    .sort()
    .map((name) => join(path, name))
    .filter((file) => /^kind:\s*RuleTest\s*$/m.test(readInput(file)));
}

function renderCase(file: string, { name, problems }: CaseResult): string {
  if (problems.length === 0) return `${style(process.stdout, 'green', 'ok')}    ${file}: ${name}`;
  const details = problems.flatMap(({ message, expected, actual }) => [
    `      ${message}`,
    ...(expected === undefined || actual === undefined ? [] : [renderDiff('text', expected, actual)]),
  ]);
  return [`${style(process.stdout, 'red', 'FAIL')}  ${file}: ${name}`, ...details].join('\n');
}
