import { stringify } from 'yaml';
import { documentSchema, type JsonSchema } from '../src/rules/json-schema.ts';
import { SECTIONS, type Section } from './reference-sections.ts';

const INTRODUCTION = `# Every field

All fields of \`sidepatch/v1alpha1\`, for looking one up: its type, what its absence means, what it does, and an example.
How they work together is in [the language](language.md). This page is made from the JSON Schema that \`sidepatch schema\`
prints, by \`scripts/node scripts/generate-reference.ts\`; a test compares the two.

A default of "required" means that the field must be there; none, that without it nothing happens.
`;

type Fields = Readonly<Record<string, JsonSchema>>;

interface Group {
  readonly section: Section;
  readonly schema: JsonSchema;
}

/** The page docs/reference.md. Throws for a group of fields that no section describes. */
export function renderReference(): string {
  const groups = SECTIONS.map((section) => ({ section, schema: schemaAt(section) }));
  const contents = SECTIONS.map(({ title }) => `- ${linkTo(title, title)}\n`).join('');
  const parts = groups.map((group) => renderGroup(group, groups));
  return `${[INTRODUCTION, contents, ...parts, renderIndex(groups)].join('\n').trimEnd()}\n`;
}

function schemaAt({ kind, way, title }: Section): JsonSchema {
  let at: unknown = documentSchema(kind);
  for (const step of way) at = (at as Record<string, unknown> | undefined)?.[step];
  if (typeof at !== 'object' || at === null) throw new Error(`the schema has nothing at the way to ${title}`);
  return at as JsonSchema;
}

function renderGroup({ section, schema }: Group, groups: readonly Group[]): string {
  const head = `## ${section.title}\n${section.about === '' ? '' : `\n${section.about}\n`}`;
  const variants = variantsOf(schema);
  if (variants.length === 0) return `${head}\n${table(section, schema, groups)}`;
  const tables = variants.map(
    (variant) => `### ${section.title}: ${variant['title']}\n\n${table(section, variant, groups)}`,
  );
  return `${head}\n${tables.join('\n')}`;
}

function table(section: Section, schema: JsonSchema, groups: readonly Group[]): string {
  const included = groups.filter((other) => isWithin(other, section, schema));
  const collapsed = new Set(included.flatMap(({ schema: inner }) => Object.keys(fieldsOf(inner))));
  const required = (schema['required'] ?? []) as readonly string[];
  const rows = Object.entries(fieldsOf(schema))
    .filter(([name]) => !collapsed.has(name))
    .map(([name, field]) => {
      const absent = required.includes(name)
        ? 'required'
        : 'default' in field
          ? `\`${field['default']}\``
          : '';
      return [`\`${name}\``, typeOf(field, groups), absent, sentence(field), example(field)];
    });
  const also = included.map(({ section: { title, noun }, schema: inner }) => [
    linkTo(`the fields of a ${noun}`, title),
    '',
    '',
    Object.keys(fieldsOf(inner))
      .map((name) => `\`${name}\``)
      .join(', '),
    '',
  ]);
  return `| field | type | default | what it does | example |\n|---|---|---|---|---|\n${[...rows, ...also]
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`)
    .join('')}`;
}

function isWithin({ section, schema }: Group, inside: Section, outer: JsonSchema): boolean {
  if (!section.isIncluded || section === inside) return false;
  const fields = fieldsOf(outer);
  return Object.entries(fieldsOf(schema)).every(
    ([name, { description }]) => fields[name]?.['description'] === description,
  );
}

function typeOf(schema: JsonSchema, groups: readonly Group[]): string {
  const own = groups.find((group) => isSame(group.schema, schema))?.section;
  const link = own && linkTo(own.noun, own.title);
  const inner = (key: string) => typeOf(schema[key] as JsonSchema, groups);
  if ('const' in schema) return `\`${schema['const']}\``;
  if ('enum' in schema) return choices(schema['enum'] as readonly unknown[]);
  if ('allOf' in schema && !('properties' in schema)) {
    const [only] = schema['allOf'] as readonly JsonSchema[];
    return typeOf(only ?? {}, groups);
  }
  if ('$ref' in schema) return linkTo('condition', 'Condition');
  if ('anyOf' in schema)
    return (schema['anyOf'] as readonly JsonSchema[]).map((one) => typeOf(one, groups)).join(', or ');
  if (Array.isArray(schema['type'])) {
    if (schema['pattern'] !== undefined) return 'mapping, or one `$(name)`';
    return link ? `${link}, or one value` : 'text, number, true or false';
  }
  switch (schema['type']) {
    case undefined:
      return 'anything';
    case 'string':
      return 'text';
    case 'boolean':
      return '`true`, `false`';
    case 'integer':
      return `whole number from ${schema['minimum']} to ${schema['maximum']}`;
    case 'array':
      return `list, each: ${inner('items')}`;
    default:
      if (link) return link;
      if (typeof schema['additionalProperties'] === 'object')
        return `mapping, each: ${inner('additionalProperties')}`;
      throw new Error(`no section describes the fields ${Object.keys(fieldsOf(schema)).join(', ')}`);
  }
}

