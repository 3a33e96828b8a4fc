import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Block, root } from './markdown.ts';

/** The folders of the repository that commands in documents name. `init` of a page writes into none of them. */
const REPOSITORY_FOLDERS = ['rules', 'examples', 'docs', 'test', 'src', 'scripts', 'deploy'];

const made: string[] = [];
process.on('exit', () => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});

/** A folder for the commands of one page, removed when the process exits. */
export function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sidepatch-docs-'));
  made.push(folder);
  for (const name of REPOSITORY_FOLDERS) symlinkSync(join(root, name), join(folder, name));
  return folder;
}

/** Writes the file that a block shows, or makes the change that it shows as a diff. Other blocks: nothing. */
export function applyBlock({ notes, text, file, line }: Block, folder: string): void {
  const { file: name, change } = notes;
  if (name !== undefined) {
    const [first = ''] = name.split('/');
    assert.ok(!name.includes('..') && !REPOSITORY_FOLDERS.includes(first), `${file}:${line}: ${name}`);
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  if (change !== undefined) {
    const path = join(folder, change);
    writeFileSync(path, applyDiff(readFileSync(path, 'utf8'), text, `${file}:${line}`));
  }
}

/** What a command prints on standard output and standard error, in the order in which it prints it. */
export function run(line: string, folder: string): string {
  const script = `sidepatch() { "${process.execPath}" "${root}dist/cli.js" "$@"; }\nexec 2>&1\n${line}\n`;
  const { stdout, error } = spawnSync('sh', ['-c', script], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined },
  });
  if (error) throw error;
  return stdout.replace(/[ \t]+$/gm, '').trimEnd();
}

/** A diff without line numbers: each run of ` ` and `-` lines stands in the text once, and becomes its ` ` and `+` lines. */
function applyDiff(text: string, diff: string, where: string): string {
  let result = text;
  for (const part of diff.split(/^\.\.\.\n/m)) {
    const lines = part.replace(/\n$/, '').split('\n');
    const side = (mark: string) =>
      lines
        .filter((one) => one === '' || one[0] === ' ' || one[0] === mark)
        .map((one) => `${one.slice(1)}\n`)
        .join('');
    const before = side('-');
    assert.equal(result.split(before).length, 2, `${where}: the lines stand in the file once:\n${before}`);
    result = result.replace(before, () => side('+'));
  }
  return result;
}
