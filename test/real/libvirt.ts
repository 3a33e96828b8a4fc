import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { debianPython } from './requirements.ts';
import { projectFolder, run, succeed, temporaryFolder } from './run.ts';

// Everything here is libvirt's QEMU driver inside the calling process ("embed"): the code that virt-launcher's libvirt
// runs, without a daemon, below a folder of its own.

/** Nothing that needs a daemon, a cgroup, a security module or another user. */
const QEMU_CONF = `
user = "root"
group = "root"
dynamic_ownership = 0
remember_owner = 0
stdio_handler = "file"
security_driver = "none"
cgroup_controllers = [ ]
namespaces = [ ]
seccomp_sandbox = 0
`;

/** What libvirt found out about QEMU (4 s); it looks by itself whether that still holds. */
const capabilityCache = join(projectFolder, '.cache/libvirt');

/** A folder for one embedded driver. */
export function driverFolder(): string {
  const folder = temporaryFolder('libvirt');
  mkdirSync(join(folder, 'etc'));
  writeFileSync(join(folder, 'etc/qemu.conf'), QEMU_CONF);
  if (existsSync(capabilityCache)) cpSync(capabilityCache, join(folder, 'cache'), { recursive: true });
  return folder;
}

/** Keeps the capabilities for the next driver folder. */
function keepCapabilities(folder: string): void {
  if (!existsSync(capabilityCache)) cpSync(join(folder, 'cache'), capabilityCache, { recursive: true });
}

/** The same domain for QEMU's own emulation: what a machine without KVM can define. */
function withoutKvm(domainXml: Buffer): string {
  return domainXml.toString().replace('<domain type="kvm"', '<domain type="qemu"');
}

/** What `virsh define` says, and what libvirt has then stored. Throws with libvirt's message when it refuses. */
export function define(folder: string, domainXml: Buffer): string {
  const path = join(folder, 'define.xml');
  writeFileSync(path, withoutKvm(domainXml));
  const { code, stderr, stdout } = run('virsh', ['-q', '-c', uri(folder), 'define', path]);
  if (code !== 0) throw new Error(`virsh define: ${stderr}${stdout}`);
  keepCapabilities(folder);
  return readFileSync(join(folder, 'etc/qemu', `${nameOf(domainXml)}.xml`), 'utf8');
}

/** The arguments that libvirt would start QEMU with. */
export function qemuArguments(folder: string, domainXml: Buffer): string {
  const path = join(folder, 'native.xml');
  writeFileSync(path, withoutKvm(domainXml));
  return succeed('virsh', ['-q', '-c', uri(folder), 'domxml-to-native', 'qemu-argv', '--xml', path]);
}

/**
 * Boots the domain through libvirt; what the guest saw, e.g. `dmi.board_vendor`. `seed` is the image of its cloud-init
 * disk: the guest then tells that disk's files in base64, e.g. `seed.user-data`.
 */
export async function boot(
  domainXml: Buffer,
  { seed, timeoutMs = 90_000 }: { readonly seed?: string; readonly timeoutMs?: number } = {},
): Promise<Map<string, string>> {
  const guest = join(projectFolder, '.cache/guest');
  const folder = driverFolder();
  const bootable = succeed(
    debianPython,
    [
      'test/real/bootable.py',
      folder,
      join(guest, 'vmlinuz'),
      join(guest, 'initrd.gz'),
      ...(seed === undefined ? [] : [seed]),
    ],
    { input: domainXml },
  );
  const path = join(folder, 'boot.xml');
  writeFileSync(path, bootable);
  const serial = join(folder, 'serial.log');
  const serialLog = () => (existsSync(serial) ? readFileSync(serial, 'latin1').replaceAll('\r', '') : '');

  const qemu = spawn('virt-qemu-run', ['-r', folder, path], { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(qemu, 'close');
  let said = '';
  for (const stream of [qemu.stdout, qemu.stderr]) stream.on('data', (chunk) => (said += String(chunk)));
  for (const end = Date.now() + timeoutMs; Date.now() < end && qemu.exitCode === null; await sleep(50)) {
    if (serialLog().includes('@@END')) break;
  }
  // It does not end by itself when the guest powers off; told to end, it first destroys the domain.
  qemu.kill('SIGTERM');
  await ended;
  keepCapabilities(folder);
  return readReport(serialLog(), said);
}

function readReport(serialLog: string, said: string): Map<string, string> {
  const report = /@@BEGIN\n(.*)@@END/s.exec(serialLog)?.[1];
  if (report === undefined) throw new Error(`the guest did not report\n${said}\n${serialLog}`);
  return new Map(
    report
      .trim()
      .split('\n')
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
}

function uri(folder: string): string {
  return `qemu:///embed?root=${folder}`;
}

function nameOf(domainXml: Buffer): string {
  const name = /<name>([^<]*)<\/name>/.exec(domainXml.toString())?.[1];
  if (name === undefined) throw new Error('the domain has no name');
  return name;
}
