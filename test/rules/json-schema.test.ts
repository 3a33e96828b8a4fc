import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import { checkNames } from '../../src/rules/check-names.ts';
import { documentSchema, type JsonSchema, ruleFileSchema } from '../../src/rules/json-schema.ts';
import { EXAMPLE_KEYS, exampleFor, exampleKey } from '../../src/rules/json-schema-examples.ts';
import { documentsOfKind, loadRules } from '../../src/rules/load.ts';
import { policyShape } from '../../src/rules/policy-schema.ts';
import { ruleTestShape } from '../../src/rules/rule-test-schema.ts';
import { ruleShape } from '../../src/rules/schema.ts';
import { documentEdit, domainEdit, patchOperation } from '../../src/rules/schema-edits.ts';
import { checkShape, type Shape } from '../../src/rules/shape.ts';
import { formatDiagnostic } from '../../src/text/diagnostic.ts';
import { readYaml } from '../../src/yaml/read.ts';
import { badDocuments, differences } from './bad-documents.ts';

// The decoder and the schema that editors get must agree about the shape of every file.

const root = fileURLToPath(new URL('../..', import.meta.url));
// strictRequired is off: the groups name fields whose properties stand one level above.
const ajv = new Ajv({ allErrors: true, strict: true, strictRequired: false, allowUnionTypes: true });
const whole = ajv.compile(ruleFileSchema());
const single = {
  Rule: ajv.compile(documentSchema('Rule')),
  RuleTest: ajv.compile(documentSchema('RuleTest')),
  Policy: ajv.compile(documentSchema('Policy')),
};
const shapes = { Rule: ruleShape, RuleTest: ruleTestShape, Policy: policyShape };

suite('the JSON Schema', () => {
  test('is one by the meta-schema of its draft', () => {
    for (const schema of [
      ruleFileSchema(),
      documentSchema('Rule'),
      documentSchema('RuleTest'),
      documentSchema('Policy'),
    ]) {
      assert.equal(schema['$schema'], 'http://json-schema.org/draft-07/schema#');
      assert.equal(ajv.validateSchema(schema), true, ajv.errorsText());
    }
  });

  test('describes every field, with an example that it allows itself', () => {
    let fields = 0;
    for (const kind of ['Rule', 'RuleTest', 'Policy'] as const) {
      const schema = documentSchema(kind);
      for (const { way, field } of fieldsOf(schema)) {
        fields++;
        assert.equal(typeof field['description'], 'string', way);
        const examples = field['examples'];
        assert.ok(Array.isArray(examples) && examples.length === 1, `${way} has no example`);
        const { description: _, examples: __, ...rest } = field;
        const check = ajv.compile({ ...rest, definitions: schema['definitions'] });
        assert.ok(check(examples[0]), `${way}: ${ajv.errorsText(check.errors)}`);
      }
    }
    assert.ok(fields > 150, String(fields));
  });

  for (const { part, op, edit } of exampleEdits())
    test(`has examples that make a rule: ${part}, ${op}`, () => {
      const variables = ['host', 'cache'].map((name) => ({
        name,
        annotation: name,
        must: { matches: '[a-z]+' },
      }));
      const spec = { variables, [part]: [edit] };
      const rule = { apiVersion: 'sidepatch/v1alpha1', kind: 'Rule', metadata: { name: 'a' }, spec };
      const source = { name: 'a.yaml', text: JSON.stringify(rule) };
      const names = documentsOfKind(source, 'Rule').documents.flatMap(checkNames);
      const found = [...loadRules([source]).diagnostics, ...names];
      assert.deepEqual(found.map(formatDiagnostic), []);
    });

  test('has no example in vain', () => {
    const used = new Set([
      ...usedKeys(ruleShape, ['Rule']),
      ...usedKeys(ruleTestShape, ['RuleTest']),
      ...usedKeys(policyShape, ['Policy']),
    ]);
    assert.deepEqual(
      EXAMPLE_KEYS.filter((key) => !used.has(key)),
      [],
    );
  });

  const patterns = ['rules/**/*.yaml', 'examples/**/rule*.yaml', 'test/fixtures/smbios.yaml'];
  for (const file of globSync(patterns, { cwd: root }).sort()) {
    test(`${file} is valid`, () => {
      const texts = readFileSync(join(root, file), 'utf8').split(/^---$/m);
      for (const text of texts.filter((one) => /\S/.test(one))) agree(text, true);
    });
  }

  test('there are more than 30 bad documents', () => assert.ok(Object.keys(badDocuments).length > 30));

  for (const [name, text] of Object.entries(badDocuments)) {
    test(`neither takes ${name}`, () => agree(text, false));
  }

  for (const { name, text, decoder } of differences) {
    test(`known difference: ${name}`, () => {
      assert.equal(shapeErrors(text).length === 0, decoder);
      assert.equal(whole(parse(text)), !decoder);
    });
  }

  test('a document of no kind is invalid', () => {
    for (const text of ['spec: {}', 'kind: Policy', '[]', 'null', '{}'])
      assert.equal(whole(parse(text)), false, text);
  });
});

