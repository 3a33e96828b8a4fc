import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Metafile } from 'esbuild';
import { bundledPackages, thirdPartyNotices } from './bundled-packages.ts';
import { makeBom } from './cyclonedx.ts';

/**
 * Writes dist/THIRD-PARTY-NOTICES.txt and dist/sbom.cdx.json for bundles that esbuild has made. Throws when something is
 * bundled that cannot be accounted for. Call it in the project's folder.
 */
export function writeSupplyChain(version: string, metafiles: readonly Metafile[]): void {
  const files = metafiles.map(({ outputs }) => Object.keys(outputs)[0] ?? '');
  const packages = bundledPackages(
    Object.fromEntries(metafiles.map((one, i) => [basename(files[i] ?? ''), one])),
  );
  writeFileSync('dist/THIRD-PARTY-NOTICES.txt', thirdPartyNotices(packages));
  // scripts/node has the version that the image ships.
  const [, nodeVersion = ''] = /^version=(\S+)$/m.exec(readFileSync('scripts/node', 'utf8')) ?? [];
  const bundles = Object.fromEntries(files.map((file) => [basename(file), sha256(readFileSync(file))]));
  writeFileSync(
    'dist/sbom.cdx.json',
    `${JSON.stringify(makeBom({ version, nodeVersion, bundles, packages }), null, 2)}\n`,
  );
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
