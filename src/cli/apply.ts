import { editDomain, recheckDomain } from '../engine/domain.ts';
import type { RuleResult } from '../engine/trace.ts';
import { EXAMPLE_DOMAIN } from '../kubevirt/example-domain.ts';
import type { Vmi } from '../kubevirt/vmi.ts';
import type { Rule } from '../rules/model.ts';
import { type Diagnostic, formatDiagnostic } from '../text/diagnostic.ts';
import { renderDiff } from './diff.ts';
import { renderResults } from './explain-results.ts';
import { readOptions } from './options.ts';
import { hasErrors, readRules } from './rule-inputs.ts';
import { complain, complainAbout, readInput, say, Usage } from './terminal.ts';
import { readVmiFile } from './vmi-input.ts';

export const APPLY_HELP = `Applies rules to a VM without a cluster, with the functions that the sidecar runs.

Usage: sidepatch apply --rules PATH --vmi FILE [--domain FILE] [options]

  --rules PATH     a rule file or a folder of them; may be repeated
  --vmi FILE       the VirtualMachineInstance (or VirtualMachine), YAML or JSON
  --domain FILE    the domain XML; default: one like KubeVirt's
  --diff           print what changes instead of the result
  --explain        print what each rule did, and why it did not
  --format FORMAT  text (default) or json
  -h, --help       print this

A FILE of - is standard input. The result goes to standard output, diagnostics
to standard error. Exit code: 0 fine, 1 a rule is broken or failed, 2 wrong use.

Examples:
  sidepatch apply --rules smbios.yaml --vmi vmi.yaml --diff
  kubectl get vmi db-1 -o yaml | sidepatch apply --rules rules/ --vmi - --explain
  virsh dumpxml 1 | sidepatch apply --rules rules/ --vmi vmi.yaml --domain - --diff
`;

/** What one document was and became. */
interface Edited {
  readonly name: string;
  readonly before: string;
  readonly after: string;
}

interface Applied {
  readonly documents: readonly Edited[];
  readonly results: readonly RuleResult[];
  readonly diagnostics: readonly Diagnostic[];
}

export function apply(args: readonly string[]): number {
  const { values, positionals } = readOptions(args, {
    rules: { type: 'string', multiple: true },
    vmi: { type: 'string' },
    domain: { type: 'string' },
    diff: { type: 'boolean' },
    explain: { type: 'boolean' },
    format: { type: 'string', default: 'text' },
  });
  if (values.help) {
    say(APPLY_HELP);
    return 0;
  }
  if (positionals.length > 0)
    throw new Usage(`"${positionals[0]}" is no option: rules are given with --rules`);
  if (!values.rules) throw new Usage('needs --rules PATH');
  if (values.vmi === undefined)
    throw new Usage('needs --vmi FILE, for example from kubectl get vmi NAME -o yaml');
  if (!['text', 'json'].includes(values.format)) throw new Usage('--format is text or json');

  const vmi = readVmiFile(values.vmi);
  const domainXml = values.domain === undefined ? EXAMPLE_DOMAIN : readInput(values.domain);
  const { rules, diagnostics } = readRules(values.rules);
  const applied = hasErrors(diagnostics)
    ? { documents: [], results: [], diagnostics }
    : applyToDomain(rules, vmi, domainXml, diagnostics);
  if (values.format === 'json') printJson(applied);
  else printText(applied, values.diff === true, values.explain === true);
  return hasErrors(applied.diagnostics) ? 1 : 0;
}

function applyToDomain(
  rules: readonly Rule[],
  vmi: Vmi,
  domainXml: string,
  before: readonly Diagnostic[],
): Applied {
  const { text, results, warnings, failure } = editDomain(rules, vmi, domainXml);
  const again = failure ? [failure] : recheckDomain(rules, vmi, text);
  return {
    documents: [{ name: 'domain', before: domainXml, after: text }],
    results,
    diagnostics: [...before, ...warnings, ...again],
  };
}

function printText({ documents, results, diagnostics }: Applied, diff: boolean, explain: boolean): void {
  complainAbout(diagnostics);
  if (explain) say(renderResults(results));
  if (diff) {
    const diffs = documents.map(({ name, before, after }) => renderDiff(name, before, after)).filter(Boolean);
    if (diffs.length > 0) say(diffs.join('\n'));
    else if (!hasErrors(diagnostics)) complain('nothing changes');
  }
  if (diff || explain || hasErrors(diagnostics)) return;
  for (const { after } of documents) say(after);
}

function printJson({ documents, results, diagnostics }: Applied): void {
  const output = {
    ...Object.fromEntries(documents.map(({ name, after }) => [name, after])),
    changed: documents.some(({ before, after }) => before !== after),
    rules: results,
    diagnostics: diagnostics.map((d) => ({
      code: d.code,
      severity: d.severity,
      message: formatDiagnostic(d),
    })),
  };
  say(JSON.stringify(output, null, 2));
}
