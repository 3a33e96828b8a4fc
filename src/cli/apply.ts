import type { RuleResult } from '../engine/trace.ts';
import { editsCloudInit } from '../rules/model.ts';
import { formatDiagnostic } from '../text/diagnostic.ts';
import { visibleJson } from '../text/visible.ts';
import { type Applied, applyRules } from './apply-rules.ts';
import { renderDiff } from './diff.ts';
import { renderExplanations } from './explain-results.ts';
import { readOptions } from './options.ts';
import { hasErrors } from './rule-inputs.ts';
import { complain, complainAbout, say, Usage } from './terminal.ts';
import { noteLeftOut, readVmInputs, VM_OPTIONS, type VmInputs } from './vm-inputs.ts';

export const APPLY_HELP = `Applies rules to a VM without a cluster, with the functions that the sidecar runs.

Usage: sidepatch apply --rules PATH --vmi FILE [--domain FILE] [options]

  --rules PATH         a rule file, a manifest with ConfigMaps that hold rules, or a
                       folder of them; may be repeated
  --policy PATH        a policy that the rules are under, or a folder; may be repeated
  --vmi FILE           the VirtualMachineInstance (or VirtualMachine), YAML or JSON
  --domain FILE        the domain XML; default: one like KubeVirt's
  --cloud-init FILE    KubeVirt's CloudInitData as JSON: applies the cloud-init edits,
                       and those of the domain only with --domain
  --user-data FILE     instead of --cloud-init: only the user data, printed as it becomes
  --network-data FILE  the same for network data; with both, CloudInitData is printed
  --diff               print what changes instead of the result
  --explain            print what each rule did, and why it did not; see sidepatch explain
  --format FORMAT      text (default) or json
  -h, --help           print this

A FILE of - is standard input. Without cloud-init data the VMI's own is taken, where it
stands in the VMI. The result goes to standard output, diagnostics to standard error.
Exit code: 0 fine, 1 a rule is broken or failed, 2 wrong use.

Examples:
  sidepatch apply --rules smbios.yaml --vmi vmi.yaml --diff
  sidepatch apply --rules users.yaml --vmi vmi.yaml --user-data user-data --diff
  kubectl get vmi db-1 -o yaml | sidepatch apply --rules rules/ --vmi - --diff
  virsh dumpxml 1 | sidepatch apply --rules rules/ --vmi vmi.yaml --domain - --diff
`;

export function apply(args: readonly string[]): number {
  const { values, positionals } = readOptions(args, {
    ...VM_OPTIONS,
    diff: { type: 'boolean' },
    explain: { type: 'boolean' },
  });
  if (values.help) {
    say(APPLY_HELP);
    return 0;
  }
  const isPlain = !values.diff && !values.explain && values.format === 'text';
  const hasCloudInit = (['cloud-init', 'user-data', 'network-data'] as const).some(
    (name) => values[name] !== undefined,
  );
  if (values.domain !== undefined && hasCloudInit && isPlain) {
    throw new Usage('the domain and cloud-init data are two results: add --diff, --explain or --format json');
  }
  const inputs = readVmInputs(values, positionals);
  const isOneResult = isPlain && inputs.domain !== undefined;
  const applied = applyRules(isOneResult ? { ...inputs, cloudInit: undefined } : inputs, false);
  if (!hasErrors(inputs.diagnostics)) {
    noteSample(inputs, applied, values.format);
    if (isOneResult && inputs.cloudInit) noteSecondResult(inputs);
    else noteLeftOut(inputs);
  }
  if (values.format === 'json') printJson(applied);
  else
    printText(applied, values.diff === true, values.explain === true, () =>
      resultOf(inputs, applied, hasCloudInit, values),
    );
  return hasErrors(applied.diagnostics) ? 1 : 0;
}

function noteSample({ domain }: VmInputs, { results }: Applied, format: string): void {
  const isAtALoss = results.some(({ outcome }) => outcome === 'Unchanged' || outcome === 'Failed');
  if (!domain?.isSample || !isAtALoss || format !== 'text') return;
  complain('note: without --domain this is a sample domain with the disks myvolume and nocloud, not your VM');
}

function noteSecondResult({ rules }: VmInputs): void {
  const count = rules.filter(editsCloudInit).length;
  complain(
    `note: ${count} ${count === 1 ? 'rule edits' : 'rules edit'} the VMI's cloud-init data, not printed here: add --diff, --explain or --format json`,
  );
}

/** The one document, or the one field of cloud-init data that was given as a file of its own or that rules edit alone. */
function resultOf(
  { rules, cloudInit }: VmInputs,
  applied: Applied,
  isGiven: boolean,
  { 'user-data': userData, 'network-data': networkData }: { 'user-data'?: string; 'network-data'?: string },
): string {
  const { domain, cloudInit: data } = applied;
  if (data === undefined || !cloudInit) return domain ?? '';
  const isSole = (one: boolean, other: boolean) => one && !other;
  const edits = (part: 'userData' | 'networkData') => rules.some((rule) => rule[part].length > 0);
  const others = rules.some((rule) => rule.metaData.length + rule.cloudInitData.length > 0);
  const isUserData = isGiven
    ? isSole(userData !== undefined, networkData !== undefined)
    : isSole(edits('userData'), edits('networkData') || others);
  const isNetworkData = isGiven
    ? isSole(networkData !== undefined, userData !== undefined)
    : isSole(edits('networkData'), edits('userData') || others);
  if (isUserData) return String(data['UserData'] ?? '');
  return isNetworkData ? String(data['NetworkData'] ?? '') : JSON.stringify(data, null, 2);
}

function printText(
  { documents, results, explanations, diagnostics }: Applied,
  diff: boolean,
  explain: boolean,
  result: () => string,
): void {
  complainAbout(diagnostics);
  if (explain && explanations.length > 0) say(renderExplanations(explanations));
  if (diff) {
    const diffs = documents
      .map(({ name, before, after }) =>
        renderDiff({ from: `${name}\tbefore`, to: `${name}\tafter` }, before, after, process.stdout),
      )
      .filter(Boolean);
    if (diffs.length > 0) say(diffs.join('\n'));
  }
  if (
    documents.every(({ before, after }) => before === after) &&
    !hasErrors(diagnostics) &&
    (diff || !explain)
  )
    complain(['nothing changes', ...(explain ? [] : whyNot(results))].join('\n'));
  if (diff || explain || hasErrors(diagnostics)) return;
  say(result());
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
  say(visibleJson(JSON.stringify(output, null, 2)));
}
