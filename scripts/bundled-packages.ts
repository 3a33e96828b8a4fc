import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';

/** An npm package of which something is in a bundle. */
export interface BundledPackage {
  readonly name: string;
  readonly version: string;
  /** SPDX, as the package says. */
  readonly licence: string;
  readonly licenceText: string;
  /** The tarball's SHA-512 in hex, which npm compared when it installed the package. */
  readonly sha512: string;
  /** The bundles it is in. */
  readonly bundles: readonly string[];
}

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license: string;
}

interface LockFile {
  readonly packages: Readonly<Record<string, { readonly version: string; readonly integrity?: string }>>;
}

/** Two packages come without the text; these are their repositories'. */
const LICENCE_TEXTS = join(import.meta.dirname, 'licences');

/**
 * The packages that esbuild has put into bundles, by name. Throws for one without licence, licence text or hash, or whose
 * version is not the lock file's. Call it in the project's folder.
 */
export function bundledPackages(bundles: Readonly<Record<string, Metafile>>): BundledPackage[] {
  const folders = new Map<string, Set<string>>();
  for (const [bundle, { outputs }] of Object.entries(bundles)) {
    for (const [file, { bytesInOutput }] of Object.values(outputs).flatMap(({ inputs }) =>
      Object.entries(inputs),
    )) {
      const folder = folderOf(file);
      if (folder === undefined || bytesInOutput === 0) continue;
      folders.set(folder, (folders.get(folder) ?? new Set()).add(bundle));
    }
  }
  const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as LockFile;
  return [...folders]
    .map(([folder, names]) => describe(folder, [...names].sort(), lock))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** `node_modules/NAME` of a file, wherever that folder is; undefined for our own. */
function folderOf(file: string): string | undefined {
  return /^.*?(node_modules\/(?:.*node_modules\/)?(?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1];
}

function describe(folder: string, bundles: readonly string[], { packages }: LockFile): BundledPackage {
  const { name, version, license } = JSON.parse(
    readFileSync(join(folder, 'package.json'), 'utf8'),
  ) as Manifest;
  const locked = packages[folder];
  if (locked?.version !== version) throw new Error(`${folder}: not the version of the lock file`);
  const [, hash] = /^sha512-(.+)$/.exec(locked.integrity ?? '') ?? [];
  if (hash === undefined) throw new Error(`${folder}: the lock file has no SHA-512`);
  if (!license) throw new Error(`${folder}: names no licence`);
  return {
    name,
    version,
    licence: license,
    licenceText: licenceTextOf(folder, name),
    sha512: Buffer.from(hash, 'base64').toString('hex'),
    bundles,
  };
}

function licenceTextOf(folder: string, name: string): string {
  const file = readdirSync(folder).find((one) => /^(licen[cs]e|copying)(\.|$)/i.test(one));
  const kept = join(LICENCE_TEXTS, `${name.replace('/', '-')}.txt`);
  if (file !== undefined) return readFileSync(join(folder, file), 'utf8');
  if (existsSync(kept)) return readFileSync(kept, 'utf8');
  throw new Error(`${folder}: comes without its licence; put the text of its repository into ${kept}`);
}

/** What the licences ask to be handed on with the bundles. */
export function thirdPartyNotices(packages: readonly BundledPackage[]): string {
  const intro =
    'sidepatch is under the Apache License 2.0, see LICENSE. Its bundles hold code of the packages below, each under its\n' +
    'own licence.\n';
  const line = '='.repeat(100);
  const sections = packages.map(({ name, version, licence, licenceText, bundles }) => {
    const text = licenceText.replaceAll('\r\n', '\n').trim();
    return `${line}\n${name} ${version} (${licence}), in ${bundles.join(' and ')}\n${line}\n\n${text}\n`;
  });
  return [intro, ...sections].join('\n');
}
