import assert from 'node:assert/strict';
import { existsSync, globSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { suite, test } from 'node:test';
import { parseAllDocuments } from 'yaml';
import { checkMeaning } from '../../src/cli/lint-proofs.ts';
import { DEFAULT_RULE_FILES } from '../../src/io/collect-rules.ts';
import { compileRuleTest } from '../../src/rules/compile-rule-test.ts';
import { documentsOfKind, loadRules } from '../../src/rules/load.ts';
import { loadPolicies } from '../../src/rules/load-policies.ts';
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
import { applyBlock, makeFolder, run } from './page-folder.ts';

// What the documents show is what the program does. `UPDATE_DOCS=1 scripts/node --test test/docs/documents.test.ts` writes
// the output of every `$ sidepatch` command into them anew.

const blocks = pages.flatMap(readBlocks);
const ruleBlocks = blocks.filter(
  ({ language, text }) => language === 'yaml' && /^ *apiVersion: sidepatch\//m.test(text),
);
/** What a page shows with `$` runs, unless a note says what it needs that is not here. */
const isRun = ({ language, notes }: Block) => language === 'console' && notes['needs'] === undefined;
const commandBlocks = blocks.filter(isRun);

suite('rules in documents', () => {
  test('there are some', () => assert.ok(ruleBlocks.length > 0));

  for (const block of ruleBlocks) {
    test(`${block.file}:${block.line} ${block.notes['expect'] ?? 'has no finding'}`, () => {
      const found = rulesIn(block).flatMap((text) => findingsIn(block, text));
      const expected = (block.notes['expect'] ?? '').split(' ').filter(Boolean).sort();
      const codes = [...new Set(found.map(({ code }) => code))].sort();
      assert.deepEqual(codes, expected, found.map(formatDiagnostic).join('\n'));
    });
  }
});

test('each RuleTest in a document is run by a command below it', () => {
  for (const { file, line } of ruleBlocks.filter(({ text }) => /^kind: RuleTest$/m.test(text))) {
    const below = commandBlocks.filter((block) => block.file === file && block.line > line);
    assert.ok(
      below.some(({ text }) => text.includes('$ sidepatch test ')),
      `${file}:${line}`,
    );
  }
});

suite('commands in documents', () => {
  test('there are some', () => assert.ok(commandBlocks.length > 0));

  for (const page of new Set(commandBlocks.map(({ file }) => file))) {
    test(`${page} shows what they print`, () => {
      const folder = makeFolder();
      for (const [number, block] of blocks.filter(({ file }) => file === page).entries()) {
        applyBlock(block, folder);
        if (!isRun(block)) continue;
        const commands = commandsIn(block);
        assert.ok(commands.length > 0, `${page}:${block.line}: a command begins with $`);
        const real = commands.map(({ line }) => ({ line, output: run(line, folder) }));
        if (process.env['UPDATE_DOCS']) replaceBlock(page, number, real);
        else assert.deepEqual(real, commands, `${page}:${block.line}`);
      }
    });
  }

  const unrun = blocks.filter(
    (block) => ['sh', 'shell', 'bash', 'console'].includes(block.language) && !isRun(block),
  );
  for (const block of unrun) {
    test(`${block.file}:${block.line} is not run, and says why or is a script`, () => {
      const isElsewhere = /\b(?:kubectl|virtctl|oc|docker)\b/.test(block.text);
      assert.ok(
        isElsewhere || block.text.startsWith('#!') || block.notes['needs'] !== undefined,
        'put <!-- needs: … --> above it',
      );
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

test('the page of the sidecar has every option, and no other', () => {
  const optionsIn = (text: string) => [...new Set(text.match(/--[a-z][a-z-]*/g))].sort();
  const page = read('docs/sidecar.md');
  const section = page.slice(page.indexOf("\n## The sidecar's options\n"), page.indexOf('\n## The log\n'));
  assert.deepEqual(optionsIn(section), optionsIn(HELP));
});

suite('the README', () => {
  test('shows the rule of its example', () => {
    const shown = ruleBlocks.find(({ file }) => file === 'README.md')?.text;
    assert.equal(shown, read('examples/smbios-annotation/rule.yaml').replace(/^#.*\n/, ''));
  });

  test('leads to every page', () => {
    const found = new Set(['README.md']);
    for (const page of found) for (const next of pagesLinkedFrom(page)) found.add(next);
    assert.deepEqual(
      pages.filter((page) => page.startsWith('docs/') && !found.has(page)),
      [],
    );
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

function pagesLinkedFrom(page: string): string[] {
  const targets = [...outsideFences(page).matchAll(/\]\(([^)\s#]+\.md)/g)].map(([, target = '']) => target);
  return targets.map((target) => join(dirname(page), target)).filter((target) => pages.includes(target));
}

/** The rule texts of a block: itself, or the data of the ConfigMaps in it. */
function rulesIn({ text }: Block): string[] {
  if (!/^kind: ConfigMap$/m.test(text)) return [text];
  return parseAllDocuments(text).flatMap((document) => Object.values(document.toJS().data ?? {}) as string[]);
}

function findingsIn({ file, line }: Block, text: string) {
  const source = { name: `${file}:${line}`, text };
  if (/^kind: Policy$/m.test(text)) return loadPolicies([source], DEFAULT_RULE_FILES).diagnostics;
  const { rules, diagnostics } = loadRules([source]);
  const tests = documentsOfKind(source, 'RuleTest');
  const found = [...diagnostics, ...checkMeaning(rules, [source], diagnostics)];
  for (const document of tests.documents) compileRuleTest(document, found);
  return found;
}
