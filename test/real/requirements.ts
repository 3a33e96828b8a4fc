import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { test } from 'node:test';

/** What a real check can ask of the machine, and how to see that it is there: undefined, or what is missing. */
const requirements = {
  xmllint: () => command('xmllint'),
  'libvirt schema': () => file('/usr/share/libvirt/schemas/domain.rng'),
  // The driver looks up the account before it reads that it shall not use it, and sets owners: root only.
  libvirt: () =>
    command('virsh') ??
    command('virt-qemu-run') ??
    command('qemu-system-x86_64') ??
    command('swtpm_setup') ??
    account('libvirt-qemu') ??
    root(),
  guest: () => command('apt-get') ?? command('dpkg-deb') ?? command('cpio') ?? file(debianPython),
  'python gRPC': () => command('protoc') ?? file(debianPython) ?? file('/usr/lib/python3/dist-packages/grpc'),
  'python yaml': () => file(debianPython) ?? pythonPackages('yaml'),
  'go gRPC': () => command('go') ?? file('/usr/share/gocode/src/google.golang.org/grpc'),
  'cloud-init': () =>
    command('apt-get') ??
    command('dpkg-deb') ??
    file(debianPython) ??
    pythonPackages('configobj', 'jinja2', 'jsonpatch.py', 'jsonschema', 'requests', 'yaml'),
  'hook scripts': () =>
    command('bash') ?? command('jq') ?? command('xmlstarlet') ?? file(debianPython) ?? pythonPackages('yaml'),
  'seed image': () => command('genisoimage'),
  containers: () =>
    command('buildah') ?? command('podman') ?? command('runc') ?? command('mmdebstrap') ?? root(),
} satisfies Record<string, () => string | undefined>;

/** Debian's own Python, which sees Debian's packages; another one may come first on the PATH. */
export const debianPython = '/usr/bin/python3';

/**
 * The first test of a file: says what the file needs. Returns what to give as `skip` to the others: false, or the reason.
 * Without the tools the tests are skipped; under CI (CI=true) the first one fails, so that nothing is skipped silently.
 */
export function needs(...names: readonly (keyof typeof requirements)[]): string | false {
  const missing = names.flatMap((name) => {
    const reason = requirements[name]();
    return reason === undefined ? [] : [`${name}: ${reason}`];
  });
  const reason =
    missing.length > 0 && `not on this machine: ${missing.join('; ')} (see scripts/debian-packages)`;
  const skip = process.env['CI'] === 'true' ? false : reason;
  test(`needs ${names.join(', ')}`, { skip }, () => {
    if (reason) throw new Error(reason);
  });
  return reason;
}

function command(name: string): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/sbin'];
  return folders.some((folder) => existsSync(join(folder, name))) ? undefined : `no ${name}`;
}

function file(path: string): string | undefined {
  return existsSync(path) ? undefined : `no ${path}`;
}

function pythonPackages(...names: readonly string[]): string | undefined {
  return names
    .map((name) => file(`/usr/lib/python3/dist-packages/${name}`))
    .find((reason) => reason !== undefined);
}

function account(name: string): string | undefined {
  return readFileSync('/etc/passwd', 'utf8').includes(`\n${name}:`) ? undefined : `no user ${name}`;
}

function root(): string | undefined {
  return process.getuid?.() === 0 ? undefined : 'not root';
}
