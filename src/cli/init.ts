import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readOptions } from './options.ts';
import { cloudInitRule, cloudInitTest, domainRule, domainTest } from './starter-rules.ts';
import { say, Usage } from './terminal.ts';

export const INIT_HELP = `Writes a new rule with its test, to start from.

Usage: sidepatch init NAME [--cloud-init]

Writes NAME.yaml and tests/NAME.yaml in the current folder, never over a file that
is there. The rule works as it is: it reads an annotation and writes what it says.

  --cloud-init   a rule that edits user data; without it, one that edits the domain
  -h, --help     print this

Exit code: 0 fine, 2 wrong use.

Examples:
  sidepatch init disk-cache
  sidepatch init timezone --cloud-init
`;

export function init(args: readonly string[]): number {
  const { values, positionals } = readOptions(args, { 'cloud-init': { type: 'boolean' } });
  if (values.help) {
    say(INIT_HELP);
    return 0;
  }
  const [name, second] = positionals;
  if (name === undefined) throw new Usage("needs the rule's name");
  if (second !== undefined) throw new Usage('makes one rule at a time');
  if (!/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(name)) {
    throw new Usage(`"${name}" cannot be a rule's name: use lower case letters, digits and -, at most 63`);
  }
  const rule = `${name}.yaml`;
  const test = join('tests', rule);
  for (const file of [rule, test]) {
    if (existsSync(file)) throw new Usage(`${file} is there already: choose another name, or move it away`);
  }
  write('tests', rule, values['cloud-init'] ? cloudInitRule(name) : domainRule(name));
  write('tests', test, values['cloud-init'] ? cloudInitTest(name) : domainTest(name));
  say(`Wrote ${rule} and ${test}. Next:
  edit both: what the rule reads, what it writes, and what a VM must then look like
  sidepatch lint ${rule}
  sidepatch test ${test}
  sidepatch apply --rules ${rule} --vmi VM.yaml --diff
  sidepatch configmap ${rule}`);
  return 0;
}

function write(folder: string, file: string, text: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, text, { flag: 'wx' });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : 'unknown error';
    throw new Usage(`${file} cannot be written (${code}): check the folder`);
  }
}
