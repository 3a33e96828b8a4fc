import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { MAX_RULE_FILE_BYTES, type ReadOptions, readRuleFiles } from '../../src/io/rule-files.ts';
import { formatDiagnostic } from '../../src/text/diagnostic.ts';

const strict: ReadOptions = { missing: 'Refuse', folders: 'Read' };
const hookFile: ReadOptions = { missing: 'Skip', folders: 'Refuse' };

function tempFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'sidepatch-io-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A folder with these files, name to content. */
function folderOf(t: TestContext, files: Record<string, string | Uint8Array>): string {
  const folder = tempFolder(t);
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return folder;
}

/** What Kubernetes makes of a ConfigMap that is mounted as a volume. */
function configMapMount(t: TestContext, files: Record<string, string>): string {
  const folder = tempFolder(t);
  mkdirSync(join(folder, '..2026_11_21_05_00_00.123'));
  symlinkSync('..2026_11_21_05_00_00.123', join(folder, '..data'));
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(folder, '..data', name), content);
    symlinkSync(join('..data', name), join(folder, name));
  }
  return folder;
}

test('a file is read as it is', (t) => {
  const folder = folderOf(t, { 'a.yaml': 'größe: 1\r\n' });
  const path = join(folder, 'a.yaml');
  assert.deepEqual(readRuleFiles([path], strict), {
    sources: [{ name: path, text: 'größe: 1\r\n' }],
    diagnostics: [],
    read: [{ path, bytes: 12 }],
    passedOver: [],
  });
});

test('the files of a folder come in byte order of their names', (t) => {
  const names = ['10-b.yaml', '2-a.yaml', 'B.yaml', 'a.yaml', 'ä.yaml', '🐧.yaml', '\uff5e.yaml'];
  const folder = folderOf(t, Object.fromEntries([...names].reverse().map((name) => [name, name])));
  const found = readRuleFiles([folder], strict).sources.map(({ text }) => text);
  assert.deepEqual(found, ['10-b.yaml', '2-a.yaml', 'B.yaml', 'a.yaml', 'ä.yaml', '\uff5e.yaml', '🐧.yaml']);
});

test('a mounted ConfigMap gives each key once, under the visible name', (t) => {
  const folder = configMapMount(t, { 'a.yaml': 'a', 'b.yaml': 'b' });
  const { sources, diagnostics } = readRuleFiles([folder], strict);
  assert.deepEqual(sources, [
    { name: join(folder, 'a.yaml'), text: 'a' },
    { name: join(folder, 'b.yaml'), text: 'b' },
  ]);
  assert.deepEqual(diagnostics, []);
});

test('hidden files and sub-folders are passed over', (t) => {
  const folder = folderOf(t, { 'a.yaml': 'a', '.hidden': 'h' });
  mkdirSync(join(folder, 'sub'));
  writeFileSync(join(folder, 'sub', 'b.yaml'), 'b');
  symlinkSync('sub', join(folder, 'link-to-sub'));
  const { sources, diagnostics } = readRuleFiles([folder], strict);
  assert.deepEqual(
    sources.map(({ text }) => text),
    ['a'],
  );
  assert.deepEqual(diagnostics, []);
});

const OTHERS = { 'README.md': 'r', 'a.yaml': 'a', 'b.YML': 'b', 'c.yaml~': 'c', key: 'k' };

test('of a local folder only *.yaml and *.yml are read, and the others are named', (t) => {
  const folder = folderOf(t, OTHERS);
  const { sources, passedOver, diagnostics } = readRuleFiles([folder], { ...strict, on: 'Local' });
  assert.deepEqual(
    sources.map(({ text }) => text),
    ['a', 'b'],
  );
  assert.deepEqual(
    passedOver,
    ['README.md', 'c.yaml~', 'key'].map((name) => join(folder, name)),
  );
  assert.deepEqual(diagnostics, []);
});

