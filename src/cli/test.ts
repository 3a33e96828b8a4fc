import { writeFileSync } from 'node:fs';
import { type Diagnostic, formatDiagnostic } from '../text/diagnostic.ts';
import { lineColumn } from '../text/source.ts';
import { visibleJson } from '../text/visible.ts';
import { readOptions } from './options.ts';
import { hasErrors, readRules } from './rule-inputs.ts';
import { complain, complainAbout, say, Usage } from './terminal.ts';
import { type Coverage, renderCoverage, watchCoverage } from './test-coverage.ts';
import { type FileRun, filesOfKind, runTestFile } from './test-files.ts';
import { junitXml } from './test-junit.ts';
import { problemLines, renderCase } from './test-report.ts';
import { type WatchedRun, watchFiles } from './test-watch.ts';

export const TEST_HELP = `Runs tests of rules: RuleTest documents, each case twice.

Usage: sidepatch test PATH... [options]

A PATH is a file, or a folder that is searched for .yaml files with RuleTests.

  --coverage            say which edits no case reaches: the path of a reached one
                        found or made something
  --min-coverage MIN    fail when fewer percent of all edits are reached; implies --coverage
  --junit FILE          write the results as JUnit XML, too
  --watch               run again whenever a test, a rule or a domain file changes
  --format FORMAT       text (default) or json
  -h, --help            print this

Coverage is about the rules that the tests name and all others in the folders given.
A second run that changes its own result fails the case; a Conflict is a warning.
Exit code: 0 all passed, 1 a case failed or too few edits are reached, 2 wrong use.

Examples:
  sidepatch test rules/tests/
  sidepatch test rules/ --coverage
  sidepatch test rules/ --min-coverage 90 --junit report.xml
  sidepatch test rules/ --watch
`;

interface TestOptions {
  readonly paths: readonly string[];
  readonly hasCoverage: boolean;
  readonly minCoverage: number;
  readonly junit: string | undefined;
  readonly isJson: boolean;
}

export function test(args: readonly string[]): number {
  const { values, positionals } = readOptions(args, {
    coverage: { type: 'boolean' },
    'min-coverage': { type: 'string' },
    junit: { type: 'string' },
    watch: { type: 'boolean' },
    format: { type: 'string', default: 'text' },
  });
  if (values.help) {
    say(TEST_HELP);
    return 0;
  }
  if (positionals.length === 0) throw new Usage('needs a test file or a folder');
  if (!['text', 'json'].includes(values.format)) throw new Usage('--format is text or json');
  if (values.watch && values.format === 'json') throw new Usage('--watch is for people: leave --format out');
  const options: TestOptions = {
    paths: positionals,
    hasCoverage: values.coverage === true || values['min-coverage'] !== undefined,
    minCoverage: percentOf(values['min-coverage']),
    junit: values.junit,
    isJson: values.format === 'json',
  };
  return values.watch ? watchFiles(positionals, () => runTests(options)) : runTests(options).code;
}

function percentOf(text = '0'): number {
  if (!/^[0-9]{1,3}$/.test(text) || Number(text) > 100)
    throw new Usage('--min-coverage is a whole number of percent, 0 to 100');
  return Number(text);
}

function runTests({ paths, hasCoverage, minCoverage, junit, isJson }: TestOptions): WatchedRun {
  const collected = watchCoverage();
  const runs: FileRun[] = [];
  const told = new Set<string>();
  for (const file of paths.flatMap((path) => filesOfKind(path, 'RuleTest'))) {
    const run = runTestFile(file, hasCoverage ? collected.watch : undefined);
    runs.push(run);
    if (isJson) continue;
    tellOnce(run.diagnostics, told);
    for (const result of run.results) say(renderCase(file, result));
  }
  const passed = runs.flatMap(({ results }) => results).filter(isPassed).length;
  const failed =
    runs.flatMap(({ results }) => results).length -
    passed +
    runs.filter(({ diagnostics }) => hasErrors(diagnostics)).length;
  if (passed + failed === 0) throw new Usage(`no RuleTest in ${paths.join(', ')}`);
  const others = hasCoverage ? readRules(paths.flatMap((path) => filesOfKind(path, 'Rule'))) : undefined;
  const coverage = others && collected.of([...runs.flatMap(({ rules }) => rules), ...others.rules]);
  if (junit !== undefined) write(junit, junitXml(runs));
  if (isJson) say(visibleJson(JSON.stringify(toJson(runs, passed, failed, coverage), null, 2)));
  else {
    tellOnce(others?.diagnostics ?? [], told);
    say(`${passed} passed, ${failed} failed`);
    if (coverage) say(renderCoverage(coverage));
  }
  const isTooLow = coverage !== undefined && coverage.percent < minCoverage;
  if (isTooLow)
    complain(`sidepatch: ${coverage.percent} % of the edits are reached, less than ${minCoverage} %`);
  const isBroken = others !== undefined && hasErrors(others.diagnostics);
  return {
    code: failed === 0 && !isTooLow && !isBroken ? 0 : 1,
    inputs: runs.flatMap(({ inputs }) => inputs),
  };
}

function isPassed({ problems }: { readonly problems: readonly unknown[] }): boolean {
  return problems.length === 0;
}

/** Many tests name the same rule file: what is wrong with it is told once. */
function tellOnce(diagnostics: readonly Diagnostic[], told: Set<string>): void {
  const fresh = diagnostics.filter((diagnostic) => !told.has(formatDiagnostic(diagnostic)));
  for (const diagnostic of fresh) told.add(formatDiagnostic(diagnostic));
  complainAbout(fresh);
}

function toJson(runs: readonly FileRun[], passed: number, failed: number, coverage: Coverage | undefined) {
  return {
    passed,
    failed,
    files: runs.map(({ file, results, diagnostics }) => ({
      file,
      diagnostics: diagnostics.map(formatDiagnostic),
      cases: results.map((result) => ({
        name: result.name,
        ...lineColumn(result.span.source, result.span.start),
        passed: isPassed(result),
        seconds: Number(result.seconds.toFixed(3)),
        problems: result.problems.map((problem) => ({
          message: problem.message,
          ...lineColumn(problem.span.source, problem.span.start),
          text: problemLines(problem, false).join('\n'),
        })),
        warnings: result.warnings.map(formatDiagnostic),
        rules: Object.fromEntries(result.results.map(({ rule, outcome }) => [rule, outcome])),
      })),
    })),
    ...(coverage ? { coverage } : {}),
  };
}

function write(path: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : 'unknown error';
    throw new Usage(`${path} cannot be written (${code})`);
  }
}
