import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parse, parseAllDocuments } from 'yaml';
import { ANNOTATE_HELP, annotate } from '../../src/cli/annotate.ts';
import { run, scratch } from './support.ts';
import { block, ENTRY, HOOKS, OPTIONS, VALUE, VM, vmWith } from './vm-text.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = scratch();
let files = 0;
suite('annotate', () => {
  test('prints its help', () =>
    assert.deepEqual(run(annotate, '-h'), { code: 0, out: ANNOTATE_HELP, err: '' }));

  const places: [name: string, before: string, after: string][] = [
    ['a VirtualMachine', VM, vmWith(block(10))],
    ['a file with CRLF', VM.replaceAll('\n', '\r\n'), vmWith(block(10)).replaceAll('\n', '\r\n')],
    ['a file without a last line break', VM.trimEnd(), vmWith(block(10)).trimEnd()],
    ['a byte order mark', `\ufeff${VM}`, `\ufeff${vmWith(block(10))}`],
    [
      'a template without metadata',
      'apiVersion: kubevirt.io/v1\nkind: VirtualMachine\nspec:\n  template:\n    spec: {}\n',
      `apiVersion: kubevirt.io/v1\nkind: VirtualMachine\nspec:\n  template:\n    spec: {}\n    metadata:\n      annotations:\n        ${HOOKS}: ${block(10)}\n`,
    ],
    [
      'annotations without any',
      'apiVersion: kubevirt.io/v1\nkind: VirtualMachine\nspec:\n  template:\n    metadata:\n      annotations: # none yet\n      labels: {a: b}\n',
      `apiVersion: kubevirt.io/v1\nkind: VirtualMachine\nspec:\n  template:\n    metadata:\n      annotations: # none yet\n        ${HOOKS}: ${block(10)}\n      labels: {a: b}\n`,
    ],
    [
      'a VirtualMachineInstance',
      'apiVersion: kubevirt.io/v1\nkind: VirtualMachineInstance\nmetadata:\n  name: a\n',
      `apiVersion: kubevirt.io/v1\nkind: VirtualMachineInstance\nmetadata:\n  name: a\n  annotations:\n    ${HOOKS}: ${block(6)}\n`,
    ],
    [
      'a VirtualMachineInstanceReplicaSet',
      'apiVersion: kubevirt.io/v1\nkind: VirtualMachineInstanceReplicaSet\nspec:\n  template:\n    metadata:\n      labels: {}\n',
      `apiVersion: kubevirt.io/v1\nkind: VirtualMachineInstanceReplicaSet\nspec:\n  template:\n    metadata:\n      labels: {}\n      annotations:\n        ${HOOKS}: ${block(10)}\n`,
    ],
    [
      'a VirtualMachinePool',
      'apiVersion: pool.kubevirt.io/v1beta1\nkind: VirtualMachinePool\nspec:\n  virtualMachineTemplate:\n    spec:\n      template:\n        metadata:\n          labels: {}\n',
      `apiVersion: pool.kubevirt.io/v1beta1\nkind: VirtualMachinePool\nspec:\n  virtualMachineTemplate:\n    spec:\n      template:\n        metadata:\n          labels: {}\n          annotations:\n            ${HOOKS}: ${block(14)}\n`,
    ],
    [
      'a manifest in JSON',
      '{\n  "apiVersion": "kubevirt.io/v1",\n  "kind": "VirtualMachineInstance",\n  "metadata": {\n    "annotations": {}\n  }\n}\n',
      `{\n  "apiVersion": "kubevirt.io/v1",\n  "kind": "VirtualMachineInstance",\n  "metadata": {\n    "annotations": {\n      "${HOOKS}": ${JSON.stringify(VALUE)}\n    }\n  }\n}\n`,
    ],
    [
      'several documents, of which only the VMs are read',
      `# first\n%YAML 1.1\n---\n${VM}--- # {{ not: our }} {{ business\nkind: [broken\n...\n---\n${VM}---\napiVersion: vmoperator.vmware.com/v1\nkind: VirtualMachine\n`.replace(
        '%YAML 1.1\n',
        '',
      ),
      `# first\n---\n${vmWith(block(10))}--- # {{ not: our }} {{ business\nkind: [broken\n...\n---\n${vmWith(block(10))}---\napiVersion: vmoperator.vmware.com/v1\nkind: VirtualMachine\n`,
    ],
    [
      'a directive',
      `%YAML 1.1\n---\n${VM}...\n# between\n%YAML 1.1\n---\n${VM}`,
      `%YAML 1.1\n---\n${vmWith(block(10))}...\n# between\n%YAML 1.1\n---\n${vmWith(block(10))}`,
    ],
  ];
  for (const [name, before, after] of places) {
    test(`${name}: the annotation where it reaches the VM, all else to the letter, once`, () => {
      const first = run(annotate, write(before), ...OPTIONS);
      assert.equal(first.code, 0, first.err);
      assert.equal(first.out, after);
      const second = run(annotate, write(after), ...OPTIONS);
      assert.equal(second.out, after);
      assert.match(second.err, /^sidepatch: \w+( db-1| a)? has the annotation already$/m);
    });
  }

  test('the VMs of a list, and of an OpenShift Template', () => {
    const vm = { apiVersion: 'kubevirt.io/v1', kind: 'VirtualMachine', spec: { template: { spec: {} } } };
    for (const [kind, list] of [
      ['List', 'items'],
      ['VirtualMachineList', 'items'],
      ['Template', 'objects'],
    ] as const) {
      const { code, out } = run(
        annotate,
        write(JSON.stringify({ kind, [list]: [vm, { kind: 'Pod' }, vm] })),
        ...OPTIONS,
      );
      assert.equal(code, 0);
      const [first, pod, third] = JSON.parse(out)[list];
      assert.deepEqual(pod, { kind: 'Pod' });
      assert.equal(first.spec.template.metadata.annotations[HOOKS], VALUE);
      assert.deepEqual(third, first);
    }
  });

  test('the examples have it already', () => {
    for (const file of globSync('examples/*/vm.yaml', { cwd: root })) {
      const text = readFileSync(join(root, file), 'utf8');
      const { name } = parse(readFileSync(join(root, file, '../configmap.yaml'), 'utf8')).metadata;
      assert.equal(run(annotate, join(root, file), '--configmap', name).out, text);
    }
  });

  const other = { image: 'example.com/other:1', pvc: { name: 'p' } };
  const values: [name: string, before: unknown[], after: unknown[], options?: string[]][] = [
    ['other entries are kept', [other], [other, ENTRY]],
    ['an empty list gets its first', [], [ENTRY]],
    ['its own entry is kept where it is', [ENTRY, other], [ENTRY, other]],
    [
      'its own entry gets the new tag, and keeps what else is in it',
      [other, { ...ENTRY, image: 'registry.example.com/sidepatch:0.0.9', imagePullPolicy: 'Always' }],
      [other, { ...ENTRY, imagePullPolicy: 'Always' }],
    ],
    [
      'its own entry gets key and path, and the options for them',
      [ENTRY],
      [
        {
          ...ENTRY,
          args: ['--version', 'v1alpha3', '--rules', '/rules/a.yaml'],
          configMap: { name: 'smbios-rules', key: 'a.yaml', hookPath: '/rules/a.yaml' },
        },
      ],
      ['--key', 'a.yaml', '--hook-path', '/rules/a.yaml'],
    ],
    [
      'options that are there stay',
      [{ ...ENTRY, args: ['--version=v1alpha2', '--log-level', 'debug'] }],
      [{ ...ENTRY, args: ['--version=v1alpha2', '--log-level', 'debug'] }],
    ],
  ];
  for (const [name, before, after, options = []] of values) {
    test(name, () => {
      const { code, out, err } = run(
        annotate,
        write(vmWith(`'${JSON.stringify(before)}'`)),
        ...OPTIONS,
        ...options,
      );
      assert.equal(code, 0, err);
      assert.deepEqual(JSON.parse(valueIn(out)), after);
      assert.equal(valueIn(out).includes('\n'), false);
      assert.equal(run(annotate, write(out), ...OPTIONS, ...options).out, out);
    });
  }

  test('without --image the image that is there stays', () => {
    const mine = { ...ENTRY, image: 'quay.io/mine/sidepatch@sha256:0123' };
    const text = vmWith(`'${JSON.stringify([mine])}'`);
    const { code, out } = run(annotate, write(text), '--configmap', 'smbios-rules');
    assert.equal(code, 0);
    assert.equal(out, text);
  });

  const inFlow = VM.replace(/annotations:\n.*\n/, 'annotations: {mode: b}\n');

  test('inside brackets, where a block cannot stand, it is one line', () => {
    const { out } = run(annotate, write(inFlow), ...OPTIONS);
    assert.equal(out, inFlow.replace('mode: b', `mode: b, ${HOOKS}: '${VALUE}'`));
    assert.equal(run(annotate, write(out), ...OPTIONS).out, out);
  });

  const older = { ...ENTRY, configMap: { ...ENTRY.configMap, name: 'older-rules' } };

  test('the sidecar with another ConfigMap gets this one, with a warning', () => {
    const { code, out, err } = run(annotate, write(vmWith(`'${JSON.stringify([older])}'`)), ...OPTIONS);
    assert.equal(code, 0);
    assert.deepEqual(JSON.parse(valueIn(out)), [ENTRY]);
    assert.equal(
      err,
      'sidepatch: warning: VirtualMachine db-1: its sidecar had the ConfigMap "older-rules" and now has "smbios-rules"; with --add it gets both, which run in no defined order\n',
    );
    assert.equal(run(annotate, write(out), ...OPTIONS).out, out);
  });

  test('sidepatch is known by its name in another registry, too', () => {
    const moved = { ...older, image: 'quay.io/acme/sidepatch@sha256:0123' };
    const { out } = run(annotate, write(vmWith(`'${JSON.stringify([moved])}'`)), ...OPTIONS);
    assert.deepEqual(JSON.parse(valueIn(out)), [ENTRY]);
  });

  test('with --add it is a second sidecar, once', () => {
    const text = write(vmWith(`'${JSON.stringify([older])}'`));
    const { out, err } = run(annotate, text, ...OPTIONS, '--add');
    assert.deepEqual(JSON.parse(valueIn(out)), [older, ENTRY]);
    assert.equal(err, '');
    assert.equal(run(annotate, write(out), ...OPTIONS, '--add').out, out);
    assert.equal(run(annotate, write(out), ...OPTIONS).out, out);
  });

  const layouts: Record<string, readonly string[]> = {
    'on lines, with what is short on one': [
      '[',
      '  {',
      '    "image": "registry.example.com/sidepatch:0.1.0",',
      '    "args": ["--version", "v1alpha3"],',
      '    "configMap": {"name": "NAME", "key": "rule.yaml", "hookPath": "/usr/bin/onDefineDomain"}',
      '  }',
      ']',
    ],
    'with the brackets side by side': [
      '[{',
      '  "image": "registry.example.com/sidepatch:0.1.0",',
      '  "args": ["--version", "v1alpha3"],',
      '  "configMap": {',
      '    "name": "NAME",',
      '    "key": "rule.yaml",',
      '    "hookPath": "/usr/bin/onDefineDomain"',
      '  }',
      '}]',
    ],
  };
  for (const [name, lines] of Object.entries(layouts)) {
    test(`with --add it is laid out like the first: ${name}`, () => {
      const pad = (text: string) => text.replace(/^/gm, ' '.repeat(10));
      const first = lines.join('\n').replace('NAME', 'older-rules');
      const { out } = run(annotate, write(vmWith(`|\n${pad(first)}`)), ...OPTIONS, '--add');
      const one = lines.slice(lines[0] === '[' ? 1 : 0, lines[0] === '[' ? -1 : undefined).join('\n');
      const both =
        lines[0] === '['
          ? `[\n${one.replace('NAME', 'older-rules')},\n${one.replace('NAME', 'smbios-rules')}\n]`
          : `${first.slice(0, -1)}, ${one.replace('NAME', 'smbios-rules').slice(1)}`;
      assert.ok(out.includes(`|\n${pad(both)}\n`), out);
      assert.deepEqual(JSON.parse(valueIn(out)), JSON.parse(both));
    });
  }

  test('with --add it has none of the first one’s own fields', () => {
    const first = '[{\n  "pvc": {"name": "p", "volumePath": "/v"},\n  "image": "other"\n}]';
    const { out } = run(
      annotate,
      write(vmWith(`|\n${first.replace(/^/gm, ' '.repeat(10))}`)),
      ...OPTIONS,
      '--add',
    );
    assert.deepEqual(JSON.parse(valueIn(out)), [...JSON.parse(first), ENTRY]);
  });

  test('of two sidecars with other ConfigMaps none is chosen', () => {
    const second = { ...ENTRY, configMap: { ...ENTRY.configMap, name: 'b-rules' } };
    const path = write(vmWith(`'${JSON.stringify([older, second])}'`));
    const { code, out, err } = run(annotate, path, ...OPTIONS);
    assert.deepEqual({ code, out }, { code: 1, out: '' });
    assert.match(err, /has 2 sidecars of sidepatch, none with the ConfigMap "smbios-rules"; .*--add/);
  });

  test('without --image and without an entry the placeholder is told', () => {
    const { code, out, err } = run(annotate, write(VM), '--configmap', 'smbios-rules');
    assert.equal(code, 0);
    assert.match(out, /registry\.example\.com\/sidepatch:latest/);
    assert.match(err, /warning: .* is a placeholder: give the image that you pushed with --image\n$/);
  });

  test('a placeholder is never written into a file', () => {
    const path = write(VM);
    const { code, out, err } = run(annotate, path, '--configmap', 'smbios-rules', '--in-place');
    assert.deepEqual({ code, out }, { code: 2, out: '' });
    assert.match(
      err,
      /is a placeholder: give the image that you pushed with --image; .*\.yaml is not changed\n$/,
    );
    assert.equal(readFileSync(path, 'utf8'), VM);
  });

  test('a value on several lines keeps its layout', () => {
    const value = `|-\n          [\n            {"image": "x"}\n          ]`;
    const { out } = run(annotate, write(vmWith(value)), ...OPTIONS);
    assert.deepEqual(JSON.parse(valueIn(out)), [{ image: 'x' }, ENTRY]);
    assert.ok(out.includes('|-\n          [\n            {"image": "x"},\n'), out);
  });

  test('annotations of the VM itself, which do not reach it, are told', () => {
    const text = VM.replace(
      'metadata:\n  name',
      `metadata:\n  annotations: {${HOOKS}: "[]", example.com/cache: none, mode: x, kubectl.kubernetes.io/last-applied-configuration: x}\n  name`,
    );
    const { code, err } = run(annotate, write(text), ...OPTIONS);
    assert.equal(code, 0);
    assert.equal(
      err,
      `sidepatch: warning: VirtualMachine db-1: annotations of the object itself do not reach the VM: example.com/cache, ${HOOKS}; take it out there\n`,
    );
  });

  test('--in-place changes the file and prints nothing', () => {
    const path = write(VM);
    assert.deepEqual(run(annotate, path, ...OPTIONS, '--in-place'), { code: 0, out: '', err: '' });
    assert.equal(readFileSync(path, 'utf8'), vmWith(block(10)));
  });

  test('reads standard input', () => {
    const script = `import { annotate } from '${root}src/cli/annotate.ts'; process.exitCode = annotate(['-', ...process.argv.slice(1)]);`;
    const { status, stdout } = spawnSync(
      process.execPath,
      ['--input-type=module', '-e', script, '--', ...OPTIONS],
      {
        input: VM.trimEnd(),
        encoding: 'utf8',
      },
    );
    assert.equal(status, 0);
    assert.equal(stdout, vmWith(block(10)).trimEnd());
  });
});

function valueIn(text: string): string {
  const [document] = parseAllDocuments(text);
  assert.ok(document);
  return document.toJS().spec.template.metadata.annotations[HOOKS];
}

function write(text: string): string {
  const path = join(folder, `${files++}.yaml`);
  writeFileSync(path, text);
  return path;
}