test('in a pod other files in a folder are refused: a rule that nobody reads would be missed too late', (t) => {
  const folder = folderOf(t, OTHERS);
  const { sources, diagnostics } = readRuleFiles([folder], { missing: 'Skip', folders: 'Read' });
  assert.equal(sources.length, 2);
  assert.deepEqual(
    diagnostics.map(formatDiagnostic),
    ['README.md', 'c.yaml~', 'key'].map(
      (name) =>
        `${join(folder, name)}: UnreadableFile: is in a folder that is read, and is not called *.yaml or *.yml; rename it, or take it out`,
    ),
  );
});

test('a local folder with other files only says which', (t) => {
  const folder = folderOf(t, { rule: 'r' });
  assert.deepEqual(readRuleFiles([folder], { ...strict, on: 'Local' }).diagnostics.map(formatDiagnostic), [
    `${folder}: UnreadableFile: is a folder without .yaml or .yml files; there is ${join(folder, 'rule')}: call it *.yaml, or give the file itself`,
  ]);
});

test('on a local disk nothing is said of ConfigMaps and volumes', (t) => {
  const folder = tempFolder(t);
  const local: ReadOptions = { ...strict, on: 'Local' };
  assert.deepEqual(readRuleFiles([folder, join(folder, 'a')], local).diagnostics.map(formatDiagnostic), [
    `${folder}: UnreadableFile: is a folder without rule files; put a rule file into it, called *.yaml`,
    `${join(folder, 'a')}: UnreadableFile: does not exist; check the path`,
  ]);
});

test('paths keep the order in which they are given', (t) => {
  const folder = folderOf(t, { a: '1', b: '2' });
  const { sources } = readRuleFiles([join(folder, 'b'), join(folder, 'a')], strict);
  assert.deepEqual(
    sources.map(({ text }) => text),
    ['2', '1'],
  );
});

test('the same bytes are one source, and the log can tell', (t) => {
  const folder = folderOf(t, { 'a.yaml': 'same', 'b.yml': 'same', 'c.yaml': 'other' });
  const [a, b, c] = ['a.yaml', 'b.yml', 'c.yaml'].map((name) => join(folder, name));
  const { sources, read } = readRuleFiles([folder, join(folder, 'a.yaml')], strict);
  assert.deepEqual(
    sources.map(({ name }) => name),
    [a, c],
  );
  assert.deepEqual(read, [
    { path: a, bytes: 4 },
    { path: b, bytes: 4, sameAs: a },
    { path: c, bytes: 5 },
  ]);
});

test('a byte order mark is no part of the text', (t) => {
  const folder = folderOf(t, { a: '\ufeffkind: Rule' });
  assert.equal(readRuleFiles([join(folder, 'a')], strict).sources[0]?.text, 'kind: Rule');
});

const REFUSED: Record<string, readonly [(folder: string) => void, ReadOptions, string]> = {
  'a missing path': [() => {}, strict, 'does not exist; check the path, and that its volume is mounted'],
  'a path below a file': [
    (folder) => {
      rmSync(folder, { recursive: true });
      writeFileSync(folder, 'a file');
    },
    strict,
    'does not exist; check the path, and that its volume is mounted',
  ],
  'a folder where a hook file is expected': [
    (folder) => mkdirSync(join(folder, 'it')),
    hookFile,
    'is a directory: the ConfigMap has no such key; check configMap.key in the hookSidecars annotation',
  ],
  'a folder without files': [
    (folder) => mkdirSync(join(folder, 'it')),
    strict,
    'is a folder without rule files; a ConfigMap mounted here has no such key: check configMap.key in the hookSidecars annotation',
  ],
  'an empty file': [
    (folder) => writeFileSync(join(folder, 'it'), ''),
    strict,
    'is empty; write a rule into it, or remove it',
  ],
  'a blank file': [
    (folder) => writeFileSync(join(folder, 'it'), ' \n\n'),
    strict,
    'holds white space only; write a rule into it, or remove it',
  ],
  'a file that is not UTF-8': [
    (folder) => writeFileSync(join(folder, 'it'), Buffer.from([0x67, 0x72, 0xf6, 0xdf, 0x65])),
    strict,
    'is not UTF-8 text; save it as UTF-8',
  ],
  'a file over the limit': [
    (folder) => writeFileSync(join(folder, 'it'), 'x'.repeat(MAX_RULE_FILE_BYTES + 1)),
    strict,
    'is 1048577 bytes long, over the limit of 1048576 (what a ConfigMap can hold); split it into several rule files',
  ],
  'a script': [
    (folder) => writeFileSync(join(folder, 'it'), '#!/usr/bin/env python3\n'),
    hookFile,
    'is a script; sidepatch runs none; write a rule that does the same, see docs/from-script-to-rule.md',
  ],
  'a link to nothing': [
    (folder) => symlinkSync('nowhere', join(folder, 'it')),
    strict,
    'does not exist; check the path, and that its volume is mounted',
  ],
  'a link to itself': [
    (folder) => symlinkSync('it', join(folder, 'it')),
    strict,
    'is a link that leads back to itself; check the link',
  ],
  'a named pipe': [
    (folder) => spawnSync('mkfifo', [join(folder, 'it')]),
    strict,
    'is a named pipe, not a file; give a rule file or a folder',
  ],
};

