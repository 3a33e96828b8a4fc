import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import { basename, join } from 'node:path';
import { suite, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { readRules } from '../src/cli/rule-inputs.ts';
import { runTestFile } from '../src/cli/test.ts';
import { formatDiagnostic } from '../src/text/diagnostic.ts';

// Every file in rules/ is an example that people copy: it has no findings, says what it is for, and has a test.

const folder = fileURLToPath(new URL('../rules', import.meta.url));
const ruleFiles = globSync('*.yaml', { cwd: folder }).sort();
const testFiles = globSync('tests/*.yaml', { cwd: folder }).sort();

suite('the catalogue of rules', () => {
  test('loads as one folder, without findings, each rule with a description', () => {
    const { rules, diagnostics } = readRules([folder]);
    assert.deepEqual(diagnostics.map(formatDiagnostic), []);
    assert.ok(rules.length >= ruleFiles.length && ruleFiles.length > 0);
    assert.deepEqual(
      rules.filter(({ description }) => !description).map(({ name }) => name),
      [],
    );
  });

  test('has a test for every file', () => {
    assert.deepEqual(
      testFiles.map((file) => basename(file)),
      ruleFiles,
    );
  });

  for (const file of testFiles) {
    test(file, () => {
      const { results, diagnostics } = runTestFile(join(folder, file));
      assert.deepEqual(diagnostics.map(formatDiagnostic), []);
      assert.ok(results.length > 0);
      assert.deepEqual(
        results
          .filter(({ problems }) => problems.length > 0)
          .map(({ name, problems }) => ({ name, problems })),
        [],
      );
    });
  }
});
