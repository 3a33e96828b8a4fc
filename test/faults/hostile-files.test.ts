import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { tempFolder } from '../server/support.ts';

/*
 * Rule files that somebody sends in a pull request, on the machine that checks them. Half a minute is for the slowest CI;
 * without a limit these would take hours, or all memory.
 */

const CLI = join(import.meta.dirname, '../../dist/cli.js');
const TIMEOUT_MS = 30_000;

const rule = (name: string, spec: string) =>
  `apiVersion: sidepatch/v1alpha1\nkind: Rule\nmetadata: {name: ${name}}\nspec:\n${spec.replace(/^/gm, '  ')}\n`;
const edit = 'domain: [{op: set, path: /domain/title, value: x}]';
const numbers = (count: number) => Array.from({ length: count }, (_, i) => i);

/** Nested lists of aliases, each nine times the one before. */
const bomb = `a0: &a0 [x, x, x, x, x, x, x, x, x]\n${numbers(12)
  .map((i) => `a${i + 1}: &a${i + 1} [${Array(9).fill(`*a${i}`).join(', ')}]`)
  .join('\n')}\n`;

const FILES: Readonly<Record<string, string>> = {
  'a thousand rules': numbers(1000)
    .map((i) => rule(`r${i}`, edit))
    .join('---\n'),
  'aliases of aliases': `${rule('bomb', edit)}${bomb}`,
  'thousands of merge keys': `${rule('keys', edit)}base: &base {a: 1}\n${numbers(6000)
    .map((i) => `k${i}: {<<: *base}`)
    .join('\n')}\n`,
  'ten thousand brackets': rule('deep', `domain: ${'['.repeat(10_000)}`),
  'ten thousand levels of a condition': rule(
    'deep',
    `when: [${'{not: '.repeat(5000)}{label: a}${'}'.repeat(5000)}]\n${edit}`,
  ),
  'an expression of 4,000 brackets': rule(
    'xpath',
    `when: [{domain: "${'('.repeat(1999)}1${')'.repeat(1999)}"}]\n${edit}`,
  ),
  'loops in loops over all there is': rule(
    'loops',
    `forEach:\n  - {name: a, domain: //*}\n  - {name: b, domain: //*}\n  - {name: c, domain: //*}\ndomain: [{op: set, path: /domain/title, value: x}]`,
  ),
  'a regular expression that backtracks elsewhere': rule(
    'regex',
    `variables: [{name: a, annotation: a, must: {matches: "(a+)+(a|aa)+(a|a?)+b"}}]\n${edit}`,
  ),
  'a file of a megabyte of one text': rule('long', `description: ${'x'.repeat(1_000_000)}\n${edit}`),
  noise: Buffer.alloc(100_000, '\u0001{[&*!|>%@`').toString(),
};

for (const [name, text] of Object.entries(FILES)) {
  test(`lint and apply end soon with ${name}`, (t) => {
    const folder = tempFolder(t);
    const file = join(folder, 'rule.yaml');
    writeFileSync(file, text);
    writeFileSync(
      join(folder, 'vmi.json'),
      '{"metadata":{"name":"vm","namespace":"default"},"spec":{"domain":{"devices":{}}}}',
    );
    runsToItsEnd('lint', file);
    runsToItsEnd('apply', '--rules', file, '--vmi', join(folder, 'vmi.json'));
  });
}

test('test ends soon with a test of many hostile cases', (t) => {
  const folder = tempFolder(t);
  mkdirSync(join(folder, 'tests'));
  writeFileSync(join(folder, 'rule.yaml'), FILES['loops in loops over all there is'] ?? '');
  const cases = numbers(200).map((i) => `  - {name: c${i}, expect: {rules: {loops: Applied}}}`);
  const head =
    'apiVersion: sidepatch/v1alpha1\nkind: RuleTest\nmetadata: {name: many}\nspec:\n  rules: [../rule.yaml]\n';
  writeFileSync(
    join(folder, 'tests/many.yaml'),
    `${head}  cases:\n${cases.map((line) => `  ${line}`).join('\n')}\n`,
  );
  runsToItsEnd('test', join(folder, 'tests'));
});

function runsToItsEnd(...args: readonly string[]): void {
  const { status, signal, stderr } = spawnSync(process.execPath, [CLI, ...args], {
    encoding: 'utf8',
    timeout: TIMEOUT_MS,
    killSignal: 'SIGKILL',
    maxBuffer: 1 << 28,
  });
  assert.equal(signal, null, `${args[0]} was ended after ${TIMEOUT_MS} ms`);
  assert.ok([0, 1, 2].includes(status ?? -1), stderr.slice(0, 500));
  assert.doesNotMatch(stderr, /^\s+at .*:\d+:\d+\)?$/m, 'an error that nobody foresaw');
}
