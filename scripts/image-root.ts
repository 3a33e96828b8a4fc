import { createHash } from 'node:crypto';
import { cpSync, lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, symlinkSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** The folder of a file system that has more than an image needs, and the folder of the image's own. */
export interface Roots {
  readonly from: string;
  readonly to: string;
}

/** Debian's files of a package, with their MD5: distroless has them for each package. */
interface DebianPackage {
  readonly name: string;
  readonly md5s: ReadonlyMap<string, string>;
}

const STATUS = '/var/lib/dpkg/status.d';
const LICENCE = /\/usr\/share\/common-licenses\/[\w.+-]*\w/g;

/**
 * Brings a file, or a folder with all that is in it, and the links on the way there. Returns its path without links.
 * Throws when there is no such file.
 */
export function bring({ from, to }: Roots, path: string): string {
  let real = '/';
  for (let names = namesOf(path); names.length > 0; ) {
    const [name = '', ...others] = names;
    const next = join(real, name);
    if (!lstatSync(join(from, next)).isSymbolicLink()) {
      real = next;
      names = others;
      continue;
    }
    const target = readlinkSync(join(from, next));
    bringLink(target, join(to, next));
    names = [...namesOf(resolve(real, target)), ...others];
    real = '/';
  }
  cpSync(join(from, real), join(to, real), {
    recursive: true,
    preserveTimestamps: true,
    verbatimSymlinks: true,
  });
  return real;
}

/**
 * Brings libraries, and what Debian and distroless say of the packages that they are of: dpkg's status, which scanners
 * look at, and the licences. Returns the packages. Throws when a library is of no package, or is not the package's.
 */
export function bringLibraries(roots: Roots, libraries: readonly string[]): string[] {
  const packages = readdirSync(join(roots.from, STATUS))
    .filter((file) => file.endsWith('.md5sums'))
    .map((file) => readPackage(roots.from, file));
  const ownerOf = (path: string) => findOwner(packages, path, md5(readFileSync(join(roots.from, path))));
  const owners = new Set(libraries.map((library) => ownerOf(bring(roots, library))));
  // Grows while it is gone through: the file with the licence of a package may be of another one.
  for (const owner of owners) {
    const copyright = bring(roots, `/usr/share/doc/${owner}/copyright`);
    owners.add(ownerOf(copyright));
    const [...licences] = readFileSync(join(roots.from, copyright), 'utf8').matchAll(LICENCE);
    for (const [licence] of licences) bring(roots, licence);
    bring(roots, join(STATUS, owner));
    bring(roots, join(STATUS, `${owner}.md5sums`));
  }
  return [...owners].sort();
}

function namesOf(path: string): string[] {
  return path.split('/').filter((name) => name !== '');
}

function bringLink(target: string, link: string): void {
  if (lstatSync(link, { throwIfNoEntry: false }) !== undefined) return;
  mkdirSync(dirname(link), { recursive: true });
  symlinkSync(target, link);
}

function readPackage(root: string, file: string): DebianPackage {
  const lines = readFileSync(join(root, STATUS, file), 'utf8').matchAll(/^([0-9a-f]{32}) +(.+)$/gm);
  return {
    name: file.replace(/\.md5sums$/, ''),
    md5s: new Map([...lines].map(([, sum = '', path = '']) => [withoutUsr(path), sum])),
  };
}

function findOwner(packages: readonly DebianPackage[], path: string, sum: string): string {
  const owner = packages.find(({ md5s }) => md5s.has(withoutUsr(path)));
  if (owner === undefined) throw new Error(`${path} is of no Debian package in ${STATUS}`);
  if (owner.md5s.get(withoutUsr(path)) !== sum)
    throw new Error(`${path} is not what ${owner.name} has there`);
  return owner.name;
}

/** Packages may name a file below /lib that is below /usr/lib where the two are one. */
function withoutUsr(path: string): string {
  return path.replace(/^\/?(usr\/)?/, '');
}

function md5(bytes: Buffer): string {
  return createHash('md5').update(bytes).digest('hex');
}
