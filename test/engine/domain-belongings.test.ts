import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { apply, newLines } from './domain-support.ts';

const OS = 'namespaces: {os: "http://libosinfo.org/xmlns/libvirt/domain/1.0"}\n';

suite('what belongs to others than KubeVirt', () => {
  test('another namespace’s element in the metadata may be written', () => {
    const spec = `${OS}domain: [{op: set, path: /domain/metadata/os:libosinfo/os:os/@id, value: win11}]`;
    const { text, failure, again } = apply(spec);
    assert.equal(failure, undefined);
    assert.ok(newLines(text).some((line) => line.includes('<os:os id="win11"/>')));
    assert.deepEqual(again, []);
    const gone = apply(`${OS}domain: [{op: remove, path: /domain/metadata/os:libosinfo}]`, {}, text);
    assert.equal(gone.failure, undefined);
  });

  const REFUSED: Readonly<Record<string, string>> = {
    'the metadata itself': '{op: remove, path: "//metadata"}',
    'KubeVirt’s element': '{op: remove, path: "//kubevirt:kubevirt"}',
    'an element of no namespace': '{op: add, path: "//metadata", xml: <mine/>}',
    'an element inside KubeVirt’s': '{op: add, path: "//kubevirt:kubevirt", xml: "<os:os/>"}',
    'another uid, below a foreign name': '{op: set, path: "//kubevirt:uid", value: x}',
  };
  for (const [what, edit] of Object.entries(REFUSED)) {
    test(`${what} may not`, () => {
      assert.equal(apply(`${OS}domain: [${edit}]`).failure?.code, 'ProtectedPath');
    });
  }

  const COPY = `when: [{not: {domain: "/domain/devices/disk[alias/@name='ua-second']"}}]
domain:
  - op: copy
    from: /domain/devices/disk[alias/@name='ua-myvolume']
    path: /domain/devices/disk[alias/@name='ua-myvolume']
    position: After
  - {op: set, path: "/domain/devices/disk[alias/@name='ua-myvolume'][2]/alias/@name", value: ua-second}`;

  test('a copy beside its original is made, and its alias is the rule’s', () => {
    const { text, failure, again } = apply(COPY);
    assert.equal(failure, undefined);
    assert.equal(text.split('ua-myvolume').length - 1, 1);
    assert.equal(text.split('ua-second').length - 1, 1);
    assert.deepEqual(again, []);
  });

  test('an alias that was there before is not', () => {
    const spec = 'domain: [{op: set, path: "/domain/devices/disk[1]/alias/@name", value: ua-x}]';
    assert.equal(apply(spec).failure?.code, 'ProtectedPath');
  });
});
