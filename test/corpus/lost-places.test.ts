import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { domain } from './cel/libvirtxml.ts';
import { knownDomain } from './kubevirt-domain.ts';
import { lostTo, lostToGo, newlyLost } from './lost-places.ts';

const DISK = '<disk type="file"><target dev="vda"/></disk>';
const TUNED = '<disk type="file"><target dev="vda" rotation_rate="1"/><iotune/></disk>';
const devices = (inner: string) => `<domain type="kvm"><devices>${inner}</devices></domain>`;

const ROWS: Record<
  string,
  readonly [before: string, after: string, kubevirt: string[], libvirtxml: string[]]
> = {
  'an element and an attribute that KubeVirt does not know': [
    devices(DISK),
    devices(TUNED),
    ['/devices/disk/target/@rotation_rate', '/devices/disk/iotune'],
    [],
  ],
  'what was lost before does not count': [devices(TUNED), devices(TUNED), [], []],
  'one more of what was lost before does': [
    devices('<shmem name="a"/>'),
    devices('<shmem name="a"/><shmem name="b"/>'),
    ['/devices/shmem'],
    [],
  ],
  'a second one where both hold one': [
    devices(''),
    devices('<interface><filterref filter="a"/><filterref filter="b"/></interface>'),
    ['/devices/interface/filterref (second)'],
    ['/devices/interface/filterref (second)'],
  ],
  'what nobody knows': [devices(''), devices('<sparkles/>'), ['/devices/sparkles'], ['/devices/sparkles']],
  'what both know': [devices(''), devices(DISK), [], []],
  'metadata is one text to libvirtxml': [
    '<domain/>',
    '<domain><metadata><a b="c"/></metadata></domain>',
    ['/metadata/a'],
    [],
  ],
};

suite('what is lost on the way through Go’s structs', () => {
  for (const [name, [before, after, kubevirt, libvirtxml]] of Object.entries(ROWS)) {
    test(name, () => {
      assert.deepEqual([...newlyLost(lostTo(knownDomain), before, after)], kubevirt);
      assert.deepEqual([...newlyLost(lostToGo(domain), before, after)], libvirtxml);
    });
  }
});
