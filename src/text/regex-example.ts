import type { Regex } from './regex.ts';
import { regexMatches } from './regex.ts';

/** What a reader of a pattern works on. `repeat`: how often something that may be left out is written. */
interface Reader {
  readonly source: string;
  readonly repeat: number;
  at: number;
}

/**
 * Texts that a pattern matches as a whole, the shortest first, for patterns that are simple enough to read; none for
 * others. Each was held against the pattern itself.
 */
export function examplesOf(regex: Regex): string[] {
  const found = [0, 1, 3].flatMap((repeat) => {
    const reader: Reader = { source: regex.source, repeat, at: 0 };
    const text = readAlternatives(reader);
    return text !== undefined && reader.at === regex.source.length && regexMatches(regex, text) ? [text] : [];
  });
  return [...new Set(found)];
}

/** The first of `a|b|c` that can be read; the others are only passed over. */
function readAlternatives(reader: Reader): string | undefined {
  const first = readSequence(reader);
  while (first !== undefined && reader.source[reader.at] === '|') {
    reader.at++;
    if (readSequence(reader) === undefined) return undefined;
  }
  return first;
}

function readSequence(reader: Reader): string | undefined {
  let text = '';
  for (;;) {
    const next = reader.source[reader.at];
    if (next === undefined || next === '|' || next === ')') return text;
    const atom = readAtom(reader);
    const count = atom === undefined ? undefined : readCount(reader);
    if (atom === undefined || count === undefined) return undefined;
    text += atom.repeat(count);
  }
}

function readAtom(reader: Reader): string | undefined {
  const { source } = reader;
  const character = source[reader.at++];
  switch (character) {
    case '^':
    case '$':
      return '';
    case '.':
      return 'x';
    case '\\':
      return readEscape(reader);
    case '[':
      return readClass(reader);
    case '(': {
      const kind = /^\?(?::|P?<\w+>)/.exec(source.slice(reader.at))?.[0] ?? '';
      if (kind === '' && source[reader.at] === '?') return undefined; // flags
      reader.at += kind.length;
      const inner = readAlternatives(reader);
      return source[reader.at++] === ')' ? inner : undefined;
    }
    case '*':
    case '+':
    case '?':
      return undefined;
    default:
      return character;
  }
}

const CLASSES: Readonly<Record<string, string>> = { d: '1', w: 'a', s: ' ', D: 'x', W: '-', S: 'x', b: '' };

function readEscape(reader: Reader): string | undefined {
  const character = reader.source[reader.at++];
  if (character === undefined) return undefined;
  if (Object.hasOwn(CLASSES, character)) return CLASSES[character];
  return /[A-Za-z0-9]/.test(character) ? undefined : character;
}

/** The first character of a class; of a negated one a character that is rarely excluded. */
function readClass(reader: Reader): string | undefined {
  const body = /^(\^?)(\]?(?:\\.|\[:\w+:\]|[^\]\\])*)\]/.exec(reader.source.slice(reader.at));
  if (!body) return undefined;
  const [whole, negated, inside = ''] = body;
  reader.at += whole.length;
  if (negated) return ['x', '1', '-'].find((one) => !inside.includes(one));
  if (inside.startsWith('[')) return undefined;
  return inside.startsWith('\\') ? readEscape({ ...reader, source: inside, at: 1 }) : inside[0];
}

function readCount(reader: Reader): number | undefined {
  const rest = reader.source.slice(reader.at);
  const [whole = '', sign, least, comma, most] = /^(?:([*+?])|\{(\d+)(,?)(\d*)\})\??/.exec(rest) ?? [];
  reader.at += whole.length;
  if (whole === '') return 1;
  if (sign === '+') return Math.max(1, reader.repeat);
  if (sign === '?') return Math.min(1, reader.repeat);
  if (sign === '*') return reader.repeat;
  const upTo = comma ? (most ? Number(most) : Number(least) + reader.repeat) : Number(least);
  return Math.min(Number(least) + reader.repeat, upTo, 64);
}
