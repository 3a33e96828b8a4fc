import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * What a folder holds, as a text that changes when a file in it is added, removed, written or exchanged, and when
 * Kubernetes swaps the `..data` link of a mounted ConfigMap. Reads no content. Never throws: a path that is not there,
 * or cannot be read, has a state too.
 */
export function folderState(folder: string): string {
  try {
    if (!statSync(folder).isDirectory()) return fileState(folder);
    return readdirSync(folder)
      .sort()
      .map((name) => `${name} ${fileState(join(folder, name))}`)
      .join('\n');
  } catch {
    return 'none';
  }
}

function fileState(path: string): string {
  try {
    const { ino, size, mtimeMs } = statSync(path);
    return `${ino} ${size} ${mtimeMs}`;
  } catch {
    return 'none';
  }
}
