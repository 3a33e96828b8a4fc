import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { suite, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { read } from '../docs/markdown.ts';

const run = promisify(execFile);

/** The flags of the image: what is larger than this ends the sidecar. */
const FLAGS = [...read('Dockerfile').matchAll(/"(--(?:v8-pool|max-)[^"]+)"/g)].map(([, flag]) => flag ?? '');

const EDIT = '\ndomain: [{op: set, path: /domain/title, value: "$(x)"}]';
const many = (count: number, one: (i: number) => string) => Array.from({ length: count }, (_, i) => one(i));
const repeated = (count: number, item: string) => many(count, () => item).join(', ');
const fields = (variable: string) => [...'abcdefgh'].map((key) => `${key}: $(${variable})`).join(', ');
const layers = many(7, (i) => `{name: v${i + 1}, value: {${fields(`v${i}`)}}}`).join(', ');

const SPECS: Readonly<Record<string, string>> = {
  'Base64 of Base64': `variables: [{name: x, annotation: l, transforms: [${repeated(14, '{encode: Base64}')}]}]${EDIT}`,
  'a long text joined with itself': `variables: [{name: l, annotation: l}, {name: x, value: [${repeated(36, '$(l)')}], transforms: [{join: "é€"}, {encode: Base64}]}]${EDIT}`,
  'objects in objects':
    `variables: [{name: v0, value: "[[],[]]", transforms: [{parse: Json}]}, ${layers}, {name: x, variable: v7, transforms: [{pick: "/*/*/*/*/*/*/*"}]}]${EDIT}`.replace(
      'variable: v7',
      'value: $(v7)',
    ),
  'many empty lists': `variables: [{name: x, annotation: lists, transforms: [{parse: Json}]}]${EDIT}`,
  'many empty objects': `variables: [{name: x, annotation: maps, transforms: [{parse: Json}]}]${EDIT}`,
  'a list of long texts, each made anew': `variables: [{name: l, annotation: m}, {name: x, value: [${repeated(900, '$(l)')}], transforms: [{case: Upper}]}]${EDIT}`,
  'a replacement that grows': `variables: [{name: x, annotation: dots, transforms: [{replace: {pattern: "[.]", with: "${'y'.repeat(30_000)}"}}]}]${EDIT}`,
  'a text of many words': `variables: [{name: l, annotation: lists}, {name: x, value: [${repeated(100, '$(l)')}], transforms: [{split: ","}]}]${EDIT}`,
  'many variables': `variables: [${many(120, (i) => `{name: ${i === 0 ? 'x' : `x${i}`}, annotation: l, transforms: [{case: Upper}, {trim: true}]}`).join(', ')}]${EDIT}`,
  'the texts of nested elements': `variables: [{name: x, domain: "//*", transforms: [{trim: true}]}, {name: l, annotation: l}]
domain:
  - {op: set, path: /domain/title, value: "$(l)"}
  - {op: add, path: /domain, forEach: {name: n, value: [${repeated(1000, '1')}]}, xml: "<a b='c$(l)'/>"}`,
  'long texts in one element': `variables: [{name: l, annotation: l}]
domain: [{op: set, path: /domain, attributes: {${many(130, (i) => `a${i}: "b$(l)"`).join(', ')}}}]`,
  'a long text in many places of user data': `variables: [{name: l, annotation: l}]
userData: [{op: set, path: /a, value: [${repeated(200, '"b$(l)"')}]}]`,
  'a long key in many places of user data': `variables: [{name: v0, annotation: key, transforms: [{parse: Json}]}, ${layers}]
userData: [{op: set, path: /a, value: $(v4)}]`,
  'objects in objects merged into user data': `variables: [{name: v0, value: "[[],[]]", transforms: [{parse: Json}]}, ${layers}]
userData: [{op: merge, path: "", value: {${fields('v7')}}}]`,
};

suite('with the memory of the image', () => {
  for (const [name, spec] of Object.entries(SPECS)) {
    test(`${name}: refused, and the process lives`, async () => {
      const call = fileURLToPath(import.meta.resolve('./small-heap-call.ts'));
      const { stdout } = await run(process.execPath, [
        ...FLAGS,
        '--disable-warning=ExperimentalWarning',
        call,
        spec,
      ]);
      assert.match(stdout, /^rules\.yaml:\d+:\d+: LimitExceeded: rule first, spec\./);
      assert.ok(stdout.length < 600, stdout.slice(0, 600));
    });
  }
  test('has its flags from the Dockerfile', () => assert.equal(FLAGS.length, 3));
});
