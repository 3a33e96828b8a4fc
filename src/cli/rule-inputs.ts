import { resolve } from 'node:path';
import { DEFAULT_RULE_FILES } from '../io/collect-rules.ts';
import { joinRuleFiles, type RuleFiles, readRuleFiles } from '../io/rule-files.ts';
import { type Note, unpackConfigMaps } from '../rules/config-map-rules.ts';
import { loadRules } from '../rules/load.ts';
import { loadPolicies } from '../rules/load-policies.ts';
import type { Rule } from '../rules/model.ts';
import type { Diagnostic } from '../text/diagnostic.ts';
import type { Source } from '../text/source.ts';
import { readInput } from './terminal.ts';

interface RuleInputs {
  readonly rules: readonly Rule[];
  readonly diagnostics: readonly Diagnostic[];
  readonly sources: readonly Source[];
}

/** The rules of files and folders (`-` is standard input), and everything that is wrong with them. */
export function readRules(paths: readonly string[]): RuleInputs {
  const { sources, diagnostics } = readSources(paths);
  const loaded = loadRules(sources);
  return { rules: loaded.rules, diagnostics: [...diagnostics, ...loaded.diagnostics], sources };
}

/**
 * The same, where ConfigMaps may stand in for the rules in them, for commands that run rules: all keys run together, as
 * where a folder is mounted. What else a manifest holds is passed over.
 */
export function readRulesToRun(paths: readonly string[]): RuleInputs {
  const files = readSources(paths);
  const manifests = files.sources.map(orUnpacked);
  const sources = manifests.flatMap((manifest) => manifest.sources);
  const loaded = loadRules(sources);
  const diagnostics = [files, ...manifests, loaded].flatMap((part) => part.diagnostics);
  return { rules: loaded.rules, diagnostics, sources };
}

/** A file, or the rule files that stand in the ConfigMaps of one. */
export function orUnpacked(source: Source): {
  readonly sources: readonly Source[];
  readonly diagnostics: readonly Diagnostic[];
} {
  return unpackConfigMaps(source) ?? { sources: [source], diagnostics: [] };
}

/**
 * The same for lint. Each key is loaded on its own, because KubeVirt mounts
 * one: two of them may have a rule of the same name. Keys with policies are checked, and limit nothing here.
 */
export function readRulesOrConfigMaps(
  paths: readonly string[],
): RuleInputs & { readonly notes: readonly Note[]; readonly policyCount: number } {
  const files = readSources(paths);
  const unpacked = files.sources.map((source) => ({ source, manifest: unpackConfigMaps(source) }));
  const plain = unpacked.flatMap(({ source, manifest }) => (manifest ? [] : [source]));
  const manifests = unpacked.flatMap(({ manifest }) => manifest ?? []);
  const keys = manifests.flatMap((manifest) => manifest.sources);
  const policies = manifests.map((manifest) => loadPolicies(manifest.policies, DEFAULT_RULE_FILES));
  const loaded = [loadRules(plain), ...keys.map((key) => loadRules([key]))];
  return {
    rules: loaded.flatMap(({ rules }) => rules),
    diagnostics: [files, ...manifests, ...loaded, ...policies].flatMap(({ diagnostics }) => diagnostics),
    sources: [...plain, ...keys],
    policyCount: policies.reduce((sum, { policies: found }) => sum + found.length, 0),
    notes: [
      ...files.passedOver.map((path) => ({
        message: 'is not called *.yaml and is passed over',
        span: { source: { name: path, text: '' }, start: 0, end: 0 },
      })),
      ...manifests.flatMap(({ notes }) => notes),
    ],
  };
}

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some(({ severity }) => severity === 'error');
}

/**
 * A file that is given twice, or beside its folder, is read once. Standard input is no file, and stays a source of its
 * own even with the bytes of one.
 */
function readSources(paths: readonly string[]): RuleFiles {
  const seen = new Set<string>();
  const isFirst = ({ name }: Source) => !seen.has(resolve(name)) && seen.add(resolve(name));
  const parts = paths.map((path): RuleFiles => {
    if (path !== '-') return readRuleFiles([path], { missing: 'Refuse', folders: 'Read', on: 'Local' });
    const source = { name: 'standard input', text: readInput('-') };
    return { sources: [source], diagnostics: [], read: [], passedOver: [] };
  });
  return { ...joinRuleFiles(parts), sources: parts.flatMap(({ sources }) => sources.filter(isFirst)) };
}
