import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { transform } from '../../src/engine/transforms.ts';
import { fromJson, type Value } from '../../src/engine/values.ts';
import { loadRules } from '../../src/rules/load.ts';
import { policyShape } from '../../src/rules/policy-schema.ts';
import { ruleTestShape } from '../../src/rules/rule-test-schema.ts';
import { ruleShape } from '../../src/rules/schema.ts';
import type { Shape } from '../../src/rules/shape.ts';
import { read } from './markdown.ts';

suite('the guide to the language', () => {
  const reference = read('docs/language.md');

  test('has every field', () => {
    const fields = new Set([...fieldsOf(ruleShape), ...fieldsOf(ruleTestShape), ...fieldsOf(policyShape)]);
    assert.ok(fields.size > 60);
    assert.deepEqual(
      [...fields].filter((field) => !new RegExp(`(^|[\`{ /])${field}[\`:]`, 'm').test(reference)),
      [],
    );
  });

  const examples = rowsAfter(reference, '<!-- checked: transforms -->');
  test('has examples of every transform', () => {
    const transforms = fieldsOf(ruleShape, 'transforms');
    assert.ok(transforms.length > 0);
    assert.deepEqual(
      transforms.filter((name) => !examples.some(([code]) => code?.startsWith(`${name}:`))),
      [],
    );
  });
  for (const [code = '', from = '', to = ''] of examples) {
    test(`${code} makes ${to} of ${from}`, () => {
      assert.deepEqual(toJson(applyTransform(code, JSON.parse(from))), JSON.parse(to));
    });
  }
});

function applyTransform(code: string, value: unknown): Value {
  const text = [
    'apiVersion: sidepatch/v1alpha1',
    'kind: Rule',
    'metadata: {name: x}',
    'spec:',
    '  variables:',
    '    - name: x',
    '      annotation: x',
    '      transforms:',
    `        - ${code}`,
    '  domain: [{op: remove, path: /domain/x}]',
  ].join('\n');
  const { rules, diagnostics } = loadRules([{ name: code, text }]);
  assert.deepEqual(diagnostics, []);
  return transform(fromJson(value), rules[0]?.variables[0]?.transforms ?? []);
}

function toJson(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toJson);
  return value instanceof Map
    ? Object.fromEntries([...value].map(([key, inner]) => [key, toJson(inner)]))
    : value;
}

/** The cells of the table below a mark, header left out, code marks taken off. */
function rowsAfter(text: string, mark: string): string[][] {
  const [, rest = ''] = text.split(mark);
  const lines = rest.trimStart().split('\n');
  const table = lines.slice(
    2,
    lines.findIndex((line) => !line.startsWith('|')),
  );
  assert.ok(table.length > 0, `there is a table below ${mark}`);
  return table.map((line) => {
    const cells = line.replace(/^\| | \|$/g, '').split(' | ');
    return cells.map((cell) => cell.trim().replace(/^`(.*)`$/, '$1'));
  });
}

/** The names of all fields of a shape; with `below` only those inside the field of that name. */
function fieldsOf(shape: Shape, below?: string, seen = new Set<Shape>()): string[] {
  if (seen.has(shape)) return [];
  seen.add(shape);
  switch (shape.type) {
    case 'list':
    case 'map':
    case 'oneOrList':
      return fieldsOf(shape.of, below, seen);
    case 'scalarOr':
      return fieldsOf(shape.object, below, seen);
    case 'variants':
      return Object.values(shape.of).flatMap((variant) => fieldsOf(variant, below, seen));
    case 'later':
      return fieldsOf(shape.shape(), below, seen);
    case 'object':
      return Object.entries(shape.fields).flatMap(([name, { shape: inner }]) => {
        if (below === name && inner.type === 'list' && inner.of.type === 'object')
          return Object.keys(inner.of.fields);
        return [...(below === undefined ? [name] : []), ...fieldsOf(inner, below, seen)];
      });
    default:
      return [];
  }
}
