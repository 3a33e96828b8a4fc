import type { Expression, NodeTest, Step } from '../xml/xpath-syntax.ts';
import {
  checkAttribute,
  type Known,
  type Reach,
  type ReportName,
  reachChild,
  type WrittenName,
} from './check-name.ts';
import { libvirtDocument, parentsOf, withDescendants } from './libvirt-elements.ts';

export interface XPathNameCheck {
  readonly text: string;
  /** What the variables that hold nodes lead to. */
  readonly variables: ReadonlyMap<string, Reach>;
  readonly report: ReportName;
}

/** Where expressions start: the document node. */
export function documentReach(): Reach {
  return { elements: new Set([libvirtDocument()]) };
}

/**
 * Follows an expression through what libvirt knows, reports each name that libvirt does not have there, and says what
 * the expression leads to. Behind an unknown name, and in the namespaces of others, nothing is judged.
 */
export function checkXPathNames(expression: Expression, from: Reach, check: XPathNameCheck): Reach {
  switch (expression.kind) {
    case 'literal':
    case 'number':
      return undefined;
    case 'variable':
      return check.variables.get(expression.name);
    case 'negate':
      checkXPathNames(expression.operand, from, check);
      return undefined;
    case 'call':
      for (const given of expression.arguments) checkXPathNames(given, from, check);
      return undefined;
    case 'binary': {
      const left = checkXPathNames(expression.left, from, check);
      const right = checkXPathNames(expression.right, from, check);
      if (expression.operator !== '|' || !left || !right) return undefined;
      return { elements: new Set([...left.elements, ...right.elements]) };
    }
    case 'path':
      return checkPath(expression, from, check);
  }
}

function checkPath(path: Extract<Expression, { kind: 'path' }>, from: Reach, check: XPathNameCheck): Reach {
  let reach = path.isAbsolute ? documentReach() : from;
  if (path.from) reach = checkXPathNames(path.from, from, check);
  for (const predicate of path.fromPredicates) checkXPathNames(predicate, reach, check);
  for (const step of path.steps) {
    reach = checkStep(step, reach, check);
    for (const predicate of step.predicates) checkXPathNames(predicate, reach, check);
  }
  return reach;
}

function checkStep(step: Step, from: Reach, check: XPathNameCheck): Reach {
  const { axis, test } = step;
  if (!from) return undefined;
  if (axis === 'attribute') {
    if (test.kind === 'name') checkAttribute(written(step, test, check.text), from, check.report);
    return undefined;
  }
  if (test.kind === 'name') {
    if (axis === 'self') return undefined;
    return reachChild(written(step, test, check.text), holdersOf(axis, from), check.report);
  }
  const isAnyElement = test.kind === 'node' || (test.kind === 'any' && test.namespace === undefined);
  return isAnyElement ? reachAny(axis, from) : undefined;
}

/** What must hold an element for a step along this axis to find it. */
function holdersOf(axis: Step['axis'], from: Known): Known {
  switch (axis) {
    case 'descendant':
      return { elements: withDescendants(from.elements) };
    case 'following-sibling':
    case 'preceding-sibling':
      return { elements: parentsOf(from.elements) };
    case 'parent':
      return { elements: parentsOf(parentsOf(from.elements)) };
    case 'ancestor':
    case 'ancestor-or-self':
    case 'descendant-or-self':
      return { elements: withDescendants([libvirtDocument()]) };
    default:
      return from;
  }
}

function reachAny(axis: Step['axis'], from: Known): Reach {
  switch (axis) {
    case 'self':
      return from;
    case 'parent':
      return { elements: parentsOf(from.elements) };
    case 'descendant-or-self':
      return { elements: withDescendants(from.elements) };
    case 'ancestor':
    case 'ancestor-or-self':
      return { elements: withDescendants([libvirtDocument()]) };
    default: {
      const children = [...holdersOf(axis, from).elements].flatMap((one) => [...one.children.values()]);
      return children.some(({ isOpen }) => isOpen) ? undefined : { elements: new Set(children) };
    }
  }
}

/** The element that a path names with its last step. */
export function lastElementOf(expression: Expression, text: string): WrittenName | undefined {
  const last = expression.kind === 'path' ? expression.steps.at(-1) : undefined;
  return last?.axis === 'child' && last.test.kind === 'name' ? written(last, last.test, text) : undefined;
}

/** The name of a step, which stands behind its axis and in front of its tests. */
function written(step: Step, { prefix, local, namespace }: NodeTest & { kind: 'name' }, text: string) {
  const axis = /^(?:@|[a-z-]+\s*::)?\s*/.exec(text.slice(step.start, step.end))?.[0] ?? '';
  const start = step.start + axis.length;
  return { local, namespace, start, end: start + (prefix === '' ? 0 : prefix.length + 1) + local.length };
}
