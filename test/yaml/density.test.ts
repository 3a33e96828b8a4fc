import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readYaml } from '../../src/yaml/read.ts';
import { parseYamlValue } from '../../src/yaml/value.ts';

// Each of these ended a sidecar with 61 MiB before it could answer.
const DENSE: readonly [name: string, text: string][] = [
  ['brackets', '['.repeat(40_000)],
  ['braces', '{'.repeat(500_000)],
  ['dashes', '- '.repeat(500_000)],
  ['question marks', '? '.repeat(250_000)],
  ['documents', '---\n'.repeat(200_000)],
  ['quotes', '"\n'.repeat(300_000)],
  ['anchors', '&a '.repeat(100_000)],
  ['keys', 'a:\n'.repeat(200_000)],
];

for (const [name, text] of DENSE) {
  test(`a rule file of nothing but ${name} is one finding, and is not parsed`, () => {
    const { documents, diagnostics } = readYaml({ name: 'dense.yaml', text });
    assert.deepEqual(documents, []);
    assert.deepEqual(
      diagnostics.map(({ code, hint }) => [code, hint]),
      [['InvalidYaml', 'split it into several files']],
    );
  });
}

test('an annotation of nothing but brackets is refused before it is parsed', () => {
  assert.throws(() => parseYamlValue('['.repeat(30_000)), { code: 'LimitExceeded' });
});
