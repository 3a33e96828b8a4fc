import type { Vmi } from '../kubevirt/vmi.ts';
import type { Rule, SelectorLine } from '../rules/model.ts';
import { globMatches } from '../text/glob.ts';
import { passes } from './tests.ts';

/** A rule and, if it is not for this VM, the line that says so. */
export interface Selected {
  readonly rule: Rule;
  readonly skip: string | undefined;
}

/** Says of every rule whether it is for this VM. Reads nothing but names, labels and annotations. */
export function selectRules(rules: readonly Rule[], vmi: Vmi): Selected[] {
  return rules.map((rule) => ({ rule, skip: reasonToSkip(rule, vmi) }));
}

function reasonToSkip(rule: Rule, vmi: Vmi): string | undefined {
  const unmet = rule.match.find((line) => !isTrue(line, vmi));
  if (unmet) return `match: ${unmet.words}: does not hold`;
  const excluded = rule.exclude.find((line) => isTrue(line, vmi));
  return excluded && `exclude: ${excluded.words}: holds`;
}

function isTrue(line: SelectorLine, vmi: Vmi): boolean {
  switch (line.kind) {
    case 'namespace':
      return line.globs.some((glob) => globMatches(glob, vmi.namespace));
    case 'name':
      return line.globs.some((glob) => globMatches(glob, vmi.name));
    case 'label':
      return passes(line.test, vmi.labels.get(line.key));
    case 'annotation':
      return passes(line.test, vmi.annotations.get(line.key));
    case 'dataSource':
      return vmi.dataSource !== undefined && line.anyOf.includes(vmi.dataSource);
  }
}
