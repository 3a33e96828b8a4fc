import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import type { Bom } from '../../scripts/cyclonedx.ts';
import { bytesOf, callFromPython } from './client.ts';
import {
  boardMaker,
  brokenRules,
  domainXml,
  INFO,
  ON_DEFINE_DOMAIN,
  password,
  SHUTDOWN,
  smbiosRules,
  vmi,
} from './fixtures.ts';
import { suiteOfPluginImage } from './plugin-image.ts';
import { needs } from './requirements.ts';
import { projectFolder, succeed } from './run.ts';
import { type Sidecar, start } from './sidecar.ts';

const IMAGE = 'localhost/sidepatch-test:latest';

const CONTAINER = `sidepatch-test-${process.pid}`;

/** The store of scripts/image --local-bases. */
const env = {
  ...process.env,
  CONTAINERS_STORAGE_CONF: join(projectFolder, '.cache/containers/storage.conf'),
};

/** Everything in the image, on any processor, but for the name of the folder that its libraries are in. */
const FILES = [
  'app/main.js',
  'app/packages.code',
  'app/packages.js',
  'app/sidecar.code',
  'app/sidecar.js',
  'etc/debian_version',
  'etc/os-release',
  'lib/PLATFORM/ld-linux.so',
  'lib/PLATFORM/libc.so.6',
  'lib/PLATFORM/libdl.so.2',
  'lib/PLATFORM/libgcc_s.so.1',
  'lib/PLATFORM/libm.so.6',
  'lib/PLATFORM/libpthread.so.0',
  'lib/ld-linux.so',
  'nodejs/LICENSE',
  'nodejs/bin/node',
  'usr/lib/PLATFORM/libstdc++.so.6',
  'usr/lib/PLATFORM/libstdc++.so.6.0.30',
  'usr/lib/os-release',
  ...['Artistic', 'GFDL-1.2', 'GPL', 'GPL-2', 'GPL-3', 'LGPL', 'LGPL-2.1', 'LGPL-3'].map(
    (name) => `usr/share/common-licenses/${name}`,
  ),
  'usr/share/doc/gcc-12-base/copyright',
  'usr/share/doc/libc6/copyright',
  'usr/share/doc/libgcc-s1',
  'usr/share/doc/libstdc++6',
  'usr/share/doc/sidepatch/LICENSE',
  'usr/share/doc/sidepatch/THIRD-PARTY-NOTICES.txt',
  'usr/share/doc/sidepatch/sbom.cdx.json',
  ...['gcc-12-base', 'libc6', 'libgcc-s1', 'libstdc++6'].flatMap((name) => [
    `var/lib/dpkg/status.d/${name}`,
    `var/lib/dpkg/status.d/${name}.md5sums`,
  ]),
];

const skip = needs('containers', 'python gRPC');

