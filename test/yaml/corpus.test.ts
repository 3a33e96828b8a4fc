import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { applyEdit, printDocument } from '../../src/yaml/document.ts';
import { openNetworkData } from '../../src/yaml/network-data.ts';
import { openUserData, printUserData } from '../../src/yaml/user-data.ts';
import { set } from './support.ts';

const corpus = new URL('../../../shared/corpus/cases.jsonl', import.meta.url);

interface Case {
  id: string;
  hook: string;
  before: { UserData: string; NetworkData: string };
}

const skip = existsSync(corpus) ? false : `${corpus} is not here`;
const cases: Case[] = skip
  ? []
  : readFileSync(corpus, 'utf8')
      .trim()
      .split('\n')
      .map((line): Case => JSON.parse(line))
      .filter(({ hook }) => hook === 'preCloudInitIso');

test('the corpus is there', { skip }, () => assert.ok(cases.length >= 20, String(cases.length)));

for (const { id, before } of cases) {
  test(`real user data and network data: ${id}`, () => {
    const userData = openUserData(before.UserData, 'Wrap');
    assert.ok(userData.kind !== 'Foreign');
    assert.equal(printUserData(userData), before.UserData);
    applyEdit(userData.document, set('/sidepatch', ['no', '0644']));
    if (userData.kind === 'CloudConfig' && before.UserData !== '') {
      assert.equal(
        printUserData(userData).replace(/sidepatch:\n *- "no"\n *- "0644"\n/, ''),
        before.UserData,
      );
    }
    const network = openNetworkData(before.NetworkData);
    assert.equal(printDocument(network), before.NetworkData);
    applyEdit(network, set('/sidepatch', 1));
    assert.equal(printDocument(network).replace('sidepatch: 1\n', ''), before.NetworkData);
  });
}
