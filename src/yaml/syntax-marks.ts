import { type Document, isCollection, isScalar, type Node, visit } from 'yaml';
import { lineAt, lineStartOf, type SyntaxMistake } from './syntax-lines.ts';

/** A quote that runs on over lines which look like keys, or to the end of the file: it was meant to end on its line. */
export function unclosedQuote(
  text: string,
  document: Document.Parsed,
  problems: readonly { readonly pos: readonly [number, number]; readonly message: string }[],
): SyntaxMistake | undefined {
  const isOpen = problems.some(({ message }) => /^Missing closing ["']/.test(message));
  const last = problems.at(-1)?.pos[1] ?? 0;
  const quoted = nodesOf(document).filter(
    (node) => /^["']/.test(text[node.start] ?? '') && node.start <= last,
  );
  const swallowing = quoted.find(
    ({ start, end }) =>
      /\n *(?:- +)*[\w./-]+:(?:\s|$)/.test(text.slice(start, end)) &&
      (isOpen || firstAfter(problems, end) <= endOfLine(text, end)),
  );
  const found =
    swallowing ??
    (isOpen ? quoted.findLast(({ start, end }) => !isClosed(text.slice(start, end))) : undefined);
  if (!found) return undefined;
  const { start } = found;
  const end = lineStartOf(text, start) + lineAt(text, start).trimEnd().length;
  return {
    message: `this ${text[start]} is never closed on its line`,
    hint: 'put the same quote at the end of the value',
    start,
    end,
  };
}

function firstAfter(problems: readonly { readonly pos: readonly [number, number] }[], end: number): number {
  return problems.find(({ pos }) => pos[0] >= end)?.pos[0] ?? Number.POSITIVE_INFINITY;
}

function endOfLine(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end === -1 ? text.length : end;
}

function isClosed(raw: string): boolean {
  return raw.length > 1 && raw.endsWith(raw[0] ?? '');
}

/** The bracket that a flow collection opens and does not close before `offset`. */
export function unclosedBracket(text: string, document: Document.Parsed, offset: number): SyntaxMistake {
  const open = nodesOf(document).findLast(({ start, end, node }) => {
    if (!isCollection(node) || start > offset) return false;
    const close = { '[': ']', '{': '}' }[text[start] ?? ''];
    return close !== undefined && text[end - 1] !== close;
  });
  const start = open?.start ?? offset;
  const bracket = text[start] === '{' ? ['{', '}'] : ['[', ']'];
  return {
    message: `this ${bracket[0]} is never closed`,
    hint: `close it with ${bracket[1]}`,
    start,
    end: start + 1,
  };
}

/** An entry without a comma is looked for in so many characters. */
const MAX_ENTRY = 4096;

/** Two entries of a flow collection without a comma between them. */
export function missingComma(text: string, offset: number): SyntaxMistake {
  const second = /(?<=\s)(?:"[^"\n]*"|'[^'\n]*'|[^\s,{}[\]"':]+)(?=\s*:(?:\s|$))/g;
  second.lastIndex = 1;
  const found = second.exec(text.slice(offset, offset + MAX_ENTRY));
  const start = offset + (found?.index ?? 0);
  const name = found?.[0] ?? '';
  return {
    message: `a comma is missing before ${name || 'this'}`,
    hint: 'entries in brackets are parted by commas',
    start,
    end: start + Math.max(1, name.length),
  };
}

interface Placed {
  readonly node: Node;
  readonly start: number;
  readonly end: number;
}

/** Scalars and collections in the order in which they start. */
function nodesOf(document: Document.Parsed): Placed[] {
  const found: Placed[] = [];
  visit(document, (_key, node) => {
    if (!isScalar(node) && !isCollection(node)) return;
    if (node.range) found.push({ node, start: node.range[0], end: node.range[1] });
  });
  return found.sort((a, b) => a.start - b.start);
}
