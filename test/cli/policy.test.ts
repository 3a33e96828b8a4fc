import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { apply } from '../../src/cli/apply.ts';
import { lint } from '../../src/cli/lint.ts';
import { documentOf } from '../security/support.ts';
import { run, scratch } from './support.ts';

suite('--policy', () => {
  const folder = scratch();
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const policy = file(
    'policy.yaml',
    documentOf('Policy', 'tenants', 'domain: {allow: [/domain/clock]}\nuserData: {deny: [/runcmd]}'),
  );
  const broken = file('broken.yaml', documentOf('Policy', 'broken', 'domain: {alow: []}'));
  const seen = file('seen.yaml', documentOf('Rule', 'seen', 'domain: [{op: remove, path: /domain/cpu}]'));
  const unseen = file(
    'unseen.yaml',
    documentOf('Rule', 'unseen', 'domain: [{op: remove, path: "//topology"}]'),
  );
  const fine = file('fine.yaml', documentOf('Rule', 'fine', 'domain: [{op: remove, path: /domain/clock}]'));
  const commands = file(
    'commands.yaml',
    documentOf('Rule', 'commands', 'userData: [{op: remove, path: "/*"}]'),
  );
  const vmi = file('vmi.yaml', '{metadata: {name: vm}}');
  const userData = file('user-data', '#cloud-config\nruncmd: [[id]]\n');

  test('lint tells which path of a rule a policy does not allow, and where that is said', () => {
    const { code, err } = run(lint, seen, '--policy', policy);
    assert.equal(code, 1);
    assert.match(
      err,
      /seen\.yaml:5:31: PolicyViolation: rule seen, spec\.domain\[0\]: .*policy tenants \(.*policy\.yaml:5:12\)/,
    );
  });

  test('lint has nothing against a rule that keeps to it, nor against the policy', () => {
    assert.equal(run(lint, fine, '--policy', policy).code, 0);
    assert.equal(run(lint, '--policy', policy).code, 0);
  });

  test('lint tells what is wrong with a policy', () => {
    const { code, err } = run(lint, '--policy', broken);
    assert.equal(code, 1);
    assert.match(
      err,
      /broken\.yaml:5:12: InvalidField: spec\.domain\.alow: unknown field "alow" \(did you mean "allow"\?\)/,
    );
  });

  test('lint tells of a policy that is given as a rule how to check it', () => {
    assert.match(
      run(lint, policy).err,
      /a Policy is not read from a rule file.*sidepatch lint --policy FILE/,
    );
  });

  test('apply refuses on a VM what lint cannot see', () => {
    assert.equal(run(lint, unseen, '--policy', policy).code, 0);
    const { code, out, err } = run(apply, '--rules', unseen, '--vmi', vmi, '--policy', policy);
    assert.equal(code, 1);
    assert.equal(out, '');
    assert.match(
      err,
      /PolicyViolation: rule unseen, spec\.domain\[0\]: writing \/domain\/cpu\/topology is not allowed by policy tenants/,
    );
  });

  test('apply refuses edits of user data without a word of it', () => {
    const { code, err } = run(
      apply,
      '--rules',
      commands,
      '--vmi',
      vmi,
      '--user-data',
      userData,
      '--policy',
      policy,
    );
    assert.equal(code, 1);
    assert.match(err, /PolicyViolation: .* is denied by policy tenants \(.*policy\.yaml:6:21\): \/runcmd;/);
  });

  test('apply changes nothing under a policy that is broken', () => {
    const { code, out } = run(apply, '--rules', fine, '--vmi', vmi, '--policy', broken);
    assert.deepEqual([code, out], [1, '']);
  });

  test('apply does what is allowed', () => {
    const { code, out } = run(apply, '--rules', fine, '--vmi', vmi, '--policy', policy);
    assert.equal(code, 0);
    assert.doesNotMatch(out, /<clock/);
  });

  test('a policy that is not there is told', () => {
    assert.match(
      run(lint, fine, '--policy', join(folder, 'absent')).err,
      /absent: UnreadableFile: does not exist/,
    );
  });
});
