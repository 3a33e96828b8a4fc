import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { after, suite, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parseAllDocuments } from 'yaml';
import { runTestFile } from '../src/cli/test.ts';
import { MAX_DOMAIN_LENGTH } from '../src/engine/domain.ts';
import { MAX_CHANGES } from '../src/engine/domain-writes.ts';
import { MAX_LIST, transform } from '../src/engine/transforms.ts';
import { fromJson, type Value } from '../src/engine/values.ts';
import { MAX_RULE_FILE_BYTES } from '../src/io/rule-files.ts';
import { MAX_CLOUD_INIT_BYTES } from '../src/kubevirt/cloud-init-data.ts';
import { MAX_VMI_BYTES } from '../src/kubevirt/vmi.ts';
import { compileRuleTest } from '../src/rules/compile-rule-test.ts';
import { documentsOfKind, loadRules } from '../src/rules/load.ts';
import { MAX_RANGE } from '../src/rules/model.ts';
import { ruleTestShape } from '../src/rules/rule-test-schema.ts';
import { ruleShape } from '../src/rules/schema.ts';
import type { Shape } from '../src/rules/shape.ts';
import { HELP } from '../src/server/help.ts';
import { formatDiagnostic } from '../src/text/diagnostic.ts';
import { MAX_REGEX_INPUT } from '../src/text/regex.ts';
import { maxXPathLength } from '../src/xml/xpath.ts';
import { maxDocumentVisits, maxVisits } from '../src/xml/xpath-evaluate.ts';
import { maxDenseCharacters, maxDepth, maxDocumentLength, maxPlaces, maxValues } from '../src/yaml/limits.ts';

// What the documents show is what the program does. `UPDATE_DOCS=1 scripts/node --test test/docs.test.ts` writes the
// output of every `$ sidepatch` command into them anew.

/** A fenced block. `notes` are the HTML comments right above it: what the test is told about it. */
interface Block {
  readonly file: string;
  readonly line: number;
  readonly language: string;
  readonly indent: string;
  readonly text: string;
  readonly notes: Readonly<Record<string, string>>;
}

interface Command {
  readonly line: string;
  readonly output: string;
}

const root = fileURLToPath(new URL('..', import.meta.url));
const pages = ['README.md', 'CHANGELOG.md', ...globSync('{docs,examples}/**/*.md', { cwd: root }).sort()];
const blocks = pages.flatMap(readBlocks);
const ruleBlocks = blocks.filter(
  ({ language, text }) => language === 'yaml' && /^ *apiVersion: sidepatch\//m.test(text),
);
const commandBlocks = blocks.filter(
  ({ language, text }) => language === 'console' && /^\$ sidepatch /m.test(text),
);
const exampleFolders = globSync('examples/*/configmap.yaml', { cwd: root }).map(dirname).sort();

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

