import { editCloudInit } from '../engine/cloud-init.ts';
import { editDomain, recheckDomain, SENT } from '../engine/domain.ts';
import type { RuleResult } from '../engine/trace.ts';
import type { CloudInitData } from '../kubevirt/cloud-init-data.ts';
import { editsCloudInit } from '../rules/model.ts';
import type { Diagnostic } from '../text/diagnostic.ts';
import { type Explanation, listen } from './explanation.ts';
import { hasErrors } from './rule-inputs.ts';
import { editsDomain, type VmInputs } from './vm-inputs.ts';

/** What came of the rules on one VM. */
export interface Applied {
  readonly documents: readonly Edited[];
  readonly results: readonly RuleResult[];
  readonly explanations: readonly Explanation[];
  /** Those of the rules, too. */
  readonly diagnostics: readonly Diagnostic[];
  readonly domain: string | undefined;
  readonly cloudInit: CloudInitData | undefined;
}

/** What one document was and became. */
export interface Edited {
  readonly name: string;
  readonly before: string;
  readonly after: string;
}

/** Applies the rules to all that is given, in the order of the hooks. `isNamesOnly` keeps values out of explanations. */
export function applyRules(inputs: VmInputs, isNamesOnly: boolean): Applied {
  const { diagnostics } = inputs;
  if (hasErrors(diagnostics)) {
    return {
      documents: [],
      results: [],
      explanations: [],
      diagnostics,
      domain: undefined,
      cloudInit: undefined,
    };
  }
  const cloudInit = inputs.cloudInit && applyToCloudInit(inputs, inputs.cloudInit.data, isNamesOnly);
  const domain = inputs.domain && applyToDomain(inputs, inputs.domain, isNamesOnly);
  const parts = [cloudInit, domain].filter((part) => part !== undefined);
  return {
    documents: parts.flatMap((part) => part.documents),
    results: parts.flatMap((part) => part.results),
    explanations: parts.flatMap((part) => part.explanations),
    diagnostics: [...diagnostics, ...parts.flatMap((part) => part.diagnostics)],
    domain: domain?.text,
    cloudInit: cloudInit?.data,
  };
}

function applyToDomain(
  { rules, vmi }: VmInputs,
  { xml: domainXml, file }: NonNullable<VmInputs['domain']>,
  isNamesOnly: boolean,
) {
  const listener = listen('OnDefineDomain', vmi, isNamesOnly);
  const { text, results, warnings, failure } = editDomain(rules, vmi, domainXml, listener.watch);
  const again = failure
    ? [failure.hint === SENT ? { ...failure, hint: `mend ${file}` } : failure]
    : recheckDomain(rules, vmi, text);
  return {
    text,
    documents: [{ name: 'domain', before: domainXml, after: text }],
    results,
    explanations: listener.explain(rules.filter(editsDomain), results),
    diagnostics: [...warnings, ...again],
  };
}

function applyToCloudInit({ rules, vmi }: VmInputs, input: CloudInitData, isNamesOnly: boolean) {
  const listener = listen('PreCloudInitIso', vmi, isNamesOnly);
  const { data, results, warnings, failure } = editCloudInit(rules, vmi, input, listener.watch);
  const edited = (name: string, text: (data: CloudInitData) => string): Edited => ({
    name,
    before: text(input),
    after: text(data),
  });
  return {
    data,
    documents: [
      edited('userData', ({ UserData }) => String(UserData ?? '')),
      edited('networkData', ({ NetworkData }) => String(NetworkData ?? '')),
      edited(
        'cloudInitData',
        ({ UserData: _user, NetworkData: _network, ...rest }) => `${JSON.stringify(rest, null, 2)}\n`,
      ),
    ],
    results,
    explanations: listener.explain(rules.filter(editsCloudInit), results),
    diagnostics: [...warnings, ...(failure ? [failure] : [])],
  };
}
