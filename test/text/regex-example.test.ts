import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { compileRegex, type Regex, regexMatches } from '../../src/text/regex.ts';
import { examplesOf } from '../../src/text/regex-example.ts';

suite('texts that a pattern matches', () => {
  const readable = [
    'abc',
    '',
    '[a-z0-9]+',
    'vd[a-z]{1,2}',
    '(?<bus>[0-9a-f]{2}):(?P<slot>\\d+)',
    '(?:none|writeback)',
    '^\\w+@example\\.com$',
    'a?b*c+',
    '[^;]+;.*',
    '[0-9]{1,3}(\\.[0-9]{1,3}){3}',
    '[\\d]+',
    '(a|b)(c|)',
    'x{3}',
  ];
  for (const source of readable) {
    test(source || 'the empty pattern', () => {
      const regex = regexOf(source);
      const found = examplesOf(regex);
      assert.ok(found.length > 0);
      for (const text of found) assert.ok(regexMatches(regex, text), text);
    });
  }

  test('what cannot be read gives none', () => {
    for (const source of ['\\p{L}+', '[[:alpha:]]+', '(?i)abc', 'a\\bb', '[a-z&&[^b]]'])
      for (const text of examplesOf(regexOf(source))) assert.ok(regexMatches(regexOf(source), text));
    assert.deepEqual(examplesOf(regexOf('(?i)abc')), []);
  });
});

function regexOf(source: string): Regex {
  const compiled = compileRegex(source);
  assert.ok('regex' in compiled);
  return compiled.regex;
}
