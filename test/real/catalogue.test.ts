import assert from 'node:assert/strict';
import { before, suite, test } from 'node:test';
import { recipeChecks } from './catalogue-checks.ts';
import { bringCloudInit } from './catalogue-cloud-init.ts';
import { LIMITS } from './catalogue-limits.ts';
import { needs } from './requirements.ts';

// Each recipe of the catalogue, against the programs that it is for. `scripts/catalogue` prints the same as a table.

const skip = needs('xmllint', 'libvirt schema', 'libvirt', 'cloud-init');
const checks = recipeChecks();

suite('a recipe of the catalogue', { skip }, () => {
  before(bringCloudInit);

  for (const { recipe, check, run } of checks) {
    test(`${recipe}: ${check}`, (t) => {
      const verdict = run();
      if (verdict.kind === 'needs') return t.skip(`needs ${verdict.what}`);
      assert.equal(verdict.kind === 'wrong' ? verdict.why : '', '');
    });
  }

  test('that this machine cannot try is one of the catalogue', () => {
    const known = new Set(checks.map(({ recipe, check }) => `${recipe}: ${check}`));
    const limited = Object.entries(LIMITS).flatMap(([recipe, limits]) =>
      limits.map(({ check }) => `${recipe}: ${check}`),
    );
    assert.deepEqual(
      limited.filter((name) => !known.has(name)),
      [],
    );
  });
});
