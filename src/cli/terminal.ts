import { readFileSync } from 'node:fs';
import { styleText } from 'node:util';
import type { Diagnostic } from '../text/diagnostic.ts';
import { type Paint, renderDiagnostic } from '../text/frame.ts';

/** Wrong use of the command line: one line on standard error, exit code 2. */
export class Usage extends Error {}

type Style = Parameters<typeof styleText>[0];

/** Whether to colour what goes to a stream: only on a terminal, and not against NO_COLOR (https://no-color.org). */
function isColoured(stream: NodeJS.WriteStream): boolean {
  if (process.env['NO_COLOR']) return false;
  if (process.env['FORCE_COLOR']) return process.env['FORCE_COLOR'] !== '0';
  return stream.isTTY === true && process.env['TERM'] !== 'dumb';
}

export function style(stream: NodeJS.WriteStream, format: Style, text: string): string {
  return isColoured(stream) ? styleText(format, text, { validateStream: false }) : text;
}

export function say(text: string): void {
  process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
}

export function complain(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** Diagnostics with the line that they are about, on standard error. */
export function complainAbout(diagnostics: readonly Diagnostic[]): void {
  const paint: Paint = {
    error: (text) => style(process.stderr, ['red', 'bold'], text),
    warning: (text) => style(process.stderr, ['yellow', 'bold'], text),
    faint: (text) => style(process.stderr, 'dim', text),
  };
  for (const diagnostic of diagnostics) complain(renderDiagnostic(diagnostic, paint));
}

/** The text of a file, or of standard input for `-`. */
export function readInput(path: string): string {
  try {
    return readFileSync(path === '-' ? 0 : path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT') throw new Usage(`${path} does not exist`);
    if (code === 'EISDIR') throw new Usage(`${path} is a folder, not a file`);
    throw new Usage(`${path} cannot be read (${code})`);
  }
}
