import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { type Diagnostic, formatDiagnostic, oneLine } from '../../src/text/diagnostic.ts';
import { renderDiagnostic } from '../../src/text/frame.ts';

const plain = { error: String, warning: String, faint: String };

/** A finding about what stands between « and ». */
function about(marked: string): Diagnostic {
  const start = marked.indexOf('«');
  const end = marked.indexOf('»') - 1;
  const source = { name: 'rule.yaml', text: marked.replace('«', '').replace('»', '') };
  return { code: 'InvalidField', severity: 'error', message: 'is wrong', span: { source, start, end } };
}

const frame = (marked: string) => renderDiagnostic(about(marked), plain).split('\n').slice(1);

suite('a finding with its line', () => {
  test('carets stand under the place', () => {
    assert.deepEqual(frame('a: b\nkey: «value» # more\n'), ['2 | key: value # more', '  |      ^^^^^']);
  });

  test('the gutter is as wide as the number', () => {
    assert.deepEqual(frame(`${'\n'.repeat(99)}«a»`), ['100 | a', '    | ^']);
  });

  test('a place without length has one caret', () => assert.deepEqual(frame('a«»'), ['1 | a', '  |  ^']));

  test('of a place over several lines the first is shown', () => {
    assert.deepEqual(frame('a: «b\nc»\n'), ['1 | a: b', '  |    ^']);
  });

  test('tabs are one column wide, and line ends of Windows none', () => {
    assert.deepEqual(frame('\ta: «b»\r\n'), ['1 |  a: b', '  |     ^']);
  });

  test('a byte order mark is none', () => assert.deepEqual(frame('\ufeff«a»'), ['1 | a', '  | ^']));

  test('a character of two code units is one column', () => {
    assert.deepEqual(frame('😀 «a»'), ['1 | 😀 a', '  |   ^']);
  });

  test('of a long line the part around the place is shown', () => {
    const [line = '', carets = ''] = frame(`${'x'.repeat(100_000)}«here»${'y'.repeat(100_000)}`);
    assert.ok(line.length < 200 && carets.length < 200);
    assert.equal(line.slice(carets.indexOf('^'), carets.lastIndexOf('^') + 1), 'here');
  });

  test('what a terminal would act on is shown as a dot', () => {
    assert.deepEqual(frame('\u001b[31m\u202e«a»'), ['1 | ·[31m·a', '  |       ^']);
  });

  test('without a text there is only the line that says it', () => {
    const diagnostic = { ...about('«»'), message: 'does not exist' };
    assert.equal(renderDiagnostic(diagnostic, plain), 'rule.yaml: InvalidField: does not exist');
  });

  test('only the code is painted', () => {
    const painted = renderDiagnostic(about('«a»'), { ...plain, error: (text) => `<${text}>` });
    assert.equal(painted, 'rule.yaml:1:1: <InvalidField:> is wrong\n1 | a\n  | <^>');
  });
});

suite('a finding on one line', () => {
  test('rule, field and cure have their places', () => {
    const diagnostic = { ...about('«a»'), rule: 'r', field: 'spec.when[0]', hint: 'do this' };
    assert.equal(
      formatDiagnostic(diagnostic),
      'rule.yaml:1:1: InvalidField: rule r, spec.when[0]: is wrong; do this',
    );
  });

  test('it stays one line, whatever is in it', () => {
    assert.equal(oneLine('a\nb\r\u001b[0m\u2028\u202e\u0085'), 'a\\nb\\u000d\\u001b[0m\\u2028\\u202e\\u0085');
  });
});
