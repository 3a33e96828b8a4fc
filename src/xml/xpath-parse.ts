import { type Check, checkAxis, checkCall, checkNodes, checkPrefix, checkVariable } from './xpath-check.ts';
import { problemAt, readTokens, SyntaxProblem, unexpected } from './xpath-cursor.ts';
import type { BinaryOperator, Expression, NodeTest, Step, XPathNames, XPathProblem } from './xpath-syntax.ts';
import { type Token, tokenise } from './xpath-tokens.ts';

/** Evaluation recurses as deep as the expression nests; people stay below 10. */
const maxNesting = 50;

/** A chain of operators nests too: `a or b or c` is `(a or b) or c`. */
const maxOperators = 500;

/** XPath 1.0 §3.4 and §3.5, loosest first. All are left-associative. */
const levels: readonly (readonly BinaryOperator[])[] = [
  ['or'],
  ['and'],
  ['=', '!='],
  ['<', '<=', '>', '>='],
  ['+', '-'],
  ['*', 'div', 'mod'],
];

/**
 * Reads an expression, with all names in it looked up. There are two parsers: this one, which knows where things stand
 * and what was probably meant, and the one of the xpath package, which is never used.
 */
export function parseXPath(
  text: string,
  names: XPathNames,
): { expression?: Expression; problems: XPathProblem[] } {
  const problems: XPathProblem[] = [];
  const tokens = tokenise(text, problems);
  const wasCut = problems.some((problem) => problem.end > (tokens.at(-1)?.start ?? 0));
  const check: Check = { names, report: (problem) => problems.push(problem) };
  try {
    const expression = readAll(tokens, check);
    return { expression, problems: inOrder(problems) };
  } catch (error) {
    if (!(error instanceof SyntaxProblem)) throw error;
    // What follows from a text that could not be read to its end says nothing new.
    if (!wasCut) problems.push(error.problem);
    return { problems: inOrder(problems) };
  }
}

function inOrder(problems: XPathProblem[]): XPathProblem[] {
  return problems.sort((a, b) => a.start - b.start);
}

