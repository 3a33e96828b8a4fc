import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { loadRules } from '../../src/rules/load.ts';
import { loadPolicies } from '../../src/rules/load-policies.ts';
import { formatDiagnostic } from '../../src/text/diagnostic.ts';
import { documentOf } from '../security/support.ts';
import { marksIn, placeOf } from './support.ts';

interface Mistake {
  readonly name: string;
  /** The spec of a policy; `text` is a whole file. `«` stands before each place that a finding points at. */
  readonly spec?: string;
  readonly text?: string;
  readonly code: string;
  readonly says: string;
}

const HEADER = 'apiVersion: sidepatch/v1alpha1\nkind: Policy\nmetadata: {name: p}\nspec: {}\n';

const MISTAKES: readonly Mistake[] = [
  {
    name: 'an unknown field',
    spec: '«capabilites: []',
    code: 'InvalidField',
    says: 'did you mean "capabilities"?',
  },
  {
    name: 'an unknown capability',
    spec: 'capabilities: [«HostFiles]',
    code: 'InvalidField',
    says: 'did you mean "HostFile"?',
  },
  {
    name: 'a section that says nothing',
    spec: 'domain: «{}',
    code: 'InvalidField',
    says: 'needs at least one of allow, deny',
  },
  {
    name: 'a misspelt deny',
    spec: 'domain: {«denny: [/domain/cpu]}',
    code: 'InvalidField',
    says: 'did you mean "deny"?',
  },
  {
    name: 'an allow that is no list',
    spec: 'domain: {allow: «/domain}',
    code: 'InvalidField',
    says: 'must be a list',
  },
  {
    name: 'a path with a test',
    spec: 'domain: {allow: [«"/domain/devices/disk[1]"]}',
    code: 'InvalidXPath',
    says: 'leave tests and // out',
  },
  {
    name: 'a path with //',
    spec: 'domain: {deny: [«//disk]}',
    code: 'InvalidXPath',
    says: 'leave tests and // out',
  },
  {
    name: 'a path from elsewhere',
    spec: 'domain: {deny: [«/devices/disk]}',
    code: 'InvalidXPath',
    says: 'for example /domain/devices/disk',
  },
  {
    name: 'a path with a prefix that nobody knows',
    spec: 'domain: {deny: [«"/domain/x:y"]}',
    code: 'InvalidXPath',
    says: 'a policy knows qemu and kubevirt',
  },
  {
    name: 'a path with a star for the root',
    spec: 'domain: {allow: [«"/*"]}',
    code: 'InvalidXPath',
    says: 'starts at the root',
  },
  {
    name: 'a pointer without a slash',
    spec: 'userData: {deny: [«runcmd]}',
    code: 'InvalidPointer',
    says: '"/runcmd"',
  },
  {
    name: 'a pointer with a chosen item',
    spec: 'userData: {deny: [«"/users/[name=a]"]}',
    code: 'InvalidPointer',
    says: 'write "*"',
  },
  {
    name: 'a pointer to the end of a list',
    spec: 'userData: {allow: [«/packages/-]}',
    code: 'InvalidPointer',
    says: 'write "*"',
  },
  {
    name: 'a pointer with a value',
    spec: 'userData: {deny: ["/«$(x)"]}',
    code: 'UnknownVariable',
    says: 'no variable',
  },
  {
    name: 'meta-data under its stored name',
    spec: 'metaData: {deny: [/«hostnam]}',
    code: 'InvalidPointer',
    says: 'did you mean "hostname"?',
  },
  {
    name: 'a misspelt field of the data',
    spec: 'cloudInitData: {deny: [«/Userdata]}',
    code: 'InvalidPointer',
    says: 'did you mean "UserData"?',
  },
  {
    name: 'a trusted folder that is relative',
    spec: 'trusted: [«rules.d]',
    code: 'InvalidField',
    says: 'absolute path',
  },
  {
    name: 'a trusted folder with ..',
    spec: 'trusted: [«/etc/../usr]',
    code: 'InvalidField',
    says: 'without ..',
  },
  { name: 'a trusted root', spec: 'trusted: [«/]', code: 'InvalidField', says: 'absolute path' },
  {
    name: 'a trusted folder of the VM',
    spec: 'trusted: [«/usr/bin]',
    code: 'InvalidField',
    says: '/usr/bin/onDefineDomain',
  },
  {
    name: 'a trusted folder around that of the VM',
    spec: 'trusted: [«/usr/]',
    code: 'InvalidField',
    says: '/usr/bin/onDefineDomain',
  },
  {
    name: 'a rule',
    text: HEADER.replace('Policy', '«Rule'),
    code: 'InvalidField',
    says: 'a policy file holds policies only',
  },
  {
    name: 'a test',
    text: HEADER.replace('Policy', '«RuleTest'),
    code: 'InvalidField',
    says: 'this is "RuleTest"',
  },
  {
    name: 'a misspelt kind',
    text: HEADER.replace('Policy', '«Polizy'),
    code: 'InvalidField',
    says: 'did you mean "Policy"?',
  },
  { name: 'a ConfigMap', text: '«apiVersion: v1\ndata: {}\n', code: 'InvalidField', says: 'needs "kind"' },
  { name: 'a list', text: '«- x\n', code: 'InvalidField', says: 'a policy is a mapping' },
  { name: 'nothing', text: '«# nothing\n', code: 'InvalidYaml', says: 'holds no policy' },
  {
    name: 'another version',
    text: HEADER.replace('sidepatch/v1alpha1', '«sidepatch/v2'),
    code: 'InvalidField',
    says: 'sidepatch/v1alpha1',
  },
  {
    name: 'a name twice',
    text: `${HEADER}---\n${HEADER.replace('name: p', 'name: «p')}`,
    code: 'InvalidField',
    says: 'already a policy of this name',
  },
];