suite('the reference of the language', () => {
  const reference = read('docs/language.md');

  test('has every field', () => {
    const fields = new Set([...fieldsOf(ruleShape), ...fieldsOf(ruleTestShape)]);
    assert.ok(fields.size > 60);
    assert.deepEqual(
      [...fields].filter((field) => !new RegExp(`(^|[\`{ /])${field}[\`:]`, 'm').test(reference)),
      [],
    );
  });

  test('has every diagnostic, and no other', () => {
    const codes = [...read('src/text/diagnostic.ts').matchAll(/[|=] '([A-Z]\w+)'/g)].map(([, code]) => code);
    const section = reference.slice(
      reference.indexOf('\n## Diagnostics\n'),
      reference.indexOf('\n## Limits\n'),
    );
    const described = [...section.matchAll(/^\| `(\w+)`/gm)].map(([, code]) => code);
    assert.ok(described.length > 0);
    assert.deepEqual(described.sort(), [...new Set(codes)].sort());
  });

  const examples = rowsAfter(reference, '<!-- checked: transforms -->');
  test('has examples of every transform', () => {
    const transforms = fieldsOf(ruleShape, 'transforms');
    assert.ok(transforms.length > 0);
    assert.deepEqual(
      transforms.filter((name) => !examples.some(([code]) => code?.startsWith(`${name}:`))),
      [],
    );
  });
  for (const [code = '', from = '', to = ''] of examples) {
    test(`${code} makes ${to} of ${from}`, () => {
      assert.deepEqual(toJson(applyTransform(code, JSON.parse(from))), JSON.parse(to));
    });
  }

  test('has the limits', () => {
    const numbers = rowsAfter(reference, '<!-- checked: limits -->').flatMap(
      ([, limit = '']) => limit.match(/\d+/g) ?? [],
    );
    const limits = [
      MAX_RULE_FILE_BYTES,
      MAX_DOMAIN_LENGTH,
      MAX_VMI_BYTES,
      MAX_CLOUD_INIT_BYTES,
      maxDocumentLength,
      maxDenseCharacters,
      maxDepth,
      maxValues,
      maxVisits,
      maxDocumentVisits,
      MAX_CHANGES,
      MAX_LIST,
      4 * MAX_LIST,
      MAX_RANGE,
      maxXPathLength,
      MAX_REGEX_INPUT,
      maxPlaces,
    ];
    assert.deepEqual(numbers, limits.map(String));
  });
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

suite('examples', () => {
  test('there are four', () => assert.equal(exampleFolders.length, 4));

  for (const folder of exampleFolders) {
    test(`${folder}: the rule is sound and passes its test`, () => {
      const rule = { name: `${folder}/rule.yaml`, text: read(`${folder}/rule.yaml`) };
      assert.deepEqual(loadRules([rule]).diagnostics, []);
      const { results, diagnostics } = runTestFile(join(root, folder, 'rule-test.yaml'));
      assert.deepEqual(diagnostics, []);
      assert.ok(results.length > 0);
      assert.deepEqual(
        results.flatMap(({ problems }) => problems),
        [],
      );
    });

    test(`${folder}: the ConfigMap holds the rule to the letter`, () => {
      const { kind, metadata, data } = manifest(`${folder}/configmap.yaml`);
      assert.equal(kind, 'ConfigMap');
      assert.match(
        metadata.name,
        /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/,
        'also a volume name, so without dots',
      );
      assert.deepEqual(data, { 'rule.yaml': read(`${folder}/rule.yaml`) });
    });

    test(`${folder}: the VM's template asks for the sidecar with this ConfigMap`, () => {
      const vm = manifest(`${folder}/vm.yaml`);
      assert.equal(vm.kind, 'VirtualMachine');
      assert.equal(vm.metadata.annotations, undefined, 'they would not reach the VMI');
      const sidecars: unknown = JSON.parse(vm.spec.template.metadata.annotations[HOOK_SIDECARS]);
      const { name } = manifest(`${folder}/configmap.yaml`).metadata;
      assert.deepEqual(sidecars, [
        {
          image: 'registry.example.com/sidepatch:0.1.0',
          args: ['--version', 'v1alpha3'],
          configMap: { name, key: 'rule.yaml', hookPath: '/usr/bin/onDefineDomain' },
        },
      ]);
      const volumes: { name: string }[] = vm.spec.template.spec.volumes;
      assert.ok(volumes.every((volume) => volume.name !== name));
    });
  }

  test('every hookSidecars annotation in documents has known fields only', () => {
    const found = blocks.filter(({ language, text }) => language === 'yaml' && text.includes(HOOK_SIDECARS));
    const lists = found.flatMap(({ text }) =>
      parseAllDocuments(text).flatMap((document) => annotationsIn(document.toJS())),
    );
    assert.ok(lists.length > 0);
    for (const list of lists) checkSidecars(JSON.parse(list));
  });
});

const HOOK_SIDECARS = 'hooks.kubevirt.io/hookSidecars';

/** KubeVirt's fields, with those of the two that are objects. */
const SIDECAR_FIELDS: Readonly<Record<string, readonly string[]>> = {
  image: [],
  imagePullPolicy: [],
  command: [],
  args: [],
  configMap: ['name', 'key', 'hookPath'],
  pvc: ['name', 'volumePath', 'sharedComputePath'],
};

function checkSidecars(sidecars: Record<string, unknown>[]): void {
  for (const sidecar of sidecars) {
    for (const [field, value] of Object.entries(sidecar)) {
      const known = SIDECAR_FIELDS[field];
      assert.ok(known, `KubeVirt knows no ${field}`);
      if (known.length === 0) continue;
      assert.deepEqual(
        Object.keys(value as object).filter((key) => !known.includes(key)),
        [],
      );
    }
  }
}

function annotationsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === HOOK_SIDECARS && typeof inner === 'string' ? [inner] : annotationsIn(inner),
  );
}

// biome-ignore lint/suspicious/noExplicitAny: a manifest of Kubernetes, whose few fields are asserted where they are read
function manifest(file: string): any {
  const [document, second] = parseAllDocuments(read(file));
  assert.ok(document && !second, `${file} holds one object`);
  assert.deepEqual(document.errors, []);
  return document.toJS();
}

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

