import type { Rule } from '../rules/model.ts';
import { type Diagnostic, placeOf } from '../text/diagnostic.ts';
import { type ConstantWrite, constantWritesOf } from './constant-writes.ts';
import { contradictionIn, type Demand, demandsOf } from './demands.ts';

interface Writer {
  readonly rule: Rule;
  readonly demands: readonly Demand[];
  /** The last write to each place: that is the one that is left. */
  readonly writes: ReadonlyMap<string, ConstantWrite>;
}

/**
 * Warns (`Conflict`) where a rule gives a place another value than an earlier rule, unless no VM can have both rules, as
 * far as that can be told without a VM. Only values that are the same for all VMs are compared.
 */
export function findConflicts(rules: readonly Rule[]): Diagnostic[] {
  const earlier: Writer[] = [];
  const found: Diagnostic[] = [];
  for (const rule of rules) {
    const writes = new Map(constantWritesOf(rule).map((write) => [write.target, write]));
    // Rules that ask different values of one path are meant for different VMs, also where it could lead to several nodes.
    const demands = demandsOf(rule).map((demand) => ({ ...demand, isSingle: true }));
    const writer: Writer = { rule, demands, writes };
    for (const other of earlier) found.push(...conflictsOf(writer, other));
    earlier.push(writer);
  }
  return found;
}

function conflictsOf(later: Writer, earlier: Writer): Diagnostic[] {
  const pairs = [...later.writes.values()].flatMap((write) => {
    const other = earlier.writes.get(write.target);
    return other && other.value !== write.value ? [{ write, other }] : [];
  });
  if (pairs.length === 0 || contradictionIn([...earlier.demands, ...later.demands])) return [];
  return pairs.map(({ write, other }) => ({
    code: 'Conflict',
    severity: 'warning',
    rule: later.rule.name,
    field: write.field,
    span: write.span,
    message: `gives ${write.words} another value than rule ${earlier.rule.name} does, ${other.field} at ${placeOf(other.span)}`,
    hint: 'where both apply the later rule wins: keep one, or let match tell them apart',
  }));
}
