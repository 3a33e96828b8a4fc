import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { toJson } from '@bufbuild/protobuf';
import { isReflectMessage } from '@bufbuild/protobuf/reflect';
import { readOptions } from '../../src/server/options.ts';
import { evaluate, type Manifest, manifest, toCel } from './cel.ts';
import { objectTypes } from './object-types.ts';

const plugin = manifest('plugin/plugin.yaml', 'Plugin');
const policy = manifest('plugin/policy.yaml', 'MutatingAdmissionPolicy');
const binding = manifest('plugin/binding.yaml', 'MutatingAdmissionPolicyBinding');
const configMap = manifest('plugin/configmap.yaml', 'ConfigMap');
const vm = manifest('plugin/vm.yaml', 'VirtualMachine');

/** The part of a Pod that the policy writes. A misspelt field is an error of the expression. */
const types = objectTypes({
  spec: {
    initContainers: [
      {
        name: 'string',
        image: 'string',
        imagePullPolicy: 'string',
        restartPolicy: 'string',
        args: ['string'],
        resources: { requests: 'map', limits: 'map' },
        securityContext: {
          runAsNonRoot: 'bool',
          runAsUser: 'int64',
          runAsGroup: 'int64',
          readOnlyRootFilesystem: 'bool',
          allowPrivilegeEscalation: 'bool',
          capabilities: { drop: ['string'] },
          seccompProfile: { type: 'string' },
        },
        volumeMounts: [{ name: 'string', mountPath: 'string', subPath: 'string', readOnly: 'bool' }],
      },
    ],
    volumes: [{ name: 'string', configMap: { name: 'string' } }],
  },
});

/** A virt-launcher pod, as far as the policy looks into it. */
function pod(
  labels: Record<string, string> | undefined,
  volumes: readonly string[] = ['kubevirt-plugin-sockets'],
) {
  return {
    metadata: { name: 'virt-launcher-x', ...(labels ? { labels } : {}) },
    spec: { volumes: volumes.map((name) => ({ name, emptyDir: {} })) },
  };
}

const LAUNCHER = { 'kubevirt.io': 'virt-launcher', 'sidepatch.dev/rules': 'platform-rules' };

function isMatched(object: Manifest): boolean {
  // The API server asks them in order, and stops at the first that does not hold.
  return policy.spec.matchConditions.every(
    ({ expression }: { expression: string }) => evaluate(expression, { object: toCel(object) }) === true,
  );
}

/** What the policy adds to a pod. */
function addition(object: Manifest): Manifest {
  const { expression } = policy.spec.mutations[0].applyConfiguration;
  const value = evaluate(expression, { object: toCel(object) }, types);
  assert.ok(isReflectMessage(value));
  return toJson(value.desc, value.message, { registry: types });
}

