import type { XmlName } from './node.ts';
import { compileXPath, type XPath, type XPathNames, type XPathProblem } from './xpath.ts';
import { buildLater } from './xpath-build.ts';
import type { Evaluable } from './xpath-package.ts';
import { isSelfContained, readsDocument } from './xpath-reads.ts';
import type { Expression, Step } from './xpath-syntax.ts';

/** One or more steps, evaluated for every node reached so far. */
export interface Segment {
  /** What it finds, from one node. */
  readonly select: Evaluable;
  /** Present when it finds children of one name, by tests that a new element can be held against alone. */
  readonly child?: ChildStep;
}

export interface ChildStep {
  readonly name: XmlName;
  readonly predicates: readonly Evaluable[];
  /** Present when the tests say all there is to say: a missing element is made with these attributes. */
  readonly attributes?: readonly AttributeTest[];
}

/** `@name = value`. */
export interface AttributeTest {
  readonly name: XmlName;
  readonly value: Evaluable;
  /** The value where it is written as a text or as a variable. */
  readonly text: Extract<Expression, { kind: 'literal' | 'variable' }> | undefined;
}

/** A compiled path of an edit. Holds no state. */
export interface EditPath {
  readonly xpath: XPath;
  /** What it starts at; undefined: the document. */
  readonly start: Evaluable | undefined;
  /** The steps to the elements; without the last one where `attributeName` is there. */
  readonly segments: readonly Segment[];
  /** Whether it ends in an attribute step. */
  readonly isAttribute: boolean;
  /** The attribute that it names, when it ends in a plain `@name`: this one can be set where it is missing. */
  readonly attributeName?: XmlName;
  /** The element that it names, when it ends in a step for one name. */
  readonly lastElementName?: XmlName;
}

/** Reads the path of an edit: absolute or from a variable, and one path, not a union or a calculation. */
export function compileEditPath(
  text: string,
  names: XPathNames,
): { path: EditPath } | { problems: XPathProblem[] } {
  const compiled = compileXPath(text, names);
  if ('problems' in compiled) return compiled;
  const { xpath } = compiled;
  const { expression } = xpath;
  const problem = whyNoEditPath(expression);
  if (problem)
    return { problems: [{ code: 'InvalidXPath', ...problem, start: expression.start, end: expression.end }] };
  if (expression.kind !== 'path')
    return { path: { xpath, start: xpath.evaluable, segments: [], isAttribute: false } };
  const { steps, from, fromPredicates } = expression;
  const start = from && buildLater({ ...expression, from, fromPredicates, steps: [] });
  const last = steps.at(-1);
  const attributeName = last?.axis === 'attribute' && last.predicates.length === 0 ? nameOf(last) : undefined;
  const lastElementName = last?.axis === 'child' ? nameOf(last) : undefined;
  return {
    path: {
      xpath,
      start,
      segments: toSegments(attributeName ? steps.slice(0, -1) : steps),
      isAttribute: last?.axis === 'attribute',
      ...(attributeName && { attributeName }),
      ...(lastElementName && { lastElementName }),
    },
  };
}

function whyNoEditPath(expression: Expression): { message: string; hint?: string } | undefined {
  if (expression.kind === 'variable') return undefined;
  if (expression.kind === 'binary' && expression.operator === '|') {
    return { message: 'an edit needs one path', hint: 'write one edit for each side of "|"' };
  }
  if (expression.kind !== 'path') return { message: 'an edit needs a path, not a calculation' };
  const { from, isAbsolute, steps } = expression;
  if (from && from.kind !== 'variable')
    return { message: 'an edit needs a path that starts with / or a variable' };
  if (!from && !isAbsolute) {
    return {
      message: 'the path of an edit starts with / or a variable',
      hint: 'for example /domain/devices',
    };
  }
  if (isAbsolute && steps.length === 0) return { message: 'the path must lead to an element or attribute' };
  return undefined;
}

function toSegments(steps: readonly Step[]): Segment[] {
  const segments: Segment[] = [];
  for (const [i, step] of steps.entries()) {
    if (step.isAbbreviation) continue;
    const before = steps[i - 1];
    // What follows `//` could be made anywhere, so it is not made at all.
    const isAfterAbbreviation = before?.isAbbreviation === true;
    const select = buildPath(isAfterAbbreviation ? [before, step] : [step]);
    const child = isAfterAbbreviation ? undefined : childStep(step);
    segments.push({ select, ...(child && { child }) });
  }
  // A path may end in `//` only together with a step, so no abbreviation is left over.
  return segments;
}

function childStep(step: Step): ChildStep | undefined {
  const name = nameOf(step);
  if (step.axis !== 'child' || !name || !step.predicates.every(isSelfContained)) return undefined;
  const attributes = step.predicates.map(attributeTests);
  const predicates = step.predicates.map(buildLater);
  if (attributes.includes(undefined)) return { name, predicates };
  return { name, predicates, attributes: attributes.flatMap((tests) => tests ?? []) };
}

/** `@a = x and y = @b` as attributes to make; undefined when there is more to it. */
function attributeTests(predicate: Expression): AttributeTest[] | undefined {
  if (predicate.kind !== 'binary') return undefined;
  const { operator, left, right } = predicate;
  if (operator === 'and') {
    const first = attributeTests(left);
    const second = attributeTests(right);
    return first && second && [...first, ...second];
  }
  if (operator !== '=') return undefined;
  const [name, value] = attributeOf(left) ? [attributeOf(left), right] : [attributeOf(right), left];
  if (!name || readsDocument(value)) return undefined;
  const text = value.kind === 'literal' || value.kind === 'variable' ? value : undefined;
  return [{ name, value: buildLater(value), text }];
}

function attributeOf(expression: Expression): XmlName | undefined {
  if (expression.kind !== 'path' || expression.from || expression.isAbsolute) return undefined;
  const [step, more] = expression.steps;
  return step?.axis === 'attribute' && step.predicates.length === 0 && !more ? nameOf(step) : undefined;
}

function nameOf({ test }: Step): XmlName | undefined {
  return test.kind === 'name'
    ? { prefix: test.prefix, local: test.local, namespace: test.namespace }
    : undefined;
}

function buildPath(steps: readonly Step[]): Evaluable {
  const [first] = steps;
  const span = { start: first?.start ?? 0, end: steps.at(-1)?.end ?? 0 };
  return buildLater({ kind: 'path', isAbsolute: false, from: undefined, fromPredicates: [], steps, ...span });
}
