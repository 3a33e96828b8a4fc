import { vmName } from '../kubevirt/vmi.ts';
import { formatDiagnostic, oneLine } from '../text/diagnostic.ts';
import { visibleJson } from '../text/visible.ts';
import { type Applied, applyRules } from './apply-rules.ts';
import { renderExplanations } from './explain-results.ts';
import type { Explanation, Hook } from './explanation.ts';
import { readOptions } from './options.ts';
import { hasErrors } from './rule-inputs.ts';
import { complainAbout, say, style } from './terminal.ts';
import { noteLeftOut, readVmInputs, VM_OPTIONS, type VmInputs } from './vm-inputs.ts';

export const EXPLAIN_HELP = `Says what each rule does with a VM, and why it does nothing.

Usage: sidepatch explain --rules PATH --vmi FILE [--domain FILE] [options]

  --rules PATH         a rule file, a manifest with ConfigMaps that hold rules, or a
                       folder of them; may be repeated
  --policy PATH        a policy that the rules are under, or a folder; may be repeated
  --vmi FILE           the VirtualMachineInstance (or VirtualMachine), YAML or JSON
  --domain FILE        the domain XML; default: one like KubeVirt's
  --cloud-init FILE    KubeVirt's CloudInitData as JSON; default: what stands in the VMI
  --user-data FILE     instead of --cloud-init: the user data
  --network-data FILE  instead of --cloud-init: the network data
  --names-only         leave out what was read and written, for a ticket
  --format FORMAT      text (default) or json
  -h, --help           print this

For each rule: which line of match or exclude keeps it from the VM, which value is
missing, which condition does not hold, which items of a loop were passed over, which
path finds nothing and where it stops, and what is written where. Values of user data
and network data are never shown, and keys of them not with --names-only. A FILE of -
is standard input.
Exit code: 0 fine, 1 a rule is broken or failed, 2 wrong use.

Examples:
  sidepatch explain --rules rules/ --vmi vmi.yaml
  kubectl get vmi db-1 -o yaml | sidepatch explain --rules rules/ --vmi -
  virsh dumpxml 1 | sidepatch explain --rules rules/ --vmi vmi.yaml --domain -
`;

export function explain(args: readonly string[]): number {
  const { values, positionals } = readOptions(args, { ...VM_OPTIONS, 'names-only': { type: 'boolean' } });
  if (values.help) {
    say(EXPLAIN_HELP);
    return 0;
  }
  const inputs = readVmInputs(values, positionals);
  const applied = applyRules(inputs, values['names-only'] === true);
  if (values.format === 'json') printJson(inputs, applied);
  else {
    complainAbout(applied.diagnostics);
    for (const hook of HOOKS) sayHook(hook, inputs, applied.explanations);
    if (!hasErrors(inputs.diagnostics)) noteLeftOut(inputs);
  }
  return hasErrors(applied.diagnostics) ? 1 : 0;
}

/** In the order in which KubeVirt calls them. */
const HOOKS: readonly Hook[] = ['PreCloudInitIso', 'OnDefineDomain'];

function sayHook(hook: Hook, inputs: VmInputs, explanations: readonly Explanation[]): void {
  const own = explanations.filter((one) => one.hook === hook);
  if (own.length === 0) return;
  say(style(process.stdout, 'bold', `${hook}, ${oneLine(vmName(inputs.vmi))}: ${documentOf(hook, inputs)}`));
  say(renderExplanations(own));
}

function documentOf(hook: Hook, { domain, cloudInit }: VmInputs): string {
  if (hook === 'PreCloudInitIso')
    return cloudInit?.isInline ? "the VMI's cloud-init data" : 'the cloud-init data';
  return domain?.isSample
    ? 'a sample domain with the disks myvolume and nocloud, not your VM; give it with --domain'
    : 'the domain';
}

function printJson({ vmi, domain }: VmInputs, { explanations, diagnostics }: Applied): void {
  const output = {
    vm: { namespace: vmi.namespace, name: vmi.name },
    isSampleDomain: domain?.isSample === true,
    rules: explanations,
    diagnostics: diagnostics.map((one) => ({
      code: one.code,
      severity: one.severity,
      message: formatDiagnostic(one),
    })),
  };
  say(visibleJson(JSON.stringify(output, null, 2)));
}
