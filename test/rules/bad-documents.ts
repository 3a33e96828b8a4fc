const rule = (spec: string, metadata = 'metadata: {name: a}') =>
  `apiVersion: sidepatch/v1alpha1\nkind: Rule\n${metadata}\nspec:\n${spec.replace(/^/gm, '  ')}\n`;
const edit = 'domain: [{op: remove, path: /domain/x}]';
const domain = (fields: string) => rule(`domain: [{${fields}}]`);
const userData = (fields: string) => rule(`userData: [{${fields}}]`);
const variable = (fields: string) => rule(`variables: [{${fields}}]\n${edit}`);
const transform = (fields: string) => variable(`name: a, label: b, transforms: [{${fields}}]`);
const when = (fields: string) => rule(`when: [{${fields}}]\n${edit}`);
const match = (fields: string) => rule(`match: {${fields}}\n${edit}`);
const ruleTest = (spec: string) =>
  `apiVersion: sidepatch/v1alpha1\nkind: RuleTest\nmetadata: {name: a}\nspec:\n${spec.replace(/^/gm, '  ')}\n`;
const testCase = (fields: string) => ruleTest(`rules: [a.yaml]\ncases: [{${fields}}]`);

/** Documents whose shape is wrong, by what is wrong with them. Each is sound but for that. */
export const badDocuments: Readonly<Record<string, string>> = {
  'another apiVersion': rule(edit).replace('v1alpha1', 'v1'),
  'no apiVersion': rule(edit).replace(/^apiVersion.*\n/, ''),
  'no metadata': rule(edit, '').replace('\n\n', '\n'),
  'an empty metadata': rule(edit, 'metadata:'),
  'a name that is a number': rule(edit, 'metadata: {name: 42}'),
  'a label that is empty': rule(edit, 'metadata: {name: a, labels: {b: }}'),
  'a label that is a list': rule(edit, 'metadata: {name: a, labels: {b: [c]}}'),
  'no spec': rule(edit).replace(/spec:\n[\s\S]*/, ''),
  'a field beside spec': `${rule(edit)}status: {}\n`,
  'nothing to edit': rule('description: nothing'),
  'an unknown field': rule(`${edit}\nuserdata: []`),
  'edits that are no list': rule('domain: {op: remove, path: /domain/x}'),
  'an empty list of edits': rule('domain: []'),
  'a description that is a list': rule(`description: [a]\n${edit}`),
  'a list where a selector should be': rule(`match: [a]\n${edit}`),
  'an unknown line in match': match('label: {a: b}'),
  'names that are one text': match('names: db'),
  'an empty list of names': match('names: []'),
  'an unknown data source': match('dataSources: [nocloud]'),
  'a test of nothing': match('labels: {a: {}}'),
  'a test that is empty': match('labels: {a: }'),
  'a test that is a list': match('labels: {a: [b]}'),
  'exists in quotes': match('labels: {a: {exists: "true"}}'),
  'equals with a list': match('labels: {a: {equals: [b]}}'),
  'an empty list in in': match('labels: {a: {in: []}}'),
  'like with a number': match('labels: {a: {like: 1}}'),
  'a variable without a name': variable('label: b'),
  'a variable without a source': variable('name: a'),
  'a variable with two sources': variable('name: a, label: b, annotation: c'),
  'a variable with an index': variable('name: a, label: b, index: i'),
  'a choice in another case': variable('name: a, label: b, onMissing: skip'),
  'firstFree without taken': variable('name: a, firstFree: {of: "vd{a..z}"}'),
  'a loop without a source': rule(`forEach: {name: a}\n${edit}`),
  'a list of loops with a text in it': rule(`forEach: [a]\n${edit}`),
  'an empty transform': transform(''),
  'two transforms in one': transform('trim: true, case: Lower'),
  'trim: false': transform('trim: false'),
  'an unknown case': transform('case: Title'),
  'replace without with': transform('replace: {pattern: a}'),
  'a range from below zero': transform('range: {from: -1}'),
  'a range from a fraction': transform('range: {from: 0.5}'),
  'a range from text': transform('range: {from: "0"}'),
  'a hash of length 65': transform('hash: {length: 65}'),
  'an unknown unit': transform('quantity: MB'),
  'a unit of two': transform('quantity: 2'),
  'an unknown format to parse': transform('parse: XML'),
  'a condition without a source': when('equals: a'),
  'a condition with two sources': when('label: a, variable: b'),
  'a condition with a source and not': when('label: a, not: {label: b}'),
  'an empty anyOf': when('anyOf: []'),
  'a mistake deep inside anyOf': when('anyOf: [{not: {anyOf: [{lable: a}]}}]'),
  'an edit without op': domain('path: /domain/x'),
  'an unknown op': domain('op: delete, path: /domain/x'),
  'an op of cloud-init in the domain': domain('op: merge, path: /domain/x, value: a'),
  'an op that is empty': domain('op: , path: /domain/x'),
  'an edit without path': domain('op: remove'),
  'a path that is a list': domain('op: remove, path: [a]'),
  'a field of another op': domain('op: remove, path: /domain/x, value: a'),
  'value and xml': domain('op: set, path: /domain/x, value: a, xml: <x/>'),
  'replace with neither value nor xml': domain('op: replace, path: /domain/x'),
  'a value that is a list': domain('op: set, path: /domain/x, value: [a]'),
  'a value that is empty': domain('op: set, path: /domain/x, value: '),
  'attributes that are a list': domain('op: set, path: /domain/x, attributes: [a]'),
  'an unknown position': domain('op: add, path: /domain/x, xml: <y/>, position: last'),
  'an edit that is text': rule('domain: [remove]'),
  'set without value': userData('op: set, path: /a'),
  'merge with text': userData('op: merge, path: /a, value: b'),
  'move without from': userData('op: move, path: /a'),
  'onNoMatch in a JSON Patch': rule('cloudInitData: [{op: remove, path: /a, onNoMatch: Skip}]'),
  'set in a JSON Patch': rule('cloudInitData: [{op: set, path: /a, value: b}]'),
  'a namespace that is a number': rule(`namespaces: {a: 1}\n${edit}`),
  'an unknown capability': rule(`capabilities: [Root]\n${edit}`),
  'an unknown failure policy': rule(`failurePolicy: Retry\n${edit}`),
  'a test without rules': ruleTest('cases: [{name: a}]'),
  'a test without cases': ruleTest('rules: [a.yaml]\ncases: []'),
  'a case without a name': testCase('vmi: {}'),
  'a VMI that is text': testCase('name: a, vmi: b'),
  'an unknown outcome': testCase('name: a, result: {b: Done}'),
  'a text that is a number': testCase('name: a, expectText: {userData: 1}'),
  'a mistake in expect': testCase('name: a, expect: [{domain: /domain, equal: b}]'),
  'expectUnchanged with text': testCase('name: a, expectUnchanged: always'),
};

/** What only one of the two can see, and why. `decoder`: whether it takes the document; the schema does the other. */
export const differences: readonly { name: string; text: string; decoder: boolean }[] = [
  {
    name: 'the schema sees values only, the decoder that True is not spelt true',
    text: transform('trim: True'),
    decoder: false,
  },
  {
    name: 'the schema sees values only, the decoder that 1.0 is not spelt 1',
    text: transform('quantity: 1.0'),
    decoder: false,
  },
  {
    name: 'JSON has no infinity, the decoder leaves it to the check of values',
    text: domain('op: set, path: /domain/x, value: .inf'),
    decoder: true,
  },
];
