import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { EXAMPLE_DOMAIN } from '../../src/kubevirt/example-domain.ts';
import { apply, newLines } from './domain-support.ts';

const FAILURES: readonly { readonly name: string; readonly edits: string; readonly says: RegExp }[] = [
  {
    name: 'a text over child elements',
    edits: '{op: set, path: /domain/os, value: a}',
    says: /^MixedContent: <os> has child elements/,
  },
  {
    name: 'replace of nothing',
    edits: '{op: replace, path: /domain/nothing, value: a}',
    says: /^NoMatch: \/domain\/nothing finds nothing/,
  },
  {
    name: 'move of nothing',
    edits: '{op: move, from: /domain/nothing, path: /domain/os}',
    says: /^NoMatch: \/domain\/nothing or \/domain\/os finds nothing/,
  },
  {
    name: 'set that must find something',
    edits: '{op: set, path: //nothing/@a, value: 1, onNoMatch: Fail}',
    says: /^NoMatch/,
  },
  {
    name: 'a device that is not made and must be there',
    edits: '{op: set, path: /domain/devices/watchdog/@model, value: a, onNoMatch: Fail}',
    says: /^NoMatch/,
  },
  {
    name: 'a test with a message',
    edits: '{op: test, path: /domain/vcpu, atLeast: 3, message: too small}',
    says: /^TestFailed: too small$/,
  },
  {
    name: 'a test without a message',
    edits: '{op: test, path: /domain/vcpu > 2}',
    says: /^TestFailed: \/domain\/vcpu > 2 is not as the rule needs it$/,
  },
  {
    name: 'an element moved into itself',
    edits: '{op: move, from: /domain/os, path: /domain/os/type}',
    says: /^TypeMismatch/,
  },
  {
    name: 'an element beside the root',
    edits: '{op: add, path: /domain, xml: <a/>, position: After}',
    says: /^TypeMismatch/,
  },
];

suite('edits of the domain that fail', () => {
  for (const { name, edits, says } of FAILURES) {
    test(`${name} fails, and undoes what was before it`, () => {
      const { text, failure, of } = apply(`domain: [{op: set, path: /domain/title, value: a}, ${edits}]`);
      assert.match(`${failure?.code}: ${failure?.message}`, says);
      assert.equal(failure?.field, 'spec.domain[1]');
      assert.equal(of['example']?.outcome, 'Failed');
      assert.equal(text, EXAMPLE_DOMAIN);
    });
  }
});

const SET = (value: string) => `domain: [{op: set, path: /domain/title, value: ${value}}]`;
const FAILS =
  'domain: [{op: set, path: /domain/title, value: half}, {op: remove, path: /domain/vcpu}, {op: replace, path: /domain/nothing, value: a}]';

suite('rules that fail', () => {
  test('a hook is all or nothing: what other rules did is undone too', () => {
    const { text, failure, results } = apply({ first: SET('a'), second: FAILS, third: SET('b') });
    assert.equal(text, EXAMPLE_DOMAIN);
    assert.equal(failure?.rule, 'second');
    assert.deepEqual(
      results.map(({ rule, outcome }) => [rule, outcome]),
      [
        ['first', 'Applied'],
        ['second', 'Failed'],
      ],
    );
  });

  test('a rule that may fail leaves no byte behind, and the others go on', () => {
    const specs = {
      first: SET('a'),
      second: `failurePolicy: Ignore\n${FAILS}`,
      third: 'domain: [{op: remove, path: /domain/devices/rng}]',
    };
    const { second: _second, ...others } = specs;
    const { text, failure, warnings, of } = apply(specs);
    assert.equal(failure, undefined);
    assert.equal(text, apply(others).text);
    assert.equal(of['second']?.outcome, 'Failed');
    assert.deepEqual(
      warnings.map(({ code, severity, rule }) => [code, severity, rule]),
      [['NoMatch', 'warning', 'second']],
    );
  });

  test('a rule that may fail alone gives the input back', () => {
    const { text, changed } = apply(`failurePolicy: Ignore\n${FAILS}`);
    assert.equal(text, EXAMPLE_DOMAIN);
    assert.equal(changed, false);
  });

  test("what a failed rule wrote is nobody's work, and so no conflict", () => {
    const { warnings } = apply({ first: `failurePolicy: Ignore\n${FAILS}`, second: SET('b') });
    assert.deepEqual(
      warnings.map(({ code }) => code),
      ['NoMatch'],
    );
  });

  test('a later rule works on the result of an earlier one', () => {
    const { text } = apply({
      first: SET('a'),
      second:
        'variables: [{name: t, domain: /domain/title}]\ndomain: [{op: set, path: /domain/description, value: "$(t)b"}]',
    });
    assert.deepEqual(newLines(text), ['<title>a</title>', '<description>ab</description>']);
  });
});

const DOMAINS: readonly { readonly name: string; readonly xml: string; readonly code: string }[] = [
  { name: 'nothing', xml: '', code: 'InvalidDocument' },
  { name: 'white space', xml: ' \n', code: 'InvalidDocument' },
  { name: 'no XML', xml: 'hello secret', code: 'InvalidDocument' },
  { name: 'XML that is not well-formed', xml: '<domain><secret></domain>', code: 'InvalidDocument' },
  {
    name: 'a document type',
    xml: '<!DOCTYPE domain [<!ENTITY secret "x">]><domain>&secret;</domain>',
    code: 'InvalidDocument',
  },
  { name: 'another root', xml: '<secret/>', code: 'InvalidDocument' },
  { name: 'too much', xml: `<domain>${'x'.repeat(4 << 20)}</domain>`, code: 'LimitExceeded' },
];

suite('domains that cannot be edited', () => {
  for (const { name, xml, code } of DOMAINS) {
    test(`${name} fails, also a rule that may fail, and is not quoted`, () => {
      const { failure, text } = apply(`failurePolicy: Ignore\n${SET('a')}`, {}, xml);
      assert.equal(failure?.code, code);
      assert.doesNotMatch(`${failure?.message} ${failure?.hint}`, /secret/);
      assert.equal(text, xml);
    });
  }

  test('a domain that no rule is for is not even read, and comes back as it is', () => {
    const broken = '<domain><no xml';
    for (const spec of [
      `match: {names: [other]}\n${SET('a')}`,
      `variables: [{name: x, label: none}]\n${SET('a')}`,
      `forEach: {name: x, vmi: /none}\n${SET('a')}`,
      `when: [{label: none}]\n${SET('a')}`,
    ]) {
      const { text, failure, changed, of } = apply(spec, {}, broken);
      assert.equal(failure, undefined);
      assert.equal(text, broken);
      assert.equal(changed, false);
      assert.equal(of['example']?.outcome, 'Skipped');
    }
  });

  test('a result that virt-launcher could not receive fails', () => {
    const large = `<domain><a>${'x'.repeat((4 << 20) - 5000)}</a></domain>`;
    const { failure } = apply(
      'variables: [{name: x, annotation: a}]\ndomain: [{op: set, path: /domain/b, value: $(x)}]',
      { metadata: { annotations: { a: 'y'.repeat(2000) } } },
      large,
    );
    assert.equal(failure?.code, 'LimitExceeded');
  });
});