function readAll(tokens: readonly Token[], check: Check): Expression {
  const { peek, advance, isNext, before, close } = readTokens(tokens);
  let nesting = 0;
  let operators = 0;

  const expression = readExpression();
  if (peek().kind !== 'end') throw unexpected(peek());
  return expression;

  function readExpression(): Expression {
    if (++nesting > maxNesting) {
      throw problemAt(peek(), `more than ${maxNesting} parentheses and brackets inside each other`);
    }
    const found = readLevel(0);
    nesting--;
    return found;
  }

  function readLevel(level: number): Expression {
    const ofLevel = levels[level];
    if (!ofLevel) return readUnary();
    let left = readLevel(level + 1);
    for (;;) {
      const token = peek();
      const operator = ofLevel.find((candidate) => candidate === token.value);
      if (operator === undefined || (token.kind !== 'symbol' && token.kind !== 'name')) return left;
      countOperator(advance());
      const right = readLevel(level + 1);
      left = { kind: 'binary', operator, left, right, start: left.start, end: right.end };
    }
  }

  function countOperator(token: Token): void {
    if (++operators > maxOperators) throw problemAt(token, `more than ${maxOperators} operators`);
  }

  function readUnary(): Expression {
    const minuses: Token[] = [];
    while (isNext('-')) minuses.push(advance());
    let operand = readUnion();
    // Two minuses make a number of what follows, and so do four.
    const count = minuses.length > 2 ? 2 - (minuses.length % 2) : minuses.length;
    for (const { start } of minuses.slice(0, count).reverse()) {
      operand = { kind: 'negate', operand, start, end: operand.end };
    }
    return operand;
  }

  function readUnion(): Expression {
    let left = readPath();
    while (isNext('|')) {
      countOperator(advance());
      const right = readPath();
      for (const side of [left, right]) checkNodes(check, side, '"|"');
      left = { kind: 'binary', operator: '|', left, right, start: left.start, end: right.end };
    }
    return left;
  }

  function readPath(): Expression {
    const { start } = peek();
    const from = readPrimary();
    const fromPredicates = from ? readPredicates() : [];
    const steps: Step[] = [];
    const isAbsolute = !from && (isNext('/') || isNext('//'));
    if (isAbsolute && isNext('/')) {
      advance();
      if (startsStep()) steps.push(readStep());
    } else if (!from && !isAbsolute) {
      steps.push(readStep());
    }
    while (isNext('/') || isNext('//')) {
      const slash = advance();
      if (slash.value === '//') steps.push({ ...abbreviation, start: slash.start, end: slash.end });
      steps.push(readStep());
    }
    if (from && fromPredicates.length === 0 && steps.length === 0) return from;
    if (from) checkNodes(check, from, 'a path or [');
    return { kind: 'path', isAbsolute, from, fromPredicates, steps, start, end: before() };
  }

  /** §3.3 PrimaryExpr, or nothing where a location path starts. */
  function readPrimary(): Expression | undefined {
    const token = peek();
    const { start, end } = token;
    if (token.kind === 'literal') return { kind: 'literal', value: advance().value, start, end };
    if (token.kind === 'number') return { kind: 'number', value: Number(advance().value), start, end };
    if (token.kind === 'variable') {
      checkVariable(check, token);
      return { kind: 'variable', name: advance().value, start, end };
    }
    if (isNext('(')) {
      advance();
      const inner = readExpression();
      close(token, ')');
      return inner;
    }
    if (token.kind === 'name' && isNext('(', 1) && !nodeTypes.has(token.value)) return readCall();
    return undefined;
  }

  function readCall(): Expression {
    const name = advance();
    const open = advance();
    const given: Expression[] = [];
    while (!isNext(')')) {
      given.push(readExpression());
      if (!isNext(',')) break;
      advance();
      if (isNext(')')) throw unexpected(peek());
    }
    close(open, ')');
    const call = {
      kind: 'call',
      name: name.value,
      arguments: given,
      start: name.start,
      end: before(),
    } as const;
    checkCall(check, call, name);
    return call;
  }

  function startsStep(): boolean {
    const { kind, value } = peek();
    return kind === 'name' || (kind === 'symbol' && ['*', '@', '.', '..'].includes(value));
  }

  function readStep(): Step {
    const token = peek();
    const { start } = token;
    if (isNext('.') || isNext('..')) {
      const axis = advance().value === '.' ? 'self' : 'parent';
      if (isNext('[')) throw problemAt(peek(), 'a test cannot follow "." or ".."', 'write self::node()[…]');
      return { axis, test: { kind: 'node' }, predicates: [], isAbbreviation: false, start, end: before() };
    }
    if (!startsStep()) throw unexpected(token);
    const axis = readAxis();
    const test = readTest(axis === 'attribute');
    const predicates = readPredicates();
    return { axis, test, predicates, isAbbreviation: false, start, end: before() };
  }

  function readAxis(): Step['axis'] {
    if (isNext('@')) {
      advance();
      return 'attribute';
    }
    if (peek().kind !== 'name' || !isNext('::', 1)) return 'child';
    const name = advance();
    advance();
    return checkAxis(check, name);
  }

  function readTest(isAttribute: boolean): NodeTest {
    const token = advance();
    if (token.kind === 'symbol' && token.value === '*') return { kind: 'any', namespace: undefined };
    if (token.kind !== 'name') throw unexpected(token);
    if (isNext('(')) return readTypeTest(token);
    const [first = '', local] = token.value.split(':');
    if (isAttribute && first === 'xmlns') {
      throw problemAt(token, 'namespace declarations are not attributes in XPath');
    }
    if (local === undefined) return { kind: 'name', prefix: '', local: first, namespace: null };
    const namespace = checkPrefix(check, first, token);
    if (local === '*') return { kind: 'any', namespace };
    return { kind: 'name', prefix: first, local, namespace };
  }

  function readTypeTest(name: Token): NodeTest {
    const open = advance();
    if (!nodeTypes.has(name.value)) throw problemAt(name, `"${name.value}()" cannot be a step of a path`);
    const target =
      name.value === 'processing-instruction' && peek().kind === 'literal' ? advance().value : undefined;
    close(open, ')');
    if (name.value === 'processing-instruction') return { kind: 'processing-instruction', target };
    return { kind: name.value === 'text' ? 'text' : name.value === 'comment' ? 'comment' : 'node' };
  }

  function readPredicates(): Expression[] {
    const predicates: Expression[] = [];
    while (isNext('[')) {
      const open = advance();
      predicates.push(readExpression());
      close(open, ']');
    }
    return predicates;
  }
}

const nodeTypes: ReadonlySet<string> = new Set(['node', 'text', 'comment', 'processing-instruction']);
const abbreviation = {
  axis: 'descendant-or-self',
  test: { kind: 'node' },
  predicates: [],
  isAbbreviation: true,
} as const;
