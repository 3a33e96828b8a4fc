import assert from 'node:assert/strict';
import { editDomain, recheckDomain } from '../../src/engine/domain.ts';
import type { EditResult, RuleResult } from '../../src/engine/trace.ts';
import { EXAMPLE_DOMAIN } from '../../src/kubevirt/example-domain.ts';
import { readVmiObject, type Vmi } from '../../src/kubevirt/vmi.ts';
import { loadRules } from '../../src/rules/load.ts';
import type { Rule } from '../../src/rules/model.ts';
import { type DiagnosticCode, formatDiagnostic } from '../../src/text/diagnostic.ts';

/**
 * The rules of a text of specs, each called like its key, in this order. Asserts that nothing is wrong with them, but for
 * findings that the engine must not rely on.
 */
export function rulesOf(
  specs: Readonly<Record<string, string>>,
  ...found: readonly DiagnosticCode[]
): readonly Rule[] {
  const documents = Object.entries(specs).map(
    ([name, spec]) =>
      `apiVersion: sidepatch/v1alpha1\nkind: Rule\nmetadata: {name: ${name}}\nspec:\n${spec.replace(/^(?=.)/gm, '  ')}`,
  );
  const { rules, diagnostics } = loadRules([{ name: 'rules.yaml', text: documents.join('\n---\n') }]);
  const others = diagnostics.filter(({ code }) => !found.includes(code));
  assert.deepEqual(others.map(formatDiagnostic), []);
  return rules;
}

export interface Vm {
  readonly metadata?: {
    readonly name?: string;
    readonly namespace?: string;
    readonly labels?: object;
    readonly annotations?: object;
  };
  readonly [field: string]: unknown;
}

export function vmOf(vm: Vm): Vmi {
  return readVmiObject(vm);
}

export interface Applied extends EditResult {
  /** The results by rule. */
  readonly of: Readonly<Record<string, RuleResult>>;
  /** What recheckDomain says about the result. */
  readonly again: readonly string[];
}

/** Applies the rules, and what holds for every call: all or nothing, same input same bytes. */
export function apply(
  specs: string | Readonly<Record<string, string>>,
  vm: Vm = {},
  domain: string = EXAMPLE_DOMAIN,
  ...found: readonly DiagnosticCode[]
): Applied {
  const rules = rulesOf(typeof specs === 'string' ? { example: specs } : specs, ...found);
  const result = editDomain(rules, vmOf(vm), domain);
  assert.deepEqual(editDomain(rules, vmOf(vm), domain), result, 'the same input gives the same result');
  assert.equal(result.changed, result.text !== domain);
  if (result.failure) assert.equal(result.text, domain, 'after a failure the text is the input');
  const again = result.failure ? [] : recheckDomain(rules, vmOf(vm), result.text).map(formatDiagnostic);
  return { ...result, again, of: Object.fromEntries(result.results.map((one) => [one.rule, one])) };
}

/** What a value becomes that is written as the title of the domain; undefined when the rule does not apply. */
export function titleOf(variables: string, vm: Vm = {}, domain: string = EXAMPLE_DOMAIN): string | undefined {
  const { text, failure } = apply(
    `variables: [${variables}]\ndomain: [{op: set, path: /domain/title, value: $(x)}]`,
    vm,
    domain,
  );
  if (failure) return `${failure.code}: ${failure.message}`;
  return text.includes('<title/>') ? '' : /<title>(.*)<\/title>/s.exec(text)?.[1];
}

/** The lines that are new in a text. */
export function newLines(after: string, before: string = EXAMPLE_DOMAIN): string[] {
  const old = new Set(before.split('\n'));
  return after
    .split('\n')
    .filter((line) => !old.has(line))
    .map((line) => line.trim());
}

/** The lines that a text has lost. */
export function lostLines(after: string, before: string = EXAMPLE_DOMAIN): string[] {
  return newLines(before, after);
}

/** The example domain with a card that KubeVirt keeps free for later. */
export const WITH_PLACEHOLDER = EXAMPLE_DOMAIN.replace(
  '\t\t<channel',
  `\t\t<interface type="ethernet">
\t\t\t<target dev="placeholder-0" managed="no"></target>
\t\t\t<model type="virtio-non-transitional"></model>
\t\t\t<alias name="ua-placeholder-0"></alias>
\t\t</interface>
\t\t<channel`,
);
