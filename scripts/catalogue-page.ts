import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadRules } from '../src/rules/load.ts';
import type { Condition, Rule, SelectorLine, Source, Variable } from '../src/rules/model.ts';

/** What a reader of the catalogue wants to know of one rule file. */
export interface Recipe {
  /** The file's name without its ending. */
  readonly name: string;
  readonly rules: readonly Rule[];
  /** The annotations and labels that its head comment describes. */
  readonly keys: readonly DescribedKey[];
  /** The rest of its head comment: what to mind. One line. */
  readonly mind: string;
  /** The annotations and labels that its rules read. */
  readonly reads: readonly ReadKey[];
}

interface ReadKey {
  readonly kind: 'annotation' | 'label';
  readonly key: string;
}

interface DescribedKey {
  readonly key: string;
  /** An example, as YAML. */
  readonly example: string;
  /** What stands in parentheses behind it; empty when nothing does. */
  readonly note: string;
}

/** The first word of a file's name says what it is about; in the order of the page. */
export const TOPICS: Readonly<Record<string, string>> = {
  boot: 'Boot',
  smbios: 'SMBIOS',
  machine: 'Machine and firmware',
  cpu: 'CPU',
  memory: 'Memory',
  clock: 'Clock',
  disk: 'Disks',
  network: 'Network cards',
  gpu: 'GPUs',
  screen: 'Screen',
  device: 'Other devices',
  guest: 'Inside the guest: cloud-init',
};

const INTRODUCTION = `<!-- Made from the files in rules/ by scripts/catalogue --write: change those, not this page. -->

# The catalogue

Rules to copy and change, in [rules](../rules), each with a test in [rules/tests](../rules/tests). Keys and names with
\`example.com\` and addresses like \`10.0.0.53\` are to be replaced. To try one on a VM of yours:

\`\`\`sh
kubectl get vmi NAME -o yaml | sidepatch apply --rules rules/device-watchdog.yaml --vmi - --explain --diff
\`\`\`

Each file begins with what it reads, as \`key: example       (meaning)\`, and what to mind; this page is made of that. The
folder is not meant to be mounted as a whole: some of the rules apply to every VM. \`scripts/catalogue\` puts each recipe
through libvirt's schema, a real libvirt and QEMU's arguments, the three calls of one start, and cloud-init.
`;

/** The index of the catalogue, docs/catalogue.md, made of the rule files in a folder. */
export function cataloguePage(folder: string): string {
  const recipes = readRecipes(folder);
  const sections = Object.entries(TOPICS).map(([topic, title]) => {
    const rows = recipes.filter(({ name }) => topicOf(name) === topic).map(rowOf);
    return `\n## ${title}\n\n| recipe | what it does | it reads | mind |\n|---|---|---|---|\n${rows.join('\n')}\n`;
  });
  return INTRODUCTION + sections.join('');
}

/** The first word of a recipe's name. */
export function topicOf(name: string): string {
  return name.split('-')[0] ?? '';
}

/** All rule files of a folder, by name. Throws when one has errors: the linter tells which. */
export function readRecipes(folder: string): Recipe[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .sort()
    .map((file) => readRecipe(file.replace(/\.yaml$/, ''), readFileSync(join(folder, file), 'utf8')));
}

function readRecipe(name: string, text: string): Recipe {
  const { rules, diagnostics } = loadRules([{ name, text }]);
  if (diagnostics.some(({ severity }) => severity === 'error')) throw new Error(`${name} has errors`);
  const reads = unique(rules.flatMap(keysOf));
  const lines = headOf(text);
  const keys = lines.flatMap((line) => describedKey(line, reads) ?? []);
  const mind = lines.filter((line) => !describedKey(line, reads)).join(' ');
  return { name, rules, keys, mind: mind.replace(/\s+/g, ' ').trim(), reads };
}

function headOf(text: string): string[] {
  const lines = text.split('\n');
  const end = lines.findIndex((line) => !line.startsWith('#'));
  return lines.slice(0, end).map((line) => line.replace(/^# ?/, ''));
}

/** `key: example       (note)`, where a rule reads this key. */
function describedKey(line: string, reads: readonly ReadKey[]): DescribedKey | undefined {
  const [, key = '', example = '', note = ''] = /^(\S+): (.+?)(?: {2,}\((.*)\))?$/.exec(line) ?? [];
  return reads.some((read) => read.key === key) ? { key, example, note } : undefined;
}

function keysOf(rule: Rule): ReadKey[] {
  const edits = rule.domain.flatMap((edit) => ('loop' in edit && edit.loop ? [edit.loop] : []));
  return [
    ...[...rule.match, ...rule.exclude].flatMap(keyOfLine),
    ...[...rule.loops, ...rule.variables, ...edits].flatMap(({ source }: Variable) => keyOfSource(source)),
    ...rule.when.flatMap(keysOfCondition),
  ];
}

function keyOfLine(line: SelectorLine): ReadKey[] {
  return line.kind === 'label' || line.kind === 'annotation' ? [{ kind: line.kind, key: line.key }] : [];
}

function keyOfSource(source: Source): ReadKey[] {
  return source.kind === 'label' || source.kind === 'annotation'
    ? [{ kind: source.kind, key: source.key }]
    : [];
}

function keysOfCondition(condition: Condition): ReadKey[] {
  switch (condition.kind) {
    case 'source':
      return keyOfSource(condition.source);
    case 'anyOf':
      return condition.conditions.flatMap(keysOfCondition);
    case 'not':
      return keysOfCondition(condition.condition);
  }
}

function unique(keys: readonly ReadKey[]): ReadKey[] {
  return [...new Map(keys.map((key) => [`${key.kind} ${key.key}`, key])).values()];
}

function rowOf({ name, rules, keys, mind, reads }: Recipe): string {
  const told = keys.map(({ key, example, note }) => {
    const kind = reads.find((read) => read.key === key)?.kind ?? '';
    return `${kind} \`${key}: ${example}\`${note && ` (${note})`}`;
  });
  const capabilities = [...new Set(rules.flatMap((rule) => [...rule.capabilities.keys()]))];
  const needs = capabilities.length > 0 ? `Declares ${capabilities.map((c) => `\`${c}\``).join(', ')}.` : '';
  const cells = [
    `[${name}](../rules/${name}.yaml)`,
    rules.map(({ description }) => description).join(' '),
    told.join('<br>'),
    [needs, mind].filter(Boolean).join(' '),
  ];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}