/** Spellings of one word count once: `true` and `"true"`. */
function choices(values: readonly unknown[]): string {
  return [...new Set(values.map((value) => `\`${value}\``))].join(', ');
}

/** The same fields with the same words, whatever their examples. */
function isSame(a: JsonSchema, b: JsonSchema): boolean {
  return wordsOf(a) === wordsOf(b) && wordsOf(a) !== '';
}

function wordsOf(schema: JsonSchema): string {
  const variants = variantsOf(schema);
  if (variants.length > 0) return variants.map(wordsOf).join('|');
  return Object.entries(fieldsOf(schema))
    .map(([name, { description }]) => `${name}: ${String(description).replace(/, as .*/, '')}`)
    .join('\n');
}

function variantsOf(schema: JsonSchema): readonly JsonSchema[] {
  return 'properties' in schema ? [] : ((schema['oneOf'] ?? []) as readonly JsonSchema[]);
}

function fieldsOf(schema: JsonSchema): Fields {
  return (schema['properties'] ?? {}) as Fields;
}

function sentence({ description }: JsonSchema): string {
  if (typeof description !== 'string') throw new Error('a field without a description');
  return description.replace(/<\w+>|"\*"/g, '`$&`').replace(/(?<![`*\w])\*(?![`*\w])/g, '`*`');
}

function example({ examples }: JsonSchema): string {
  if (!Array.isArray(examples)) throw new Error('a field without an example');
  const text = stringify(examples[0], {
    collectionStyle: 'flow',
    lineWidth: 0,
    flowCollectionPadding: false,
    blockQuote: false,
  });
  return `\`${text.trim()}\``;
}

function renderIndex(groups: readonly Group[]): string {
  const places = new Map<string, string[]>();
  for (const { section, schema } of groups) {
    for (const [name, titles] of namesOf(section, schema, groups)) {
      places.set(name, [...(places.get(name) ?? []), ...titles]);
    }
  }
  const lines = [...places]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, titles]) => `| \`${name}\` | ${titles.map((title) => linkTo(title, title)).join(', ')} |\n`);
  return `## Index\n\n| field | where |\n|---|---|\n${lines.join('')}`;
}

function namesOf(section: Section, schema: JsonSchema, groups: readonly Group[]): [string, string[]][] {
  const variants = variantsOf(schema);
  if (variants.length > 0) {
    const titles = new Map<string, string[]>();
    for (const variant of variants) {
      const title = `${section.title}: ${variant['title']}`;
      for (const [name] of namesOf({ ...section, title }, variant, groups)) {
        titles.set(name, [...(titles.get(name) ?? []), title]);
      }
    }
    // A field of many verbs is found at the list of them.
    return [...titles].map(([name, found]) => [name, found.length > 3 ? [section.title] : found]);
  }
  const included = groups.filter((other) => isWithin(other, section, schema));
  const elsewhere = new Set(included.flatMap(({ schema: inner }) => Object.keys(fieldsOf(inner))));
  return Object.keys(fieldsOf(schema))
    .filter((name) => !elsewhere.has(name))
    .map((name) => [name, [section.title]]);
}

function linkTo(text: string, title: string): string {
  const anchor = title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-');
  return `[${text}](#${anchor})`;
}
