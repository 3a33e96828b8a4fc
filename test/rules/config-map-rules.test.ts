import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { unpackConfigMaps } from '../../src/rules/config-map-rules.ts';
import { loadRules } from '../../src/rules/load.ts';
import { formatDiagnostic, placeOf } from '../../src/text/diagnostic.ts';
import { marksIn } from './support.ts';

const RULE = `apiVersion: sidepatch/v1alpha1
kind: Rule
metadata: {name: a}
spec:
  domain:
    - {op: remove, path: /domain/a, «valu: b}
`;
/** Without indentation, which single quotes do not keep. */
const FLOW = `apiVersion: sidepatch/v1alpha1
kind: Rule
metadata: {name: a, annotations: {b: it's}}
spec: {domain: [{op: remove, path: /domain/a, «valu: b}]}
`;
const configMap = (data: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: m}\n${data}`;
const indented = (text: string, by: number) => text.replace(/^(?=.)/gm, ' '.repeat(by));
const block = (header: string) => configMap(`data:\n  any name: ${header}\n${indented(RULE, 4)}`);
const quoted = JSON.stringify(RULE);

/** Manifests with one rule that has one mistake, before which « stands. */
const MANIFESTS: Readonly<Record<string, string>> = {
  'a block': block('|'),
  'a block without the last line break': block('|-'),
  'a block that says how far it is indented': block('|2'),
  'a block from Windows': block('|').replaceAll('\n', '\r\n'),
  'one line in double quotes': configMap(`data:\n  rule: ${quoted}\n`),
  'double quotes over several lines, as kubectl writes them': configMap(
    `data:\n  rule: ${quoted.replace('\\nspec:\\n  ', '\\nspec:\\n\\\n    \\  ')}\n`,
  ),
  'single quotes': configMap(`data:\n  rule: '${FLOW.replace("'", "''").replaceAll('\n', '\n\n    ')}'\n`),
  JSON: `{"kind": "ConfigMap", "data": {"rule": ${quoted}}}\n`,
  'a List': `kind: List\nitems:\n- kind: ConfigMap\n  data:\n    rule: |\n${indented(RULE, 6)}`,
  'the second of two documents': `${configMap('data: {}\n')}---\n${block('|')}`,
  'a rule beside a ConfigMap': `${configMap('data: {}\n')}---\n${RULE}`,
  'a folded block whose lines stay apart': configMap(
    `data:\n  rule: >\n    {apiVersion: sidepatch/v1alpha1, kind: Rule, metadata: {name: a}, spec: {domain: [{op: remove, path: /domain/a, «valu: b}]}}\n`,
  ),
};

function lint(text: string) {
  const unpacked = unpackConfigMaps({ name: 'm.yaml', text });
  assert.ok(unpacked);
  const found = unpacked.sources.flatMap((source) => loadRules([source]).diagnostics);
  return { ...unpacked, found };
}

suite('rules in a ConfigMap', () => {
  for (const [name, text] of Object.entries(MANIFESTS)) {
    test(`have their places in the manifest: ${name}`, () => {
      const { found, diagnostics } = lint(text.replace('«', ''));
      assert.deepEqual(diagnostics, []);
      assert.deepEqual(
        found.map(({ span }) => span && placeOf(span)),
        marksIn(text.replaceAll('\r', '')).map((place) => `m.yaml:${place}`),
      );
    });
  }

  test('of broken YAML are told of at the line of the manifest', () => {
    const broken = configMap('data:\n  rule: |\n    apiVersion: sidepatch/v1alpha1\n    spec: [\n');
    assert.deepEqual(lint(broken).found.map(formatDiagnostic), [
      'm.yaml:7:11: InvalidYaml: this [ is never closed; close it with ]',
    ]);
  });

  test('name the place of an earlier rule of the same name in the manifest', () => {
    const twice = configMap(
      `data:\n  rule: |\n${indented(`${RULE.replace(', «valu: b', '')}---\n${RULE.replace(', «valu: b', '')}`, 4)}`,
    );
    assert.match(lint(twice).found[0]?.message ?? '', /at m\.yaml:8:22$/);
  });

  test('are no rules where the key holds something else, and that is noted', () => {
    const { sources, notes } = lint(
      configMap(`data:
  README.md: |
    \`\`\`yaml
    apiVersion: sidepatch/v1alpha1
    \`\`\`
  run.sh: |
    #!/bin/sh
  empty: ""
  secret.yaml: |
    kind: Secret
  rule: |
${indented(RULE.replace('«', ''), 4)}---
kind: VirtualMachine
metadata: {name: vm}
`),
    );
    assert.equal(sources.length, 1);
    assert.deepEqual(
      notes.map(({ message, span }) => `${placeOf(span)} ${message}`),
      [
        'm.yaml:5:3 data.README.md holds no rule and is passed over',
        'm.yaml:9:3 data.run.sh is a script and is passed over',
        'm.yaml:11:3 data.empty holds no rule and is passed over',
        'm.yaml:12:3 data.secret.yaml holds no rule and is passed over',
        'm.yaml:22:1 VirtualMachine vm is passed over',
      ],
    );
  });

  const REFUSED: Readonly<Record<string, readonly [string, string]>> = {
    'in a folded block': [
      `data:\n  rule: >\n${indented(RULE, 4)}`,
      'm.yaml:5:9: UnreadableFile: the lines of data.rule are joined; write | instead of >',
    ],
    'as YAML instead of text': [
      `data:\n  rule:\n${indented(RULE, 4)}`,
      'm.yaml:5:3: UnreadableFile: data.rule must be text, is a mapping; write "rule: |" and the text below it, indented',
    ],
    'in binaryData': [
      'binaryData:\n  rule: aGVsbG8=\n',
      'm.yaml:5:3: UnreadableFile: binaryData.rule is not checked; a rule is text: if this is one, put it under data',
    ],
    nowhere: [
      'data: {}\n',
      'm.yaml:1:1: UnreadableFile: no ConfigMap here holds a rule; a rule is a text under data: that starts with apiVersion: sidepatch/v1alpha1',
    ],
  };

  for (const [name, [data, line]] of Object.entries(REFUSED)) {
    test(`${name} are told of`, () => {
      assert.deepEqual(lint(configMap(data.replace('«', ''))).diagnostics.map(formatDiagnostic), [line]);
    });
  }

  test('policies are kept apart, unless a rule stands beside them', () => {
    const policy = 'apiVersion: sidepatch/v1alpha1\nkind: Policy\n';
    const both = `${policy}---\n${RULE.replace('«', '')}`;
    const { sources, policies } = lint(
      configMap(`data:\n  a: |\n${indented(policy, 4)}  b: |\n${indented(both, 4)}`),
    );
    assert.deepEqual([sources.map(({ text }) => text), policies.map(({ text }) => text)], [[both], [policy]]);
  });

  test('a rule file is no manifest, even one that speaks of a ConfigMap', () => {
    assert.equal(unpackConfigMaps({ name: 'a', text: `# for a ConfigMap\n${RULE}` }), undefined);
  });
});
