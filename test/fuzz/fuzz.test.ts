import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { type FoundCase, runBatch } from './batch.ts';
import { foundText } from './figures.ts';
import { GENERATORS } from './generators.ts';
import { createSecondReaders, hasSecondReaders } from './second-readers.ts';
import { seedOf } from './worker.ts';

/** One that stays, so that a change is seen to have broken something, and one that looks where nobody looked yet. */
const SEEDS = [1, Math.floor(Math.random() * 2 ** 31)];

const names = Object.keys(GENERATORS);

suite('any rules on any data', () => {
  const skip = hasSecondReaders || process.env['CI'] === 'true' ? false : 'no python3-yaml or libxml2';
  test('results are read by libxml2, Expat and PyYAML too', { skip }, () => assert.ok(hasSecondReaders));

  for (const seed of SEEDS) {
    test(`nothing crashes, leaks or is half done (scripts/fuzz --seed ${seed})`, {
      timeout: 120_000,
    }, (t) => {
      const readers = createSecondReaders();
      const found: FoundCase[] = [];
      const known = new Set<string>();
      let changed = 0;
      for (const [i, generator] of [...names, ...names, ...names].entries()) {
        const watch = { trying() {}, checked: readers.add };
        const batch = runBatch(generator, seedOf(seed, i), known, watch);
        found.push(...batch.found);
        changed += batch.figures.changed;
      }
      const { reads, problems } = readers.read();
      const told = problems.map(({ message, text }) => `${message}\n${text}`);
      assert.deepEqual([...found.map(foundText), ...told].join('\n'), '');
      assert.ok(changed > 300, 'the generators make rules that do something');
      t.diagnostic(`seed ${seed}: ${changed} changed documents, ${reads} of them read by others`);
    });
  }
});
