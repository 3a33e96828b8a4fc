import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { loadRules } from '../../src/rules/load.ts';
import {
  ANY_EDIT,
  assertFound,
  findings,
  HEADER,
  type Mistake,
  marksIn,
  placeOf,
  ruleText,
} from './support.ts';

const MISTAKES: readonly Mistake[] = [
  {
    name: 'a key that is there twice',
    spec: `description: a\n«description: b\n${ANY_EDIT}`,
    code: 'InvalidYaml',
    says: 'keep one of them',
  },
  { name: 'a tab', text: `${HEADER}«\tdomain: []\n`, code: 'InvalidYaml', says: 'indent with spaces' },
  { name: 'an open bracket', text: `${HEADER}  domain: «[\n`, code: 'InvalidYaml', says: 'close it with ]' },
  { name: 'an open quote', text: `${HEADER}  description: «"a\n`, code: 'InvalidYaml', says: 'quote' },
  {
    name: 'an alias of nothing',
    spec: `description: «*a\n${ANY_EDIT}`,
    code: 'InvalidYaml',
    says: 'no anchor &a',
  },
  {
    name: 'an alias inside its own anchor',
    spec: `description: &a [«*a, *a]\n${ANY_EDIT}`,
    code: 'InvalidYaml',
    says: 'nested more than 64 levels',
  },
  {
    name: 'a merge key',
    spec: `match: &m {names: [a]}\nexclude: {«<<: *m}\n${ANY_EDIT}`,
    code: 'InvalidYaml',
    says: 'write the fields out',
  },
  {
    name: 'a key that is a list',
    spec: `? «[a]\n: b\n${ANY_EDIT}`,
    code: 'InvalidYaml',
    says: 'keys are plain words',
  },
  {
    name: 'a tag that would run code elsewhere',
    spec: `description: «!!js/function a\n${ANY_EDIT}`,
    code: 'InvalidYaml',
    says: 'tag',
  },
  { name: 'a NUL', spec: `description: a«\0b\n${ANY_EDIT}`, code: 'InvalidYaml', says: 'U+0000' },
  {
    name: 'an escape sequence for terminals',
    spec: `description: a«\u001b[31mb\n${ANY_EDIT}`,
    code: 'InvalidYaml',
    says: 'U+001B',
  },
  {
    name: 'half a surrogate pair',
    spec: `description: a«\ud83d\n${ANY_EDIT}`,
    code: 'InvalidYaml',
    says: 'U+D83D',
  },
  {
    name: 'too many levels',
    text: `${'['.repeat(65)}«[${']'.repeat(66)}`.replace('«[', '«['),
    code: 'InvalidYaml',
    says: 'nested more than 64 levels',
  },
  {
    name: 'a mistake in a file with a byte order mark',
    text: `\ufeffapiVersion: «x\nkind: Rule\nmetadata: {name: a}\nspec:\n  ${ANY_EDIT}`,
    code: 'InvalidField',
    says: 'must be',
  },
  {
    name: 'a mistake in a file from Windows',
    text: ruleText(
      `domain:\n  - op: set\n    path: /domain/a\n    xml: |\n      <a>\n        <b c="«$(x)"/>\n      </a>\n`,
    ).replaceAll('\n', '\r\n'),
    code: 'UnknownVariable',
    says: '"x"',
  },
  {
    name: 'a mistake in the second document',
    text: `${ruleText(ANY_EDIT)}---\n${ruleText('«domains: [{op: remove, path: /domain/title}]\n').replace('example', 'other')}`,
    code: 'InvalidField',
    says: 'domain',
  },
  {
    name: 'the same name in one file',
    text: `${ruleText(ANY_EDIT)}---\n${ruleText(ANY_EDIT).replace('example', '«example')}`,
    code: 'DuplicateRule',
    says: 'rule.yaml:4:9',
  },
];

suite('mistakes in YAML', () => {
  for (const mistake of MISTAKES)
    test(`${mistake.name} is found, and its cure told`, () => assertFound(mistake));

  test('the same name in two files is found in the later one', () => {
    const text = ruleText(ANY_EDIT);
    const { diagnostics } = loadRules([
      { name: 'a.yaml', text },
      { name: 'b.yaml', text },
    ]);
    assert.deepEqual(
      diagnostics.map(({ code, span, message }) => [code, span?.source.name, message]),
      [['DuplicateRule', 'b.yaml', 'there is already a rule of this name at a.yaml:4:9']],
    );
  });

  test('a bomb of aliases is told once, and soon', () => {
    const levels = Array.from({ length: 9 }, (_, i) => `a${i + 1}: &a${i + 1} [${`*a${i},`.repeat(10)}]\n`);
    const found = findings(`a0: &a0 [${'x,'.repeat(10)}]\n${levels.join('')}`);
    assert.deepEqual(
      found.map(({ message }) => message),
      ['has more than 200000 values'],
    );
  });

  test('anchors and aliases mean what they mean in YAML', () => {
    const { rules, diagnostics } = loadRules([
      { name: 'rule.yaml', text: ruleText(`description: &d same\nmatch: {names: [*d]}\n${ANY_EDIT}`) },
    ]);
    assert.deepEqual(diagnostics, []);
    assert.deepEqual(rules[0]?.match[0]?.words, 'names same');
  });
});

// Each line has one mistake, before which « stands; the lines without are right.
const THIRTY = `«apiVersion: sidepatch/v1
kind: Rule
metadata: {name: «Bad_Name, «lables: {}}
spec:
  description: «12
  «matches: {}
  exclude:
    names: «all
    labels: {a: {«is: b}, b: {atLeast: «1GB}, c: {matches: "«(a"}}
    dataSources: [«Cloud]
  failurePolicy: «Never
  capabilities: [«Everything]
  namespaces: {«1a: "http://a"}
  forEach: {name: disk, domain: "/domain/devices/«dsk::disk"}
  variables:
    - {name: «a-b, label: a}
    - {name: c, «lable: c, transforms: [{«upper: true}, {capture: «"x"}, {parse: «Int}]}
    - {«name: d}
    - {name: e, value: "«$(date +%s)"}
    - {name: f, value: "«$(diks)"}
  when:
    - {variable: «g}
    - {label: h, «equal: i}
  domain:
    - {op: «put, path: /domain/a}
    - {op: remove, path: «domain/a}
    - {op: remove, path: "/domain/a[«$nope]"}
    - {op: set, path: /domain/a, value: «true}
    - {op: set, path: /domain/a, xml: «<b/>}
    - {op: add, path: /domain/a, xml: <b/>, position: «Here}
    - {op: remove, path: «/domain/uuid}
    - {op: set, path: «/domain/os/kernel, value: k}
    - {«path: /domain/a}
`.replace('«apiVersion: sidepatch/v1', 'apiVersion: «sidepatch/v1');

suite('a file with thirty mistakes', () => {
  test('every one is told, at its line and column', () => {
    const found = findings(THIRTY.replaceAll('«', '')).map(placeOf).sort(byPlace);
    assert.deepEqual(found, marksIn(THIRTY).sort(byPlace));
    assert.ok(found.length >= 30, `${found.length}`);
  });
});

function byPlace(a: string, b: string): number {
  const [line = 0, column = 0] = a.split(':').map(Number);
  const [otherLine = 0, otherColumn = 0] = b.split(':').map(Number);
  return line - otherLine || column - otherColumn;
}
