import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { MAX_VMI_BYTES, readVmi, readVmiObject, vmName } from '../../src/kubevirt/vmi.ts';
import { Failure } from '../../src/text/failure.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

suite('reading a VMI', () => {
  test('its name, labels and annotations are read', () => {
    const vmi = readVmi(
      bytes(
        '{"metadata": {"name": "db-1", "namespace": "prod", "labels": {"a": "b"}, "annotations": {"c/d": ""}}}',
      ),
    );
    assert.equal(vmName(vmi), 'prod/db-1');
    assert.deepEqual([...vmi.labels], [['a', 'b']]);
    assert.deepEqual([...vmi.annotations], [['c/d', '']]);
  });

  for (const [name, json] of Object.entries({
    'an empty object': '{}',
    'null in every field': '{"metadata": null, "spec": null, "status": null}',
    'null deeper':
      '{"metadata": {"name": null, "labels": null, "annotations": {"a": null}}, "spec": {"volumes": [null]}, "status": {"migrationState": null}}',
    'other kinds of values': '{"metadata": [], "spec": {"volumes": "none"}, "status": {"phase": 1}}',
    'names of JavaScript':
      '{"__proto__": {"metadata": {"name": "x"}}, "metadata": {"labels": {"__proto__": {"a": "b"}}}}',
  })) {
    test(`${name} is a VMI that says little`, () => {
      const vmi = readVmi(bytes(json));
      assert.equal(vmName(vmi), '?/?');
      assert.deepEqual([...vmi.labels, ...vmi.annotations], []);
      assert.equal(vmi.dataSource, undefined);
      assert.equal(vmi.migrationTarget, false);
    });
  }

  for (const [name, input, says] of [
    ['no bytes', bytes(''), 'InvalidDocument: the call has no VMI'],
    ['no JSON', bytes('{"metadata": hunter2}'), 'InvalidDocument: the VMI is not JSON'],
    ['a list', bytes('["hunter2"]'), 'InvalidDocument: the VMI is not a JSON object'],
    ['null', bytes('null'), 'InvalidDocument: the VMI is not a JSON object'],
    ['no UTF-8', Uint8Array.of(0x7b, 0xff, 0x7d), 'InvalidDocument: the VMI is not valid UTF-8'],
    ['half a character', bytes('{"a": "ä"}').slice(0, 8), 'InvalidDocument: the VMI is not valid UTF-8'],
    ['too much', new Uint8Array(MAX_VMI_BYTES + 1), `LimitExceeded: the VMI has ${MAX_VMI_BYTES + 1} bytes`],
    ['brackets without an end', bytes('['.repeat(1_000_000)), 'InvalidDocument: the VMI is not JSON'],
  ] as const) {
    test(`${name} is refused, and not quoted`, () => {
      assert.throws(
        () => readVmi(input),
        (error) => error instanceof Failure && `${error.code}: ${error.message}` === says,
      );
    });
  }

  test('numbers and truths as labels are their texts', () => {
    const { labels } = readVmiObject({ metadata: { labels: { a: 1, b: true, c: 'd', e: {}, f: [] } } });
    assert.deepEqual(Object.fromEntries(labels), { a: '1', b: 'true', c: 'd' });
  });
});

suite('the data source of a VMI', () => {
  for (const [name, volumes, expected] of [
    ['no volume', undefined, undefined],
    ['other volumes', [{ name: 'a', containerDisk: {} }], undefined],
    [
      'NoCloud',
      [
        { name: 'a', containerDisk: {} },
        { name: 'b', cloudInitNoCloud: {} },
      ],
      'NoCloud',
    ],
    ['ConfigDrive', [{ name: 'b', cloudInitConfigDrive: { userData: 'x' } }], 'ConfigDrive'],
    ['a field without a value', [{ name: 'b', cloudInitNoCloud: null }], undefined],
  ] as const) {
    test(`${name}: ${expected ?? 'none'}`, () => {
      assert.equal(readVmiObject({ spec: { volumes } }).dataSource, expected);
    });
  }
});

suite('the target of a live migration', () => {
  for (const [name, status, expected] of [
    ['a VMI that is being scheduled', { phase: 'Scheduled' }, false],
    ['a VMI without a status', undefined, false],
    ['a VMI that runs', { phase: 'Running' }, true],
    [
      'a VMI that names a target pod',
      { phase: 'Scheduled', migrationState: { targetPod: 'virt-launcher-x' } },
      true,
    ],
    ['a migration without a pod', { phase: 'Scheduled', migrationState: { targetPod: '' } }, false],
    [
      'a migration between clusters',
      { phase: 'WaitingForSync', migrationState: { targetState: { pod: 'virt-launcher-x' } } },
      true,
    ],
    ['only a source', { phase: 'Scheduled', migrationState: { sourcePod: 'virt-launcher-x' } }, false],
  ] as const) {
    test(`${name} is ${expected ? 'one' : 'none'}`, () => {
      assert.equal(readVmiObject({ status }).migrationTarget, expected);
    });
  }
});
