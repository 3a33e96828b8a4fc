import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseAllDocuments } from 'yaml';
import { manifest, manifests } from './cel.ts';

const deploy = join(import.meta.dirname, '../../deploy');
const program = 'kubectl';
const kubectl = (...args: string[]) => spawnSync(program, args, { encoding: 'utf8' });
const skip = kubectl('version', '--client').error ? 'there is no kubectl on this machine' : false;

for (const folder of ['admission', 'plugin']) {
  const files = readdirSync(join(deploy, folder)).filter((name) => name !== 'kustomization.yaml');

  test(`the kustomization of deploy/${folder} names each of its files`, () => {
    const [{ resources }] = manifests(`${folder}/kustomization.yaml`);
    assert.deepEqual([...resources].sort(), files.sort());
  });

  test(`kubectl kustomize renders deploy/${folder} whole`, { skip }, () => {
    const { status, stdout, stderr } = kubectl('kustomize', join(deploy, folder));
    assert.equal(status, 0, stderr);
    const written = files.flatMap((name) => manifests(`${folder}/${name}`));
    assert.equal(parseAllDocuments(stdout).length, written.length);
  });
}

test('the policy and its binding are of versions that the API server has', () => {
  assert.equal(
    manifest('admission/policy.yaml', 'ValidatingAdmissionPolicy').apiVersion,
    'admissionregistration.k8s.io/v1',
  );
  assert.equal(
    manifest('plugin/policy.yaml', 'MutatingAdmissionPolicy').apiVersion,
    'admissionregistration.k8s.io/v1beta1',
  );
});
