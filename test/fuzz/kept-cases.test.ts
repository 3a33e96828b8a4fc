import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { suite, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { checkCase } from './check-case.ts';
import type { FuzzCase } from './fuzz-case.ts';

const folder = fileURLToPath(new URL('cases', import.meta.url));

suite('what fuzzing once found', () => {
  for (const file of globSync('*.json', { cwd: folder }).sort()) {
    const { finding, ...kept } = JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')) as KeptCase;
    test(`${basename(file, '.json').replaceAll('-', ' ')} (${finding})`, () => void checkCase(kept));
  }
});

/** A file of test/fuzz/cases: the case, and what was wrong. */
interface KeptCase extends FuzzCase {
  readonly finding: string;
}
