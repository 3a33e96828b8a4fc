import type { Vmi } from '../kubevirt/vmi.ts';
import type { Rule, SelectorLine } from '../rules/model.ts';
import { globMatches } from '../text/glob.ts';
import type { Trail } from './failures.ts';
import { naming } from './failures.ts';
import { passes } from './tests.ts';

/** The line that keeps a rule from a VM. */
export interface Unmet {
  readonly of: 'match' | 'exclude';
  readonly line: SelectorLine;
}

/**
 * What keeps a rule from this VM; undefined: it is for it. Reads nothing but names, labels and annotations. Throws a
 * Failure when an annotation is longer than patterns may read; `trail` then says where.
 */
export function unmetLine(rule: Rule, vmi: Vmi, trail: Trail): Unmet | undefined {
  const unmet = rule.match.find((line) => !isTrue(line, vmi, trail));
  if (unmet) return { of: 'match', line: unmet };
  const excluded = rule.exclude.find((line) => isTrue(line, vmi, trail));
  return excluded && { of: 'exclude', line: excluded };
}

/** The line on one line, for the log: `match: label app equals db: does not hold`. */
export function reasonOf({ of, line }: Unmet): string {
  return `${of}: ${line.words}: ${of === 'match' ? 'does not hold' : 'holds'}`;
}

function isTrue(line: SelectorLine, vmi: Vmi, trail: Trail): boolean {
  trail.field = line.field;
  trail.span = line.span;
  switch (line.kind) {
    case 'namespace':
      return line.globs.some((glob) => globMatches(glob, vmi.namespace));
    case 'name':
      return line.globs.some((glob) => globMatches(glob, vmi.name));
    case 'label':
    case 'annotation': {
      const value = (line.kind === 'label' ? vmi.labels : vmi.annotations).get(line.key);
      return naming(`${line.kind} ${line.key}`, () => passes(line.test, value));
    }
    case 'dataSource':
      return vmi.dataSource !== undefined && line.anyOf.includes(vmi.dataSource);
  }
}
