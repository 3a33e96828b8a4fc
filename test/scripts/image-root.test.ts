import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import {
  globSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, suite, test } from 'node:test';
import { bring, bringLibraries, type Roots } from '../../scripts/image-root.ts';

suite('the files of the image', () => {
  let folder: string;
  let roots: Roots;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sidepatch-root-'));
    roots = { from: join(folder, 'from'), to: join(folder, 'to') };
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test('a folder comes with all that is in it, and with nothing beside it', () => {
    fill({ '/app/main.js': '1', '/app/deep/other.js': '2', '/make/keep-code.js': '3' });
    assert.equal(bring(roots, '/app'), '/app');
    assert.deepEqual(brought(), ['app/deep/other.js', 'app/main.js']);
  });

  test('a file comes with the links on the way to it, relative or not', () => {
    fill({ '/usr/lib/x/libc.so.6.1': 'c' });
    link('/lib', 'usr/lib');
    link('/lib64/ld.so', '/lib/x/libc.so');
    link('/usr/lib/x/libc.so', 'libc.so.6.1');
    assert.equal(bring(roots, '/lib64/ld.so'), '/usr/lib/x/libc.so.6.1');
    assert.equal(readFileSync(join(roots.to, 'usr/lib/x/libc.so.6.1'), 'utf8'), 'c');
    const links = ['lib', 'lib64/ld.so', 'usr/lib/x/libc.so'].map((at) => readlinkSync(join(roots.to, at)));
    assert.deepEqual(links, ['usr/lib', '/lib/x/libc.so', 'libc.so.6.1']);
  });

  test('what is not there is an error', () => {
    fill({ '/app/main.js': '1' });
    assert.throws(() => bring(roots, '/app/other.js'), /ENOENT.*other\.js/);
  });

  suite('a library', () => {
    beforeEach(() => {
      fill({ '/lib/x/libc.so.6': 'c', '/usr/lib/x/libssl.so.3': 'ssl', '/usr/lib/x/libgcc_s.so.1': 'gcc' });
      install('libc6', { 'lib/x/libc.so.6': 'c', 'usr/share/doc/libc6/copyright': 'mine' });
      install('libssl3', { 'usr/lib/x/libssl.so.3': 'ssl' });
      install('libgcc-s1', { 'usr/lib/x/libgcc_s.so.1': 'gcc' });
      const copyright = 'In /usr/share/common-licenses/GPL-3, or ask.';
      install('gcc-12-base', { 'usr/share/doc/gcc-12-base/copyright': copyright });
      link('/usr/share/doc/libgcc-s1', 'gcc-12-base');
      fill({
        '/usr/share/doc/libc6/copyright': 'mine',
        '/usr/share/doc/gcc-12-base/copyright': copyright,
        '/usr/share/common-licenses/GPL-3': 'GPL',
        '/usr/share/common-licenses/GPL-2': 'GPL',
      });
    });

    test('comes with its package, and without others', () => {
      assert.deepEqual(bringLibraries(roots, ['/lib/x/libc.so.6']), ['libc6']);
      const files = brought().filter((file) => /\.so|status\.d\/|common-licenses/.test(file));
      assert.deepEqual(files, [
        'lib/x/libc.so.6',
        'var/lib/dpkg/status.d/libc6',
        'var/lib/dpkg/status.d/libc6.md5sums',
      ]);
    });

    test('comes with the package that has its licence, and the text that this one names', () => {
      assert.deepEqual(bringLibraries(roots, ['/usr/lib/x/libgcc_s.so.1']), ['gcc-12-base', 'libgcc-s1']);
      const files = brought().filter((file) => /copyright|common-licenses\//.test(file));
      assert.deepEqual(files, ['usr/share/common-licenses/GPL-3', 'usr/share/doc/gcc-12-base/copyright']);
    });

    test('is found where /lib is /usr/lib, whichever of the two its package names', () => {
      rmSync(join(roots.from, 'lib'), { recursive: true });
      fill({ '/usr/lib/x/libc.so.6': 'c' });
      link('/lib', 'usr/lib');
      assert.deepEqual(bringLibraries(roots, ['/lib/x/libc.so.6']), ['libc6']);
    });

    test('of no package is an error', () => {
      fill({ '/lib/x/libown.so': '1' });
      assert.throws(() => bringLibraries(roots, ['/lib/x/libown.so']), /libown\.so is of no Debian package/);
    });

    test('that is not its package’s is an error', () => {
      fill({ '/lib/x/libc.so.6': 'another' });
      assert.throws(
        () => bringLibraries(roots, ['/lib/x/libc.so.6']),
        /libc\.so\.6 is not what libc6 has there/,
      );
    });
  });

  function fill(files: Readonly<Record<string, string>>): void {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(roots.from, path)), { recursive: true });
      writeFileSync(join(roots.from, path), text);
    }
  }

  function link(path: string, target: string): void {
    mkdirSync(dirname(join(roots.from, path)), { recursive: true });
    symlinkSync(target, join(roots.from, path));
  }

  /** What distroless says of a package. */
  function install(name: string, files: Readonly<Record<string, string>>): void {
    const sums = Object.entries(files).map(([path, text]) => `${md5(text)}  ${path}\n`);
    const status = `/var/lib/dpkg/status.d/${name}`;
    fill({ [status]: `Package: ${name}\nVersion: 1\n`, [`${status}.md5sums`]: sums.join('') });
  }

  /** Files and links; links are not followed. */
  function brought(): string[] {
    return globSync('**', { cwd: roots.to })
      .filter((path) => !lstatSync(join(roots.to, path)).isDirectory())
      .sort();
  }
});

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}
