import { coreFunctions, type Expression, type Step, typeOf } from './xpath-syntax.ts';

/** All variables of an expression, dotted as written, each once. */
export function variablesOf(expression: Expression): string[] {
  const found = new Set<string>();
  walk(expression, (part) => {
    if (part.kind === 'variable') found.add(part.name);
  });
  return [...found];
}

/** False for arithmetic and texts over literals and variables, which need no document and no context. */
export function readsDocument(expression: Expression): boolean {
  let reads = false;
  walk(expression, (part) => {
    if (part.kind === 'path') reads = true;
    if (part.kind === 'call' && part.arguments.length === 0 && coreFunctions.get(part.name)?.readsContext)
      reads = true;
  });
  return reads;
}

/** Whether a predicate can only be about what it is, not where it stands among others. */
export function isPositional(predicate: Expression): boolean {
  const type = typeOf(predicate);
  return type === 'number' || type === 'any' || usesPosition(predicate);
}

/**
 * Whether a predicate looks at nothing but the element itself, its attributes and what is in it: it then holds for a
 * detached element exactly if it holds wherever the element stands.
 */
export function isSelfContained(predicate: Expression): boolean {
  return !isPositional(predicate) && readsOnlyInside(predicate);
}

const inwardAxes: readonly Step['axis'][] = [
  'attribute',
  'child',
  'descendant',
  'descendant-or-self',
  'self',
];

function readsOnlyInside(expression: Expression): boolean {
  let isInside = true;
  walk(expression, (part) => {
    if (part.kind !== 'path') return;
    if (part.isAbsolute || part.from || part.steps.some(({ axis }) => !inwardAxes.includes(axis)))
      isInside = false;
  });
  return isInside;
}

/** position() or last() of this predicate itself; inside a nested predicate they count something else. */
function usesPosition(expression: Expression): boolean {
  switch (expression.kind) {
    case 'binary':
      return usesPosition(expression.left) || usesPosition(expression.right);
    case 'negate':
      return usesPosition(expression.operand);
    case 'call':
      return ['position', 'last'].includes(expression.name) || expression.arguments.some(usesPosition);
    case 'path':
      return expression.from !== undefined && usesPosition(expression.from);
    default:
      return false;
  }
}

function walk(expression: Expression, visit: (part: Expression) => void): void {
  visit(expression);
  switch (expression.kind) {
    case 'binary':
      walk(expression.left, visit);
      walk(expression.right, visit);
      break;
    case 'negate':
      walk(expression.operand, visit);
      break;
    case 'call':
      for (const given of expression.arguments) walk(given, visit);
      break;
    case 'path':
      if (expression.from) walk(expression.from, visit);
      for (const predicate of expression.fromPredicates) walk(predicate, visit);
      for (const step of expression.steps) for (const predicate of step.predicates) walk(predicate, visit);
      break;
  }
}
