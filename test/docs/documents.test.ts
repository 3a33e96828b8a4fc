import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { after, suite, test } from 'node:test';
import { parseAllDocuments } from 'yaml';
import { compileRuleTest } from '../../src/rules/compile-rule-test.ts';
import { documentsOfKind, loadRules } from '../../src/rules/load.ts';
import { HELP } from '../../src/server/help.ts';
import { formatDiagnostic } from '../../src/text/diagnostic.ts';
import {
  anchorsOf,
  type Block,
  commandsIn,
  outsideFences,
  pages,
  read,
  readBlocks,
  replaceBlock,
  root,
} from './markdown.ts';

// What the documents show is what the program does. `UPDATE_DOCS=1 scripts/node --test test/docs/documents.test.ts` writes
// the output of every `$ sidepatch` command into them anew.

const blocks = pages.flatMap(readBlocks);
const ruleBlocks = blocks.filter(
  ({ language, text }) => language === 'yaml' && /^ *apiVersion: sidepatch\//m.test(text),
);
const commandBlocks = blocks.filter(
  ({ language, text }) => language === 'console' && /^\$ sidepatch /m.test(text),
);

suite('rules in documents', () => {
  test('there are some', () => assert.ok(ruleBlocks.length > 0));

  for (const block of ruleBlocks) {
    test(`${block.file}:${block.line} ${block.notes['expect'] ?? 'loads'}`, () => {
      const found = rulesIn(block).flatMap((text) => findingsIn(block, text));
      const expected = (block.notes['expect'] ?? '').split(' ').filter(Boolean).sort();
      const codes = [...new Set(found.map(({ code }) => code))].sort();
      assert.deepEqual(codes, expected, found.map(formatDiagnostic).join('\n'));
    });
  }
});

suite('commands in documents', () => {
  const folders: string[] = [];
  after(() => {
    for (const folder of folders) rmSync(folder, { recursive: true });
  });

  test('there are some', () => assert.ok(commandBlocks.length > 0));

  for (const page of new Set(commandBlocks.map(({ file }) => file))) {
    test(`${page} shows what they print`, () => {
      const folder = makeFolder(page);
      folders.push(folder);
      for (const block of commandBlocks.filter(({ file }) => file === page)) {
        const commands = commandsIn(block);
        const real = commands.map(({ line }) => ({ line, output: run(line, folder) }));
        if (process.env['UPDATE_DOCS']) replaceBlock(block, real);
        else assert.deepEqual(real, commands, `${page}:${block.line}`);
      }
    });
  }
});

suite('links in documents', () => {
  const links = pages.flatMap((page) =>
    [...outsideFences(page).matchAll(/\]\(([^)\s]+)\)/g)]
      .map(([, target = '']) => ({ page, target }))
      .filter(({ target }) => !/^https?:/.test(target)),
  );

  test('there are some', () => assert.ok(links.length > 0));

  for (const { page, target } of links) {
    test(`${page}: ${target}`, () => {
      const [path = '', anchor] = target.split('#');
      const file = path === '' ? join(root, page) : resolve(root, dirname(page), path);
      assert.ok(existsSync(file), 'there is no such file');
      if (anchor !== undefined) assert.ok(anchorsOf(file).includes(anchor), 'there is no such heading');
    });
  }
});

suite('the README', () => {
  test('has every option of the sidecar, and no other', () => {
    const optionsIn = (text: string) => [...new Set(text.match(/--[a-z][a-z-]*/g))].sort();
    const page = read('README.md');
    const section = page.slice(
      page.indexOf("\n## The sidecar's options\n"),
      page.indexOf('\n## The command line\n'),
    );
    assert.deepEqual(optionsIn(section), optionsIn(HELP));
  });

  test('shows the rule of its example', () => {
    const shown = ruleBlocks.find(({ file }) => file === 'README.md')?.text;
    assert.equal(shown, read('examples/smbios-annotation/rule.yaml').replace(/^#.*\n/, ''));
  });
});

test('the catalogue names every rule file', () => {
  const page = read('docs/catalogue.md');
  const files = globSync('rules/*.yaml', { cwd: root });
  assert.ok(files.length > 0);
  assert.deepEqual(
    files.filter((file) => !page.includes(`(../${file})`)),
    [],
  );
});

/** The rule texts of a block: itself, or the data of the ConfigMaps in it. */
function rulesIn({ text }: Block): string[] {
  if (!/^kind: ConfigMap$/m.test(text)) return [text];
  return parseAllDocuments(text).flatMap((document) => Object.values(document.toJS().data ?? {}) as string[]);
}

function findingsIn({ file, line }: Block, text: string) {
  const source = { name: `${file}:${line}`, text };
  const { diagnostics } = loadRules([source]);
  const tests = documentsOfKind(source, 'RuleTest');
  const found = [...diagnostics];
  for (const document of tests.documents) compileRuleTest(document, found);
  return found;
}

/** A folder in which a page's commands run: the repository's folders, and the files that the page shows. */
function makeFolder(page: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'sidepatch-docs-'));
  for (const name of ['rules', 'examples', 'docs', 'test', 'src', 'scripts'])
    symlinkSync(join(root, name), join(folder, name));
  for (const { file, notes, text } of blocks) {
    const name = notes['file'];
    if (file !== page || name === undefined) continue;
    assert.equal(name, basename(name), 'files are put beside each other');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

/** What a command prints on standard output and standard error, in the order in which it prints it. */
function run(line: string, folder: string): string {
  const script = `sidepatch() { "${root}scripts/node" "${root}src/cli.ts" "$@"; }\nexec 2>&1\n${line}\n`;
  const { stdout, error } = spawnSync('sh', ['-c', script], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined },
  });
  if (error) throw error;
  return stdout.replace(/[ \t]+$/gm, '').trimEnd();
}