suite('the plugin policy', () => {
  const MATCHES: Record<string, readonly [Manifest, boolean]> = {
    'the pod of a VM that asks for rules': [pod(LAUNCHER), true],
    'the pod of a VM that does not': [pod({ 'kubevirt.io': 'virt-launcher' }), false],
    'an empty name': [pod({ ...LAUNCHER, 'sidepatch.dev/rules': '' }), false],
    'a pod of something else with the label': [pod({ 'sidepatch.dev/rules': 'platform-rules' }), false],
    'another pod of KubeVirt': [pod({ ...LAUNCHER, 'kubevirt.io': 'hotplug-disk' }), false],
    'a pod without labels': [pod(undefined), false],
    'a KubeVirt without plugins': [pod(LAUNCHER, ['sockets']), false],
    'a pod without volumes': [{ metadata: { labels: LAUNCHER }, spec: {} }, false],
  };
  for (const [name, [object, expected]] of Object.entries(MATCHES)) {
    test(`${expected ? 'takes' : 'leaves'} ${name}`, () => assert.equal(isMatched(object), expected));
  }

  const { spec } = addition(pod(LAUNCHER));
  const [container] = spec.initContainers;

  test('adds one container and one volume, and nothing else', () => {
    assert.deepEqual(Object.keys(spec).sort(), ['initContainers', 'volumes']);
    assert.equal(spec.initContainers.length, 1);
    assert.deepEqual(spec.volumes, [{ name: 'sidepatch-rules', configMap: { name: 'platform-rules' } }]);
  });

  test('the container is a sidecar to Kubernetes, which ends it with the pod', () => {
    assert.equal(container.restartPolicy, 'Always');
  });

  test('the sidecar takes these arguments, and the Plugin names the same socket', () => {
    const options = readOptions(container.args);
    assert.ok(options.kind === 'Run');
    assert.deepEqual(options.pluginSockets, [plugin.spec.domainHooks[0].sidecar.socketPath]);
    assert.deepEqual(options.rules, ['/etc/sidepatch/vm-rules']);
    assert.equal(options.version, undefined);
  });

  test('the socket is below the plugin’s own folder, mounted by subPath', () => {
    const folder = `/var/run/kubevirt-plugin/${plugin.metadata.name}`;
    const { socketPath } = plugin.spec.domainHooks[0].sidecar;
    assert.match(socketPath, new RegExp(`^${folder}/[^/]+\\.sock$`));
    assert.ok(socketPath.length <= 107);
    const mount = container.volumeMounts.find((one: Manifest) => one.name === 'kubevirt-plugin-sockets');
    assert.deepEqual([mount.mountPath, mount.subPath], [folder, plugin.metadata.name]);
  });

  test('the rules are mounted where the arguments look, whole and read-only, from the volume that is added', () => {
    const mount = container.volumeMounts.find((one: Manifest) => one.name === spec.volumes[0].name);
    assert.equal(mount.mountPath, '/etc/sidepatch/vm-rules');
    assert.equal(mount.readOnly, true);
    assert.ok(!mount.subPath);
  });

  test('the container is locked down, and limited like a hook sidecar', () => {
    assert.deepEqual(container.securityContext, {
      runAsNonRoot: true,
      runAsUser: '107',
      runAsGroup: '107',
      readOnlyRootFilesystem: true,
      // false is the default of a protobuf field, so it is not printed; the expression is checked below.
      capabilities: { drop: ['ALL'] },
      seccompProfile: { type: 'RuntimeDefault' },
    });
    assert.match(policy.spec.mutations[0].applyConfiguration.expression, /allowPrivilegeEscalation: false/);
    assert.deepEqual(container.resources.limits, { cpu: '200m', memory: '64M' });
    assert.deepEqual(container.resources.requests, container.resources.limits);
  });

  test('a misspelt field does not pass unseen', () => {
    const { expression } = policy.spec.mutations[0].applyConfiguration;
    assert.throws(() =>
      evaluate(expression.replace('restartPolicy', 'restartPolizy'), { object: toCel(pod(LAUNCHER)) }, types),
    );
  });

  test('is bound, fails closed, and is named in the Plugin', () => {
    assert.equal(binding.spec.policyName, policy.metadata.name);
    assert.equal(policy.spec.failurePolicy, 'Fail');
    assert.deepEqual(plugin.spec.mutatingAdmissionPolicies, [{ name: policy.metadata.name }]);
  });
});

suite('the Plugin', () => {
  const CONDITIONS: Record<string, readonly [Manifest, boolean]> = {
    'a VM that asks for rules': [{ metadata: { labels: LAUNCHER } }, true],
    'a VM with other labels': [{ metadata: { labels: { a: 'b' } } }, false],
    'a VM without labels': [{ metadata: {} }, false],
  };
  for (const [name, [vmi, expected]] of Object.entries(CONDITIONS)) {
    test(`is ${expected ? '' : 'not '}for ${name}`, () => {
      assert.equal(evaluate(plugin.spec.condition, { vmi: toCel(vmi) }), expected);
    });
  }

  test('the VM of the example asks for the ConfigMap of the example, in its own namespace', () => {
    assert.equal(vm.spec.template.metadata.labels['sidepatch.dev/rules'], configMap.metadata.name);
    assert.equal(vm.metadata.namespace, configMap.metadata.namespace);
  });

  test('the rules of the example do what they say to the VM of the example', () => {
    const folder = mkdtempSync(join(tmpdir(), 'sidepatch-'));
    try {
      for (const [key, text] of Object.entries(configMap.data))
        writeFileSync(join(folder, key), String(text));
      writeFileSync(join(folder, 'vm.json'), JSON.stringify(vm));
      const rules = Object.keys(configMap.data).flatMap((key) => ['--rules', join(folder, key)]);
      const cli = join(import.meta.dirname, '../../dist/cli.js');
      const { status, stdout } = spawnSync(
        process.execPath,
        [cli, 'apply', ...rules, '--vmi', join(folder, 'vm.json')],
        { encoding: 'utf8' },
      );
      assert.equal(status, 0);
      assert.match(stdout, /<entry name="manufacturer">Radical Edward<\/entry>/);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
