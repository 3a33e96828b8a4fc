import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { parse } from 'yaml';
import { annotate } from '../../src/cli/annotate.ts';
import { run, scratch } from '../cli/support.ts';
import { evaluate, type Manifest, manifest, toCel, withVariables } from './cel.ts';

// The policy of deploy/admission, evaluated as the API server would: match constraints by hand, expressions by a CEL
// evaluator with RE2.

const KEY = 'hooks.kubevirt.io/hookSidecars';
const IMAGE = `registry.example.com/sidepatch@sha256:${'0'.repeat(64)}`;
const policy = manifest('admission/policy.yaml', 'ValidatingAdmissionPolicy');
const params = manifest('admission/params.yaml', 'ConfigMap');

interface Request {
  readonly resource: string;
  readonly object: Manifest;
  readonly oldObject?: Manifest;
  readonly params?: Manifest;
}

/** Undefined when the API server lets the request pass, else the message. A policy that cannot be evaluated refuses. */
function refusal({ resource, object, oldObject, params: given = params }: Request): string | undefined {
  const rules: Manifest[] = policy.spec.matchConstraints.resourceRules;
  if (!rules.some(({ resources }) => resources.includes(resource))) return undefined;
  const kind = resource === 'virtualmachines' ? 'VirtualMachine' : 'VirtualMachineInstance';
  try {
    const bindings = withVariables(policy, {
      object: toCel(object),
      oldObject: toCel(oldObject ?? null),
      params: toCel(given),
      request: toCel({ kind: { kind } }),
    });
    for (const { expression, message, messageExpression } of policy.spec.validations) {
      if (evaluate(expression, bindings) !== true) {
        return message ?? String(evaluate(messageExpression, bindings));
      }
    }
    return undefined;
  } catch (error) {
    return `cannot be evaluated: ${error instanceof Error ? error.message : error}`;
  }
}

const vmi = (annotations?: Record<string, string>): Manifest => ({
  kind: 'VirtualMachineInstance',
  metadata: { name: 'vm', ...(annotations ? { annotations } : {}) },
});

const vm = (annotations?: Record<string, string>): Manifest => ({
  kind: 'VirtualMachine',
  metadata: { name: 'vm' },
  spec: { template: { metadata: annotations ? { annotations } : {} } },
});

const ENTRY =
  `{"image": "${IMAGE}", "args": ["--version", "v1alpha3"], ` +
  '"configMap": {"name": "platform-rules", "key": "rule.yaml", "hookPath": "/usr/bin/onDefineDomain"}}';
const GOOD = `[${ENTRY}]`;

const ALLOWED: Record<string, string> = {
  'one entry as the documents have it': GOOD,
  'another of the named ConfigMaps': GOOD.replace('platform-rules', 'smbios-board-maker'),
  'the other hook path': GOOD.replace('onDefineDomain', 'preCloudInitIso'),
  'without white space': GOOD.replaceAll(' ', ''),
  'with line breaks': GOOD.replaceAll(', ', ',\n\t  ').replace('[', '[\n').replace(']', ']\n'),
  'rules from the image only': `[{"image": "${IMAGE}", "args": ["--version", "v1alpha3"]}]`,
  'an older hook API': GOOD.replace('v1alpha3', 'v1alpha2'),
  'a level for the log': GOOD.replace('"v1alpha3"', '"v1alpha3", "--log-level", "debug"'),
  'a pull policy': GOOD.replace('", "args"', '", "imagePullPolicy": "Always", "args"'),
};

