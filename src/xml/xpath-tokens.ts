import { codePoint, ruleName, ruleNameHint } from './characters.ts';
import type { XPathProblem } from './xpath-syntax.ts';

export type TokenKind = 'name' | 'number' | 'literal' | 'variable' | 'symbol' | 'end';

/** A token of an expression. `value` is a name as written, a literal without its quotes, a symbol. */
export interface Token {
  readonly kind: TokenKind;
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

const space = /[ \t\r\n]+/y;
const name = new RegExp(`${ruleName}(?::(?:${ruleName}|\\*))?`, 'uy');
const variable = new RegExp(`\\$[ \\t\\r\\n]*(${ruleName}(?::${ruleName})?)`, 'uy');
const number = /\d+(?:\.\d*)?|\.\d+/y;
const literal = /"[^"]*"|'[^']*'/y;
const symbol = /\/\/|::|\.\.|!=|<=|>=|[/.@()[\],|+\-=<>*]/y;

/** What people write who come from other languages, and what it is called here. */
const foreign: readonly { pattern: RegExp; value: string; kind: TokenKind; message: string; hint: string }[] =
  [
    { pattern: /==/y, value: '=', kind: 'symbol', message: '"==" is not XPath', hint: 'write =' },
    { pattern: /<>/y, value: '!=', kind: 'symbol', message: '"<>" is not XPath', hint: 'write !=' },
    { pattern: /&&/y, value: 'and', kind: 'name', message: '"&&" is not XPath', hint: 'write and' },
    { pattern: /\|\|/y, value: 'or', kind: 'name', message: '"||" is not XPath', hint: 'write or' },
  ];

/** Cuts an expression into tokens, the last of kind `end`. Problems are collected; after an unknown character it ends. */
export function tokenise(text: string, problems: XPathProblem[]): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0];
  };
  const push = (kind: TokenKind, value: string, length: number) => {
    tokens.push({ kind, value, start: at, end: at + length });
    at += length;
  };
  while (at < text.length) {
    const blank = take(space);
    if (blank !== undefined) {
      at += blank.length;
      continue;
    }
    const known = foreign.find(({ pattern }) => take(pattern) !== undefined);
    if (known) {
      problems.push({
        code: 'InvalidXPath',
        message: known.message,
        hint: known.hint,
        start: at,
        end: at + 2,
      });
      push(known.kind, known.value, 2);
      continue;
    }
    const quoted = take(literal);
    const word = take(name) ?? undefined;
    const digits = take(number);
    const reference = take(variable);
    const mark = take(symbol);
    if (quoted !== undefined) push('literal', quoted.slice(1, -1), quoted.length);
    else if (word !== undefined) push('name', word, word.length);
    else if (digits !== undefined) push('number', digits, digits.length);
    else if (reference !== undefined) push('variable', reference.slice(1).trimStart(), reference.length);
    else if (mark !== undefined) push('symbol', mark, mark.length);
    else {
      problems.push({ code: 'InvalidXPath', ...whyUnreadable(text, at) });
      break;
    }
  }
  tokens.push({ kind: 'end', value: '', start: at, end: at });
  return tokens;
}

function whyUnreadable(text: string, at: number): Omit<XPathProblem, 'code'> {
  const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
  const span = { start: at, end: at + character.length };
  if (character === '"' || character === "'") {
    return { message: `this ${character} is not closed`, start: at, end: text.length };
  }
  if (character === '$') {
    const hint = 'in an XPath a variable is written $name, without parentheses or quotes';
    return { message: 'a variable name must follow "$"', hint, ...span };
  }
  if (character === '!') return { message: 'unexpected "!"', hint: 'write not(…) or !=', ...span };
  if (/[‘’“”]/.test(character))
    return { message: `unexpected ${character}`, hint: 'use straight quotes', ...span };
  if (character > '\x7f') {
    return { message: `unexpected "${character}" (${codePoint(character)})`, hint: ruleNameHint, ...span };
  }
  return { message: `unexpected "${character}"`, ...span };
}
