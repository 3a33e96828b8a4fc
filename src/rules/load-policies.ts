import type { Diagnostic } from '../text/diagnostic.ts';
import { placeOf } from '../text/diagnostic.ts';
import type { Source } from '../text/source.ts';
import { didYouMean } from '../text/suggest.ts';
import type { YamlNode } from '../yaml/located.ts';
import { MAX_FINDINGS, readYaml } from '../yaml/read.ts';
import { compilePolicy } from './compile-policy.ts';
import { scalarOf } from './compile-test.ts';
import type { Policy } from './policy-model.ts';
import { API_VERSION } from './schema.ts';
import { entryOf } from './shape.ts';

export interface LoadedPolicies {
  /** Only to be used when `diagnostics` holds no error. */
  readonly policies: readonly Policy[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads policy files. Anything in them that is no Policy is an error: what was meant as a limit and is not read as one
 * must not leave the door open. `untrustable`: see compilePolicy.
 */
export function loadPolicies(sources: readonly Source[], untrustable: readonly string[]): LoadedPolicies {
  const diagnostics: Diagnostic[] = [];
  const policies = sources.flatMap((source) => loadFile(source, untrustable, diagnostics));
  return { policies, diagnostics: [...diagnostics, ...duplicates(policies)] };
}

function loadFile(source: Source, untrustable: readonly string[], diagnostics: Diagnostic[]): Policy[] {
  const { documents, diagnostics: found } = readYaml(source);
  if (documents.length === 0 && found.length === 0)
    found.push(mistake('InvalidYaml', 'holds no policy', { source, start: 0, end: 0 }));
  const policies = documents
    .filter((document) => isPolicy(document, found))
    .map((document) => compilePolicy(document, untrustable, found));
  diagnostics.push(...found.slice(0, MAX_FINDINGS));
  return policies;
}

function isPolicy(document: YamlNode, diagnostics: Diagnostic[]): boolean {
  if (document.kind !== 'map') {
    diagnostics.push(mistake('InvalidField', 'a policy is a mapping, this is none', document.span));
    return false;
  }
  const kind = scalarOf(document, 'kind');
  if (!kind || kind.text === 'Policy') {
    if (!kind) diagnostics.push(mistake('InvalidField', 'needs "kind"', document.entries[0]?.keySpan));
    return kind !== undefined;
  }
  const guess = kind.text === 'Rule' ? '' : didYouMean(kind.text, ['Policy']);
  const message = `a policy file holds policies only, this is "${kind.text}"${guess}`;
  diagnostics.push({
    ...mistake('InvalidField', message, entryOf(document, 'kind')?.value.span),
    field: 'kind',
    ...(kind.text === 'Rule' ? { hint: 'rules go into another folder, or are given with --rules' } : {}),
  });
  return false;
}

function duplicates(policies: readonly Policy[]): Diagnostic[] {
  return policies.flatMap((policy, i) => {
    const first = policies.slice(0, i).find(({ name }) => name === policy.name);
    if (!first || policy.name === '') return [];
    const message = `there is already a policy of this name at ${placeOf(first.span)}`;
    return [{ ...mistake('InvalidField', message, policy.span), field: 'metadata.name', hint: 'rename one' }];
  });
}

function mistake(
  code: 'InvalidYaml' | 'InvalidField',
  message: string,
  span: Diagnostic['span'],
): Diagnostic {
  const hint = `start with apiVersion: ${API_VERSION} and kind: Policy`;
  return { code, severity: 'error', message, hint, ...(span ? { span } : {}) };
}
