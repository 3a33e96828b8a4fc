import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { FEW_RULES, indexRules } from '../../src/engine/candidates.ts';
import { createHooks } from '../../src/engine/hooks.ts';
import { unmetLine } from '../../src/engine/select.ts';
import { EXAMPLE_DOMAIN } from '../../src/kubevirt/example-domain.ts';
import { readVmiObject } from '../../src/kubevirt/vmi.ts';
import type { Rule } from '../../src/rules/model.ts';
import { rulesOf } from './domain-support.ts';

const EDIT = 'domain: [{op: set, path: /domain/title, value: x}]';

const filler = Object.fromEntries(
  Array.from({ length: FEW_RULES }, (_, i) => [`filler-${i}`, `match: {labels: {filler: "f${i}"}}\n${EDIT}`]),
);

/** Beside so many others that an index is made. */
function indexed(matches: readonly string[]): readonly Rule[] {
  const own = matches.map((match, i) => [`own-${i}`, `${match}\n${EDIT}`]);
  return rulesOf({ ...Object.fromEntries(own), ...filler });
}

const vmOf = (labels: Record<string, string>, annotations: Record<string, string> = {}) =>
  readVmiObject({ metadata: { name: 'vm', namespace: 'default', labels, annotations } });

const isFor = (rule: Rule, vm: ReturnType<typeof vmOf>) =>
  unmetLine(rule, vm, { field: '', span: rule.span }) === undefined;

const names = (rules: readonly Rule[]) => rules.map(({ name }) => name);

test('few rules are all candidates', () => {
  const rules = rulesOf({ one: `match: {labels: {a: b}}\n${EDIT}` });
  assert.deepEqual(indexRules(rules).candidates(vmOf({})), rules);
});

const rows: Readonly<Record<string, readonly [match: string, labels: Record<string, string>, boolean]>> = {
  'another value': ['match: {labels: {a: b}}', { a: 'c' }, false],
  'the value': ['match: {labels: {a: b}}', { a: 'b' }, true],
  'no such label': ['match: {labels: {a: b}}', { b: 'b' }, false],
  'the value as an annotation only': ['match: {annotations: {a: b}}', { a: 'b' }, false],
  'one of several values': ['match: {labels: {a: {in: [b, c]}}}', { a: 'c' }, true],
  'none of several values': ['match: {labels: {a: {in: [b, c]}}}', { a: 'd' }, false],
  'a number in another spelling': ['match: {labels: {a: 2}}', { a: '2.0' }, true],
  'a label that only has to be there': ['match: {labels: {a: {exists: true}}}', { a: '' }, true],
  'one that is not': ['match: {labels: {a: {exists: true}}}', {}, false],
  'a pattern, still to be asked': ['match: {labels: {a: {like: "b*"}}}', { a: 'c' }, true],
  'a quantity, still to be asked': ['match: {labels: {a: {atLeast: 2}}}', { a: '1' }, true],
  'what must not be there': ['match: {labels: {a: {exists: false}}}', {}, true],
  'behind what must not be there': ['match: {labels: {a: {exists: false}, b: c}}', {}, false],
  'behind a name': ['match: {names: [other], labels: {a: b}}', {}, true],
  'no match at all': ['exclude: {labels: {a: b}}', {}, true],
};
for (const [name, [match, labels, is]] of Object.entries(rows)) {
  test(`of many: ${name} ${is ? 'is a candidate' : 'is none'}`, () => {
    const found = names(indexRules(indexed([match])).candidates(vmOf(labels)));
    assert.deepEqual(found, is ? ['own-0'] : []);
  });
}

test('a pattern fails for a long text, whatever is behind it', () => {
  const match = 'match: {labels: {a: {notIn: [x], like: "*b"}, c: d}}';
  const found = indexRules(indexed([match])).candidates(vmOf({ a: 'a'.repeat(100_000) }));
  assert.deepEqual(names(found), ['own-0']);
});

test('whatever is for a VM is among its candidates, in the order of the rules', () => {
  const word = fc.constantFrom('a', 'b', 'c');
  const value = fc.oneof(
    word,
    fc.constantFrom('2', '{exists: true}', '{exists: false}', '{like: "a*"}', '{atMost: 2}'),
    fc.array(word, { minLength: 1, maxLength: 2 }).map((list) => `{in: [${list}]}`),
    fc.array(word, { minLength: 1, maxLength: 2 }).map((list) => `{notIn: [${list}]}`),
  );
  const keys = fc
    .dictionary(word, value, { minKeys: 1, maxKeys: 2 })
    .map((all) => `{${Object.entries(all).map(([key, test]) => `${key}: ${test}`)}}`);
  const match = fc
    .tuple(fc.constantFrom('labels', 'annotations'), keys)
    .map(([kind, all]) => `match: {${kind}: ${all}}`);
  const texts = fc.dictionary(
    fc.oneof(word, fc.constant('filler')),
    fc.constantFrom('a', 'b', '2', '2.0', 'f7', 'f9'),
  );
  let found = 0;
  fc.assert(
    fc.property(
      fc.array(match, { minLength: 1, maxLength: 8 }),
      fc.array(fc.tuple(texts, texts), { minLength: 1, maxLength: 5 }),
      (matches, vms) => {
        const rules = indexed(matches);
        const index = indexRules(rules);
        for (const [labels, annotations] of vms) {
          const vm = vmOf(labels, annotations);
          const mine = index.candidates(vm);
          assert.ok(mine.length <= index.atMost(() => 1));
          assert.deepEqual(
            mine,
            rules.filter((rule) => mine.includes(rule)),
          );
          const right = names(rules.filter((rule) => isFor(rule, vm)));
          assert.deepEqual(names(mine.filter((rule) => isFor(rule, vm))), right);
          found += right.length;
        }
      },
    ),
    { numRuns: 200, seed: 7 },
  );
  assert.ok(found > 200, String(found));
});

test('no VM costs more than all rules for one value of each label and annotation, and those for all VMs', () => {
  const match = (key: string, value: string) => `match: {labels: {${key}: ${value}}}`;
  const rules = indexed([
    match('a', 'x'),
    match('a', 'x'),
    match('a', 'y'),
    match('b', '2'),
    'exclude: {names: [x]}',
  ]);
  // Of the fillers one, too.
  assert.equal(
    indexRules(rules).atMost(() => 1),
    2 + 1 + 1 + 1,
  );
  assert.equal(
    indexRules(rules.slice(0, FEW_RULES)).atMost(() => 1),
    FEW_RULES,
  );
  assert.equal(
    indexRules(rules).atMost(({ name }) => (name === 'own-2' ? Number.POSITIVE_INFINITY : 1)),
    Number.POSITIVE_INFINITY,
  );
});

test('of many rules a hook tells those for the VM, and counts the others', () => {
  const hooks = createHooks(indexed(['match: {labels: {a: b}}', 'match: {labels: {a: {like: "c*"}}}']), []);
  const vmi = Buffer.from(JSON.stringify({ metadata: { name: 'vm', labels: { a: 'b', filler: 'f3' } } }));
  const { results, others, domainXml } = hooks.onDefineDomain(Buffer.from(EXAMPLE_DOMAIN), vmi);
  const told = results.map(({ rule, outcome }) => `${rule} ${outcome}`);
  assert.deepEqual(told, ['own-0 Applied', 'own-1 Skipped', 'filler-3 Unchanged']);
  assert.equal(others, FEW_RULES - 1);
  assert.match(Buffer.from(domainXml).toString(), /<title>x<\/title>/);
  assert.deepEqual(hooks.recheckDomain(domainXml, vmi), []);
});
