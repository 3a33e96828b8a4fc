import assert from 'node:assert/strict';
import { createHooks, type Hooks } from '../../src/engine/hooks.ts';
import type { CloudInitData } from '../../src/kubevirt/cloud-init-data.ts';
import { EXAMPLE_DOMAIN } from '../../src/kubevirt/example-domain.ts';
import { limitRules } from '../../src/rules/limit-rules.ts';
import { loadRules } from '../../src/rules/load.ts';
import { loadPolicies } from '../../src/rules/load-policies.ts';
import { type Diagnostic, type DiagnosticCode, formatDiagnostic } from '../../src/text/diagnostic.ts';

/** Something that a rule of a VM's owner tries, and what must stop it. */
export interface Bypass {
  readonly name: string;
  /** The spec of a policy, or of several; none: only what rules must declare. */
  readonly policy?: string | readonly string[];
  /** The spec of a rule, or of several that run one after the other. */
  readonly rules: string | readonly string[];
  /** What stops it; undefined: nothing should, and something is changed. */
  readonly code?: DiagnosticCode;
  /** Whether that is seen without a VM. */
  readonly at?: 'load' | 'apply';
  /** A part of the message. */
  readonly says?: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

export const documentOf = (kind: string, name: string, spec: string) =>
  `apiVersion: sidepatch/v1alpha1\nkind: ${kind}\nmetadata: {name: ${name}}\nspec:\n${spec.trim().replace(/^(?=.)/gm, '  ')}\n`;

interface Loaded {
  readonly hooks: Hooks;
  readonly errors: readonly Diagnostic[];
}

/** As the sidecar loads them: the policies must be right, the rules may not. */
export function loaded({ policy = [], rules }: Pick<Bypass, 'policy' | 'rules'>): Loaded {
  const texts = (kind: string, name: string, specs: string | readonly string[]) =>
    [specs].flat().map((spec, i) => documentOf(kind, `${name}-${i + 1}`, spec));
  const limits = loadPolicies(
    texts('Policy', 'policy', policy).map((text, i) => ({ name: `policy-${i + 1}.yaml`, text })),
    [],
  );
  assert.deepEqual(limits.diagnostics.map(formatDiagnostic), []);
  const read = loadRules([{ name: 'rules.yaml', text: texts('Rule', 'rule', rules).join('---\n') }]);
  const limited = limitRules(read.rules, limits.policies, () => false);
  const diagnostics = [...read.diagnostics, ...limited.diagnostics];
  return {
    hooks: createHooks(limited.rules, diagnostics),
    errors: diagnostics.filter(({ severity }) => severity === 'error'),
  };
}

/** Puts the attempt to OnDefineDomain: refused with its code and the very bytes back, or done. */
export function assertDomain(bypass: Bypass, domain: string = EXAMPLE_DOMAIN): void {
  const { hooks, errors } = loaded(bypass);
  const input = new TextEncoder().encode(domain);
  const { domainXml, failure } = hooks.onDefineDomain(input, vmiBytes(bypass));
  assertOutcome(bypass, errors, failure, domainXml !== input);
}

/** The same with PreCloudInitIso. */
export function assertCloudInit(bypass: Bypass, data: CloudInitData): void {
  const { hooks, errors } = loaded(bypass);
  const input = new TextEncoder().encode(JSON.stringify(data));
  const legacy = new TextEncoder().encode('{}');
  const { cloudInitData, failure } = hooks.preCloudInitIso(input, legacy, vmiBytes(bypass));
  assertOutcome(bypass, errors, failure, cloudInitData !== input);
}

function assertOutcome(
  { code, at, says }: Bypass,
  errors: readonly Diagnostic[],
  failure: Diagnostic | undefined,
  isChanged: boolean,
): void {
  const said = failure && formatDiagnostic(failure);
  if (code === undefined) {
    assert.equal(said, undefined);
    assert.ok(isChanged, 'what is allowed is done');
    return;
  }
  assert.equal(failure?.code, code, said ?? 'nothing stopped it');
  assert.equal(isChanged, false, 'the very bytes come back');
  if (at !== undefined) assert.equal(errors.length > 0 ? 'load' : 'apply', at, said);
  if (says !== undefined) assert.ok(said?.includes(says), said);
  if (code === 'PolicyViolation')
    assert.match(said ?? '', /policy-\d\.yaml:\d+:\d+/, 'it names the policy and line');
}

function vmiBytes({ annotations = {} }: Bypass): Uint8Array {
  const vmi = {
    metadata: { name: 'vm', namespace: 'default', annotations },
    spec: { volumes: [{ name: 'cloudinitdisk', cloudInitNoCloud: {} }] },
  };
  return new TextEncoder().encode(JSON.stringify(vmi));
}
