import type { Document, YAMLParseError, YAMLWarning } from 'yaml';
import { hasTab, indentMistake, lineAt, lineStartOf, type SyntaxMistake, strayLine } from './syntax-lines.ts';
import { missingComma, unclosedBracket, unclosedQuote } from './syntax-marks.ts';

/** Of what the library tells of one document only so much is looked at: one mistake can make an error of each line. */
const MAX_PROBLEMS = 200;

type Problem = YAMLParseError | YAMLWarning;

/**
 * What keeps a document from being YAML, in words for people. The library tells the consequences of a mistake as errors
 * of their own: here one mistake is told once, at its cause.
 */
export function syntaxMistakes(text: string, document: Document.Parsed): readonly SyntaxMistake[] {
  const problems = [...document.errors, ...document.warnings].sort((a, b) => a.pos[0] - b.pos[0]);
  if (problems.length === 0) return [];
  const quote = unclosedQuote(text, document, problems);
  const end = quote?.start ?? text.length + 1; // what follows an open quote was read inside out
  const before = problems.filter(({ pos }) => pos[0] < end).slice(0, MAX_PROBLEMS);
  const mistakes = clustersOf(text, before).map((cluster) => explain(text, document, cluster));
  const places = new Map([...mistakes, ...(quote ? [quote] : [])].map((mistake) => [mistake.start, mistake]));
  return [...places.values()];
}

/** Problems that touch, or stand on lines one after the other, come from one mistake. */
function clustersOf(text: string, problems: readonly Problem[]): [Problem, ...Problem[]][] {
  const clusters: [Problem, ...Problem[]][] = [];
  let reach = -1;
  for (const problem of problems) {
    const last = clusters.at(-1);
    if (last && problem.pos[0] <= reach) last.push(problem);
    else clusters.push([problem]);
    const end = text.indexOf('\n', Math.max(problem.pos[0], problem.pos[1] - 1));
    const next = end === -1 ? text.length : text.indexOf('\n', end + 1);
    reach = Math.max(reach, next === -1 ? text.length : next);
  }
  return clusters;
}

