import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Bom, debianComponents, withComponents } from './cyclonedx.ts';

const [, , root = ''] = process.argv;
const bundles = JSON.parse(readFileSync(join(root, 'usr/share/doc/sidepatch/sbom.cdx.json'), 'utf8')) as Bom;
// Debian has one file for all packages, distroless one for each, and one with its hashes beside it.
const files = globSync(['var/lib/dpkg/status', 'var/lib/dpkg/status.d/*'], { cwd: root }).filter(
  (file) => !file.endsWith('.md5sums'),
);
const packages = files.sort().flatMap((file) => debianComponents(readFileSync(join(root, file), 'utf8')));
if (packages.length === 0) {
  process.stderr.write(`sidepatch: ${root} has no list of Debian packages in var/lib/dpkg\n`);
  process.exit(1);
}
process.stdout.write(`${JSON.stringify(withComponents(bundles, packages), null, 2)}\n`);
