import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Hooks } from '../../src/engine/hooks.ts';
import { describeSidecar, lacksCloudInitHook } from '../../src/server/info.ts';
import type { HookApiVersion } from '../../src/server/version.ts';
import type { Diagnostic } from '../../src/text/diagnostic.ts';
import { hooksWith } from './support.ts';

const both = hooksWith({});
const domainOnly = hooksWith({ hasCloudInitRules: false });
const cloudInitOnly = hooksWith({ hasDomainRules: false });
const neither = { hasDomainRules: false, hasCloudInitRules: false };
const error: Diagnostic = { code: 'InvalidYaml', severity: 'error', message: 'x' };
const warning: Diagnostic = { code: 'UnknownName', severity: 'warning', message: 'x' };

const CASES: Record<string, readonly [Hooks, HookApiVersion, readonly string[]]> = {
  'both kinds of rules': [both, 'v1alpha3', ['OnDefineDomain', 'PreCloudInitIso', 'Shutdown']],
  'both kinds of rules before there was Shutdown': [both, 'v1alpha2', ['OnDefineDomain', 'PreCloudInitIso']],
  'both kinds of rules before there was PreCloudInitIso': [both, 'v1alpha1', ['OnDefineDomain']],
  'domain rules': [domainOnly, 'v1alpha3', ['OnDefineDomain', 'Shutdown']],
  'cloud-init rules': [cloudInitOnly, 'v1alpha3', ['PreCloudInitIso', 'Shutdown']],
  'cloud-init rules that cannot run': [cloudInitOnly, 'v1alpha1', []],
  'no rules': [hooksWith(neither), 'v1alpha3', ['Shutdown']],
  'broken rules': [hooksWith({ ...neither, diagnostics: [error] }), 'v1alpha2', ['OnDefineDomain']],
  'rules with warnings only': [hooksWith({ ...neither, diagnostics: [warning] }), 'v1alpha3', ['Shutdown']],
};

for (const [name, [hooks, version, expected]] of Object.entries(CASES)) {
  test(`${name}, as ${version}: ${expected.join(', ') || 'no hook point'}`, () => {
    const info = describeSidecar(hooks, { name: 'sidepatch', version });
    assert.deepEqual(info.versions, [version]);
    assert.deepEqual(
      info.hookPoints,
      expected.map((hook) => ({ name: hook, priority: 0 })),
    );
    assert.equal(info.name, 'sidepatch');
  });
}

test('only v1alpha1 has no hook for cloud-init rules', () => {
  assert.equal(lacksCloudInitHook(cloudInitOnly, 'v1alpha1'), true);
  assert.equal(lacksCloudInitHook(cloudInitOnly, 'v1alpha2'), false);
  assert.equal(lacksCloudInitHook(domainOnly, 'v1alpha1'), false);
});

test('the name is what KubeVirt calls a network binding plugin', () => {
  assert.equal(describeSidecar(domainOnly, { name: 'my-binding', version: 'v1alpha3' }).name, 'my-binding');
});
