import { exampleFor } from './json-schema-examples.ts';
import { policyShape } from './policy-schema.ts';
import { ruleTestShape } from './rule-test-schema.ts';
import { condition, ruleShape } from './schema.ts';
import { type Field, type ObjectShape, REFERENCE, type Shape } from './shape.ts';

/** A JSON Schema document or a part of one. */
export type JsonSchema = { readonly [key: string]: unknown };

const DIALECT = 'http://json-schema.org/draft-07/schema#';

const DOCUMENTS = {
  Rule: { shape: ruleShape, about: 'A rule of sidepatch: which VMs it is for, what it reads, what it edits' },
  RuleTest: { shape: ruleTestShape, about: 'A test of rules for sidepatch: VMs, and what becomes of them' },
  Policy: { shape: policyShape, about: 'What rules of sidepatch may do that are not the platform’s own' },
} as const;

type DocumentKind = keyof typeof DOCUMENTS;

/** Shapes that stand in several places. One that contains itself, behind a `later`, must be among them. */
const NAMED: ReadonlyMap<Shape, string> = new Map([[condition, 'condition']]);

/**
 * JSON Schema (draft 7, which editors know best) of a document that a rule file may hold. It says the same as the
 * decoder about the shape of a file; whether an XPath or a name in it makes sense only `lint` knows.
 */
export function ruleFileSchema(): JsonSchema {
  return {
    $schema: DIALECT,
    title: 'sidepatch',
    description: 'Rules, and tests of rules, for the KubeVirt hook sidecar sidepatch',
    type: 'object',
    // Not if/then/else by kind: yaml-language-server (1.25) then completes every file as a RuleTest.
    oneOf: [documentOf('Rule'), documentOf('RuleTest')],
    definitions: definitions(),
  };
}

/** The same for documents of one kind only. */
export function documentSchema(kind: DocumentKind): JsonSchema {
  return { $schema: DIALECT, ...documentOf(kind), definitions: definitions() };
}

function documentOf(kind: DocumentKind): JsonSchema {
  const { shape, about } = DOCUMENTS[kind];
  return { title: `sidepatch ${kind}`, description: about, ...schemaOf(shape, [kind]) };
}

function definitions(): JsonSchema {
  return Object.fromEntries([...NAMED].map(([shape, name]) => [name, writtenOut(shape, [name])]));
}

/** `way`: the names of the fields on the way to the shape, for its examples. */
function schemaOf(shape: Shape, way: readonly string[]): JsonSchema {
  const name = NAMED.get(shape);
  return name === undefined ? writtenOut(shape, way) : { $ref: `#/definitions/${name}` };
}

function writtenOut(shape: Shape, way: readonly string[]): JsonSchema {
  switch (shape.type) {
    case 'any':
      return {};
    case 'text':
      return { type: 'string' };
    case 'boolean':
      return { type: 'boolean' };
    case 'scalar':
      return { type: ['string', 'number', 'boolean'] };
    case 'integer':
      return { type: 'integer', minimum: shape.min, maximum: shape.max };
    case 'choice':
      return { enum: shape.of.flatMap(spellings) };
    case 'list':
      return { type: 'array', items: schemaOf(shape.of, way) };
    case 'someOf':
      return { type: 'array', minItems: 1, items: schemaOf(shape.of, way) };
    case 'mapping':
      return { type: ['object', 'string'], pattern: REFERENCE.source };
    case 'map':
      return { type: 'object', additionalProperties: schemaOf(shape.of, way) };
    case 'oneOrList':
      return { anyOf: [schemaOf(shape.of, way), { type: 'array', items: schemaOf(shape.of, way) }] };
    case 'scalarOr':
      // The words about objects mean nothing for others, so no `anyOf`: editors then show the field's own description.
      return { ...objectSchema(shape.object, way), type: ['string', 'number', 'boolean', 'object'] };
    case 'variants':
      return {
        type: 'object',
        oneOf: Object.entries(shape.of).map(([name, variant]) => variantSchema(shape.by, name, variant, way)),
      };
    case 'later':
      if (NAMED.has(shape.shape())) return schemaOf(shape.shape(), way);
      throw new Error('a shape that contains itself has no name: add it to NAMED');
    case 'object':
      return objectSchema(shape, way);
  }
}

/** The decoder takes `1` and `true` for what they look like, quoted or not. */
function spellings(word: string): unknown[] {
  if (word === 'true') return [true, word];
  return /^[0-9]+$/.test(word) ? [Number(word), word] : [word];
}

function variantSchema(by: string, name: string, variant: ObjectShape, way: readonly string[]): JsonSchema {
  const { [by]: chooser, ...others } = variant.fields;
  const schema = objectSchema({ ...variant, fields: others }, way, name);
  const properties = schema['properties'] as JsonSchema; // objectSchema makes it so
  const required = schema['required'] as string[] | undefined; // the same
  return {
    title: name,
    ...schema,
    properties: { [by]: { const: name, description: chooser?.about, examples: [name] }, ...properties },
    required: [by, ...(required ?? [])],
  };
}

function objectSchema(shape: ObjectShape, way: readonly string[], variant?: string): JsonSchema {
  const fields = Object.entries(shape.fields);
  const required = fields.flatMap(([name, field]) => (field.required ? [name] : []));
  return {
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(
      fields.map(([name, field]) => [name, fieldSchema(field, [...way, name], variant)]),
    ),
    ...(required.length > 0 ? { required } : {}),
    ...groupsOf(shape),
  };
}

/** Groups of all fields are counts: editors have clearer words for those. */
function groupsOf({ fields, exactlyOne, atLeastOne, atMostOne }: ObjectShape): JsonSchema {
  const isAll = (names: readonly string[]) => names.length === Object.keys(fields).length;
  if (exactlyOne && isAll(exactlyOne)) return { minProperties: 1, maxProperties: 1 };
  if (atLeastOne && isAll(atLeastOne)) return { minProperties: 1 };
  const rules = [
    ...(exactlyOne ? [{ oneOf: exactlyOne.map((name) => ({ required: [name] })) }] : []),
    ...(atLeastOne ? [{ anyOf: atLeastOne.map((name) => ({ required: [name] })) }] : []),
    ...(atMostOne ? pairs(atMostOne).map((pair) => ({ not: { required: pair } })) : []),
  ];
  return rules.length > 0 ? { allOf: rules } : {};
}

function fieldSchema(
  { shape, about, default: absent }: Field,
  way: readonly string[],
  variant?: string,
): JsonSchema {
  const example = exampleFor(way, variant);
  const said = {
    description: about,
    ...(absent === undefined ? {} : { default: absent }),
    ...(example === undefined ? {} : { examples: [example] }),
  };
  const schema = schemaOf(shape, way);
  // Draft 7 ignores whatever stands beside a $ref.
  return '$ref' in schema ? { ...said, allOf: [schema] } : { ...said, ...schema };
}

function pairs(names: readonly string[]): string[][] {
  return names.flatMap((a, i) => names.slice(i + 1).map((b) => [a, b]));
}
