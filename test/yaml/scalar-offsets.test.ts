import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { isMap, isScalar, parseDocument, stringify } from 'yaml';
import { scalarOffsets } from '../../src/yaml/scalar-offsets.ts';

/** The scalar below `k`: as it is written, and what it says. */
function scalarOf(file: string): { raw: string; text: string } {
  const { contents } = parseDocument(file);
  const node = isMap(contents) ? contents.get('k', true) : undefined;
  assert.ok(isScalar(node) && node.range);
  return { raw: file.slice(node.range[0], node.range[1]), text: String(node.value) };
}

const WRITTEN: Readonly<Record<string, { file: string; of: string; at: string }>> = {
  'a block': { file: 'k: |\n  a: b\n\n  c: d\n', of: 'c', at: 'c: d' },
  'a block without its last line break': { file: 'k: |-\n  a\n  b', of: 'b', at: 'b' },
  'a block whose first line is indented more': { file: 'k: |2\n    a\n  b\n', of: 'b', at: 'b' },
  'a block from Windows': { file: 'k: |\r\n  a\r\n  b\r\n', of: 'b', at: 'b\r\n' },
  'a block with a comment in its first line': { file: 'k: | # why\n  a\n  b\n', of: 'b', at: 'b\n' },
  'a folded block whose lines stay apart': { file: 'k: >\n  a\n\n', of: 'a', at: 'a\n' },
  'double quotes': { file: 'k: "a\\n  b"\n', of: 'b', at: 'b"' },
  'double quotes over two lines': { file: 'k: "a\\n\\\n  \\  b"\n', of: 'b', at: 'b"' },
  'double quotes with code points': { file: 'k: "\\x41\\u00e9\\U0001F600b"\n', of: 'b', at: 'b"' },
  'single quotes': { file: "k: 'it''s\n\n  b'\n", of: 'b', at: "b'" },
  'a plain text over two lines': { file: 'k: a\n  b\n', of: 'b', at: 'b' },
};

suite('the places of the characters of a scalar', () => {
  for (const [name, { file, of, at }] of Object.entries(WRITTEN)) {
    test(`are exact in ${name}`, () => {
      const { raw, text } = scalarOf(file);
      assert.equal(scalarOffsets(raw, text)?.[text.lastIndexOf(of)], raw.lastIndexOf(at));
    });
  }

  test('are not guessed where the lines of a block are joined', () => {
    const { raw, text } = scalarOf('k: >\n  a: b\n  c: d\n');
    assert.equal(text, 'a: b c: d\n');
    assert.equal(scalarOffsets(raw, text), undefined);
  });

  const pieces = [
    'a',
    ' ',
    '  ',
    '\n',
    '\n\n',
    ': ',
    '#',
    '"',
    "'",
    '\\',
    '\t',
    'é',
    '😀',
    '\u2028',
    '\u0007',
    '- ',
  ];
  const texts = fc.array(fc.constantFrom(...pieces), { maxLength: 20 }).map((parts) => parts.join(''));
  const styles = fc.constantFrom('BLOCK_LITERAL', 'QUOTE_DOUBLE', 'QUOTE_SINGLE', 'PLAIN');

  test('are known for whatever a writer of YAML writes', () => {
    fc.assert(
      fc.property(texts, styles, fc.constantFrom(0, 20), (value, style, lineWidth) => {
        const { raw, text } = scalarOf(stringify({ k: value }, { defaultStringType: style, lineWidth }));
        // The writer may fold a line in the middle of a surrogate pair, which no file in UTF-8 can hold.
        fc.pre(raw.isWellFormed());
        const offsets = scalarOffsets(raw, text);
        if (raw.startsWith('>') || text.trim() === '') return;
        assert.equal(offsets?.length, text.length + 1, JSON.stringify(raw));
        for (const [i, character] of [...text].entries()) {
          const at = offsets?.[[...text].slice(0, i).join('').length] ?? -1;
          if (/[a#é😀]/u.test(character))
            assert.ok(raw.startsWith(character, at), JSON.stringify({ raw, i }));
        }
      }),
      { numRuns: 2000 },
    );
  });
});
