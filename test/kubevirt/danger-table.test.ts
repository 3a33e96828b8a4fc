import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { DANGERS } from '../../src/kubevirt/danger-table.ts';
import { EXAMPLE_DOMAIN } from '../../src/kubevirt/example-domain.ts';
import { apply } from '../engine/domain-support.ts';
import { findings, ruleText } from '../rules/support.ts';

/** For each row of the table: where such an element goes, and one that needs the capability. */
const EXAMPLES: Readonly<Record<string, readonly [parent: string, xml: string]>> = {
  commandline: ['/domain', '<commandline/>'],
  emulator: ['/domain/devices', '<emulator>qemu</emulator>'],
  loader: ['/domain/os', '<loader readonly="yes"/>'],
  'os/kernel': ['/domain/os', '<kernel>k</kernel>'],
  'os/initrd': ['/domain/os', '<initrd>i</initrd>'],
  'os/cmdline': ['/domain/os', '<cmdline>init=x</cmdline>'],
  'os/dtb': ['/domain/os', '<dtb>d</dtb>'],
  'os/shim': ['/domain/os', '<shim>s</shim>'],
  'os/root': ['/domain/os', '<root>r</root>'],
  'os/init': ['/domain/os', '<init>i</init>'],
  'os/initarg': ['/domain/os', '<initarg>a</initarg>'],
  'os/initenv': ['/domain/os', '<initenv name="a">b</initenv>'],
  'os/initdir': ['/domain/os', '<initdir>d</initdir>'],
  'os/inituser': ['/domain/os', '<inituser>u</inituser>'],
  'os/initgroup': ['/domain/os', '<initgroup>g</initgroup>'],
  bootloader: ['/domain', '<bootloader>b</bootloader>'],
  bootloader_args: ['/domain', '<bootloader_args>b</bootloader_args>'],
  script: ['/domain/devices/interface', '<script/>'],
  downscript: ['/domain/devices/interface', '<downscript/>'],
  'filesystem/binary': ['/domain/devices', '<filesystem><binary xattr="on"/></filesystem>'],
  'source/reservations': ['/domain/devices', '<disk><source><reservations managed="yes"/></source></disk>'],
  'interface/backend/@type': ['/domain/devices', '<interface><backend type="passt"/></interface>'],
  hostdev: ['/domain/devices', '<hostdev mode="subsystem" type="mdev"/>'],
  redirdev: ['/domain/devices', '<redirdev bus="usb"/>'],
  redirfilter: ['/domain/devices', '<redirfilter/>'],
  vhostuser: ['/domain/devices', '<vhostuser/>'],
  shmem: ['/domain/devices', '<shmem name="x"/>'],
  smartcard: ['/domain/devices', '<smartcard mode="host"/>'],
  vsock: ['/domain/devices', '<vsock><cid auto="yes"/></vsock>'],
  iommufd: ['/domain', '<iommufd enabled="yes"/>'],
  backenddomain: ['/domain/devices/disk[1]', '<backenddomain name="x"/>'],
  'input/source': ['/domain/devices', '<input><source/></input>'],
  'input/@type': ['/domain/devices', '<input type="evdev"/>'],
  'source/address': ['/domain/devices/disk[1]', '<mirror><source><address bus="1"/></source></mirror>'],
  'interface/source/@dev': ['/domain/devices', '<interface><source dev="eth0"/></interface>'],
  'interface/source/@bridge': ['/domain/devices', '<interface><source bridge="br0"/></interface>'],
  'interface/@type HostDevice': ['/domain/devices', '<interface type="vdpa"/>'],
  'interface/backend/@tap': ['/domain/devices', '<interface><backend tap="x"/></interface>'],
  'interface/backend/@vhost': ['/domain/devices', '<interface><backend vhost="x"/></interface>'],
  'disk/@type HostDevice': ['/domain/devices', '<disk type="block"/>'],
  'backingStore/@type HostDevice': ['/domain/devices/disk[1]', '<backingStore type="nvme"/>'],
  'mirror/@type HostDevice': ['/domain/devices/disk[1]', '<mirror type="block"/>'],
  'dataStore/@type HostDevice': ['/domain/devices/disk[1]/source', '<dataStore type="vhostuser"/>'],
  'disk/@device': ['/domain/devices', '<disk device="lun"/>'],
  'disk/@rawio': ['/domain/devices', '<disk rawio="yes"/>'],
  'disk/@sgio': ['/domain/devices', '<disk sgio="unfiltered"/>'],
  'video/driver/@name': ['/domain/devices', '<video><driver name="vhostuser"/></video>'],
  'crypto/backend/@model': ['/domain/devices', '<crypto><backend model="lkcf"/></crypto>'],
  'tpm/backend/@type HostDevice': ['/domain/devices', '<tpm><backend type="passthrough"/></tpm>'],
  'tpm/backend/device': ['/domain/devices', '<tpm><backend><device/></backend></tpm>'],
  'memory/@model': ['/domain/devices', '<memory model="sgx-epc"/>'],
  'audio/@type HostDevice': ['/domain/devices', '<audio type="alsa"/>'],
  'audio/input/@dev': ['/domain/devices', '<audio><input dev="x"/></audio>'],
  'audio/output/@dev': ['/domain/devices', '<audio><output dev="x"/></audio>'],
  'gl/@rendernode': ['/domain/devices/graphics', '<gl rendernode="x"/>'],
  'acceleration/@rendernode': ['/domain/devices/video/model', '<acceleration rendernode="x"/>'],
  'console/@tty': ['/domain/devices', '<console tty="x"/>'],
  'blkiotune/device': ['/domain', '<blkiotune><device><path>x</path></device></blkiotune>'],
  'serial/@type HostDevice': ['/domain/devices', '<serial type="dev"/>'],
  'parallel/@type HostDevice': ['/domain/devices', '<parallel type="dev"/>'],
  'console/@type HostDevice': ['/domain/devices', '<console type="nmdm"/>'],
  'channel/@type HostDevice': ['/domain/devices', '<channel type="dev"/>'],
  'serial/@type HostFile': ['/domain/devices', '<serial type="tcp"/>'],
  'parallel/@type HostFile': ['/domain/devices', '<parallel type="udp"/>'],
  'console/@type HostFile': ['/domain/devices', '<console type="stdio"/>'],
  'channel/@type HostFile': ['/domain/devices', '<channel type="dbus"/>'],
  'source/@host': ['/domain/devices', '<serial><source host="0.0.0.0"/></serial>'],
  'source/@service': ['/domain/devices', '<serial><source service="4444"/></serial>'],
  'source/host': ['/domain/devices', '<disk><source><host name="x"/></source></disk>'],
  'channel/target/@type': ['/domain/devices', '<channel><target type="guestfwd"/></channel>'],
  'interface/@type HostFile': ['/domain/devices', '<interface type="server"/>'],
  'interface/portForward': ['/domain/devices', '<interface><portForward proto="tcp"/></interface>'],
  'graphics/@type': ['/domain/devices', '<graphics type="spice"/>'],
  'graphics/@listen': ['/domain/devices', '<graphics listen="0.0.0.0"/>'],
  'graphics/@port': ['/domain/devices', '<graphics port="5900"/>'],
  'graphics/@tlsPort': ['/domain/devices', '<graphics tlsPort="5900"/>'],
  'graphics/@websocket': ['/domain/devices', '<graphics websocket="5700"/>'],
  'graphics/@autoport': ['/domain/devices', '<graphics autoport="yes"/>'],
  'graphics/@display': ['/domain/devices', '<graphics display=":0"/>'],
  'graphics/@xauth': ['/domain/devices', '<graphics xauth="x"/>'],
  'graphics/@address': ['/domain/devices', '<graphics address="unix:x"/>'],
  'listen/@type': ['/domain/devices/graphics', '<listen type="address"/>'],
  'listen/@address': ['/domain/devices/graphics', '<listen address="0.0.0.0"/>'],
  'listen/@network': ['/domain/devices/graphics', '<listen network="default"/>'],
  'listen/@socket': ['/domain/devices/graphics', '<listen socket="x"/>'],
  'disk/@type HostFile': ['/domain/devices', '<disk type="network"/>'],
  'backingStore/@type HostFile': ['/domain/devices/disk[1]', '<backingStore type="network"/>'],
  'mirror/@type HostFile': ['/domain/devices/disk[1]', '<mirror type="volume"/>'],
  'dataStore/@type HostFile': ['/domain/devices/disk[1]/source', '<dataStore type="dir"/>'],
  'mirror/@format': ['/domain/devices/disk[1]', '<mirror format="qcow2"/>'],
  'disk/driver/@type': ['/domain/devices', '<disk><driver type="qcow2"/></disk>'],
  'format/@type': ['/domain/devices', '<disk><backingStore><format type="vmdk"/></backingStore></disk>'],
  'source/@dev': ['/domain/devices', '<disk><source dev="mapper/x"/></disk>'],
  'source/@pool': ['/domain/devices', '<disk><source pool="x"/></disk>'],
  'source/@volume': ['/domain/devices', '<disk><source volume="x"/></disk>'],
  'ssh/@keyfile': ['/domain/devices', '<disk><ssh keyfile="x"/></disk>'],
  'identity/@keyfile': ['/domain/devices', '<disk><identity keyfile="x"/></disk>'],
  'identity/@agentsock': ['/domain/devices', '<disk><identity agentsock="x"/></disk>'],
  'filesystem/@type': ['/domain/devices', '<filesystem type="mount"/>'],
  'filesystem/source/@name': ['/domain/devices', '<filesystem><source name="x"/></filesystem>'],
  'memoryBacking/source/@type': ['/domain', '<memoryBacking><source type="file"/></memoryBacking>'],
  'memory/source/path/text()': ['/domain/devices', '<memory><source><path>x</path></source></memory>'],
  'pstore/path/text()': ['/domain/devices', '<pstore><path>x</path></pstore>'],
  'nvram/text()': ['/domain/os', '<nvram>x</nvram>'],
  'nvram/@template': ['/domain/os', '<nvram template="x"/>'],
  'nvram/@type': ['/domain/os', '<nvram type="network"/>'],
  'os/varstore/@template': ['/domain/os', '<varstore template="x"/>'],
  'acpi/table/text()': ['/domain/os', '<acpi><table type="slic">x</table></acpi>'],
  'tpm/backend/@type HostFile': ['/domain/devices', '<tpm><backend type="external"/></tpm>'],
  'rng/backend/@model': ['/domain/devices', '<rng><backend model="egd"/></rng>'],
  'rng/backend/text()': ['/domain/devices', '<rng><backend>x</backend></rng>'],
  'rng/backend/@type': ['/domain/devices', '<rng><backend type="tcp"/></rng>'],
  'audio/@type HostFile': ['/domain/devices', '<audio type="pulseaudio"/>'],
  'audio/@serverName': ['/domain/devices', '<audio serverName="x"/>'],
  'interface/backend/@logFile': ['/domain/devices', '<interface><backend logFile="x"/></interface>'],
  lease: ['/domain/devices', '<lease/>'],
  'smartcard/database/text()': ['/domain/devices', '<smartcard><database>x</database></smartcard>'],
  'watchdog/@action': ['/domain/devices', '<watchdog action="dump"/>'],
  'on_crash/text()': ['/domain', '<on_crash>coredump-destroy</on_crash>'],
  seclabel: ['/domain', '<seclabel type="none"/>'],
  launchSecurity: ['/domain', '<launchSecurity type="sev"/>'],
  idmap: ['/domain', '<idmap><uid start="0"/></idmap>'],
  'features/capabilities': ['/domain/features', '<capabilities policy="allow"/>'],
  resource: ['/domain', '<resource><partition>machine</partition></resource>'],
};

