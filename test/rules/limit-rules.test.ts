import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { createHooks } from '../../src/engine/hooks.ts';
import { type IsWithin, limitRules } from '../../src/rules/limit-rules.ts';
import { loadRules } from '../../src/rules/load.ts';
import { loadPolicies } from '../../src/rules/load-policies.ts';
import { formatDiagnostic } from '../../src/text/diagnostic.ts';
import { documentOf } from '../security/support.ts';

const RULE = 'domain: [{op: set, path: /domain/title, value: x}]';
const STRICT = 'domain: {allow: []}';
const isBelow: IsWithin = (file, folder) => file.startsWith(`${folder}/`);

interface Case {
  readonly name: string;
  /** Specs by file. */
  readonly policies: Readonly<Record<string, string>>;
  readonly ruleFile?: string;
  /** The policies that refuse the rule. */
  readonly refusedBy: readonly string[];
}

const CASES: readonly Case[] = [
  { name: 'no policy', policies: {}, refusedBy: [] },
  { name: 'a policy', policies: { 'a.yaml': STRICT }, refusedBy: ['a.yaml'] },
  { name: 'two policies', policies: { 'a.yaml': STRICT, 'b.yaml': STRICT }, refusedBy: ['a.yaml', 'b.yaml'] },
  {
    name: "a policy, and a rule of the platform's folder",
    policies: { 'a.yaml': `${STRICT}\ntrusted: [/etc/sidepatch/rules.d]` },
    ruleFile: '/etc/sidepatch/rules.d/10.yaml',
    refusedBy: [],
  },
  {
    name: 'a policy that trusts another folder',
    policies: { 'a.yaml': `${STRICT}\ntrusted: [/etc/sidepatch/rules.d]` },
    ruleFile: '/etc/sidepatch/rules.d.mine/10.yaml',
    refusedBy: ['a.yaml'],
  },
  {
    name: 'a second policy that trusts the folder does not speak for the first',
    policies: { 'a.yaml': STRICT, 'added.yaml': `${STRICT}\ntrusted: [/data]` },
    ruleFile: '/data/rule.yaml',
    refusedBy: ['a.yaml'],
  },
  {
    name: 'a second policy that allows does not speak for the first',
    policies: { 'a.yaml': STRICT, 'added.yaml': 'domain: {allow: [/domain]}' },
    refusedBy: ['a.yaml'],
  },
  {
    name: 'a second policy narrows a trusting first one',
    policies: { 'a.yaml': `${STRICT}\ntrusted: [/data]`, 'added.yaml': STRICT },
    ruleFile: '/data/rule.yaml',
    refusedBy: ['added.yaml'],
  },
];

function load({ policies, ruleFile = '/usr/bin/onDefineDomain' }: Case) {
  const sources = Object.entries(policies).map(([name, spec], i) => ({
    name,
    text: documentOf('Policy', `p${i}`, spec),
  }));
  const limits = loadPolicies(sources, []);
  const { rules } = loadRules([{ name: ruleFile, text: documentOf('Rule', 'r', RULE) }]);
  return { limits, limited: limitRules(rules, limits.policies, isBelow) };
}

suite('policies over rules', () => {
  for (const one of CASES) {
    test(`${one.name}: refused by ${one.refusedBy.join(', ') || 'none'}`, () => {
      const { limits, limited } = load(one);
      assert.deepEqual(limits.diagnostics, []);
      const found = limited.diagnostics.map(formatDiagnostic);
      assert.equal(found.length, one.refusedBy.length, found.join('\n'));
      for (const [i, file] of one.refusedBy.entries()) {
        assert.ok(found[i]?.includes(`(${file}:5:12)`), found[i]);
        assert.ok(found[i]?.startsWith(`${one.ruleFile ?? '/usr/bin/onDefineDomain'}:5:`), found[i]);
      }
    });
  }

  test('without a policy the rules are the very same', () => {
    const { rules } = loadRules([{ name: 'r.yaml', text: documentOf('Rule', 'r', RULE) }]);
    assert.equal(limitRules(rules, [], isBelow).rules, rules);
  });

  test('with a policy that does not load every call is refused with what is wrong with it', () => {
    const { limits, limited } = load({ name: '', policies: { 'a.yaml': 'domian: {}' }, refusedBy: [] });
    const hooks = createHooks(limited.rules, [...limits.diagnostics, ...limited.diagnostics]);
    assert.equal(hooks.hasDomainRules, true, 'so that there is a call to refuse');
    const input = new TextEncoder().encode('<domain/>');
    const { failure, domainXml } = hooks.onDefineDomain(
      input,
      new TextEncoder().encode('{"metadata":{"name":"vm"}}'),
    );
    assert.match(
      failure ? formatDiagnostic(failure) : '',
      /^a\.yaml:5:3: InvalidField: spec\.domian: .*did you mean "domain"/,
    );
    assert.equal(domainXml, input);
  });
});