function explain(
  text: string,
  document: Document.Parsed,
  cluster: readonly [Problem, ...Problem[]],
): SyntaxMistake {
  const tab = cluster.find(({ pos }) => hasTab(text, pos[0]));
  if (tab) return tabMistake(text, tab.pos[0]);
  const [{ code, message, pos }] = cluster;
  if (/flow-(?:map|seq)-start at node end|Missing , or :/.test(message)) return bracketInside(text, pos[0]);
  const comma = cluster.find((problem) => problem.code === 'BLOCK_IN_FLOW');
  if (comma && /^[^\s,{}[\]"']+:\s/.test(text.slice(comma.pos[0], comma.pos[1] + 1)))
    return secondColon(text, comma.pos[0]);
  if (comma) return missingComma(text, comma.pos[0]);
  const [start, end] = pos;
  const here = (what: string, hint: string) => ({ message: what, hint, start, end });
  const character = text[start] ?? '';
  switch (code) {
    case 'BLOCK_AS_IMPLICIT_KEY':
      return valueAndMore(text, cluster);
    case 'MULTILINE_IMPLICIT_KEY':
      return isItem(text, start) ? listUnderKey(text, start) : strayLine(text, start);
    case 'MISSING_CHAR':
      if (/^Flow/.test(message)) return unclosedBracket(text, document, start);
      if (/directives-end/.test(message))
        return here('something stands beside ---', 'start it on the next line');
      if (/Comments/.test(message)) return here('a # follows a value directly', 'put a space before the #');
      return /without - indicator/.test(message) ? indentMistake(text, start) : strayLine(text, start);
    case 'BAD_INDENT':
      if (/^Flow/.test(message)) return unclosedBracket(text, document, start);
      return /^[ ]*[^\s#]*:(\s|$)|^[ ]*["'-]/.test(lineAt(text, start))
        ? indentMistake(text, start)
        : strayLine(text, start);
    case 'BAD_DQ_ESCAPE':
      return here(
        `"${text.slice(start, end + 1).slice(0, 2)}" means nothing in double quotes`,
        'write \\\\ for a backslash, or take single quotes',
      );
    case 'BAD_SCALAR_START':
      return here(`a text cannot start with ${character}`, 'put it in quotes');
    case 'BAD_ALIAS':
      return here(`a lone ${character} means nothing`, 'put it in quotes');
    case 'TAG_RESOLVE_FAILED':
      return here(
        `there is no tag ${text.slice(start, end)}`,
        'leave it out, or put a text that starts with ! in quotes',
      );
    case 'MULTIPLE_ANCHORS':
    case 'MULTIPLE_TAGS':
      return here('has two anchors or tags', 'keep one of them');
    case 'BAD_DIRECTIVE':
      return here('a line that starts with % is a directive, and there is none of this name', 'take it out');
    case 'KEY_OVER_1024_CHARS':
      return here('this key has more than 1024 characters', 'keys are short words');
    case 'UNEXPECTED_TOKEN':
      return unexpected(text, message, start, end);
    case 'RESOURCE_EXHAUSTION':
      return here('is nested too deeply', 'rules need about ten levels');
    default:
      return here('is no YAML here', 'compare it with the lines around it');
  }
}

/** `key: value` with something on it or below it that only a key without a value may have. */
function valueAndMore(text: string, cluster: readonly [Problem, ...Problem[]]): SyntaxMistake {
  const [{ pos, message }] = cluster;
  const multiline = cluster.find(({ code }) => code === 'MULTILINE_IMPLICIT_KEY');
  if (/block sequence/i.test(message)) return listUnderKey(text, multiline?.pos[0] ?? pos[0]);
  const line = lineAt(text, pos[0]);
  const dash = /^ *-(?=[A-Za-z])/.exec(line);
  if (dash) {
    const start = lineStartOf(text, pos[0]) + dash[0].length - 1;
    return {
      message: 'a space is missing after "-"',
      hint: 'write "- " before an item',
      start,
      end: start + 1,
    };
  }
  if (multiline) {
    const at = contentStart(text, multiline.pos[1] - 1);
    return isItem(text, at) ? listUnderKey(text, at) : indentMistake(text, at);
  }
  return secondColon(text, pos[0]);
}

function secondColon(text: string, offset: number): SyntaxMistake {
  const second = /:(?=\s)/g;
  second.lastIndex = offset;
  const colon = second.exec(text)?.index ?? offset;
  return {
    message: 'a second ": " on one line',
    hint: 'put the value in quotes if the colon belongs to it, or start a new line',
    start: colon,
    end: colon + 1,
  };
}

function listUnderKey(text: string, offset: number): SyntaxMistake {
  const start = contentStart(text, offset);
  return {
    message: 'a list item where none can be',
    hint: 'items stand below a key without a value, as in "domain:", and in one column',
    start,
    end: start + 1,
  };
}

function contentStart(text: string, offset: number): number {
  return lineStartOf(text, offset) + (/^ */.exec(lineAt(text, offset))?.[0].length ?? 0);
}

function isItem(text: string, offset: number): boolean {
  return /^-(?:\s|$)/.test(text.slice(offset, offset + 2));
}

/** A bracket in a value without quotes, as XPath has them, or one after another without a comma. */
function bracketInside(text: string, start: number): SyntaxMistake {
  if (/[\s,]/.test(text[start - 1] ?? '')) return missingComma(text, start);
  return {
    message: `a ${text[start]} in a value without quotes`,
    hint: 'inside { } and [ ] put such a value in quotes',
    start,
    end: start + 1,
  };
}

function unexpected(text: string, message: string, start: number, end: number): SyntaxMistake {
  const here = (what: string, hint: string) => ({ message: what, hint, start, end });
  const close = /flow-(?:seq|map)-end/.test(message);
  if (close) return here(`this ${text[start]} closes nothing`, 'take it out, or open it before');
  if (/Unexpected ,/.test(message)) return here('a comma without an item before it', 'take it out');
  if (/Block scalar header|Not a YAML token/.test(message)) {
    return here('text on the line of "|" or ">"', 'start the text on the next line, indented');
  }
  const before = text.slice(lineStartOf(text, start), start).trimEnd().at(-1) ?? '';
  if (/["']/.test(before)) {
    const inside = before === "'" ? "write '' for a ' inside" : 'write \\" for a " inside';
    const cure = /\s/.test(text[start - 1] ?? '') ? 'put all of it in one pair of quotes' : inside;
    return here('text after the closing quote', cure);
  }
  if (/[\]}]/.test(before)) return here('text after the closing bracket', 'start a new line, or take it out');
  return indentMistake(text, start);
}

function tabMistake(text: string, offset: number): SyntaxMistake {
  const start = lineStartOf(text, offset) + lineAt(text, offset).indexOf('\t');
  return {
    message: 'a tab indents this line',
    hint: 'indent with spaces: YAML takes no tabs there',
    start,
    end: start + 1,
  };
}
