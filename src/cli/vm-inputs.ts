import type { CloudInitData } from '../kubevirt/cloud-init-data.ts';
import { EXAMPLE_DOMAIN } from '../kubevirt/example-domain.ts';
import type { Vmi } from '../kubevirt/vmi.ts';
import { editsCloudInit, type Rule } from '../rules/model.ts';
import type { Diagnostic } from '../text/diagnostic.ts';
import { type CloudInitOptions, readCloudInit, readInlineCloudInit } from './cloud-init-input.ts';
import { readPolicies, underPolicies } from './policy-inputs.ts';
import { readRulesToRun } from './rule-inputs.ts';
import { complain, readInput, Usage } from './terminal.ts';
import { readVmiFile } from './vmi-input.ts';

/** The options that say which rules meet which VM: the same for `apply` and `explain`. */
export const VM_OPTIONS = {
  rules: { type: 'string', multiple: true },
  policy: { type: 'string', multiple: true },
  vmi: { type: 'string' },
  domain: { type: 'string' },
  'cloud-init': { type: 'string' },
  'user-data': { type: 'string' },
  'network-data': { type: 'string' },
  format: { type: 'string', default: 'text' },
} as const;

export interface VmOptions extends CloudInitOptions {
  readonly rules?: readonly string[];
  readonly policy?: readonly string[];
  readonly vmi?: string;
  readonly domain?: string;
  readonly format: string;
}

export interface VmInputs {
  readonly vmi: Vmi;
  readonly rules: readonly Rule[];
  /** What is wrong with the rules. With an error among it there is nothing to apply. */
  readonly diagnostics: readonly Diagnostic[];
  /** undefined: the rules are not for the domain here. */
  readonly domain: { readonly xml: string; readonly isSample: boolean; readonly file: string } | undefined;
  /** From options, or else from the VMI. */
  readonly cloudInit: { readonly data: CloudInitData; readonly isInline: boolean } | undefined;
  /** What cloud-init data the VMI only refers to. */
  readonly elsewhere: string | undefined;
}

/** Reads all that the options name. Throws Usage. */
export function readVmInputs(options: VmOptions, positionals: readonly string[]): VmInputs {
  if (positionals.length > 0)
    throw new Usage(`"${positionals[0]}" is no option: rules are given with --rules`);
  if (!options.rules) throw new Usage('needs --rules PATH');
  if (options.vmi === undefined)
    throw new Usage('needs --vmi FILE, for example from kubectl get vmi NAME -o yaml');
  if (!['text', 'json'].includes(options.format)) throw new Usage('--format is text or json');
  const vmi = readVmiFile(options.vmi);
  const given = readCloudInit(options, vmi);
  const domainXml = options.domain === undefined ? undefined : readInput(options.domain);
  const read = readRulesToRun(options.rules);
  const { rules, diagnostics: ofPolicies } = underPolicies(read.rules, readPolicies(options.policy));
  const diagnostics = [...ofPolicies, ...read.diagnostics];
  if (rules.length === 0 && diagnostics.length === 0)
    throw new Usage(`no rules in ${options.rules.join(', ')}`);
  const inline = given || !rules.some(editsCloudInit) ? undefined : readInlineCloudInit(vmi);
  const data = given ?? (inline && 'data' in inline ? inline.data : undefined);
  const isDomainWanted = domainXml !== undefined || !(given || (data && !rules.some(editsDomain)));
  return {
    vmi,
    rules,
    diagnostics,
    domain: isDomainWanted
      ? {
          xml: domainXml ?? EXAMPLE_DOMAIN,
          isSample: domainXml === undefined,
          file: options.domain === '-' ? 'standard input' : (options.domain ?? ''),
        }
      : undefined,
    cloudInit: data && { data, isInline: given === undefined },
    elsewhere: inline && 'elsewhere' in inline ? inline.elsewhere : undefined,
  };
}

export function editsDomain({ domain }: Rule): boolean {
  return domain.length > 0;
}

/** Says which edits were not tried, because nothing was given to try them on. */
export function noteLeftOut({ rules, cloudInit, domain, elsewhere }: VmInputs): void {
  if (!cloudInit) {
    const cure = 'add --user-data FILE or --cloud-init FILE';
    note(
      rules.filter(editsCloudInit).length,
      'cloud-init data',
      [elsewhere, cure].filter(Boolean).join('; '),
    );
  }
  if (!domain) note(rules.filter(editsDomain).length, 'the domain', 'add --domain FILE');
}

function note(count: number, what: string, cure: string): void {
  if (count === 0) return;
  complain(`note: ${count} ${count === 1 ? 'rule edits' : 'rules edit'} ${what}, not tried here: ${cure}`);
}
