import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, suite, test } from 'node:test';
import { collectPolicies, isReallyWithin } from '../../src/io/policy-files.ts';
import { formatDiagnostic } from '../../src/text/diagnostic.ts';

const root = mkdtempSync(join(tmpdir(), 'sidepatch-policies-'));
after(() => rmSync(root, { recursive: true }));

const TEXT = 'apiVersion: sidepatch/v1alpha1\nkind: Policy\n';

function folder(name: string, files: Readonly<Record<string, string>> = {}): string {
  const path = join(root, name);
  mkdirSync(path);
  for (const [file, text] of Object.entries(files)) writeFileSync(join(path, file), text);
  return path;
}

function collected(added: readonly string[], from: string) {
  const { sources, diagnostics } = collectPolicies(added, from);
  return { names: sources.map(({ name }) => name), said: diagnostics.map(formatDiagnostic) };
}

suite('policy files', () => {
  test('without a folder there are none', () => {
    assert.deepEqual(collected([], join(root, 'absent')), { names: [], said: [] });
  });

  test('those of the folder come first, by name, then the added ones', () => {
    const from = folder('order', { 'b.yaml': TEXT, 'a.yaml': `${TEXT}# a\n` });
    const added = folder('added', { 'c.yaml': `${TEXT}# c\n` });
    const { names } = collected([added], from);
    assert.deepEqual(names, [join(from, 'a.yaml'), join(from, 'b.yaml'), join(added, 'c.yaml')]);
  });

  test('an added one never stands in for the folder', () => {
    const from = folder('kept', { 'a.yaml': TEXT });
    const added = folder('other', { 'a.yaml': `${TEXT}# other\n` });
    assert.equal(collected([added], from).names.length, 2);
  });

  const REFUSED: readonly { readonly name: string; readonly make: () => string; readonly says: string }[] = [
    { name: 'an empty folder', make: () => folder('empty'), says: 'without' },
    {
      name: 'a folder of other files only',
      make: () => folder('txt', { 'a.txt': TEXT }),
      says: 'is not called *.yaml',
    },
    {
      name: 'another file beside a policy',
      make: () => folder('mixed', { 'a.yaml': TEXT, 'b.yaml.bak': TEXT }),
      says: 'is not called *.yaml',
    },
    { name: 'an empty file', make: () => folder('blank', { 'a.yaml': '' }), says: 'is empty' },
    { name: 'a script', make: () => folder('script', { 'a.yaml': '#!/bin/sh\n' }), says: 'is a script' },
    {
      name: 'a link to nothing as the folder',
      make: () => {
        symlinkSync(join(root, 'gone'), join(root, 'dangling'));
        return join(root, 'dangling');
      },
      says: 'does not exist',
    },
    {
      name: 'a link to nothing in the folder',
      make: () => {
        const from = folder('link', { 'a.yaml': TEXT });
        symlinkSync(join(root, 'gone'), join(from, 'b.yaml'));
        return from;
      },
      says: 'is a link to nothing',
    },
  ];
  for (const { name, make, says } of REFUSED) {
    test(`${name} is an error, for nobody knows what it was to forbid`, () => {
      const { said } = collected([], make());
      assert.equal(said.length, 1, said.join('\n'));
      assert.ok(said[0]?.includes(says), said[0]);
    });
  }

  test('a policy that is a mount of its own is an error, for it may hide another', () => {
    const from = folder('mount', { 'a.yaml': TEXT });
    const { diagnostics } = collectPolicies([], from, new Set([join(from, 'a.yaml')]));
    assert.match(diagnostics.map(formatDiagnostic).join(), /a\.yaml: UnreadableFile: is a mount of its own/);
  });

  test('an added one that is missing is an error', () => {
    assert.match(
      collected([join(root, 'nowhere.yaml')], join(root, 'absent')).said[0] ?? '',
      /does not exist/,
    );
  });
});

suite('a trusted folder', () => {
  const trusted = folder('trusted', { 'rule.yaml': 'x' });
  const outside = folder('outside', { 'rule.yaml': 'x' });
  mkdirSync(join(trusted, 'deeper'));
  writeFileSync(join(trusted, 'deeper', 'rule.yaml'), 'x');
  folder('trusted-not', { 'rule.yaml': 'x' });
  symlinkSync(join(outside, 'rule.yaml'), join(trusted, 'link.yaml'));
  symlinkSync(join(trusted, 'rule.yaml'), join(outside, 'link.yaml'));
  symlinkSync(trusted, join(root, 'by-link'));

  const CASES: readonly (readonly [name: string, file: string, folder: string, isWithin: boolean])[] = [
    ['has its own files', join(trusted, 'rule.yaml'), trusted, true],
    ['has files of folders in it', join(trusted, 'deeper', 'rule.yaml'), trusted, true],
    ['may be given by a link', join(trusted, 'rule.yaml'), join(root, 'by-link'), true],
    ['has what a link elsewhere leads to', join(outside, 'link.yaml'), trusted, true],
    ['has no file that a link in it leads to', join(trusted, 'link.yaml'), trusted, false],
    ['has no file of another folder', join(outside, 'rule.yaml'), trusted, false],
    ['has no file of a folder with a longer name', join(root, 'trusted-not', 'rule.yaml'), trusted, false],
    ['has no file that .. leads to', `${trusted}/../outside/rule.yaml`, trusted, false],
    ['has no file that is not there', join(trusted, 'absent.yaml'), trusted, false],
    ['has nothing when it is not there', join(trusted, 'rule.yaml'), join(root, 'absent'), false],
    ['has no standard input', 'standard input', trusted, false],
  ];
  for (const [name, file, from, isWithin] of CASES)
    test(name, () => assert.equal(isReallyWithin(file, from), isWithin));

  test('has no file that is a mount of its own, as hookPath makes one', () => {
    const file = join(trusted, 'rule.yaml');
    assert.equal(isReallyWithin(file, trusted, new Set([file])), false);
  });

  test('has no file of a volume that is mounted in it, as volumePath makes one', () => {
    const mounted = new Set([join(trusted, 'deeper')]);
    assert.equal(isReallyWithin(join(trusted, 'deeper', 'rule.yaml'), trusted, mounted), false);
    assert.equal(isReallyWithin(join(trusted, 'rule.yaml'), trusted, mounted), true);
  });

  test('may be a mount itself', () => {
    assert.equal(isReallyWithin(join(trusted, 'rule.yaml'), trusted, new Set([trusted])), true);
  });
});
