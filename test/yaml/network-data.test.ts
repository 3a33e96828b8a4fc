import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyEdit, printDocument, readAt } from '../../src/yaml/document.ts';
import type { DocumentEdit } from '../../src/yaml/edit.ts';
import { openNetworkData } from '../../src/yaml/network-data.ts';
import { add, copy, failsWith, failureOf, merge, move, pointer, remove, set } from './support.ts';

const rows: [name: string, text: string, edits: DocumentEdit[], expected: string, places?: string[]][] = [
  ['nothing is an empty mapping', '', [set('/version', 2)], 'version: 2\n', ['/version']],
  [
    'YAML at the top',
    'version: 2\n',
    [set('/ethernets/eth0/mtu', 9000)],
    'version: 2\nethernets:\n  eth0:\n    mtu: 9000\n',
  ],
  [
    'YAML below network',
    'network:\n  version: 2\n',
    [set('/ethernets/eth0/mtu', 9000)],
    'network:\n  version: 2\n  ethernets:\n    eth0:\n      mtu: 9000\n',
    ['/ethernets/eth0/mtu'],
  ],
  ['nothing below network', 'network:\n', [set('/version', 2)], 'network:\n  version: 2\n'],
  [
    'network beside another key is an ordinary key',
    'network: {}\nversion: 2\n',
    [set('/mtu', 1)],
    'network: {}\nversion: 2\nmtu: 1\n',
  ],
  [
    'everything below network may be replaced',
    'network:\n  version: 1\n',
    [set('', { version: 2 })],
    'network:\n  version: 2\n',
    [''],
  ],
  [
    'merge, move and copy below network',
    'network: {a: 1}\n',
    [merge('', { b: 2 }), move('/a', '/c'), copy('/c', '/d')],
    'network: {b: 2, c: 1, d: 1}\n',
  ],
  ['the last key below network leaves {}', 'network:\n  version: 1\n', [remove('/version')], 'network: {}\n'],
  [
    'JSON stays JSON',
    '{"links": [], "services": []}',
    [add('/services/-', { type: 'dns', address: '10.0.0.53' })],
    '{"links":[],"services":[{"type":"dns","address":"10.0.0.53"}]}',
  ],
  [
    'JSON below network',
    '{"network": {"version": 2}}',
    [set('/mtu', 1)],
    '{"network":{"version":2,"mtu":1}}',
  ],
  ['what only begins like JSON is YAML', '{version: 2}\n', [set('/mtu', 1)], '{version: 2, mtu: 1}\n'],
];

for (const [name, text, edits, expected, places] of rows) {
  test(name, () => {
    const document = openNetworkData(text);
    assert.equal(printDocument(document), text);
    const counts = edits.map((edit) => applyEdit(document, edit));
    assert.equal(printDocument(document), expected);
    if (places)
      assert.deepEqual(
        counts.flatMap((count) => count.places),
        places,
      );
  });
}

test('what is below network stays a mapping and stays there', () => {
  failsWith(openNetworkData('network: {version: 2}\n'), remove(''), 'TypeMismatch');
  failsWith(openNetworkData('network: {version: 2}\n'), set('', ['x']), 'TypeMismatch');
});

test('reading is relative to network too', () => {
  assert.deepEqual(readAt(openNetworkData('network: {version: 2}\n'), pointer('/version')), [2]);
  assert.deepEqual(readAt(openNetworkData('network: {version: 2}\n'), []), [{ version: 2 }]);
});

test('failures count the steps that the author wrote', () => {
  const failure = failsWith(openNetworkData('network: {a: {b: x}}\n'), set('/a/b/c', 1), 'TypeMismatch');
  assert.equal(
    failure.message,
    'set /a/b/c: step 3 of the path goes into a value that is no mapping or list',
  );
  assert.equal(failureOf(() => openNetworkData('a: [')).code, 'InvalidDocument');
});
