import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadRules } from '../../src/rules/load.ts';

const rule = (path: string) => `apiVersion: sidepatch/v1alpha1
kind: Rule
metadata: {name: advice}
spec:
  variables: [{name: n, label: n}]
  domain:
    - {op: set, path: "${path}", value: none}
`;

const ADVICE: readonly { name: string; path: string; hint: string }[] = [
  {
    name: 'a template in a longer text',
    path: "/a/b[@c='ua-$(n)']/@d",
    hint: "write concat('ua-', $n) instead of 'ua-$(n)'",
  },
  {
    name: 'a variable in a longer text',
    path: "/a/b[@c='ua-$n']/@d",
    hint: "write concat('ua-', $n) instead of 'ua-$n'",
  },
  {
    name: 'text on both sides',
    path: "/a/b[@c='x$(n)y']/@d",
    hint: "write concat('x', $n, 'y') instead of 'x$(n)y'",
  },
  {
    name: 'a template that is the whole text',
    path: "/a/b[@c='$(n)']/@d",
    hint: "write $n without quotes instead of '$(n)'",
  },
  { name: 'a template outside quotes', path: '/a/b[@c=$(n)]/@d', hint: 'write $n instead of $(n)' },
];

for (const { name, path, hint } of ADVICE) {
  test(`${name} gets advice that works when followed`, () => {
    const [finding, ...others] = loadRules([{ name: 'advice.yaml', text: rule(path) }]).diagnostics;
    assert.deepEqual(others, []);
    assert.equal(finding?.code, 'InvalidXPath');
    assert.equal(finding?.hint, hint);
    const [, better = '', wrong = ''] = /^write (.*?)(?: without quotes)? instead of (.*)$/.exec(hint) ?? [];
    assert.deepEqual(
      loadRules([{ name: 'advice.yaml', text: rule(path.replace(wrong, () => better)) }]).diagnostics,
      [],
    );
  });
}

test('a dollar sign in a text that names no variable is a dollar sign', () => {
  assert.deepEqual(loadRules([{ name: 'advice.yaml', text: rule("/a/b[@c='$x']/@d") }]).diagnostics, []);
});
