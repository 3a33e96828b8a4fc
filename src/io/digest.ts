import { createHash } from 'node:crypto';
import type { Source } from '../text/source.ts';

/**
 * Names these rule files: the same files in the same order give the same `sha256:` and 12 hexadecimal digits. Folders do
 * not count, so that the digest of a mounted ConfigMap is that of the files it was made from.
 */
export function digestOf(sources: readonly Source[]): string {
  const hash = createHash('sha256');
  for (const { name, text } of sources) {
    const fileName = name.slice(name.lastIndexOf('/') + 1);
    hash.update(JSON.stringify([fileName, text]));
  }
  return `sha256:${hash.digest('hex').slice(0, 12)}`;
}
