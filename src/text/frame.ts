import { type Diagnostic, formatDiagnostic, oneLine } from './diagnostic.ts';
import { lineColumn } from './source.ts';

/** How parts of a frame are painted; the identity where there is no colour. */
export interface Paint {
  readonly error: (text: string) => string;
  readonly warning: (text: string) => string;
  readonly faint: (text: string) => string;
}

/** Longer lines are cut: a frame is for pointing, not for reading a certificate. */
const MAX_WIDTH = 160;

/** A diagnostic's line, then the line of the file with carets under the place. */
export function renderDiagnostic(diagnostic: Diagnostic, paint: Paint): string {
  const { span, severity } = diagnostic;
  const strong = severity === 'error' ? paint.error : paint.warning;
  const headline = formatDiagnostic(diagnostic).replace(`${diagnostic.code}:`, strong(`${diagnostic.code}:`));
  if (!span || span.source.text === '') return headline;
  const { line, column } = lineColumn(span.source, span.start);
  const text = span.source.text.split('\n')[line - 1] ?? '';
  const first = span.source.text.slice(span.start, span.end).split('\n')[0] ?? '';
  const shown = oneLine([...text.replaceAll('\t', ' ')].slice(0, MAX_WIDTH).join(''));
  const carets = '^'.repeat(Math.max(1, Math.min([...first].length, MAX_WIDTH - column + 1)));
  const gutter = String(line).length;
  return [
    headline,
    `${paint.faint(`${line} |`)} ${shown}`,
    `${paint.faint(`${' '.repeat(gutter)} |`)} ${' '.repeat(column - 1)}${strong(carets)}`,
  ].join('\n');
}
