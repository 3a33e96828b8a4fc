/** What a shell can offer for one command. */
export interface CommandWords {
  readonly name: string;
  readonly about: string;
  readonly options: readonly OptionWords[];
  /** The words that stand where a file would: `bash|zsh|fish`; empty for files. */
  readonly choices: readonly string[];
}

export interface OptionWords {
  /** With its dashes. */
  readonly name: string;
  readonly about: string;
  /** What follows it: nothing, a file, one of these words, or a word that nobody can guess. */
  readonly value: 'none' | 'file' | 'word' | readonly string[];
}

export type Commands = Readonly<Record<string, { readonly about: string; readonly help: string }>>;

/** Read out of the help texts: what a command says of itself is what is completed, and neither can be forgotten. */
export function commandTable(commands: Commands): CommandWords[] {
  return Object.entries(commands).map(([name, { about, help }]) => ({
    name,
    about,
    options: optionsIn(help),
    choices: choicesIn(help, name),
  }));
}

function optionsIn(help: string): OptionWords[] {
  const found = new Map<string, OptionWords>();
  // In lines of their own: `  -h, --help   print this` and `  --format FORMAT  text (default) or json`
  for (const [, , name = '', value, about = ''] of help.matchAll(
    /^ {2}(-\w, )?(--[a-z][a-z-]*)(?: ([A-Z]+|[a-z]+(?:\|[a-z]+)+))? {2,}(.*)$/gm,
  )) {
    found.set(name, { name, about, value: valueWords(value, about) });
  }
  // In the line about the usage: `[--format text|json]`
  for (const [, name = '', value] of usageOf(help).matchAll(
    /(--[a-z][a-z-]*)(?: ([A-Z]+|[a-z]+(?:\|[a-z]+)+))?/g,
  )) {
    if (!found.has(name)) found.set(name, { name, about: '', value: valueWords(value, '') });
  }
  if (!found.has('--help')) found.set('--help', { name: '--help', about: 'print this', value: 'none' });
  return [...found.values()];
}

function valueWords(placeholder: string | undefined, about: string): OptionWords['value'] {
  if (placeholder === undefined) return 'none';
  if (placeholder.includes('|')) return placeholder.split('|');
  if (placeholder === 'FILE' || placeholder === 'PATH' || placeholder === 'DIR') return 'file';
  if (placeholder === 'FORMAT') return formatsIn(about);
  return 'word';
}

/** `text (default), json or junit` */
function formatsIn(about: string): string[] {
  const list = /^\w+(?: \(default\))?(?:(?:, | or )\w+)+/.exec(about)?.[0] ?? '';
  return list
    .replace(' (default)', '')
    .split(/, | or /)
    .filter(Boolean);
}

function choicesIn(help: string, name: string): string[] {
  const rest = usageOf(help).split(`sidepatch ${name} `)[1] ?? '';
  return /^\[?([a-z]+(?:\|[a-z]+)+)/.exec(rest)?.[1]?.split('|') ?? [];
}

function usageOf(help: string): string {
  return /^Usage: .*$/m.exec(help)?.[0] ?? '';
}
