import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { loadErrors, makeDomain } from './injection-support.ts';

const DOMAIN = `<domain type="kvm">
\t<name>default_vm</name>
\t<devices>
\t\t<disk><alias name="ua-one"></alias></disk>
\t\t<disk><alias name="ua-two"></alias></disk>
\t\t<disk></disk>
\t</devices>
</domain>`;

/** None of these is the name of a disk, so no disk may be found by it. */
const VALUES: Readonly<Record<string, string>> = {
  'a test that is always true': "' or '1'='1",
  'the same with double quotes': '" or "1"="1',
  'an end of the test and a union': "']/.. | //* | //a[@b='",
  'a function': 'true()',
  'an axis': 'ancestor::*',
  'a number': '1',
  'the last one': 'last()',
  'the word true': 'true',
  'a wildcard': '*',
  'a path': '//disk',
  'a variable': '$v',
  'a line break': "ua-one\n' or true() or '",
  __proto__: '__proto__',
  constructor: 'constructor',
  'an empty text': '',
  'a comma and a bracket': "x', //disk) or contains('a",
};

const PATHS: Readonly<Record<string, string>> = {
  'compared with an attribute': '/domain/devices/disk[alias/@name=$v]/@hit',
  'as an argument': '/domain/devices/disk[alias[starts-with(@name, concat($v, "-"))]]/@hit',
  'inside a union of tests': '/domain/devices/disk[alias/@name=$v or alias/@name=concat("ua-", $v)]/@hit',
};

suite('a value in XPath is only ever a text', () => {
  for (const [place, path] of Object.entries(PATHS)) {
    for (const [name, value] of Object.entries(VALUES)) {
      test(`${name}, ${place}, finds no disk`, () => {
        const spec = `variables: [{name: v, annotation: v}]\ndomain: [{op: set, path: '${path}', value: yes!}]`;
        const made = makeDomain(spec, { annotations: { v: value } }, DOMAIN);
        assert.deepEqual(made, { text: DOMAIN, isChanged: false });
      });
    }
  }

  test('a text is no position: [$v] with "2" tests whether there is a text', () => {
    const spec =
      'variables: [{name: v, annotation: v}]\ndomain: [{op: set, path: "/domain/devices/disk[$v]/@hit", value: a}]';
    const made = makeDomain(spec, { annotations: { v: '2' } }, DOMAIN);
    assert.ok('text' in made);
    assert.equal(made.text.match(/hit="a"/g)?.length, 3);
  });

  for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
    test(`$${name} is no variable unless a rule declares it`, () => {
      const spec = `domain: [{op: set, path: "/domain/devices/disk[@a=$${name}]/@hit", value: a}]`;
      assert.match(loadErrors(spec).join('\n'), /UnknownVariable/);
    });
  }

  for (const reach of [
    'document("/etc/passwd")',
    'unparsed-text("x")',
    'doc("x")',
    'system("id")',
    'env("PATH")',
  ]) {
    test(`${reach} is no function`, () =>
      assert.match(
        loadErrors(
          `variables: [{name: v, domain: '${reach}'}]\ndomain: [{op: set, path: /domain/a, value: $(v)}]`,
        ).join('\n'),
        /InvalidXPath/,
      ));
  }
});

suite('a value is never a pattern', () => {
  const title = (variable: string) =>
    `variables: [{name: v, annotation: v, ${variable}}]\ndomain: [{op: set, path: /domain/title, value: $(v)}]`;
  const titleOf = (spec: string, value: string) => {
    const made = makeDomain(spec, { annotations: { v: value } }, DOMAIN);
    return 'refused' in made ? made.refused : (/<title>(.*)<\/title>/s.exec(made.text)?.[1] ?? '');
  };

  test('$1 and $& in a value are not what replace puts in', () =>
    assert.equal(
      titleOf(title('transforms: [{replace: {pattern: b, with: x}}]'), '$1b$<a>b$$'),
      '$1x$&lt;a&gt;x$$',
    ));
  test('the groups of a value that replace captured are put in as they are', () =>
    assert.equal(
      titleOf(title('transforms: [{replace: {pattern: "(.+)", with: "[$1]"}}]'), '$1$0\\1'),
      '[$1$0\\1]',
    ));
  test('a value that is a regular expression is matched as text', () =>
    assert.match(titleOf(title('must: {matches: "a+"}'), '.*'), /InvalidValue/));
  test('a value that is a glob is matched as text', () =>
    assert.match(titleOf(title('must: {like: "prod-*"}'), '*'), /InvalidValue/));
  test('a line break does not end what a regular expression must cover', () =>
    assert.match(titleOf(title('must: {matches: "[a-z]+"}'), 'a\n; reboot'), /InvalidValue/));
  test('^ and $ in a rule do not open a value with lines', () =>
    assert.match(titleOf(title('must: {matches: "^[a-z]+$"}'), 'a\nb'), /InvalidValue/));
  test('a pattern cannot hold a value', () =>
    assert.match(
      loadErrors(
        'variables: [{name: w, annotation: w}, {name: v, annotation: v, must: {matches: "$(w)"}}]\ndomain: [{op: set, path: /domain/a, value: $(v)}]',
      ).join('\n'),
      /Invalid/,
    ));
  test('a key of map is taken as it is written', () =>
    assert.equal(titleOf(title('transforms: [{map: {"$(v)": a, "*": b}}]'), 'x'), 'b'));
  test("a VM's name that is a glob matches no pattern but the rule's", () => {
    const spec = 'match: {names: ["db-*"]}\ndomain: [{op: set, path: /domain/title, value: a}]';
    assert.deepEqual(makeDomain(spec, { name: '*' }, DOMAIN), { text: DOMAIN, isChanged: false });
  });
  for (const key of ['__proto__', 'constructor']) {
    test(`map finds nothing for ${key} that the rule did not write`, () =>
      assert.match(titleOf(title('transforms: [{map: {a: b}}]'), key), /InvalidValue/));
  }
});