suite('the image', { skip }, () => {
  before(() => {
    succeed('scripts/image', ['--local-bases', IMAGE]);
  });

  suite('holds nothing but Node, the libraries that it loads, and the program', () => {
    let files: readonly string[] = [];
    let root = '';
    before(() => {
      root = realpathSync(succeed('podman', ['image', 'mount', IMAGE], { env }).trim());
      // What readdir finds by way of a link is there under its own name, too.
      files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => {
        const folder = dirname(join(root, file));
        return realpathSync(folder) === folder;
      });
    });
    after(() => {
      succeed('podman', ['image', 'unmount', IMAGE], { env });
    });

    test('these files, all root’s, and none that others can write', () => {
      const all = files
        .map((file) => ({ file, status: lstatSync(join(root, file)) }))
        .filter(({ status }) => !status.isDirectory());
      const names = all.map(({ file }) =>
        file
          .replace(/^lib64\//, 'lib/')
          .replace(/(x86_64|aarch64)-linux-gnu/, 'PLATFORM')
          .replace(/ld-linux-.*$/, 'ld-linux.so'),
      );
      assert.deepEqual(names.sort(), FILES);
      for (const { file, status } of all) {
        assert.deepEqual([status.uid, status.gid], [0, 0], file);
        assert.ok(status.isSymbolicLink() || (status.mode & 0o022) === 0, file);
      }
    });

    test('Node as it was published, byte for byte', () => {
      const [, version = ''] = /^version=(.+)$/m.exec(readFileSync('scripts/node', 'utf8')) ?? [];
      const published = join(projectFolder, `.cache/containers/parts/node-${version}/bin/node`);
      assert.equal(sha256(join(root, 'nodejs/bin/node')), sha256(published));
    });

    test('a bill of materials can be made of it: the bundled packages, Node, and Debian’s of the libraries', () => {
      const { components } = JSON.parse(succeed('scripts/sbom', [root])) as Bom;
      const kinds = components.map(({ purl }) => purl.replace(/^pkg:(\w+)\/.*$/, '$1'));
      assert.deepEqual(new Set(kinds), new Set(['npm', 'generic', 'deb']));
      assert.deepEqual(
        components.filter(({ purl }) => purl.startsWith('pkg:deb/debian/')).map(({ name }) => name),
        ['gcc-12-base', 'libc6', 'libgcc-s1', 'libstdc++6'],
      );
      assert.match(readFileSync(join(root, 'etc/debian_version'), 'utf8'), /^12\.\d+\n$/);
      assert.match(readFileSync(join(root, 'usr/lib/os-release'), 'utf8'), /^ID=debian$/m);
    });

    test('no shell', () => {
      const shells = ['sh', 'bash', 'dash', 'ash', 'zsh', 'busybox', 'toybox'];
      assert.deepEqual(
        files.filter((file) => shells.includes(basename(file)) && /(^|\/)s?bin\//.test(file)),
        [],
      );
    });

    test('no npm, no node_modules, no package manager', () => {
      const unwanted = ['npm', 'npx', 'node_modules', 'corepack', 'yarn', 'apt', 'apt-get', 'dpkg'];
      assert.deepEqual(
        files.filter((file) => unwanted.includes(basename(file)) && !/^(usr\/share|var\/lib)\//.test(file)),
        [],
      );
    });

    test('the launcher, the program and its compiled code, which nobody can write', () => {
      assert.deepEqual(files.filter((file) => /\.[cm]?[jt]s$/.test(file)).sort(), [
        'app/main.js',
        'app/packages.js',
        'app/sidecar.js',
      ]);
      const own = readdirSync(join(root, 'app')).sort();
      assert.deepEqual(own, ['main.js', 'packages.code', 'packages.js', 'sidecar.code', 'sidecar.js']);
      for (const file of own) assert.equal(statSync(join(root, 'app', file)).mode & 0o777, 0o444, file);
    });

    test('the one program is Node', () => {
      const programs = files.filter((file) => {
        const status = statSync(join(root, file), { throwIfNoEntry: false });
        const isLibrary = /\.so(\.|$)/.test(file) || /(^|\/)lib(32|64|x32)?\//.test(file);
        return status?.isFile() === true && (status.mode & 0o111) !== 0 && !isLibrary;
      });
      assert.deepEqual(programs, ['nodejs/bin/node']);
    });
  });

  test('says what it is and runs as qemu’s user', () => {
    const [{ Config, RootFS }] = JSON.parse(succeed('podman', ['image', 'inspect', IMAGE], { env }));
    assert.equal(Config.User, '107:107');
    assert.equal(Config.Labels['org.opencontainers.image.title'], 'sidepatch');
    assert.match(Config.Labels['org.opencontainers.image.version'], /^\d+\.\d+\.\d+/);
    assert.equal(Config.Labels['org.opencontainers.image.base.name'], undefined);
    assert.deepEqual(Config.Cmd, ['--version', 'v1alpha3']);
    assert.equal(RootFS.Layers.length, 1);
  });

  suite('locked down as in a pod', () => {
    let sidecar: Sidecar;
    let socket: string;
    before(async () => {
      sidecar = runImage(smbiosRules, `--name=${CONTAINER}`);
      socket = await sidecar.socket();
    });

    test('can be called by other users', () => {
      assert.equal(statSync(socket).uid, 107);
      const [info] = callFromPython(socket, [{ method: INFO }], 65534);
      assert.deepEqual(info?.response, {
        name: 'sidepatch',
        hookPoints: [{ name: 'OnDefineDomain' }, { name: 'Shutdown' }],
        versions: ['v1alpha3'],
      });
    });

    test('puts the annotation’s value into the domain, and once is enough', () => {
      const [first] = callFromPython(socket, [defineDomain(domainXml)]);
      const patched = bytesOf(first, 'domainXML');
      assert.match(patched.toString(), new RegExp(`<entry name="manufacturer">${boardMaker}</entry>`));
      const [second] = callFromPython(socket, [defineDomain(patched)]);
      assert.equal(bytesOf(second, 'domainXML').toString(), patched.toString());
    });

    test('refuses a broken domain with one line that says why, and goes on', () => {
      const broken = Buffer.from(domainXml.toString().replace('</devices>', ''));
      const [refused, next] = callFromPython(socket, [defineDomain(broken), defineDomain(domainXml)]);
      assert.equal(refused?.code, 'INVALID_ARGUMENT');
      assert.match(refused?.message ?? '', /^InvalidDocument: .*line 186, column \d+: .{10,400}$/);
      assert.match(bytesOf(next, 'domainXML').toString(), new RegExp(boardMaker));
    });

    test('stays far below its 61 MiB over many calls', () => {
      const calls = Array.from({ length: 200 }, () => defineDomain(domainXml));
      const answers = callFromPython(socket, calls);
      assert.ok(answers.every((answer) => answer.response !== undefined));
      // The rest is for the pages of Node's own program, which count as well.
      assert.ok(privateMegabytes(CONTAINER) < 36, `uses ${privateMegabytes(CONTAINER)} MB`);
    });

    test('ends with exit code 0 after Shutdown, its socket removed', async () => {
      const [answer] = callFromPython(socket, [{ method: SHUTDOWN }]);
      assert.deepEqual(answer, { response: {} });
      assert.equal(await sidecar.exited(), 0);
      assert.deepEqual(readdirSync(sidecar.folder), []);
    });

    test('has logged what KubeVirt looks for, and no secret', () => {
      const log = sidecar.log();
      assert.match(log, /Info method has been called/);
      assert.match(log, /OnDefineDomain method has been called/);
      assert.match(log, /Hook's Shutdown callback method has been called/);
      assert.ok(!log.includes(password));
      assert.ok(!log.includes(boardMaker));
    });
  });

  suiteOfPluginImage({ name: IMAGE, env });

  test('stays up with a broken rule file and tells the first call where it is broken', async () => {
    const sidecar = runImage(brokenRules);
    const socket = await sidecar.socket();
    const [info, refused] = callFromPython(socket, [{ method: INFO }, defineDomain(domainXml)]);
    assert.deepEqual(info?.response?.['versions'], ['v1alpha3']);
    assert.equal(refused?.code, 'INVALID_ARGUMENT');
    assert.match(refused?.message ?? '', /\/usr\/bin\/onDefineDomain:7:\d+: \w+: .*"set"/);
    sidecar.signal('SIGTERM');
    assert.equal(await sidecar.exited(), 0);
    assert.match(sidecar.log(), /received signal: terminated/);
    assert.deepEqual(readdirSync(sidecar.folder), []);
  });

  test('names its socket after the container where KubeVirt tells its name', async () => {
    const sidecar = runImage(smbiosRules, '--env=CONTAINER_NAME=hook-sidecar-0');
    const socket = await sidecar.socket();
    assert.match(basename(socket), /hook-sidecar-0/);
    callFromPython(socket, [{ method: SHUTDOWN }]);
    assert.equal(await sidecar.exited(), 0);
    assert.ok(!existsSync(socket));
  });
});

function runImage(rules: string, ...podmanOptions: readonly string[]): Sidecar {
  return start((folder) => ['scripts/image-run', [...podmanOptions, IMAGE, rules, folder]]);
}

function defineDomain(domainXML: Buffer) {
  return { method: ON_DEFINE_DOMAIN, request: { domainXML, vmi } };
}

/** What the container's process holds in memory apart from the pages of files. */
function privateMegabytes(container: string): number {
  const pid = succeed('podman', ['inspect', '--format', '{{.State.Pid}}', container], { env }).trim();
  const [, kilobytes] = /^RssAnon:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Math.round(Number(kilobytes) / 1024);
}

function sha256(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}
