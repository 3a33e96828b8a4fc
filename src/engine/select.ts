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
  for (const line of rule.match) if (!isTrue(line, vmi, trail)) return { of: 'match', line };
  for (const line of rule.exclude) if (isTrue(line, vmi, trail)) return { of: 'exclude', line };
  return undefined;
}

/** The line on one line, for the log: `match: label app equals db: does not hold`. */
export function reasonOf({ of, line }: Unmet): string {
  const known = reasons.get(line);
  if (known !== undefined) return known;
  const reason = `${of}: ${line.words}: ${of === 'match' ? 'does not hold' : 'holds'}`;
  reasons.set(line, reason);
  return reason;
}

/** Of a thousand rules all but a few are told not to apply in each call. A line is of `match` or of `exclude`. */
const reasons = new WeakMap<SelectorLine, string>();

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
      // A text can be too long to look at, and only then the line is named.
      return value === undefined
        ? passes(line.test, value)
        : naming(`${line.kind} ${line.key}`, () => passes(line.test, value));
    }
    case 'dataSource':
      return vmi.dataSource !== undefined && line.anyOf.includes(vmi.dataSource);
  }
}
