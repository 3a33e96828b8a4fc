import { documentSchema, ruleFileSchema } from '../rules/json-schema.ts';
import { didYouMean } from '../text/suggest.ts';
import { readOptions } from './options.ts';
import { say, Usage } from './terminal.ts';

export const SCHEMA_HELP = `Prints the JSON Schema (draft 7) of rule files, for completion and errors in an editor.

Usage: sidepatch schema [rule|ruletest|policy] [--header]

Without a kind the schema fits rules and tests of rules alike. Policies are no part of
rule files and have their own.

  --header     print the line instead that goes to the top of a rule file, so that
               yaml-language-server (VS Code, Neovim, Helix, ...) finds the schema
  -h, --help   print this

Exit code: 0 fine, 2 wrong use.

Examples:
  sidepatch schema > sidepatch.schema.json
  sed -i "1i $(sidepatch schema --header)" rule.yaml
`;

/** Relative to the rule file: where the example above puts it. */
const SCHEMA_FILE = 'sidepatch.schema.json';

const KINDS = { rule: 'Rule', ruletest: 'RuleTest', policy: 'Policy' } as const;

export function schema(args: readonly string[]): number {
  const { values, positionals } = readOptions(args, { header: { type: 'boolean' } });
  if (values.help) {
    say(SCHEMA_HELP);
    return 0;
  }
  const [kind, second] = positionals;
  if (second !== undefined) throw new Usage('prints one schema at a time');
  if (kind !== undefined && !isKind(kind)) {
    throw new Usage(
      `there is no schema "${kind}"${didYouMean(kind, Object.keys(KINDS))}: rule, ruletest or policy`,
    );
  }
  if (values.header) {
    say(`# yaml-language-server: $schema=${SCHEMA_FILE}`);
    return 0;
  }
  say(JSON.stringify(kind === undefined ? ruleFileSchema() : documentSchema(KINDS[kind]), null, 2));
  return 0;
}

function isKind(word: string): word is keyof typeof KINDS {
  return Object.hasOwn(KINDS, word);
}