function applyTransform(code: string, value: unknown): Value {
  const text = [
    'apiVersion: sidepatch/v1alpha1',
    'kind: Rule',
    'metadata: {name: x}',
    'spec:',
    '  variables:',
    '    - name: x',
    '      annotation: x',
    '      transforms:',
    `        - ${code}`,
    '  domain: [{op: remove, path: /domain/x}]',
  ].join('\n');
  const { rules, diagnostics } = loadRules([{ name: code, text }]);
  assert.deepEqual(diagnostics, []);
  return transform(fromJson(value), rules[0]?.variables[0]?.transforms ?? []);
}

function toJson(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toJson);
  return value instanceof Map
    ? Object.fromEntries([...value].map(([key, inner]) => [key, toJson(inner)]))
    : value;
}

/** The cells of the table below a mark, header left out, code marks taken off. */
function rowsAfter(text: string, mark: string): string[][] {
  const [, rest = ''] = text.split(mark);
  const lines = rest.trimStart().split('\n');
  const table = lines.slice(
    2,
    lines.findIndex((line) => !line.startsWith('|')),
  );
  assert.ok(table.length > 0, `there is a table below ${mark}`);
  return table.map((line) => {
    const cells = line.replace(/^\| | \|$/g, '').split(' | ');
    return cells.map((cell) => cell.trim().replace(/^`(.*)`$/, '$1'));
  });
}

/** The names of all fields of a shape; with `below` only those inside the field of that name. */
function fieldsOf(shape: Shape, below?: string, seen = new Set<Shape>()): string[] {
  if (seen.has(shape)) return [];
  seen.add(shape);
  switch (shape.type) {
    case 'list':
    case 'map':
    case 'oneOrList':
      return fieldsOf(shape.of, below, seen);
    case 'scalarOr':
      return fieldsOf(shape.object, below, seen);
    case 'variants':
      return Object.values(shape.of).flatMap((variant) => fieldsOf(variant, below, seen));
    case 'later':
      return fieldsOf(shape.shape(), below, seen);
    case 'object':
      return Object.entries(shape.fields).flatMap(([name, { shape: inner }]) => {
        if (below === name && inner.type === 'list' && inner.of.type === 'object')
          return Object.keys(inner.of.fields);
        return [...(below === undefined ? [name] : []), ...fieldsOf(inner, below, seen)];
      });
    default:
      return [];
  }
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

function commandsIn({ text }: Block): Command[] {
  return text
    .split(/^\$ /m)
    .slice(1)
    .map((part) => {
      const end = /(?<!\\)\n/.exec(part)?.index ?? part.length;
      return { line: part.slice(0, end), output: part.slice(end + 1).trimEnd() };
    });
}

function replaceBlock({ file, line, indent }: Block, commands: readonly Command[]): void {
  const lines = read(file).split('\n');
  // Blocks above may have grown or shrunk: the command finds the place, the nearest where it is there twice.
  const first = `${indent}$ ${commands[0]?.line.split('\n', 1)[0]}`;
  const places = lines.flatMap((text, at) => (text === first ? [at] : []));
  const start = places.sort((a, b) => Math.abs(a - line) - Math.abs(b - line))[0] ?? -1;
  const end = lines.findIndex((text, at) => at > start && text === `${indent}\`\`\``);
  assert.ok(start > 0 && end > start);
  const shown = commands.flatMap((command) => `$ ${command.line}\n${command.output}`.trimEnd().split('\n'));
  lines.splice(start, end - start, ...shown.map((text) => (text === '' ? '' : indent + text)));
  writeFileSync(join(root, file), lines.join('\n'));
}

function readBlocks(file: string): Block[] {
  const found: Block[] = [];
  const lines = read(file).split('\n');
  let notes: Record<string, string> = {};
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    const [, note, text] = /^\s*<!-- (\w+): (.*) -->$/.exec(line) ?? [];
    if (note !== undefined && text !== undefined) notes[note] = text;
    const [, indent, language] = /^( *)```(\w*)$/.exec(line) ?? [];
    if (indent !== undefined) {
      const end = lines.findIndex((other, i) => i > at && other === `${indent}\`\`\``);
      assert.ok(end > at, `${file}:${at + 1}: the block is never closed`);
      const body = lines.slice(at + 1, end).map((other) => other.slice(indent.length));
      found.push({
        file,
        line: at + 1,
        language: language ?? '',
        indent,
        text: `${body.join('\n')}\n`,
        notes,
      });
      at = end;
    }
    if (note === undefined) notes = {};
  }
  return found;
}

function outsideFences(page: string): string {
  return read(page).replace(/^( *)```[\s\S]*?^\1```$/gm, '');
}

/** The anchors that GitHub gives to headings. */
function anchorsOf(file: string): string[] {
  const headings = outsideFences(file.slice(root.length)).match(/^#+ .*$/gm) ?? [];
  return headings.map((heading) =>
    heading
      .replace(/^#+ /, '')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

function read(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}
