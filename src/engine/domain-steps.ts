import type { Condition, DomainEdit, Rule, SelectorLine, Source, Test, Variable } from '../rules/model.ts';

/**
 * How often a rule at most looks at every element of a domain, whatever stands in it and in the VMI: once for each edit,
 * since what it asks of the VMI is looked up. Infinity where nobody knows before: loops, regular expressions, transforms,
 * XPath beyond names and attributes, policies.
 */
export function domainStepsOf(rule: Rule): number {
  if (rule.domain.length === 0) return 0;
  return isBounded(rule) ? rule.domain.length : Number.POSITIVE_INFINITY;
}

function isBounded(rule: Rule): boolean {
  return (
    rule.loops.length === 0 &&
    rule.policies.length === 0 &&
    [...rule.match, ...rule.exclude].every(isBoundedLine) &&
    rule.variables.every(isBoundedVariable) &&
    rule.when.every(isBoundedCondition) &&
    rule.domain.every(isBoundedEdit)
  );
}

function isBoundedLine(line: SelectorLine): boolean {
  return !('test' in line) || isBoundedTest(line.test);
}

function isBoundedVariable({ source, transforms, must }: Variable): boolean {
  return transforms.length === 0 && isBoundedSource(source) && isBoundedTest(must);
}

function isBoundedCondition(condition: Condition): boolean {
  return condition.kind === 'source' && isBoundedSource(condition.source) && isBoundedTest(condition.test);
}

function isBoundedSource({ kind }: Source): boolean {
  return kind === 'annotation' || kind === 'label' || kind === 'value' || kind === 'variable';
}

function isBoundedTest(test: Test | undefined): boolean {
  return test?.matches === undefined;
}

/** Edits by a path of plain steps; `set` with an element at most holds it against each that is there. */
function isBoundedEdit(edit: DomainEdit): boolean {
  if (edit.op !== 'set' && !(edit.op === 'setElement' && edit.loop === undefined)) return false;
  const { start, segments } = edit.path;
  return start === undefined && segments.every(({ child }) => child?.attributes?.every(({ text }) => text));
}