for (const [name, [make, options, text]] of Object.entries(REFUSED)) {
  test(`${name} is one line that says what to do`, (t) => {
    const folder = join(tempFolder(t), 'f');
    mkdirSync(folder);
    make(folder);
    const path = join(folder, 'it');
    const { sources, diagnostics, read } = readRuleFiles([path], options);
    assert.deepEqual([sources, read], [[], []]);
    assert.deepEqual(diagnostics.map(formatDiagnostic), [`${path}: UnreadableFile: ${text}`]);
    assert.equal(diagnostics[0]?.severity, 'error');
  });
}

test('a file of exactly the limit is read', (t) => {
  const folder = folderOf(t, { 'a.yaml': 'x'.repeat(MAX_RULE_FILE_BYTES) });
  assert.equal(readRuleFiles([folder], strict).read[0]?.bytes, MAX_RULE_FILE_BYTES);
});

test('devices and sockets are not opened', async (t) => {
  const folder = tempFolder(t);
  const server = createServer();
  await new Promise<void>((done) => server.listen(join(folder, 'socket'), done));
  t.after(() => server.close());
  symlinkSync('/dev/zero', join(folder, 'zero'));
  const messages = readRuleFiles([join(folder, 'socket'), join(folder, 'zero')], strict).diagnostics.map(
    ({ message }) => message,
  );
  assert.deepEqual(messages, ['is a socket, not a file', 'is a device, not a file']);
});

test('a broken file in a folder does not keep the others from being read', (t) => {
  const folder = folderOf(t, { 'a.yaml': 'a', 'b.yaml': '', 'c.yaml': 'c' });
  symlinkSync('nowhere', join(folder, 'd.yaml'));
  const { sources, diagnostics } = readRuleFiles([folder], strict);
  assert.deepEqual(
    sources.map(({ text }) => text),
    ['a', 'c'],
  );
  assert.deepEqual(
    diagnostics.map(({ message }) => message),
    ['is empty', 'is a link to nothing'],
  );
});

test('a missing hook file is passed over', (t) => {
  assert.deepEqual(readRuleFiles([join(tempFolder(t), 'none')], hookFile), {
    sources: [],
    diagnostics: [],
    read: [],
    passedOver: [],
  });
});

test('a file or folder that may not be read is told with the user', {
  skip: process.getuid?.() !== 0,
}, (t) => {
  const folder = folderOf(t, { a: 'a' });
  chmodSync(folder, 0o755);
  chmodSync(join(folder, 'a'), 0o600);
  mkdirSync(join(folder, 'closed'), { mode: 0o700 });
  const script = `
    import { readRuleFiles } from ${JSON.stringify(join(import.meta.dirname, '../../src/io/rule-files.ts'))};
    process.setgroups([]), process.setgid(65534), process.setuid(65534);
    for (const name of ['a', 'closed']) {
      const path = ${JSON.stringify(folder)} + '/' + name;
      console.log(readRuleFiles([path], { missing: 'Refuse', folders: 'Read' }).diagnostics[0].message);
    }`;
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script]);
  const line = 'may not be read by user 65534 (EACCES)\n';
  assert.equal(stdout.toString(), line + line);
});
