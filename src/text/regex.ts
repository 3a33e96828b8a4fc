import { RE2JS, RE2JSSyntaxException } from 're2js';
import { Failure } from './failure.ts';

/** Texts longer than this are refused: annotations that rules take apart are short, and the bound keeps matching quick. */
export const MAX_REGEX_INPUT = 4096;

/** Patterns longer than this are refused: nobody could review them. */
const MAX_REGEX_LENGTH = 1024;

/**
 * A regular expression in RE2's syntax (Go's), matched in time linear in the text: no look-around, no back-references,
 * no catastrophic pattern.
 */
export interface Regex {
  readonly source: string;
  readonly groupCount: number;
  /** The named groups and their numbers, in the order in which they are written. */
  readonly groupNames: ReadonlyMap<string, number>;
  readonly engine: RE2JS;
}

export interface RegexProblem {
  readonly message: string;
  readonly hint?: string;
  readonly start: number;
  readonly end: number;
}

export function compileRegex(source: string): { regex: Regex } | { problem: RegexProblem } {
  const whole = { start: 0, end: source.length };
  if (source.length > MAX_REGEX_LENGTH) {
    return { problem: { message: `the pattern has more than ${MAX_REGEX_LENGTH} characters`, ...whole } };
  }
  try {
    const engine = RE2JS.compile(source);
    const groupNames = new Map(Object.entries(engine.namedGroups() as Record<string, number>));
    return { regex: { source, groupCount: engine.groupCount(), groupNames, engine } };
  } catch (error) {
    if (!(error instanceof RE2JSSyntaxException)) throw error;
    return { problem: explain(source, error) };
  }
}

/** Whether the pattern covers the whole text. */
export function regexMatches(regex: Regex, text: string): boolean {
  return regex.engine.matcher(bounded(text)).matches();
}

/** The groups of a match over the whole text, by number (0 is the whole); undefined when it does not match. */
export function regexCapture(regex: Regex, text: string): (string | null)[] | undefined {
  const matcher = regex.engine.matcher(bounded(text));
  if (!matcher.matches()) return undefined;
  return Array.from({ length: regex.groupCount + 1 }, (_, i) => matcher.group(i));
}

/**
 * Replaces every occurrence; `$1`, `$<name>` and `$$` in `replacement` are a group, a named group and a dollar sign.
 * Throws LimitExceeded when the result is longer than `maxLength`.
 */
export function regexReplace(regex: Regex, text: string, replacement: string, maxLength: number): string {
  const matcher = regex.engine.matcher(bounded(text));
  let result = '';
  let from = 0;
  while (matcher.find()) {
    result +=
      text.slice(from, matcher.start()) + expand(replacement, regex, (group) => matcher.group(group) ?? '');
    from = matcher.end();
    if (result.length > maxLength)
      throw new Failure(
        'LimitExceeded',
        `a text grows beyond ${maxLength} characters`,
        'replace fewer of them, or with less',
      );
  }
  return result + text.slice(from);
}

/** The group that a replacement names but the pattern does not have, if any. */
export function unknownGroup(regex: Regex, replacement: string): string | undefined {
  for (const [, number, name] of replacement.matchAll(REFERENCE)) {
    if (name !== undefined && !regex.groupNames.has(name)) return name;
    if (number !== undefined && Number(number) > regex.groupCount) return number;
  }
  return undefined;
}

const REFERENCE = /\$(?:\$|([0-9]{1,2})|<([^>]*)>)/g;

function expand(replacement: string, regex: Regex, group: (index: number) => string): string {
  return replacement.replace(REFERENCE, (whole, number: string | undefined, name: string | undefined) => {
    if (number !== undefined) return group(Number(number));
    if (name !== undefined) return group(regex.groupNames.get(name) ?? 0);
    return whole.slice(1);
  });
}

function bounded(text: string): string {
  if (text.length > MAX_REGEX_INPUT) {
    throw new Failure(
      'LimitExceeded',
      `a text of ${text.length} characters meets a pattern`,
      `at most ${MAX_REGEX_INPUT}: shorten it on the VM, or split it first`,
    );
  }
  return text;
}

function explain(source: string, error: RE2JSSyntaxException): RegexProblem {
  const piece = String(error.getPattern() ?? '');
  const at = piece === '' ? -1 : source.indexOf(piece);
  const span = at === -1 ? { start: 0, end: source.length } : { start: at, end: at + piece.length };
  const message = `${error.getDescription()}${piece === '' || piece === source ? '' : `: ${piece}`}`;
  if (/\(\?<?[=!]/.test(source)) {
    return {
      message,
      hint: 'look-around is not supported: say what must be there, not what must not',
      ...span,
    };
  }
  if (/\\[1-9]/.test(source)) return { message, hint: 'back-references are not supported', ...span };
  return { message, ...span };
}
