import { type Diagnostic, formatDiagnostic } from './diagnostic.ts';
import { inFile, lineColumn } from './source.ts';

/** How parts of a frame are painted; the identity where there is no colour. */
export interface Paint {
  readonly error: (text: string) => string;
  readonly warning: (text: string) => string;
  readonly faint: (text: string) => string;
}

/** Of longer lines only the part around the place is shown: a frame is for pointing, not for reading a certificate. */
const MAX_WIDTH = 160;

/** So much of a cut line stands before the place. */
const LEAD = 60;

/** A diagnostic's line, then the line of the file with carets under the place. */
export function renderDiagnostic(diagnostic: Diagnostic, paint: Paint): string {
  const { severity } = diagnostic;
  const span = diagnostic.span && inFile(diagnostic.span);
  const strong = severity === 'error' ? paint.error : paint.warning;
  const headline = formatDiagnostic(diagnostic).replace(`${diagnostic.code}:`, () =>
    strong(`${diagnostic.code}:`),
  );
  if (!span || span.source.text === '') return headline;
  const { line, column } = lineColumn(span.source, span.start);
  const { text } = span.source;
  const lineStart = text.slice(0, span.start).lastIndexOf('\n') + 1;
  const lineEnd = /[\r\n]|$/g;
  lineEnd.lastIndex = span.start;
  const end = lineEnd.exec(text)?.index ?? text.length;
  const marked = text.slice(span.start, Math.min(span.end, end));
  const characters = [...text.slice(lineStart, end).replace(/^\ufeff/, '')].map(visible);
  const from = column > MAX_WIDTH ? column - LEAD : 0;
  const shown = characters.slice(from, from + MAX_WIDTH).join('');
  const before = column - 1 - from;
  const carets = '^'.repeat(Math.max(1, Math.min([...marked].length, MAX_WIDTH - before)));
  const gutter = String(line).length;
  return [
    headline,
    `${paint.faint(`${line} |`)} ${shown}`,
    `${paint.faint(`${' '.repeat(gutter)} |`)} ${' '.repeat(before)}${strong(carets)}`,
  ].join('\n');
}

/** One column for each character, and nothing that a terminal would act on. */
function visible(character: string): string {
  if (character === '\t') return ' ';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
  return /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/.test(character)
    ? '·'
    : character;
}
