import assert from 'node:assert/strict';
import { test } from 'node:test';
import { domainStepsOf } from '../../src/engine/domain-steps.ts';
import { loadRules } from '../../src/rules/load.ts';

const header = 'apiVersion: sidepatch/v1alpha1\nkind: Rule\nmetadata: {name: a}\nspec:\n';

function stepsOf(spec: string): number {
  const { rules, diagnostics } = loadRules([{ name: 'a.yaml', text: header + spec }]);
  assert.deepEqual(
    diagnostics.map(({ message }) => message),
    [],
  );
  return rules.reduce((sum, rule) => sum + domainStepsOf(rule), 0);
}

test('each edit of a plain rule counts', () => {
  const spec = `
  match: {labels: {app: db}, namespaces: ["team-*"]}
  exclude: {annotations: {a: {exists: true}}}
  variables: [{name: maker, annotation: maker}, {name: title, value: "by $(maker)"}]
  when: [{label: tier, equals: gold}]
  domain:
    - {op: set, path: "/domain/sysinfo[@type='smbios']/baseBoard/entry[@name='manufacturer']", value: $(maker)}
    - {op: set, path: "/domain/cputune/vcpupin[@vcpu=$title]/@cpuset", value: "1"}
    - {op: set, path: /domain/devices/watchdog, xml: <watchdog model="i6300esb"/>}`;
  assert.equal(stepsOf(spec), 3);
});

test('rules without domain edits do not count', () => {
  assert.equal(stepsOf('  userData: [{op: set, path: /a, value: 1}]'), 0);
});

const set = '{op: set, path: /domain/title, value: t}';
const unbounded: Readonly<Record<string, string>> = {
  'a loop': `  forEach: [{name: d, domain: /domain/devices/disk}]\n  domain: [${set}]`,
  'a loop of an edit':
    '  domain: [{op: set, path: /domain/devices/watchdog, xml: <watchdog/>, forEach: {name: x, annotation: a, transforms: [{split: ","}]}}]',
  'a transform': `  variables: [{name: a, annotation: a, transforms: [{case: Lower}]}]\n  domain: [${set}]`,
  'a regular expression in must': `  variables: [{name: a, annotation: a, must: {matches: "a+"}}]\n  domain: [${set}]`,
  'a regular expression in match': `  match: {labels: {a: {matches: "a+"}}}\n  domain: [${set}]`,
  'a regular expression in when': `  when: [{annotation: a, matches: "a+"}]\n  domain: [${set}]`,
  'a variable from the domain': `  variables: [{name: a, domain: /domain/name}]\n  domain: [${set}]`,
  'a variable from the VMI': `  variables: [{name: a, vmi: /spec/domain}]\n  domain: [${set}]`,
  'a condition in a condition': `  when: [{not: {label: a}}]\n  domain: [${set}]`,
  'a path through all of the domain': '  domain: [{op: set, path: "//title", value: t}]',
  'a path with a test of a child': '  domain: [{op: set, path: "/domain/devices/disk[alias]/@a", value: t}]',
  'a path with a calculated test': '  domain: [{op: set, path: "/domain/a[@b=1+1]/@c", value: t}]',
  'another edit': '  domain: [{op: remove, path: /domain/title}]',
};

for (const [name, spec] of Object.entries(unbounded)) {
  test(`of a rule with ${name} nobody knows before how long it takes`, () => {
    assert.equal(stepsOf(spec), Number.POSITIVE_INFINITY);
  });
}
