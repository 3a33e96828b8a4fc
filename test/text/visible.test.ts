import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { visibleJson, visibleLine } from '../../src/text/visible.ts';

suite('what a terminal would act on is made visible', () => {
  test('JSON means the same, and holds no active character', () => {
    const value = { 'a\u009b': 'b\u2028\u202ec\n\u001b', d: ['é😀'] };
    const json = visibleJson(JSON.stringify(value, null, 2));
    assert.deepEqual(JSON.parse(json), value);
    assert.doesNotMatch(json, /[\u007f-\u009f\u2028\u202e]/);
    assert.ok(json.includes('é😀'));
  });

  for (const [name, line, shown] of [
    ['tabs and the end of a CRLF line stay', '\ta\r', '\ta\r'],
    ['a carriage return inside does not', 'a\rb', 'a\\u000db'],
    ['colours do not', '\u001b[31ma\u009b1m', '\\u001b[31ma\\u009b1m'],
    ['the direction of writing does not turn', 'a\u202eb\u2066', 'a\\u202eb\\u2066'],
  ] as const) {
    test(name, () => assert.equal(visibleLine(line), shown));
  }
});
