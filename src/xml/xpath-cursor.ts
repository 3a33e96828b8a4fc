import type { XPathProblem } from './xpath-syntax.ts';
import type { Token } from './xpath-tokens.ts';

/** Stops the parser at the first thing it cannot go on after. */
export class SyntaxProblem extends Error {
  readonly problem: XPathProblem;

  constructor(problem: XPathProblem) {
    super(problem.message);
    this.problem = problem;
  }
}

export interface Cursor {
  peek(ahead?: number): Token;
  advance(): Token;
  isNext(symbol: string, ahead?: number): boolean;
  /** Where the last token taken ends. */
  before(): number;
  /** Takes the bracket that closes `open`, or fails. */
  close(open: Token, symbol: string): void;
}

/** A place in a list of tokens that ends with one of kind `end`. */
export function readTokens(tokens: readonly Token[]): Cursor {
  const last: Token = tokens.at(-1) ?? { kind: 'end', value: '', start: 0, end: 0 };
  let next = 0;
  const peek = (ahead = 0) => tokens[next + ahead] ?? last;
  const advance = () => tokens[next++] ?? last;
  const isNext = (symbol: string, ahead = 0) => peek(ahead).kind === 'symbol' && peek(ahead).value === symbol;
  return {
    peek,
    advance,
    isNext,
    before: () => tokens[next - 1]?.end ?? 0,
    close(open, symbol) {
      if (isNext(symbol)) advance();
      else if (peek().kind === 'end') throw problemAt(open, `this ${open.value} is not closed`);
      else throw unexpected(peek());
    },
  };
}

export function problemAt({ start, end }: Token, message: string, hint?: string): SyntaxProblem {
  return new SyntaxProblem({
    code: 'InvalidXPath',
    message,
    ...(hint !== undefined && { hint }),
    start,
    end,
  });
}

export function unexpected(token: Token): SyntaxProblem {
  if (token.kind === 'end') return problemAt(token, 'the expression ends too early');
  if (token.kind === 'literal') return problemAt(token, 'unexpected text in quotes');
  return problemAt(token, `unexpected "${token.kind === 'variable' ? '$' : ''}${token.value}"`);
}
