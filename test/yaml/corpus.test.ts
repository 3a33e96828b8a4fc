import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyEdit, printDocument } from '../../src/yaml/document.ts';
import { openNetworkData } from '../../src/yaml/network-data.ts';
import { openUserData, printUserData } from '../../src/yaml/user-data.ts';
import { readCases } from '../corpus/cases.ts';
import { set } from './support.ts';

const cases = readCases().filter(({ compare }) => compare !== 'xml-canonical');

for (const { id, before: text } of cases) {
  test(`real user data and network data: ${id}`, () => {
    const before: { UserData: string; NetworkData: string } = JSON.parse(text);
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
