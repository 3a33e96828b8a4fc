import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, join, normalize, relative } from 'node:path';
import { suite, test } from 'node:test';
import { fileURLToPath } from 'node:url';

interface Room {
  /** The other rooms it may import from; `rules/model` and the like stand for that one file. */
  readonly rooms: readonly string[];
  /** The npm packages it may import. */
  readonly packages: readonly string[];
  /** Whether it may touch the machine: files, environment, clock, console. */
  readonly node: boolean;
}

// The house: which room may import what. Nothing else may.
const house: Readonly<Record<string, Room>> = {
  text: { rooms: [], packages: ['re2js'], node: false },
  xml: { rooms: ['text'], packages: ['xpath', 'saxes'], node: false },
  yaml: { rooms: ['text'], packages: ['yaml', 'fast-json-patch'], node: false },
  kubevirt: { rooms: ['text', 'yaml'], packages: [], node: false },
  rules: { rooms: ['text', 'xml', 'yaml', 'kubevirt'], packages: [], node: false },
  engine: {
    rooms: ['rules/model', 'rules/policy-model', 'rules/rule-test-model', 'text', 'xml', 'yaml', 'kubevirt'],
    packages: ['@noble/hashes'],
    node: false,
  },
  io: { rooms: ['text'], packages: [], node: true },
  gen: { rooms: [], packages: ['@bufbuild/protobuf'], node: false },
  server: {
    rooms: ['text', 'kubevirt', 'engine', 'gen', 'io'],
    packages: ['@bufbuild/protobuf'],
    node: true,
  },
  cli: {
    rooms: ['text', 'kubevirt', 'rules', 'engine', 'io'],
    packages: ['diff'],
    node: true,
  },
};

/** The files outside every room. They put the parts together, so they may import any of them. */
const entries: readonly string[] = ['launch.ts', 'main.ts', 'cli.ts'];

const MAX_LINES = 250;

/** A module's specifier, and where it was found: `room/file.ts`. */
interface Import {
  readonly from: string;
  readonly specifier: string;
}

const source = fileURLToPath(new URL('../src', import.meta.url));
const files = globSync('**/*', { cwd: source, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => relative(source, join(entry.parentPath, entry.name)))
  .sort();
const textOf = new Map(files.map((file) => [file, readFileSync(join(source, file), 'utf8')]));
const imports = files.flatMap((file) => importsOf(file));

suite('the house', () => {
  test('every file is in a room or one of the two entries', () => {
    assert.deepEqual(
      files.filter((file) => !(entries.includes(file) || (file.includes('/') && roomOf(file) in house))),
      [],
    );
  });

  for (const [room, allowed] of Object.entries(house)) {
    test(`${room} imports only what it may`, () => {
      const inRoom = imports.filter(({ from }) => roomOf(from) === room);
      assert.deepEqual(inRoom.filter((one) => !isAllowed(one, room, allowed)).map(describe), []);
    });
  }

  test('the entries import rooms and Node, no packages', () => {
    const inEntries = imports.filter(({ from }) => entries.includes(from));
    assert.deepEqual(
      inEntries.filter(({ specifier }) => packageOf(specifier) !== undefined).map(describe),
      [],
    );
  });

  test('nothing imports an entry', () => {
    assert.deepEqual(imports.filter((one) => entries.includes(targetOf(one) ?? '')).map(describe), []);
  });

  test('every import inside the project leads to a file', () => {
    const lost = imports.filter((one) => targetOf(one) !== undefined && !textOf.has(targetOf(one) ?? ''));
    assert.deepEqual(lost.map(describe), []);
  });

  test('no imports go round in a circle', () => {
    assert.equal(findCycle()?.join(' → '), undefined);
  });

  test('file names are in kebab-case', () => {
    assert.deepEqual(
      files.filter((file) => !/^[a-z0-9]+(-[a-z0-9]+)*\.ts$/.test(basename(file))),
      [],
    );
  });

  test(`no file is longer than ${MAX_LINES} lines, except generated ones`, () => {
    const tooLong = files.filter((file) => roomOf(file) !== 'gen' && lineCount(file) > MAX_LINES);
    assert.deepEqual(
      tooLong.map((file) => `${file}: ${lineCount(file)} lines`),
      [],
    );
  });

  test('exports have names, and none only passes on another file’s', () => {
    const unnamed = /^export\s+(default\b|\*|(type\s*)?\{[^}]*\}\s*from\b)/m;
    assert.deepEqual(
      files.filter((file) => unnamed.test(textOf.get(file) ?? '')),
      [],
    );
  });

  test('nothing comes from outside the repository', () => {
    assert.deepEqual(
      files.filter((file) => textOf.get(file)?.includes('../shared')),
      [],
    );
  });
});

/**
 * The imports of a file, found by their form and not by parsing: `import`/`export … from '…'`, `import '…'` and
 * `import('…')`, with comments cut out first. Enough for code that Biome has formatted; a specifier that is put together
 * at run time would escape, and so would one in a template literal.
 */
function importsOf(file: string): Import[] {
  const code = (textOf.get(file) ?? '').replace(/^\s*\/\/.*$/gm, '').replace(/\/\*[\s\S]*?\*\//g, '');
  const forms = [
    /^(?:import|export)\s[^'"`;]*?\bfrom\s*['"]([^'"]+)['"]/gm,
    /^import\s*['"]([^'"]+)['"]/gm,
    /\b(?:import|require)\(\s*['"]([^'"]+)['"]\s*[,)]/g,
  ];
  return forms
    .flatMap((form) => [...code.matchAll(form)])
    .map(([, specifier = '']) => ({ from: file, specifier }));
}

function isAllowed(one: Import, room: string, { rooms, packages, node }: Room): boolean {
  if (one.specifier.startsWith('node:')) return node;
  const name = packageOf(one.specifier);
  if (name !== undefined) return packages.includes(name);
  const target = targetOf(one) ?? '';
  return [room, ...rooms].some((other) => target.startsWith(`${other}/`) || target === `${other}.ts`);
}

/** `@scope/name` or `name` of a package's import, undefined for a file or one of Node's own modules. */
function packageOf(specifier: string): string | undefined {
  if (specifier.startsWith('.') || specifier.startsWith('node:')) return undefined;
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

/** The file below src that is imported, undefined for packages and Node's own modules. */
function targetOf({ from, specifier }: Import): string | undefined {
  return specifier.startsWith('.') ? normalize(join(dirname(from), specifier)) : undefined;
}

function roomOf(file: string): string {
  return file.includes('/') ? file.slice(0, file.indexOf('/')) : '';
}

function lineCount(file: string): number {
  return (textOf.get(file) ?? '').trimEnd().split('\n').length;
}

function describe({ from, specifier }: Import): string {
  return `src/${from} imports ${specifier}`;
}

/** A circle of files, types included: with them even the order of reading is lost. */
function findCycle(): string[] | undefined {
  const done = new Set<string>();
  for (const file of files) {
    const cycle = follow(file, []);
    if (cycle) return cycle;
  }
  return undefined;

  function follow(file: string, path: readonly string[]): string[] | undefined {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return undefined;
    for (const one of imports) {
      const target = one.from === file ? targetOf(one) : undefined;
      const cycle = target === undefined ? undefined : follow(target, [...path, file]);
      if (cycle) return cycle;
    }
    done.add(file);
    return undefined;
  }
}
