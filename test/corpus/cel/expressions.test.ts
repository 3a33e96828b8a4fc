import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { parse } from 'yaml';
import { canonicalLines } from '../canonical-xml.ts';
import { readCases } from '../cases.ts';
import { applyCel } from './evaluate.ts';
import { judge } from './judge.ts';

interface Written {
  readonly case: string;
  readonly expression: string;
  readonly loses?: readonly string[];
}

const written: readonly Written[] = parse(
  readFileSync(join(import.meta.dirname, 'expressions.yaml'), 'utf8'),
);
const cases = new Map(readCases().map((one) => [one.id, one]));

suite('a CEL expression, as KubeVirt would merge it', () => {
  for (const { case: id, expression, loses } of written) {
    const one = cases.get(id);
    assert.ok(one, id);
    const { verdict, restated } = judge(one);
    const result = () => canonicalLines(applyCel(expression, one.before, one.vmi));
    if (loses === undefined) {
      test(`${id}: reaches the result, as judged`, () => {
        assert.deepEqual(result(), canonicalLines(one.after));
        assert.notEqual(verdict, 'no');
      });
    } else {
      test(`${id}: loses what it does not name, as judged`, () => {
        assert.ok(verdict === 'restating' && restated >= loses.length, verdict);
        const left = result().join('\n');
        for (const line of loses) {
          assert.ok(canonicalLines(one.after).join('\n').includes(line), `the case has ${line}`);
          assert.ok(!left.includes(line), `kept: ${line}`);
        }
      });
    }
  }
});