const REFUSED: Record<string, string> = {
  'another image': GOOD.replace('registry.example.com/sidepatch', 'evil.example.com/sidepatch'),
  'a tag instead of the digest': GOOD.replace(/@sha256:0+/, ':0.1.0'),
  'a tag beside the digest': GOOD.replace('@sha256', ':latest@sha256'),
  'another digest': GOOD.replace('sha256:0', 'sha256:1'),
  'a longer digest': GOOD.replace('0", "args"', '00", "args"'),
  'the image as a prefix of another': GOOD.replace('0", "args"', '0.evil.example.com/x", "args"'),
  'the image with a dot that is any character': GOOD.replace('registry.example.com', 'registryXexample.com'),
  'no image: KubeVirt takes its own shim': GOOD.replace(`"image": "${IMAGE}", `, ''),
  'an empty image': GOOD.replace(IMAGE, ''),
  'a command': GOOD.replace('"args"', '"command": ["/bin/sh", "-c", "id"], "args"'),
  'a command at the end': GOOD.replace('}}]', '}, "command": ["/nodejs/bin/node", "-e", "0"]}]'),
  'an argument that is not known': GOOD.replace('"v1alpha3"]', '"v1alpha3", "--rules", "/tmp"]'),
  'a policy of its own': GOOD.replace('"v1alpha3"]', '"v1alpha3", "--policy", "/usr/bin/onDefineDomain"]'),
  'a plugin socket': GOOD.replace('"v1alpha3"]', '"v1alpha3", "--plugin-socket", "/x.sock"]'),
  'another socket folder': GOOD.replace('"v1alpha3"]', '"v1alpha3", "--socket-dir", "/tmp"]'),
  'an option of Node': GOOD.replace('["--version"', '["--require", "/usr/bin/onDefineDomain", "--version"'),
  'an argument glued to another': GOOD.replace('v1alpha3"]', 'v1alpha3 --rules=/tmp"]'),
  'args twice, the second one wins in Go': GOOD.replace(
    '"configMap"',
    '"args": ["--rules", "/x"], "configMap"',
  ),
  'no args': GOOD.replace('"args": ["--version", "v1alpha3"], ', ''),
  'args that are null': GOOD.replace('["--version", "v1alpha3"]', 'null'),
  'a hook API that does not exist': GOOD.replace('v1alpha3', 'v1alpha4'),
  'a second entry': `[${ENTRY}, {"image": "evil.example.com/x"}]`,
  'a first entry': `[{"image": "evil.example.com/x"}, ${ENTRY}]`,
  'the same entry twice': `[${ENTRY}, ${ENTRY}]`,
  'a second list after the first': `${GOOD}[{"image": "evil.example.com/x"}]`,
  'text before the list': `x${GOOD}`,
  'text after a line break': `${GOOD}\n[{"image": "evil.example.com/x"}]`,
  'the good one on a line of its own': `[{"image": "evil.example.com/x"}]\n${GOOD}`,
  'an object instead of a list': ENTRY,
  'an empty list': '[]',
  'an empty text': '',
  null: 'null',
  'image twice, the second one wins in Go': GOOD.replace('"args"', '"image": "evil.example.com/x", "args"'),
  'image twice, at the end': GOOD.replace('}}]', '}, "image": "evil.example.com/x"}]'),
  'image in capitals, which Go reads as image': GOOD.replace('}}]', '}, "IMAGE": "evil.example.com/x"}]'),
  'image in mixed case only': GOOD.replace('"image"', '"Image"'),
  'image with the Kelvin-like long s of Unicode': GOOD.replace('"args"', '"arg\u017f": ["x"], "args"'),
  'a key spelt with an escape': GOOD.replace('"args"', '"\\u0069mage": "evil.example.com/x", "args"'),
  'a value spelt with an escape': GOOD.replace('registry', '\\u0072egistry'),
  'a slash spelt with an escape': GOOD.replaceAll('/', '\\/'),
  'a comment': GOOD.replace('[', '/* */['),
  'a byte order mark': `\ufeff${GOOD}`,
  'a NUL': GOOD.replace('[', '[\u0000'),
  'a no-break space': GOOD.replace(' ', '\u00a0'),
  'a ConfigMap that is not named': GOOD.replace('platform-rules', 'my-own-rules'),
  'a ConfigMap whose name begins alike': GOOD.replace('platform-rules', 'platform-rules-2'),
  'a ConfigMap whose name ends alike': GOOD.replace('platform-rules', 'my-platform-rules'),
  'a ConfigMap with a trailing space': GOOD.replace('platform-rules', 'platform-rules '),
  'two names in one': GOOD.replace('platform-rules', 'platform-rules|smbios-board-maker'),
  'no name': GOOD.replace('platform-rules', ''),
  'the literal quotation marks of the policy': GOOD.replace('platform-rules', '\\Qplatform-rules\\E'),
  'ConfigMap twice': GOOD.replace('}}]', '}, "configMap": {"name": "my-own-rules"}}]'),
  'a name twice in the ConfigMap': GOOD.replace('"key"', '"name": "my-own-rules", "key"'),
  'a key that leaves the ConfigMap': GOOD.replace('rule.yaml', '../../etc/passwd'),
  'a key with a quotation mark': GOOD.replace('rule.yaml', 'a\\"b'),
  'another hook path': GOOD.replace('/usr/bin/onDefineDomain', '/app/main.js'),
  'a hook path below the good one': GOOD.replace('onDefineDomain', 'onDefineDomain/x'),
  'a policy folder as hook path': GOOD.replace('/usr/bin/onDefineDomain', '/etc/sidepatch/policy.d/p.yaml'),
  'the platform’s rule folder as hook path': GOOD.replace(
    '/usr/bin/onDefineDomain',
    '/etc/sidepatch/rules.d/a.yaml',
  ),
  'a volume claim': GOOD.replace('"configMap"', '"pvc": {"name": "x", "volumePath": "/app"}, "configMap"'),
  'a volume claim at the end': GOOD.replace('}}]', '}, "pvc": {"name": "x", "volumePath": "/app"}}]'),
  'an unknown key': GOOD.replace('}}]', '}, "env": []}]'),
  'a pull policy that is none': GOOD.replace('", "args"', '", "imagePullPolicy": "Maybe", "args"'),
  'deep nesting': `${'['.repeat(1000)}${ENTRY}${']'.repeat(1000)}`,
};

