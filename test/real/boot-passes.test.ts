import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { EXAMPLE_DOMAIN } from '../../src/kubevirt/example-domain.ts';
import { rulesOf, vmOf } from '../engine/domain-support.ts';
import { addressesOf, bootWith, checkBoot, countDevices } from './boot-passes.ts';
import { driverFolder } from './libvirt.ts';
import { needs } from './requirements.ts';

// KubeVirt calls OnDefineDomain up to three times for one boot, the second time with what libvirt and its own structs
// have made of the first result. The recipes of the catalogue go through that in catalogue.test.ts.

const skip = needs('libvirt');

let folderOfDriver: string | undefined;
const driver = () => (folderOfDriver ??= driverFolder());

/** Devices made by rules: whole, merged, and with parts that KubeVirt drops. */
const DEVICES: Readonly<Record<string, string>> = {
  'a device set with xml': `domain:
  - {op: set, path: /domain/devices/watchdog, xml: "<watchdog model='i6300esb' action='reset'/>"}`,
  'a device set with less than libvirt makes of it': `domain:
  - {op: set, path: /domain/devices/watchdog, xml: "<watchdog model='i6300esb'/>"}`,
  'a device set with more than KubeVirt keeps': `domain:
  - {op: set, path: /domain/devices/sound, xml: "<sound model='ich6'><codec type='micro'/></sound>"}`,
  'a merged device': `domain:
  - {op: merge, path: /domain/devices/sound, xml: "<sound model='ich6'><codec type='micro'/></sound>"}`,
  'an added device': `domain:
  - {op: add, path: /domain/devices, xml: "<watchdog model='i6300esb' action='reset'/>"}`,
};

suite('a boot of three passes', { skip }, () => {
  for (const [what, spec] of Object.entries(DEVICES)) {
    test(`${what} keeps the address that libvirt gave it`, () => {
      const boot = bootWith(rulesOf({ device: spec }), vmOf({}), EXAMPLE_DOMAIN, driver());
      checkBoot(boot);
      assert.deepEqual(addressesOf(boot.secondResult), addressesOf(boot.second));
      assert.equal(countDevices(boot.final)['watchdog'] ?? countDevices(boot.final)['sound'], 1);
    });
  }

  test('an edit that only adds, and describes a device less fully than libvirt, makes a second one', () => {
    const spec = `domain: [{op: add, path: /domain/devices, xml: <sound model="ich6"><codec type="micro"/></sound>}]`;
    const boot = bootWith(rulesOf({ sound: spec }), vmOf({}), EXAMPLE_DOMAIN, driver());
    assert.equal(
      countDevices(boot.final)['sound'],
      2,
      'KubeVirt drops the codec; this is what set and merge are for',
    );
  });
});