suite('mistakes in a policy', () => {
  for (const { name, spec = '', text, code, says } of MISTAKES) {
    test(`${name}: ${code}`, () => {
      const marked = text ?? documentOf('Policy', 'p', spec);
      const clean = marked.replaceAll('«', '');
      const { diagnostics } = loadPolicies(
        [{ name: 'policy.yaml', text: clean }],
        ['/usr/bin/onDefineDomain'],
      );
      assert.deepEqual(
        diagnostics.map((one) => `${placeOf(one)} ${one.code}`),
        marksIn(marked).map((place) => `${place} ${code}`),
        diagnostics.map(formatDiagnostic).join('\n'),
      );
      assert.ok(
        formatDiagnostic(diagnostics[0] ?? assert.fail()).includes(says),
        formatDiagnostic(diagnostics[0] ?? assert.fail()),
      );
    });
  }

  test('a policy in a rule file is told where it belongs', () => {
    const { rules, diagnostics } = loadRules([{ name: 'rule.yaml', text: HEADER }]);
    assert.deepEqual(rules, []);
    assert.match(
      diagnostics.map(formatDiagnostic).join(),
      /rule\.yaml:2:7: InvalidField: kind: a Policy is not read from a rule file: .*\/etc\/sidepatch\/policy\.d/,
    );
  });

  test('every field of a policy is read', () => {
    const spec = `description: x
capabilities: [HostFile]
domain: {allow: [/domain/clock, "/domain/devices/*/driver/@cache", "/domain/qemu:commandline"], deny: [/domain/cpu]}
userData: {allow: [""], deny: ["/users/*/sudo", "/a~1b"]}
networkData: {deny: [/bonds]}
metaData: {allow: [/hostname]}
cloudInitData: {deny: [/VolumeName]}
trusted: [/etc/sidepatch/rules.d/]`;
    const text = documentOf('Policy', 'p', spec);
    const { policies, diagnostics } = loadPolicies(
      [{ name: 'policy.yaml', text }],
      ['/usr/bin/onDefineDomain'],
    );
    assert.deepEqual(diagnostics.map(formatDiagnostic), []);
    const [policy] = policies;
    assert.deepEqual([...(policy?.capabilities ?? [])], ['HostFile']);
    assert.deepEqual(policy?.trusted, ['/etc/sidepatch/rules.d']);
    assert.deepEqual(
      policy?.userData.deny.map(({ steps }) => steps),
      [['users', null, 'sudo'], ['a/b']],
    );
    assert.deepEqual(
      policy?.domain.allow?.map(({ attribute }) => attribute),
      [undefined, 'cache', undefined],
    );
    assert.equal(policy?.networkData.allow, undefined);
  });
});
