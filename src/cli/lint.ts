import { compileRuleTest } from '../rules/compile-rule-test.ts';
import { documentsOfKind } from '../rules/load.ts';
import { type Diagnostic, formatDiagnostic } from '../text/diagnostic.ts';
import { lineColumn, type Source } from '../text/source.ts';
import { readOptions } from './options.ts';
import { hasErrors, readRules } from './rule-inputs.ts';
import { complain, complainAbout, say, Usage } from './terminal.ts';

export const LINT_HELP = `Checks rule files and their tests: every mistake at once, with its place and what to do.

Usage: sidepatch lint FILE... [--format text|json]

A FILE may be a folder, or - for standard input.
Exit code: 0 fine, 1 findings, 2 wrong use.

Examples:
  sidepatch lint rules/
  sidepatch lint rule.yaml --format json
`;

export function lint(args: readonly string[]): number {
  const { values, positionals } = readOptions(args, { format: { type: 'string', default: 'text' } });
  if (values.help) {
    say(LINT_HELP);
    return 0;
  }
  if (positionals.length === 0) throw new Usage('needs a rule file or a folder');
  if (!['text', 'json'].includes(values.format)) throw new Usage('--format is text or json');
  const { rules, diagnostics: ofRules, sources } = readRules(positionals);
  const diagnostics = [...ofRules, ...sources.flatMap(mistakesInTests)];
  if (values.format === 'json') {
    const findings = diagnostics.map((diagnostic) => ({
      code: diagnostic.code,
      severity: diagnostic.severity,
      message: diagnostic.message,
      hint: diagnostic.hint,
      rule: diagnostic.rule,
      field: diagnostic.field,
      file: diagnostic.span?.source.name,
      ...(diagnostic.span ? lineColumn(diagnostic.span.source, diagnostic.span.start) : {}),
      text: formatDiagnostic(diagnostic),
    }));
    say(JSON.stringify(findings, null, 2));
  } else {
    complainAbout(diagnostics);
    complain(`${counted(rules.length, 'rule')}, ${counted(diagnostics.length, 'finding')}`);
  }
  return hasErrors(diagnostics) ? 1 : 0;
}

/** What is wrong with the RuleTests of a file; what is wrong with its YAML was told with the rules. */
function mistakesInTests(source: Source): Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const document of documentsOfKind(source, 'RuleTest').documents) compileRuleTest(document, found);
  return found;
}

function counted(count: number, noun: string): string {
  return `${count === 0 ? 'no' : count} ${noun}${count === 1 ? '' : 's'}`;
}
