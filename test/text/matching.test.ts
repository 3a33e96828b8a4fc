import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { globMatches } from '../../src/text/glob.ts';
import { compileRegex, type Regex, regexCapture, regexMatches, regexReplace } from '../../src/text/regex.ts';
import { didYouMean, suggest } from '../../src/text/suggest.ts';

function regex(source: string): Regex {
  const compiled = compileRegex(source);
  assert.ok('regex' in compiled, JSON.stringify(compiled));
  return compiled.regex;
}

suite('globs', () => {
  test('they mean what the same regular expression means', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?', '.'), maxLength: 12 });
    fc.assert(
      fc.property(
        letters,
        fc.string({ unit: fc.constantFrom('a', 'b', '.'), maxLength: 12 }),
        (pattern, value) => {
          const source = pattern.replace(/[.*?]/g, (c) => ({ '.': '\\.', '*': '.*', '?': '.' })[c] ?? c);
          assert.equal(globMatches({ pattern }, value), new RegExp(`^${source}$`, 's').test(value));
        },
      ),
      { numRuns: 2000 },
    );
  });

  test('many stars are quick', () => {
    assert.equal(globMatches({ pattern: `${'*a'.repeat(500)}b` }, 'a'.repeat(20_000)), false);
  });
});

suite('regular expressions', () => {
  test('they cover the whole value', () => {
    assert.equal(regexMatches(regex('b'), 'abc'), false);
    assert.equal(regexMatches(regex('a|b'), 'b'), true);
    assert.equal(regexMatches(regex('a'), 'a\n'), false);
  });

  test('what takes other engines for ever is quick', () => {
    assert.equal(regexMatches(regex('(x+x+)+y'), 'x'.repeat(4096)), false);
    assert.equal(regexMatches(regex('(.*)*'.repeat(50)), 'a'.repeat(4096)), true);
  });

  test('groups that take no part are null', () => {
    assert.deepEqual(regexCapture(regex('(?<x>a)?(?<y>b)'), 'b'), ['b', null, 'b']);
  });

  test("a group may be called like JavaScript's own", () => {
    assert.deepEqual(
      [...regex('(?<__proto__>a)(?<constructor>b)').groupNames.keys()],
      ['__proto__', 'constructor'],
    );
  });

  test('a dollar sign in what stands there instead is a group, or itself', () => {
    assert.equal(regexReplace(regex('(?<p>a)(b)'), 'xabx', '[$2$<p>$0$$$a]', 100), 'x[baab$$a]x');
  });

  test('a value that is put in stays what it is', () => {
    assert.equal(regexReplace(regex('(.+)'), '$1$<p>$$', '$1', 100), '$1$<p>$$');
  });

  test('any text is a pattern or has a problem with a place, and never an exception', () => {
    const text = fc.string({
      unit: fc.constantFrom(...'ab()[]{}?*+|^$.\\<>=!:P1-,dpLQE\n', '{1000}', '(?'),
      maxLength: 20,
    });
    fc.assert(
      fc.property(text, (source) => {
        const compiled = compileRegex(source);
        if ('regex' in compiled) return;
        const { start, end, message } = compiled.problem;
        assert.ok(0 <= start && start <= end && end <= source.length && message !== '');
      }),
      { numRuns: 5000 },
    );
  });
});

suite('what was probably meant', () => {
  for (const [word, meant] of [
    ['anotation', 'annotation'],
    ['lable', 'label'],
    ['Label', 'label'],
    ['vm', 'vmi'],
    ['xyz', undefined],
    ['', undefined],
  ] as const) {
    test(`"${word}": ${meant ?? 'nothing'}`, () => {
      assert.equal(suggest(word, ['annotation', 'label', 'vmi']), meant);
    });
  }

  test('nothing near says nothing', () => assert.equal(didYouMean('xyz', ['annotation']), ''));
});
