/** What is wrong at a place of a text. */
export interface SyntaxMistake {
  readonly message: string;
  readonly hint: string;
  readonly start: number;
  readonly end: number;
}

export function lineStartOf(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** The line of an offset, without its line break. */
export function lineAt(text: string, offset: number): string {
  const end = text.indexOf('\n', offset);
  return text.slice(lineStartOf(text, offset), end === -1 ? text.length : end).replace(/\r$/, '');
}

/** Whether the line of an offset is indented with a tab. */
export function hasTab(text: string, offset: number): boolean {
  return /^ *\t/.test(lineAt(text, offset));
}

/** A line that is neither `key: value` nor an item. */
export function strayLine(text: string, offset: number): SyntaxMistake {
  const line = lineAt(text, offset);
  const start = lineStartOf(text, offset) + (/^[ ]*(?:- +)*/.exec(line)?.[0].length ?? 0);
  const content = line.slice(start - lineStartOf(text, offset)).trimEnd();
  const glued = /^[A-Za-z][\w.-]*:(?=[^\s:/]|\/)/.exec(content);
  if (glued) {
    const colon = start + glued[0].length - 1;
    return {
      message: 'a space is missing after the colon',
      hint: `write "${glued[0]} "`,
      start: colon,
      end: colon + 1,
    };
  }
  const end = start + Math.max(1, content.length);
  if (/^[\w.-]+$/.test(content)) {
    return { message: `"${content}" has no colon`, hint: `write "${content}: " and its value`, start, end };
  }
  return {
    message: 'this line is no "key: value"',
    hint: 'if it belongs to a text of several lines, start that with "|" and indent all of it deeper than its key',
    start,
    end,
  };
}

interface Key {
  readonly name: string;
  readonly column: number;
}

/** How many lines are gone back to look for what a line may belong to. */
const MAX_LINES_BACK = 1000;

/** A line whose indentation fits none before it. */
export function indentMistake(text: string, offset: number): SyntaxMistake {
  const lineStart = lineStartOf(text, offset);
  const line = lineAt(text, offset);
  const indent = /^ */.exec(line)?.[0].length ?? 0;
  const keys = openKeys(text, lineStart);
  const deeper = keys.filter(({ column }) => column >= indent).at(-1);
  const lower = keys.find(({ column }) => column < indent);
  const moves = [deeper, lower].filter((key) => key !== undefined).map((key) => moveTo(key, indent));
  return {
    message: 'is indented like no line above',
    hint:
      moves.length === 0
        ? 'below a list begin it with "- ", or move it below an item'
        : `move it ${moves.join(', or ')}`,
    start: lineStart + indent,
    end: lineStart + Math.max(indent + 1, line.trimEnd().length),
  };
}

/** How far, not where to: inside a ConfigMap the columns are others than in the text. */
function moveTo({ column, name }: Key, indent: number): string {
  const steps = Math.abs(column - indent);
  return `${steps} ${steps === 1 ? 'space' : 'spaces'} to the ${column > indent ? 'right' : 'left'}, below "${name}"`;
}

/** The keys that a line may stand beside, nearest first: each further to the left than the one before. */
function openKeys(text: string, lineStart: number): Key[] {
  const keys: Key[] = [];
  let end = lineStart - 1;
  for (let i = 0; end > 0 && i < MAX_LINES_BACK; i++) {
    const start = lineStartOf(text, end);
    for (const key of keysOf(text.slice(start, end)).reverse()) {
      if (key.column < (keys.at(-1)?.column ?? Number.POSITIVE_INFINITY)) keys.push(key);
    }
    if (keys.at(-1)?.column === 0) break;
    end = start - 1;
  }
  return keys;
}

/** The key of a line; `- ` before it is not part of its column. */
function keysOf(line: string): Key[] {
  const found = /^( *(?:- +)*)([\w./-]+):(?:\s|$)/.exec(line);
  return found ? [{ column: found[1]?.length ?? 0, name: found[2] ?? '' }] : [];
}
