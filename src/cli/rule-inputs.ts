import { readRuleFiles } from '../io/rule-files.ts';
import { loadRules } from '../rules/load.ts';
import type { Rule } from '../rules/model.ts';
import type { Diagnostic } from '../text/diagnostic.ts';
import type { Source } from '../text/source.ts';
import { readInput } from './terminal.ts';

/** The rules of files and folders (`-` is standard input), and everything that is wrong with them. */
export function readRules(paths: readonly string[]): {
  rules: readonly Rule[];
  diagnostics: readonly Diagnostic[];
  sources: readonly Source[];
} {
  const sources: Source[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const path of paths) {
    if (path === '-') {
      sources.push({ name: 'standard input', text: readInput('-') });
      continue;
    }
    const files = readRuleFiles([path], { missing: 'Refuse', folders: 'Read' });
    sources.push(...files.sources);
    diagnostics.push(...files.diagnostics);
  }
  const loaded = loadRules(sources);
  return { rules: loaded.rules, diagnostics: [...diagnostics, ...loaded.diagnostics], sources };
}

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some(({ severity }) => severity === 'error');
}
