import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { lineColumn } from '../../src/text/source.ts';

suite('lines and columns', () => {
  for (const [name, before, expected] of [
    ['the start', '', '1:1'],
    ['a later column', 'ab', '1:3'],
    ['the end of a line', 'ab\n', '2:1'],
    ['lines from Windows', 'ab\r\nc', '2:2'],
    ['letters of other languages', 'größe', '1:6'],
    ['a character of two code units', '😀', '1:2'],
    ['a byte order mark is no column', '\ufeffa', '1:2'],
    ['a byte order mark on the first line only', '\ufeffa\n\ufeffb', '2:3'],
  ] as const) {
    test(name, () => {
      const { line, column } = lineColumn({ name: 'a', text: `${before}rest` }, before.length);
      assert.equal(`${line}:${column}`, expected);
    });
  }
});
