import { editCloudInit } from '../engine/cloud-init.ts';
import { editDomain, recheckDomain } from '../engine/domain.ts';
import type { RuleResult } from '../engine/trace.ts';
import type { CloudInitData } from '../kubevirt/cloud-init-data.ts';
import { EXAMPLE_DOMAIN } from '../kubevirt/example-domain.ts';
import type { Vmi } from '../kubevirt/vmi.ts';
import { editsCloudInit, type Rule } from '../rules/model.ts';
import { type Diagnostic, formatDiagnostic } from '../text/diagnostic.ts';
import { type CloudInitOptions, readCloudInit } from './cloud-init-input.ts';
import { renderDiff } from './diff.ts';
import { renderResults } from './explain-results.ts';
import { readOptions } from './options.ts';
import { hasErrors, readRules } from './rule-inputs.ts';
import { complain, complainAbout, readInput, say, Usage } from './terminal.ts';
import { readVmiFile } from './vmi-input.ts';

export const APPLY_HELP = `Applies rules to a VM without a cluster, with the functions that the sidecar runs.

Usage: sidepatch apply --rules PATH --vmi FILE [--domain FILE] [options]

  --rules PATH         a rule file or a folder of them; may be repeated
  --vmi FILE           the VirtualMachineInstance (or VirtualMachine), YAML or JSON
  --domain FILE        the domain XML; default: one like KubeVirt's
  --cloud-init FILE    KubeVirt's CloudInitData as JSON: applies the cloud-init edits,
                       and those of the domain only with --domain
  --user-data FILE     instead of --cloud-init: only the user data, printed as it becomes
  --network-data FILE  the same for network data; with both, CloudInitData is printed
  --diff               print what changes instead of the result
  --explain            print what each rule did, and why it did not
  --format FORMAT      text (default) or json
  -h, --help           print this

A FILE of - is standard input. The result goes to standard output, diagnostics
to standard error. Exit code: 0 fine, 1 a rule is broken or failed, 2 wrong use.

Examples:
  sidepatch apply --rules smbios.yaml --vmi vmi.yaml --diff
  sidepatch apply --rules users.yaml --vmi vmi.yaml --user-data user-data --diff
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
  /** What is printed when nothing else was asked for. */
  readonly result: string;
}

export function apply(args: readonly string[]): number {
  const { values, positionals } = readOptions(args, {
    rules: { type: 'string', multiple: true },
    vmi: { type: 'string' },
    domain: { type: 'string' },
    'cloud-init': { type: 'string' },
    'user-data': { type: 'string' },
    'network-data': { type: 'string' },
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

  const both =
    values.domain !== undefined && Object.keys(values).some((name) => CLOUD_INIT_OPTIONS.includes(name));
  if (both && !values.diff && !values.explain && values.format === 'text') {
    throw new Usage('the domain and cloud-init data are two results: add --diff, --explain or --format json');
  }

  const vmi = readVmiFile(values.vmi);
  const cloudInit = readCloudInit(values, vmi);
  const domainXml =
    values.domain === undefined ? (cloudInit ? undefined : EXAMPLE_DOMAIN) : readInput(values.domain);
  const { rules, diagnostics } = readRules(values.rules);
  const parts = hasErrors(diagnostics)
    ? []
    : [
        ...(cloudInit ? [applyToCloudInit(rules, vmi, cloudInit, soleText(values))] : []),
        ...(domainXml === undefined ? [] : [applyToDomain(rules, vmi, domainXml)]),
      ];
  const applied: Applied = {
    documents: parts.flatMap((part) => part.documents),
    results: parts.flatMap((part) => part.results),
    diagnostics: [...diagnostics, ...parts.flatMap((part) => part.diagnostics)],
    result: parts.map((part) => part.result).join('\n'),
  };
  if (rules.length === 0 && diagnostics.length === 0)
    throw new Usage(`no rules in ${values.rules.join(', ')}`);
  const isAtALoss = applied.results.some(({ outcome }) => outcome === 'Unchanged' || outcome === 'Failed');
  if (domainXml === EXAMPLE_DOMAIN && isAtALoss && values.format === 'text') {
    complain(
      'note: without --domain this is a sample domain with the disks myvolume and nocloud, not your VM',
    );
  }
  if (!hasErrors(diagnostics)) noteLeftOut(rules, cloudInit !== undefined, domainXml !== undefined);
  if (values.format === 'json') printJson(applied);
  else printText(applied, values.diff === true, values.explain === true);
  return hasErrors(applied.diagnostics) ? 1 : 0;
}

/** Says which edits were not tried, because nothing was given to try them on. */
function noteLeftOut(rules: readonly Rule[], hasCloudInit: boolean, hasDomain: boolean): void {
  const note = (count: number, what: string, cure: string) => {
    if (count > 0)
      complain(
        `note: ${count} ${count === 1 ? 'rule edits' : 'rules edit'} ${what}, not tried here: ${cure}`,
      );
  };
  if (!hasCloudInit) {
    note(rules.filter(editsCloudInit).length, 'cloud-init data', 'add --user-data FILE or --cloud-init FILE');
  }
  if (!hasDomain)
    note(rules.filter(({ domain }) => domain.length > 0).length, 'the domain', 'add --domain FILE');
}

const CLOUD_INIT_OPTIONS: readonly string[] = ['cloud-init', 'user-data', 'network-data'];

function applyToDomain(rules: readonly Rule[], vmi: Vmi, domainXml: string): Applied {
  const { text, results, warnings, failure } = editDomain(rules, vmi, domainXml);
  const again = failure ? [failure] : recheckDomain(rules, vmi, text);
  return {
    documents: [{ name: 'domain', before: domainXml, after: text }],
    results,
    diagnostics: [...warnings, ...again],
    result: text,
  };
}

/** The one field that was given as a file of its own: then it is also the result. */
function soleText(options: CloudInitOptions): 'UserData' | 'NetworkData' | undefined {
  const { 'user-data': userData, 'network-data': networkData } = options;
  if (userData !== undefined && networkData === undefined) return 'UserData';
  return userData === undefined && networkData !== undefined ? 'NetworkData' : undefined;
}

function applyToCloudInit(
  rules: readonly Rule[],
  vmi: Vmi,
  input: CloudInitData,
  sole: 'UserData' | 'NetworkData' | undefined,
): Applied {
  const { data, results, warnings, failure } = editCloudInit(rules, vmi, input);
  const edited = (name: string, text: (data: CloudInitData) => string): Edited => ({
    name,
    before: text(input),
    after: text(data),
  });
  return {
    documents: [
      edited('userData', ({ UserData }) => String(UserData ?? '')),
      edited('networkData', ({ NetworkData }) => String(NetworkData ?? '')),
      edited(
        'cloudInitData',
        ({ UserData: _user, NetworkData: _network, ...rest }) => `${JSON.stringify(rest, null, 2)}\n`,
      ),
    ],
    results,
    diagnostics: [...warnings, ...(failure ? [failure] : [])],
    result: sole ? String(data[sole] ?? '') : JSON.stringify(data, null, 2),
  };
}

function printText(
  { documents, results, diagnostics, result }: Applied,
  diff: boolean,
  explain: boolean,
): void {
  complainAbout(diagnostics);
  if (explain && results.length > 0) say(renderResults(results));
  if (diff) {
    const diffs = documents.map(({ name, before, after }) => renderDiff(name, before, after)).filter(Boolean);
    if (diffs.length > 0) say(diffs.join('\n'));
    else if (!hasErrors(diagnostics))
      complain(['nothing changes', ...(explain ? [] : whyNot(results))].join('\n'));
  }
  if (diff || explain || hasErrors(diagnostics)) return;
  say(result);
}

/** Why each rule changed nothing, for somebody who did not ask with --explain. */
function whyNot(results: readonly RuleResult[]): string[] {
  return results.flatMap(({ rule, outcome, reason }) =>
    reason === undefined ? [] : `  ${rule}: ${outcome}: ${reason}`,
  );
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
