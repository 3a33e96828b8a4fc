import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { documentsOfKind } from '../../src/rules/load.ts';
import { assertFound, findings, type Mistake, placeOf, ruleText } from './support.ts';

const header = 'apiVersion: sidepatch/v1alpha1\n';

/** Each has two mistakes or more: the misspelt field, and what stands inside it. */
const NESTED: readonly Mistake[] = [
  {
    name: 'spec',
    text: `${header}kind: Rule\nmetadata: {name: a}\n«specc:\n  domain: [{op: remove, path: /domain/a, «valeu: b}]\n`,
    code: 'InvalidField',
    says: 'unknown field',
  },
  {
    name: 'kind',
    text: `${header}«kidn: Rule\nmetadata: {name: a}\nspec: {domain: [{op: remove, path: /domain/a, «valeu: b}]}\n`,
    code: 'InvalidField',
    says: 'unknown field',
  },
  {
    name: 'a target, in it the verb, in it a field',
    spec: '«domian: [{«opp: set, path: /domain/a, «valeu: b}]\n',
    code: 'InvalidField',
    says: 'did you mean',
  },
  {
    name: 'a verb',
    spec: 'domain: [{op: «sett, path: /domain/a, «valeu: b}]\n',
    code: 'InvalidField',
    says: 'did you mean',
  },
  {
    name: 'a field of a variable',
    spec: 'variables: [{name: a, label: b, «transfroms: [{«tirm: true}]}]\ndomain: [{op: remove, path: /domain/a}]\n',
    code: 'InvalidField',
    says: 'did you mean',
  },
  {
    name: 'a condition in a condition',
    spec: 'when: [{«anyof: [{«lable: a}]}]\ndomain: [{op: remove, path: /domain/a}]\n',
    code: 'InvalidField',
    says: 'did you mean',
  },
  {
    name: 'a line of match',
    spec: 'match: {«label: {a: {«equal: b}}}\ndomain: [{op: remove, path: /domain/a}]\n',
    code: 'InvalidField',
    says: 'did you mean',
  },
  {
    name: 'a space that is missing in a flow mapping',
    spec: 'userData: [{«op:set, path: /a, value: b}]\n',
    code: 'InvalidField',
    says: 'put a space after "op:"',
  },
  {
    name: 'a space that is missing in an item',
    spec: 'domain:\n  - «op:remove\n',
    code: 'InvalidField',
    says: 'put a space after "op:"',
  },
];

suite('a misspelt field', () => {
  for (const mistake of NESTED) {
    test(`hides no mistake inside it: ${mistake.name}`, () => {
      if (mistake.name.startsWith('a space')) return assertFirst(mistake);
      assertFound(mistake);
    });
  }

  test('that could mean two fields is told, and what is in it is left alone', () => {
    const found = findings(
      ruleText(
        'variables: [{name: a, label: b, transforms: [{pase: {a: b}}]}]\ndomain: [{op: remove, path: /domain/a}]\n',
      ),
    );
    assert.deepEqual(
      found.map(({ field }) => field),
      ['spec.variables[0].transforms[0].pase'],
    );
  });

  test('whose right name is there as well does not take its place', () => {
    const found = findings(ruleText('domain: [{op: remove, path: /domain/a}]\ndomian: [{op: nothing}]\n'));
    assert.deepEqual(
      found.map(({ field }) => field),
      ['spec.domian'],
    );
  });

  test('of a RuleTest is told too, with what is inside', () => {
    const text = `${header}kind: RuleTest\nmetadata: {name: a}\nspecc: {rules: [a.yaml], casess: [{name: a}]}\n`;
    const { documents, diagnostics } = documentsOfKind({ name: 'a', text }, 'RuleTest');
    assert.equal(documents.length, 1);
    assert.deepEqual(diagnostics.map(placeOf), ['4:1', '4:26']);
  });
});

function assertFirst({ spec = '', says }: Mistake): void {
  const [first] = findings(ruleText(spec.replace('«', '')));
  assert.ok(first?.hint?.includes(says), first?.hint);
}
