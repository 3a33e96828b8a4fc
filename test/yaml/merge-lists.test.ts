import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { applyEdit, openDocument, printDocument } from '../../src/yaml/document.ts';
import type { Json } from '../../src/yaml/json.ts';

interface Row {
  readonly name: string;
  readonly source: string;
  readonly value: { [key: string]: Json };
  readonly result: string;
}

const ROWS: readonly Row[] = [
  {
    name: 'a list gets what it does not have, at its end',
    source: 'packages: # these\n  - vim\n  - jq\n',
    value: { packages: ['jq', 'htop', 'htop'] },
    result: 'packages: # these\n  - vim\n  - jq\n  - htop\n',
  },
  {
    name: 'lists in mappings too, and in brackets',
    source: 'a: {b: [1, 2]}\n',
    value: { a: { b: [2, 3], c: [4] } },
    result: 'a: {b: [1, 2, 3], c: [4]}\n',
  },
  {
    name: 'a missing list is made, a text replaced, null removes',
    source: 'a: x\nb: y\n',
    value: { a: ['z'], b: null, c: [1] },
    result: 'a:\n  - z\nc:\n  - 1\n',
  },
  {
    name: 'equal items are equal however they are written',
    source: "users:\n- {name: a, sudo: 'yes'}\n",
    value: { users: [{ sudo: 'yes', name: 'a' }] },
    result: "users:\n- {name: a, sudo: 'yes'}\n",
  },
];

suite('merge with lists: Append', () => {
  for (const { name, source, value, result } of ROWS) {
    test(name, () => {
      const document = openDocument(source, 'Yaml');
      applyEdit(document, { op: 'merge', path: [], value, lists: 'Append' });
      assert.equal(printDocument(document), result);
      applyEdit(document, { op: 'merge', path: [], value, lists: 'Append' });
      assert.equal(printDocument(document), result, 'once more changes nothing');
    });
  }
});
