import { type ParseArgsConfig, parseArgs } from 'node:util';
import { suggest } from '../text/suggest.ts';
import { Usage } from './terminal.ts';

type OptionTable = NonNullable<ParseArgsConfig['options']>;

/** The options and files of one command. Throws Usage with one line that names the mistake. */
export function readOptions<const T extends OptionTable>(args: readonly string[], options: T) {
  try {
    const table = { ...options, help: { type: 'boolean', short: 'h' } } as const;
    return parseArgs({ args: [...args], options: table, allowPositionals: true, strict: true });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new Usage(explain(error.message, Object.keys(options)));
  }
}

function explain(message: string, known: readonly string[]): string {
  const unknown = /Unknown option '(-[^']*)'/.exec(message)?.[1];
  if (unknown !== undefined) {
    const guess = suggest(unknown.replace(/^-+/, ''), known);
    return `there is no option ${unknown}${guess === undefined ? '' : ` (did you mean --${guess}?)`}`;
  }
  const incomplete = /Option '(?:-\w, )?(--[\w-]+)(?: <value>)?' argument (?:missing|is ambiguous)/.exec(
    message,
  )?.[1];
  if (incomplete !== undefined) return `${incomplete} needs a value`;
  const complete = /Option '(?:-\w, )?(--[\w-]+)' does not take an argument/.exec(message)?.[1];
  return complete === undefined ? (message.split('. ')[0] ?? message) : `${complete} takes no value`;
}
