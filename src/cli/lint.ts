import { compileRuleTest } from '../rules/compile-rule-test.ts';
import { documentsOfKind } from '../rules/load.ts';
import { type Diagnostic, formatDiagnostic, placeOf } from '../text/diagnostic.ts';
import { inFile, type Source } from '../text/source.ts';
import { githubCommands } from './lint-github.ts';
import { lintJson } from './lint-json.ts';
import { checkMeaning } from './lint-proofs.ts';
import { sarifLog } from './lint-sarif.ts';
import { readOptions } from './options.ts';
import { readPolicies, underPolicies } from './policy-inputs.ts';
import { hasErrors, readRulesOrConfigMaps } from './rule-inputs.ts';
import { complain, complainAbout, say, Usage } from './terminal.ts';
import { readRulesUnderTest } from './test-files.ts';

export const LINT_HELP = `Checks rule files and their tests: every mistake at once, with its place and what to do.

Usage: sidepatch lint FILE... [--policy PATH] [--format text|json|sarif|github]

A FILE is a rule file, a manifest with ConfigMaps that hold rules, a folder, or - for
standard input. Of a folder the files *.yaml and *.yml are read, not the folders in it;
the sidecar reads the same, and refuses other files there. A file that is named itself is
read whatever it is called.

  --policy PATH      hold the rules against a policy, or a folder of them; may be
                     repeated. Without a FILE the policies alone are checked
  --format FORMAT    text (default), json, sarif or github
  -h, --help         print this

sarif is SARIF 2.1.0, for code scanning; github writes workflow commands, which GitHub
shows beside the lines of a pull request.
Exit code: 0 fine (warnings too), 1 errors, 2 wrong use.

Examples:
  sidepatch lint rules/ rules/tests/
  sidepatch lint configmap.yaml
  kubectl get configmap team-rules -o yaml | sidepatch lint -
  sidepatch lint rules/ --format sarif > sidepatch.sarif
`;

const FORMATS = ['text', 'json', 'sarif', 'github'];

export function lint(args: readonly string[]): number {
  const { values, positionals } = readOptions(args, {
    policy: { type: 'string', multiple: true },
    format: { type: 'string', default: 'text' },
  });
  if (values.help) {
    say(LINT_HELP);
    return 0;
  }
  if (positionals.length === 0 && !values.policy) throw new Usage('needs a rule file or a folder');
  if (!FORMATS.includes(values.format)) throw new Usage('--format is text, json, sarif or github');
  const {
    rules: read,
    diagnostics: ofRules,
    sources,
    notes,
    policyCount,
  } = readRulesOrConfigMaps(positionals);
  const policies = readPolicies(values.policy);
  const { rules, diagnostics: ofPolicies } = underPolicies(read, policies);
  const tests = sources.map(checkTests);
  const mistakes = [...ofPolicies, ...ofRules, ...tests.flatMap((file) => file.diagnostics)];
  const diagnostics = inOrder([...mistakes, ...checkMeaning(rules, sources, mistakes)]);
  const testCount = tests.reduce((sum, { count }) => sum + count, 0);
  for (const { message, span } of notes) complain(`${placeOf(span)}: note: ${message}`);
  print(diagnostics, values.format);
  const counts = { rules: rules.length, tests: testCount, policies: policies.policies.length + policyCount };
  if (values.format !== 'json') complain(summary(counts, diagnostics));
  return hasErrors(diagnostics) ? 1 : 0;
}

function print(diagnostics: readonly Diagnostic[], format: string): void {
  switch (format) {
    case 'json':
      return say(lintJson(diagnostics));
    case 'sarif':
      return say(sarifLog(diagnostics, process.cwd()));
    case 'github':
      return diagnostics.length === 0 ? undefined : say(githubCommands(diagnostics, process.cwd()));
    default:
      return complainAbout(diagnostics);
  }
}

/** The RuleTests of a file. What is wrong with its YAML is told with the rules as well. */
function checkTests(source: Source): { count: number; diagnostics: readonly Diagnostic[] } {
  const { documents, diagnostics } = documentsOfKind(source, 'RuleTest');
  for (const document of documents) {
    // What is wrong with the rules is told where they are given. From a ConfigMap's key no path leads to a file.
    const { rules, missing, isWhole } = readRulesUnderTest(source.name, document);
    if (!source.origin) diagnostics.push(...missing);
    compileRuleTest(document, diagnostics, rules, isWhole && !source.origin);
  }
  return { count: documents.length, diagnostics };
}

/** Each once, file after file as they were given, from top to bottom. */
function inOrder(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const distinct = [...new Map(diagnostics.map((one) => [formatDiagnostic(one), one])).values()];
  const files = new Map<string | undefined, Diagnostic[]>();
  for (const one of distinct) {
    const file = one.span?.source.name;
    files.set(file, [...(files.get(file) ?? []), one]);
  }
  return [...files.values()].flatMap((found) => found.sort((a, b) => offsetOf(a) - offsetOf(b)));
}

function offsetOf({ span }: Diagnostic): number {
  return span ? inFile(span).start : 0;
}

interface Counts {
  readonly rules: number;
  readonly tests: number;
  readonly policies: number;
}

function summary({ rules, tests, policies }: Counts, diagnostics: readonly Diagnostic[]): string {
  const read = [
    ...(rules > 0 || tests + policies === 0 ? [counted(rules, 'rule')] : []),
    ...(tests > 0 ? [counted(tests, 'rule test')] : []),
    ...(policies > 0 ? [counted(policies, 'policy', 'policies')] : []),
  ];
  const warnings = diagnostics.filter(({ severity }) => severity === 'warning').length;
  const errors = diagnostics.length - warnings;
  const found = [
    ...(errors > 0 ? [counted(errors, 'error')] : []),
    ...(warnings > 0 ? [counted(warnings, 'warning')] : []),
  ];
  return `${read.join(', ')}: ${found.join(', ') || 'no findings'}`;
}

function counted(count: number, noun: string, nouns = `${noun}s`): string {
  return `${count === 0 ? 'no' : count} ${count === 1 ? noun : nouns}`;
}
