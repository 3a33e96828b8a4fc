import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { pageFiles, writePage } from '../../bench/page.ts';
import type { Results } from '../../bench/results.ts';
import { read, root } from './markdown.ts';

// The page shows the kept figures of one run, which `bench/run --write` replaces. No time is compared with anything.
// `UPDATE_DOCS=1 scripts/node --test test/docs/performance.test.ts` writes page and picture anew from the figures.

const results = JSON.parse(read('docs/performance.json')) as Results;

suite('the page of performance', () => {
  if (process.env['UPDATE_DOCS']) writePage(results, join(root, 'docs'));

  for (const [name, text] of Object.entries(pageFiles(results, read('docs/performance.md')))) {
    test(`docs/${name} shows the run of docs/performance.json`, () =>
      assert.ok(read(`docs/${name}`) === text, 'write it anew with UPDATE_DOCS=1'));
  }

  test('names every program that was measured', () => {
    const page = read('docs/performance.md');
    for (const name of readdirSync(join(root, 'bench/hooks')))
      assert.ok(page.includes(`(../bench/hooks/${name === 'go' ? 'go/main.go' : name})`), name);
    for (const { title } of results.contenders) assert.ok(page.includes(`\n| ${title} | [`), title);
  });

  test('the run is a whole one, not a quick one', () => {
    assert.ok(results.machine.runs >= 5);
    assert.deepEqual(
      results.rules.map(({ rules }) => rules),
      [1, 10, 100, 1000],
    );
  });
});
