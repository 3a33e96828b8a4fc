import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { apply } from '../../src/cli/apply.ts';
import { lint } from '../../src/cli/lint.ts';
import { run } from '../cli/support.ts';
import { type Block, commandsIn, outsideFences, read, readBlocks } from './markdown.ts';
import { applyBlock, makeFolder } from './page-folder.ts';

const PAGE = 'docs/diagnostics.md';

const COMMANDS: Readonly<Record<string, (args: readonly string[]) => number>> = { apply, lint };

/** Nobody knows how to bring this one about; its section says so. */
const WITHOUT_EXAMPLE = ['Internal'];

const blocks = readBlocks(PAGE);
const lines = read(PAGE).split('\n');
const sections = headings();

// What each section's example prints is compared in documents.test.ts. Here: that it is the section's code, and that the
// cure cures it.
suite('the page of diagnostics', () => {
  test('has every code of the language, and no other', () => {
    const codes = [...read('src/text/diagnostic.ts').matchAll(/[|=] '([A-Z]\w+)'/g)].map(([, code]) => code);
    assert.deepEqual(sections.map(({ code }) => code).sort(), [...new Set(codes)].sort());
  });

  test('lists all of them at its top', () => {
    const [top = ''] = outsideFences(PAGE).split('\n## ');
    const listed = [...top.matchAll(/\[(\w+)\]\(#\w+\)/g)].map(([, code]) => code);
    assert.deepEqual(
      listed,
      sections.map(({ code }) => code),
    );
  });

  for (const { code, inside } of sections) {
    if (WITHOUT_EXAMPLE.includes(code)) continue;
    test(`${code} has an example, and a cure that cures it`, () => {
      const folder = makeFolder();
      for (const block of blocks.slice(0, blocks.indexOf(inside[0] as Block))) {
        if (block.notes['file'] === 'vm.yaml') applyBlock(block, folder);
      }
      const [shown, more] = inside.filter(({ language }) => language === 'console');
      assert.ok(shown && !more, 'one command');
      const [command, second] = commandsIn(shown);
      assert.ok(command && !second, 'one command');
      assert.match(command.output, new RegExp(`(^|: )${code}: `, 'm'));

      for (const block of inside) applyBlock(block, folder);
      assert.ok(
        inside.some(({ notes }) => notes['change']),
        'a cure',
      );
      // In this process: a page of these is long.
      const [program, name = '', ...args] = command.line.split(' ');
      assert.equal(program, 'sidepatch');
      process.chdir(folder);
      const cured = run(COMMANDS[name] ?? assert.fail(name), ...args, '--format', 'json');
      assert.equal(cured.code, 0, cured.err);
      assert.doesNotMatch(cured.out + cured.err, new RegExp(`\\b${code}\\b`));
    });
  }
});

function headings(): { readonly code: string; readonly inside: readonly Block[] }[] {
  const places = lines.flatMap((line, at) => (/^## /.test(line) ? [at] : []));
  return places.map((from, i) => ({
    code: (lines[from] ?? '').slice(3),
    inside: blocks.filter(({ line }) => line > from && line < (places[i + 1] ?? lines.length)),
  }));
}