/** An edit of each part and verb: what it needs, and a value where it takes one. */
function exampleEdits() {
  const parts = {
    domain: domainEdit,
    userData: documentEdit,
    networkData: documentEdit,
    metaData: documentEdit,
    cloudInitData: patchOperation,
  };
  return Object.entries(parts).flatMap(([part, shape]) =>
    Object.entries(shape.type === 'variants' ? shape.of : {}).map(([op, { fields }]) => {
      const names = Object.keys(fields).filter(
        (name) => name !== 'op' && (fields[name]?.required || (name === 'value' && op !== 'test')),
      );
      const examples = names.map((name) => [name, exampleFor(['Rule', 'spec', part, name], op)]);
      return { part, op, edit: { op, ...Object.fromEntries(examples) } };
    }),
  );
}

function agree(text: string, valid: boolean): void {
  const errors = shapeErrors(text);
  const value: unknown = parse(text);
  assert.equal(errors.length === 0, valid, `decoder: ${errors.join('; ')}`);
  assert.equal(whole(value), valid, `schema: ${ajv.errorsText(whole.errors)}`);
  const check = single[kindOf(text)];
  assert.equal(check(value), valid, `schema of the kind: ${ajv.errorsText(check.errors)}`);
}

function shapeErrors(text: string): string[] {
  const { documents, diagnostics } = readYaml({ name: 'x.yaml', text });
  const [node] = documents;
  assert.ok(node, 'a document');
  assert.deepEqual(diagnostics, []);
  const errors: string[] = [];
  checkShape(node, shapes[kindOf(text)], '', (message, _, field) => errors.push(`${field}: ${message}`));
  return errors;
}

function kindOf(text: string): 'Rule' | 'RuleTest' {
  return /^kind: RuleTest$/m.test(text) ? 'RuleTest' : 'Rule';
}

/** Every field of a schema, with the way to it. */
function fieldsOf(schema: unknown, way = ''): { way: string; field: JsonSchema }[] {
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([key, inner]) => {
    if (key === 'examples' || key === 'enum' || key === 'const') return [];
    if (key !== 'properties') return fieldsOf(inner, Array.isArray(schema) ? way : `${way}/${key}`);
    return Object.entries(inner as Record<string, JsonSchema>).flatMap(([name, field]) => [
      { way: `${way}/${name}`, field },
      ...fieldsOf(field, `${way}/${name}`),
    ]);
  });
}

function usedKeys(shape: Shape, way: readonly string[], variant?: string, seen = new Set<Shape>()): string[] {
  switch (shape.type) {
    case 'list':
    case 'someOf':
    case 'map':
    case 'oneOrList':
      return usedKeys(shape.of, way, undefined, seen);
    case 'scalarOr':
      return usedKeys(shape.object, way, undefined, seen);
    case 'variants':
      return Object.entries(shape.of).flatMap(([name, one]) => usedKeys(one, way, name, seen));
    case 'later':
      if (seen.has(shape.shape())) return [];
      seen.add(shape.shape());
      return usedKeys(shape.shape(), ['condition'], undefined, seen);
    case 'object':
      return Object.entries(shape.fields).flatMap(([name, field]) => [
        exampleKey([...way, name], variant) ?? '',
        ...usedKeys(field.shape, [...way, name], undefined, seen),
      ]);
    default:
      return [];
  }
}
