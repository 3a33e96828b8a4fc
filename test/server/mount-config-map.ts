import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Puts files into a folder as the kubelet does with a ConfigMap: behind a link that is exchanged at once. */
export function mountConfigMap(
  folder: string,
  version: string,
  files: Readonly<Record<string, string>>,
): void {
  mkdirSync(join(folder, `..${version}`));
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(folder, `..${version}`, name), text);
    rmSync(join(folder, name), { force: true });
    symlinkSync(join('..data', name), join(folder, name));
  }
  symlinkSync(`..${version}`, join(folder, '..data_tmp'));
  renameSync(join(folder, '..data_tmp'), join(folder, '..data'));
}
