import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type Bom, debianComponents } from '../../scripts/cyclonedx.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages as Record<
  string,
  { version: string; integrity?: string; resolved?: string }
>;

/** The packages that the sources of the two programs may import: the house's table, and what these import themselves. */
const BUNDLED = [
  '@bufbuild/protobuf',
  '@noble/hashes',
  'diff',
  'fast-json-patch',
  're2js',
  'saxes',
  'xmlchars',
  'xpath',
  'yaml',
];

suite('the bundles', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sidepatch-build-'));
  const clones = [join(folder, 'a'), join(folder, 'another/and/deeper')];
  const [first = ''] = clones;
  const read = (name: string) => readFileSync(join(first, 'dist', name), 'utf8');
  before(() => {
    for (const clone of clones) buildIn(clone);
  });
  after(() => rmSync(folder, { recursive: true }));

  test('are the same bytes wherever they are built', () => {
    const [one, two] = clones.map((clone) =>
      Object.fromEntries(
        globSync('dist/*', { cwd: clone }).map((file) => [file, sha256(readFileSync(join(clone, file)))]),
      ),
    );
    assert.ok(one && 'dist/sidecar.js' in one && 'dist/sbom.cdx.json' in one);
    assert.deepEqual(two, one);
  });

  test('name no place of the machine that made them', () => {
    for (const file of globSync('dist/*', { cwd: first })) {
      const text = readFileSync(join(first, file), 'latin1');
      assert.ok(!text.includes(folder) && !text.includes(root), file);
    }
  });

  test('call nobody: the sidecar has no part of Node that starts programs or reaches a network', () => {
    const bundle = read('sidecar.js') + read('packages.js') + read('main.js');
    const asked = [
      ...bundle.matchAll(
        /(?:require|import|getBuiltinModule)\(["'](?:node:)?(child_process|cluster|dgram|dns|http|https|tls|inspector)(?:\/\w+)?["']\)/g,
      ),
    ];
    assert.deepEqual(
      asked.map(([specifier]) => specifier),
      [],
    );
  });

  test('hold the packages that are known, and no other', () => {
    const { components } = JSON.parse(read('sbom.cdx.json')) as Bom;
    const names = components
      .filter(({ type }) => type === 'library')
      .map(({ group, name }) => (group === undefined ? name : `${group}/${name}`));
    assert.deepEqual(names, BUNDLED);
  });

  test('have a bill of materials with version, licence and hash of each package, and with Node', () => {
    const { components, metadata, dependencies, ...head } = JSON.parse(read('sbom.cdx.json')) as Bom;
    assert.equal(head.bomFormat, 'CycloneDX');
    assert.equal(head.specVersion, '1.6');
    assert.match(
      head.serialNumber,
      /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    for (const { type, group, name, version, purl, licenses, hashes } of components) {
      assert.ok(version && purl.startsWith('pkg:') && licenses?.length === 1, name);
      if (type !== 'library') continue;
      const locked = lock[`node_modules/${group === undefined ? name : `${group}/${name}`}`];
      assert.equal(version, locked?.version);
      const [hash] = hashes ?? [];
      assert.equal(`sha512-${Buffer.from(hash?.content ?? '', 'hex').toString('base64')}`, locked?.integrity);
    }
    assert.ok(components.some(({ name, version }) => name === 'nodejs' && /^24\./.test(version)));
    const refs = [metadata.component, ...components].map((component) => component['bom-ref']);
    assert.equal(new Set(refs).size, refs.length);
    assert.deepEqual(new Set(dependencies.map(({ ref }) => ref)), new Set(refs));
    for (const { name, value } of metadata.component.properties ?? [])
      assert.equal(value, sha256(readFileSync(join(first, 'dist', name.replace('sidepatch:sha256:', '')))));
  });

  test('come with the licence of each package', () => {
    const notices = read('THIRD-PARTY-NOTICES.txt');
    const sections = notices.split(/^={100}\n/m);
    for (const name of BUNDLED) {
      const at = sections.findIndex((section) => section.startsWith(`${name} `));
      assert.notEqual(at, -1, name);
      assert.match(sections[at + 1] ?? '', /Permission|Redistribution|Licensed under/, name);
      assert.match(sections[at + 1] ?? '', /Copyright|copyright/, name);
    }
  });
});

test('each package of the lock file has a SHA-512, and comes from the registry', () => {
  for (const [folder, { integrity, resolved }] of Object.entries(lock)) {
    if (folder === '') continue;
    assert.match(integrity ?? '', /^sha512-[A-Za-z0-9+/]{86}==$/, folder);
    assert.ok(resolved === undefined || resolved.startsWith('https://registry.npmjs.org/'), folder);
  }
});

test('Debian’s packages are read from an image’s dpkg status', () => {
  const status =
    'Package: libc6\nStatus: install ok installed\nArchitecture: amd64\nVersion: 2.36-9+deb12u13\nDescription: x\n y\n\nPackage: base-files\nArchitecture: amd64\nVersion: 12.4\n';
  assert.deepEqual(
    debianComponents(status).map(({ purl }) => purl),
    ['pkg:deb/debian/libc6@2.36-9%2Bdeb12u13?arch=amd64', 'pkg:deb/debian/base-files@12.4?arch=amd64'],
  );
});

function buildIn(clone: string): void {
  mkdirSync(clone, { recursive: true });
  for (const name of ['src', 'scripts', ...globSync('*.json', { cwd: root }), 'LICENSE'])
    cpSync(join(root, name), join(clone, name), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(clone, 'node_modules'));
  execFileSync(process.execPath, ['scripts/bundle.ts'], { cwd: clone, stdio: ['ignore', 'pipe', 'pipe'] });
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