/** Of a way that stands in the table twice, for two capabilities, the name says which. */
function nameOf({ at, needs }: (typeof DANGERS)[number]): string {
  return DANGERS.filter((other) => other.at === at).length > 1 ? `${at} ${needs}` : at;
}

/** What is inside of something that needs a capability already needs that one. */
const INSIDE: Readonly<Record<string, string>> = { 'smartcard/database/text()': 'HostDevice' };

suite('the table of dangers', () => {
  test('has an example for each row, and no other', () => {
    assert.deepEqual(Object.keys(EXAMPLES).sort(), DANGERS.map(nameOf).sort());
  });

  for (const danger of DANGERS) {
    const name = nameOf(danger);
    const needs = INSIDE[name] ?? (danger.needs === 'Path' ? 'HostFile' : danger.needs);
    const [parent, xml] = EXAMPLES[name] ?? ['', ''];

    test(`${name} needs ${needs}: ${danger.because}`, () => {
      const add = `domain: [{op: add, path: "${parent}", xml: '${xml}'}]`;
      const hint = `write capabilities: [${needs}] under spec`;
      const found = findings(ruleText(add)).filter(({ code }) => code === 'UndeclaredCapability');
      assert.equal(found[0]?.hint, hint, 'seen in the file');

      const stashed = EXAMPLE_DOMAIN.replace('<clock', () => `<stash>${xml}</stash><clock`);
      const copy = `domain: [{op: copy, from: /domain/stash/*, path: "${parent}"}]`;
      const { failure, text } = apply(copy, {}, stashed);
      assert.equal(failure?.code, 'UndeclaredCapability', 'seen on the VM');
      assert.equal(failure?.hint, hint);
      assert.equal(text, stashed);
    });
  }
});
