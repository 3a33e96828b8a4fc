import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, globSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join } from 'node:path';
import { suite, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { scratch } from './support.ts';

// What `npm pack` makes, installed as a user would install it: globally, into a folder of its own, without a registry.

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = scratch();
const source = join(folder, 'source');
const prefix = join(folder, 'prefix');
const npm = [
  '--silent',
  '--no-audit',
  '--no-fund',
  '--ignore-scripts',
  `--cache=${join(folder, 'npm-cache')}`,
];
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

suite('the package', {
  skip: spawnSync('npm', ['--version']).error ? 'there is no npm on this machine' : false,
}, () => {
  let packed: string[] = [];

  test('is made', () => {
    copySource();
    execFileSync(process.execPath, ['scripts/bundle.ts'], { cwd: source });
    const [made] = JSON.parse(run('npm', ['pack', '--json', ...npm], source).out);
    packed = made.files.map(({ path }: { path: string }) => path);
    for (const path of ['dist/cli.js', 'dist/THIRD-PARTY-NOTICES.txt', 'dist/sbom.cdx.json']) {
      assert.ok(packed.includes(path), path);
    }
    const tarball = join(source, made.filename);
    const { code, err } = run('npm', [
      'install',
      '--global',
      '--offline',
      '--omit=dev',
      `--prefix=${prefix}`,
      ...npm,
      tarball,
    ]);
    assert.equal(code, 0, err);
  });

  test('holds the program, the catalogue, and what a reader looks for; no source', () => {
    for (const file of ['LICENSE', 'README.md', 'CHANGELOG.md', 'package.json', 'rules/guest-hostname.yaml'])
      assert.ok(packed.includes(file), file);
    assert.deepEqual(
      packed.filter((file) => /^(src|test|node_modules|scripts|\.)/.test(file)),
      [],
    );
  });

  test('needs nothing but Node at run time', () => {
    const bundle = readFileSync(join(source, 'dist/cli.js'), 'utf8');
    assert.match(bundle, /^#!\/usr\/bin\/env node\n/);
    const imported = [
      ...bundle.matchAll(/(?:\bfrom|\bimport|\brequire\()\s*["']([a-z@][\w@/.:-]*)["']/g),
    ].map(([, name]) => name);
    assert.deepEqual(
      imported.filter((name = '') => !name.startsWith('node:') && !builtinModules.includes(name)),
      [],
    );
    assert.deepEqual(manifest.dependencies ?? {}, {});
  });

  test('can be started without npm', () =>
    assert.notEqual(statSync(join(source, 'dist/cli.js')).mode & 0o111, 0));

  test('sidepatch --help and --version', () => {
    const help = sidepatch('--help');
    assert.equal(help.code, 0, help.err);
    assert.match(help.out, /^Usage: sidepatch COMMAND/m);
    assert.equal(sidepatch('--version').out, `${manifest.version}\n`);
  });

  test('sidepatch lint', () => {
    const { code, err } = sidepatch('lint', join(root, 'rules'));
    assert.equal(code, 0);
    assert.match(err, /^\d+ rules: no findings$/m);
    assert.equal(sidepatch('lint', join(root, 'test/fixtures/broken.yaml')).code, 1);
  });

  test('sidepatch apply', () => {
    const { code, out } = sidepatch(
      'apply',
      ...['--rules', join(root, 'examples/smbios-annotation/rule.yaml')],
      ...['--vmi', join(root, 'examples/smbios-annotation/vm.yaml'), '--diff'],
    );
    assert.equal(code, 0);
    assert.match(out, /^\+\t\t\t<entry name="manufacturer">Radical Edward<\/entry>$/m);
  });

  test('sidepatch test', () => {
    const { code, out } = sidepatch('test', join(root, 'rules/tests'));
    assert.equal(code, 0);
    assert.match(out, / passed, 0 failed$/m);
  });
});

function sidepatch(...args: readonly string[]) {
  return run(join(prefix, 'bin/sidepatch'), args, folder);
}

/** With this Node first on the PATH: the program asks for `node`. */
function run(command: string, args: readonly string[], cwd = folder) {
  const PATH = `${dirname(process.execPath)}:${process.env['PATH']}`;
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, PATH, NO_COLOR: '1', FORCE_COLOR: undefined },
  });
  if (error) throw error;
  return { code: status, out: stdout, err: stderr };
}

/** The repository as npm sees it, so that nothing here disturbs the folder that others build in. */
function copySource(): void {
  mkdirSync(source);
  for (const name of ['src', 'scripts', 'rules', ...globSync('*.{json,md}', { cwd: root }), 'LICENSE'])
    cpSync(join(root, name), join(source, name), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(source, 'node_modules'));
  writeFileSync(join(source, '.gitignore'), readFileSync(join(root, '.gitignore')));
}
