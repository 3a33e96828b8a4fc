import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyEdit, openDocument, printDocument, readAt } from '../../src/yaml/document.ts';
import { maxDenseCharacters, maxDocumentLength } from '../../src/yaml/limits.ts';
import { failureOf, pointer, set } from './support.ts';

const laughs = (lines: number, wide: number) =>
  `a0: &a0 [x]\n${Array.from({ length: lines }, (_, i) => `a${i + 1}: &a${i + 1} [${Array(wide).fill(`*a${i}`).join(', ')}]\n`).join('')}`;
const mergeLaughs = (lines: number) =>
  `a0: &a0 {x: 1}\n${Array.from({ length: lines }, (_, i) => `a${i + 1}: &a${i + 1} {<<: [*a${i}, *a${i}]}\n`).join('')}`;

const beyond: [name: string, text: string, codes: string[]][] = [
  ['a billion laughs', laughs(10, 9), ['LimitExceeded']],
  ['a billion merges', mergeLaughs(40), ['LimitExceeded']],
  ['more than 1 MiB', `a: ${'x'.repeat(1024 * 1024)}\n`, ['LimitExceeded']],
  ['deep flow', `a: ${'['.repeat(100)}${']'.repeat(100)}\n`, ['LimitExceeded', 'InvalidDocument']],
  [
    'very deep flow',
    `a: ${'['.repeat(100_000)}${']'.repeat(100_000)}\n`,
    ['LimitExceeded', 'InvalidDocument'],
  ],
  ['very deep open flow', '{'.repeat(100_000), ['LimitExceeded', 'InvalidDocument']],
  ['deep dashes', `${'- '.repeat(100)}x\n`, ['LimitExceeded', 'InvalidDocument']],
  ['very deep dashes', `${'- '.repeat(200_000)}x\n`, ['LimitExceeded', 'InvalidDocument']],
  [
    'deep mappings',
    Array.from({ length: 100 }, (_, i) => `${' '.repeat(i)}a:\n`).join(''),
    ['LimitExceeded', 'InvalidDocument'],
  ],
  [
    'deep by aliases',
    `${Array.from({ length: 70 }, (_, i) => `a${i}: &a${i} [${i ? `*a${i - 1}` : 'x'}]\n`).join('')}`,
    ['LimitExceeded'],
  ],
];

for (const [name, text, codes] of beyond) {
  test(`refused in time: ${name}`, () => {
    const started = performance.now();
    const failure = failureOf(() => openDocument(text, 'Yaml'));
    assert.ok(codes.includes(failure.code), `${failure.code}: ${failure.message}`);
    assert.ok(performance.now() - started < 3000, `${Math.round(performance.now() - started)} ms`);
  });
}

test('refused: deep JSON', () => {
  assert.equal(
    failureOf(() => openDocument(`${'['.repeat(100)}${']'.repeat(100)}`, 'Json')).code,
    'LimitExceeded',
  );
  assert.equal(
    failureOf(() => openDocument(`${'['.repeat(100_000)}${']'.repeat(100_000)}`, 'Json')).code,
    'LimitExceeded',
  );
});

test('an edit with more places than the limit is refused', () => {
  const document = openDocument(`a:\n${'  - {x: 1}\n'.repeat(1001)}`, 'Yaml');
  assert.equal(failureOf(() => applyEdit(document, set('/a/*/x', 2))).code, 'LimitExceeded');
});

test('12,000 keys are opened and edited in time', () => {
  const started = performance.now();
  const document = openDocument(Array.from({ length: 12_000 }, (_, i) => `k${i}: v\n`).join(''), 'Yaml');
  applyEdit(document, set('/k11999', 'x'));
  assert.ok(performance.now() - started < 5000, `${Math.round(performance.now() - started)} ms`);
  assert.deepEqual(readAt(document, pointer('/k11999')), ['x']);
  assert.ok(printDocument(document).endsWith('k11999: x\n'));
});

for (const [what, text] of [
  ['too long', `a: ${'x'.repeat(maxDocumentLength)}\n`],
  ['too dense', `a: [${'1,'.repeat(maxDenseCharacters)}1]\n`],
] as const) {
  test(`a document that is ${what} for the memory of a sidecar is refused before it is parsed`, () => {
    for (const kind of ['Yaml', 'Json'] as const) {
      assert.throws(() => openDocument(text, kind), { code: 'LimitExceeded', hint: /^at most [0-9]+$/ });
    }
  });
}

test('1000 places are edited in one pass', () => {
  const started = performance.now();
  const document = openDocument(`a:\n${'  - x: 1\n    z: |\n      text\n'.repeat(1000)}`, 'Yaml');
  assert.equal(applyEdit(document, set('/a/*/y/w', 2)).changed, 1000);
  assert.ok(performance.now() - started < 5000, `${Math.round(performance.now() - started)} ms`);
});