suite('the admission policy for hook sidecars', () => {
  for (const [name, text] of Object.entries(ALLOWED)) {
    test(`allows ${name}`, () => {
      assert.equal(refusal({ resource: 'virtualmachineinstances', object: vmi({ [KEY]: text }) }), undefined);
      assert.equal(refusal({ resource: 'virtualmachines', object: vm({ [KEY]: text }) }), undefined);
    });
  }

  for (const [name, text] of Object.entries(REFUSED)) {
    test(`refuses ${name}`, () => {
      for (const request of [
        { resource: 'virtualmachineinstances', object: vmi({ [KEY]: text }) },
        { resource: 'virtualmachines', object: vm({ [KEY]: text }) },
      ]) {
        assert.match(refusal(request) ?? 'passed', /may only name registry\.example\.com\/sidepatch@sha256:/);
      }
    });
  }

  test('allows a VM without annotations, without metadata, and with others', () => {
    assert.equal(refusal({ resource: 'virtualmachineinstances', object: vmi() }), undefined);
    assert.equal(refusal({ resource: 'virtualmachines', object: vm() }), undefined);
    assert.equal(refusal({ resource: 'virtualmachines', object: { spec: { template: {} } } }), undefined);
    const other = { 'Hooks.kubevirt.io/hookSidecars': 'KubeVirt does not look here', a: 'b' };
    assert.equal(refusal({ resource: 'virtualmachineinstances', object: vmi(other) }), undefined);
  });

  test('what stood there before may stay, but not change', () => {
    const old = vmi({ [KEY]: '[{"image":"old"}]' });
    const resource = 'virtualmachineinstances';
    assert.equal(refusal({ resource, object: old, oldObject: old }), undefined);
    assert.match(
      refusal({ resource, object: vmi({ [KEY]: '[{"image":"new"}]' }), oldObject: old }) ?? '',
      /may only/,
    );
    assert.match(refusal({ resource, object: old, oldObject: vmi() }) ?? '', /may only/);
    assert.match(refusal({ resource, object: old }) ?? '', /may only/);
  });

  test('covers the two resources by their names in the API, in every version, when made and when changed', () => {
    const [rule] = policy.spec.matchConstraints.resourceRules;
    assert.deepEqual(rule.resources, ['virtualmachines', 'virtualmachineinstances']);
    assert.deepEqual(rule.apiGroups, ['kubevirt.io']);
    assert.deepEqual(rule.apiVersions, ['*']);
    assert.deepEqual(rule.operations, ['CREATE', 'UPDATE']);
    assert.equal(policy.spec.failurePolicy, 'Fail');
    assert.equal(policy.spec.matchConstraints.matchPolicy, 'Equivalent');
  });

  const PARAMS: Record<string, Manifest> = {
    'a tag': { image: 'registry.example.com/sidepatch:0.1.0', configMaps: 'a' },
    'a digest that is too short': { image: 'registry.example.com/sidepatch@sha256:00', configMaps: 'a' },
    'an image with a quotation mark': { image: `x"@sha256:${'0'.repeat(64)}`, configMaps: 'a' },
    'no image': { configMaps: 'a' },
    'no ConfigMaps': { image: IMAGE },
  };
  for (const [name, data] of Object.entries(PARAMS)) {
    test(`a policy with ${name} allows nothing`, () => {
      const request = { resource: 'virtualmachines', object: vm({ [KEY]: GOOD }), params: { data } };
      assert.notEqual(refusal(request), undefined);
    });
  }

  test('names are taken literally', () => {
    const given = { data: { image: IMAGE, configMaps: '.*\n' } };
    assert.match(
      refusal({ resource: 'virtualmachines', object: vm({ [KEY]: GOOD }), params: given }) ?? '',
      /may only/,
    );
  });

  test('what `sidepatch annotate` writes is allowed', () => {
    const file = join(scratch(), 'vm.yaml');
    writeFileSync(
      file,
      'apiVersion: kubevirt.io/v1\nkind: VirtualMachine\nmetadata:\n  name: vm\nspec:\n  template:\n    spec:\n      domain: {}\n',
    );
    const annotated = run(annotate, file, '--configmap', 'platform-rules', '--image', IMAGE);
    assert.equal(annotated.code, 0, annotated.err);
    const object = parse(annotated.out);
    assert.ok(object.spec.template.metadata.annotations[KEY].includes('platform-rules'));
    assert.equal(refusal({ resource: 'virtualmachines', object }), undefined);
  });
});
