import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { editCloudInit } from '../../src/engine/cloud-init.ts';
import { edited, noCloud, refusedWith, rulesOf, vmiWith } from './cloud-init-support.ts';

const SCRIPT = '#!/bin/sh\necho secret\n';
const BROKEN = '#cloud-config\nusers: [unclosed\n';
const GZIP = '\u001f\ufffd\b\u0000binary';

const ADD = 'userData: [{op: add, path: /packages/-, value: vim}]';
const OTHER = 'networkData: [{op: set, path: /version, value: 2}]';

suite('user data that is no cloud-config', () => {
  test('stops a rule that edits it, with the cure', () => {
    assert.match(
      refusedWith(ADD, noCloud(SCRIPT)),
      /ForeignUserData: rule first, spec\.userData\[0\]: .*say foreignUserData: Skip or Wrap/,
    );
  });

  test('stops a rule that reads it', () => {
    assert.match(
      refusedWith(`when: [{userData: /packages, exists: false}]\n${OTHER}`, noCloud(SCRIPT)),
      /ForeignUserData: rule first, spec\.when/,
    );
  });

  test('is put beside a cloud-config once, under Wrap, the original first and unchanged', () => {
    const { data } = edited(`foreignUserData: Wrap\n${ADD}`, noCloud(SCRIPT));
    const text = String(data['UserData']);
    assert.match(text, /^Content-Type: multipart\/mixed; boundary="[^"]+"\nMIME-Version: 1\.0\n/);
    assert.ok(text.indexOf(SCRIPT) < text.indexOf('#cloud-config\npackages:\n  - vim\n'));
    assert.ok(text.includes(`\n\n${SCRIPT}\n--`));
  });

  test('is edited by a second rule where the first one has wrapped it, also without Wrap', () => {
    const { data } = edited(
      [`foreignUserData: Wrap\n${ADD}`, 'userData: [{op: set, path: /hostname, value: a}]'],
      noCloud(SCRIPT),
    );
    assert.match(String(data['UserData']), /#cloud-config\npackages:\n {2}- vim\nhostname: a\n/);
  });

  const untouched: Record<string, readonly string[]> = {
    'by a rule that only reads under Wrap': [
      `foreignUserData: Wrap\nwhen: [{userData: /packages, exists: false}]\n${OTHER}`,
    ],
    'by a rule under Wrap whose condition does not hold': [
      `foreignUserData: Wrap\nwhen: [{userData: /packages}]\n${ADD}`,
    ],
    'by a rule under Wrap whose edits find nothing to do': [
      'foreignUserData: Wrap\nuserData: [{op: remove, path: /packages}]',
    ],
    'under Skip': [`foreignUserData: Skip\n${ADD}`],
    'by a rule that passes over it after one that only looked at it under Wrap': [
      'foreignUserData: Wrap\nuserData: [{op: remove, path: /packages}]',
      `foreignUserData: Skip\n${ADD}`,
    ],
    'by a rule that is for other VMs': [`match: {names: [other]}\n${ADD}`],
    'by a rule whose variable is missing': [`variables: [{name: x, annotation: none}]\n${ADD}`],
    'by a rule that edits something else': [OTHER],
    'by a JSON Patch of something else': ['cloudInitData: [{op: replace, path: /VolumeName, value: x}]'],
  };
  for (const [name, specs] of Object.entries(untouched)) {
    test(`stays as it is, byte for byte, ${name}`, () => {
      assert.equal(edited(specs, noCloud(SCRIPT)).data['UserData'], SCRIPT);
    });
  }

  test('is nothing to the conditions of a rule that passes over it, and its other edits are made', () => {
    const { data, results } = edited(
      `foreignUserData: Skip\nwhen: [{userData: /packages, exists: false}]\n${ADD}\n${OTHER}`,
      noCloud(SCRIPT),
    );
    assert.equal(data['UserData'], SCRIPT);
    assert.equal(data['NetworkData'], 'version: 2\n');
    assert.equal(results[0]?.outcome, 'Applied');
  });

  test('is the reason that a rule gives when it passed over all that it had to do', () => {
    const { results } = edited(`foreignUserData: Skip\n${ADD}`, noCloud(SCRIPT));
    assert.deepEqual(results, [
      {
        rule: 'first',
        outcome: 'Skipped',
        reason: 'foreignUserData: Skip: user data is no cloud-config',
        writes: [],
      },
    ]);
  });
});

suite('user data that cannot be read', () => {
  const unreadable = {
    'broken YAML': BROKEN,
    'gzip that JSON broke': GZIP,
    'half a multipart': 'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="x"\n',
  };
  const rulesThatLeaveIt: Record<string, string> = {
    'is for other VMs': `match: {names: [other]}\n${ADD}`,
    'is excluded here': `exclude: {names: [vm]}\n${ADD}`,
    'misses a variable': `variables: [{name: x, annotation: none}]\n${ADD}`,
    'has a condition that does not hold': `when: [{annotation: none}]\n${ADD}`,
    'loops over nothing': `forEach: {name: x, value: []}\n${ADD}`,
    'edits only network data': OTHER,
    'edits only meta-data': 'metaData: [{op: set, path: /hostname, value: a}]',
  };
  for (const [what, userData] of Object.entries(unreadable)) {
    for (const [name, spec] of Object.entries(rulesThatLeaveIt)) {
      test(`(${what}) does not matter to a rule that ${name}`, () => {
        assert.equal(edited(spec, noCloud(userData)).data['UserData'], userData);
      });
    }

    test(`(${what}) fails a rule that edits it`, () => {
      assert.match(refusedWith(ADD, noCloud(userData)), /InvalidDocument: rule first, spec\.userData\[0\]/);
    });

    test(`(${what}) fails a rule that reads it`, () => {
      const spec = `when: [{userData: /packages}]\n${OTHER}`;
      assert.match(refusedWith(spec, noCloud(userData)), /InvalidDocument: rule first, spec\.when/);
    });
  }

  test('because JSON broke it is warned about even when no rule wants it', () => {
    const { warnings } = editCloudInit(rulesOf(OTHER), vmiWith(), noCloud(GZIP));
    assert.deepEqual(
      warnings.map(({ code, severity }) => [code, severity]),
      [['InvalidDocument', 'warning']],
    );
  });

  test('is no matter of network data, which is checked for itself', () => {
    assert.match(
      refusedWith(OTHER, noCloud('', 'a: \ufffd\n')),
      /InvalidDocument: rule first, spec\.networkData\[0\]/,
    );
    assert.equal(edited(ADD, noCloud('', 'a: \ufffd\n')).data['NetworkData'], 'a: \ufffd\n');
  });
});
