import { readFileSync } from 'node:fs';
import { styleText } from 'node:util';
import type { Diagnostic } from '../text/diagnostic.ts';
import { Failure } from '../text/failure.ts';
import { type Paint, renderDiagnostic } from '../text/frame.ts';
import { decodeUtf8 } from '../text/utf8.ts';

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

let isStandardInputRead = false;

/** The text of a file, or of standard input for `-`, which can be read once. Throws Usage when it is no UTF-8 text. */
export function readInput(path: string): string {
  const name = path === '-' ? 'standard input' : path;
  if (path === '-' && isStandardInputRead) throw new Usage('standard input (-) can only be given once');
  isStandardInputRead ||= path === '-';
  try {
    return decodeUtf8(readFileSync(path === '-' ? 0 : path), name);
  } catch (error) {
    if (error instanceof Failure) throw new Usage(error.message);
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT') throw new Usage(`${name} does not exist`);
    if (code === 'EISDIR') throw new Usage(`${name} is a folder, not a file`);
    throw new Usage(`${name} cannot be read (${code})`);
  }
}
