import { isAttribute, isElement, type Node, XMLNS } from './node.ts';
import { once, visit } from './xpath-cures.ts';
import { type Evaluable, operations, type PackageStep, xpath } from './xpath-package.ts';
import { isPositional } from './xpath-reads.ts';
import type { Axis, Expression, NodeTest, Step } from './xpath-syntax.ts';

/**
 * The same, built when it is first evaluated: of many rules few are for a VM, and the package's tree takes three times
 * the memory of ours. Ours has been checked, so nothing is found late.
 */
export function buildLater(expression: Expression): Evaluable {
  let built: Evaluable | undefined;
  return {
    evaluate(context) {
      built ??= buildXPath(expression);
      return built.evaluate(context);
    },
  };
}

/** Our tree as the package's, ready to be evaluated any number of times. */
export function buildXPath(expression: Expression): Evaluable {
  switch (expression.kind) {
    case 'binary': {
      const Operation = operations[expression.operator];
      return new Operation(buildXPath(expression.left), buildXPath(expression.right));
    }
    case 'negate':
      return new xpath.UnaryMinusOperation(buildXPath(expression.operand));
    case 'literal':
      return new xpath.XString(expression.value);
    case 'number':
      return new xpath.XNumber(expression.value);
    case 'variable':
      return new xpath.VariableReference(expression.name);
    case 'call':
      return new xpath.FunctionCall(expression.name, expression.arguments.map(buildXPath));
    case 'path': {
      const { isAbsolute, from, fromPredicates, steps } = expression;
      const path =
        isAbsolute || steps.length > 0
          ? new xpath.LocationPath(isAbsolute, shorten(steps).map(buildStep))
          : undefined;
      if (!from) {
        const expression = new xpath.PathExpr(undefined, undefined, path);
        return isAbsolute ? once(expression) : expression;
      }
      return new xpath.PathExpr(buildXPath(from), fromPredicates.map(buildXPath), path);
    }
  }
}

/** `//x[test]` as `descendant::x[test]`, which is the same unless the test counts positions, and looks once. */
function shorten(steps: readonly Step[]): Step[] {
  const short: Step[] = [];
  for (const step of steps) {
    const isShort =
      short.at(-1)?.isAbbreviation && step.axis === 'child' && !step.predicates.some(isPositional);
    if (isShort) short.splice(-1, 1, { ...step, axis: 'descendant' });
    else short.push(step);
  }
  return short;
}

const axisNames: Readonly<Record<Axis, string>> = {
  ancestor: 'ANCESTOR',
  'ancestor-or-self': 'ANCESTORORSELF',
  attribute: 'ATTRIBUTE',
  child: 'CHILD',
  descendant: 'DESCENDANT',
  'descendant-or-self': 'DESCENDANTORSELF',
  'following-sibling': 'FOLLOWINGSIBLING',
  parent: 'PARENT',
  'preceding-sibling': 'PRECEDINGSIBLING',
  self: 'SELF',
};

function buildStep({ axis, test, predicates }: Step): PackageStep {
  const number = xpath.Step[axisNames[axis]];
  if (number === undefined) throw new Error(`the xpath package has no axis ${axis}`);
  return new xpath.Step(number, buildTest(test, axis === 'attribute'), predicates.map(buildXPath));
}

/** The package's own tests take namespace declarations for attributes and forget the axis's kind of node (§2.3). */
function buildTest(test: NodeTest, isAttributeAxis: boolean): { matches(node: Node): boolean } {
  const isOfAxis = isAttributeAxis ? isRealAttribute : isElement;
  const matches = matcher(test, isOfAxis, isAttributeAxis);
  return {
    matches(node) {
      visit();
      return matches(node);
    },
  };
}

function matcher(
  test: NodeTest,
  isOfAxis: (node: Node) => boolean,
  isAttributeAxis: boolean,
): (node: Node) => boolean {
  switch (test.kind) {
    case 'name': {
      const { local, namespace } = test;
      return (node) =>
        node.localName === local && (node.namespaceURI || null) === namespace && isOfAxis(node);
    }
    case 'any': {
      const { namespace } = test;
      return (node) => isOfAxis(node) && (namespace === undefined || node.namespaceURI === namespace);
    }
    case 'node':
      return isAttributeAxis ? isRealAttribute : () => true;
    case 'text':
      return (node) => node.nodeType === 3 || node.nodeType === 4;
    case 'comment':
      return (node) => node.nodeType === 8;
    case 'processing-instruction':
      return (node) => node.nodeType === 7 && (test.target === undefined || node.nodeName === test.target);
  }
}

function isRealAttribute(node: Node): boolean {
  return isAttribute(node) && node.namespaceURI !== XMLNS;
}
