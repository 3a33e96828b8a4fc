import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectFolder } from './container.ts';
import type { ImageFigures } from './results.ts';

const env = {
  ...process.env,
  CONTAINERS_STORAGE_CONF: join(projectFolder, '.cache/containers/storage.conf'),
};

/**
 * What an image takes on a node's disk, and what a registry sends: its layers, each packed with gzip. At the highest level,
 * which is what docs/releases.md pushes with: Docker's usual one is within half a percent of it, Buildah's is not.
 */
export function imageSize(image: string): ImageFigures {
  const folder = mkdtempSync(join(tmpdir(), 'sidepatch-bench-image-'));
  try {
    run('buildah', [
      'push',
      '--quiet',
      '--compression-format=gzip',
      '--compression-level=9',
      image,
      `oci:${folder}:image`,
    ]);
    const blob = (digest: string): unknown =>
      JSON.parse(readFileSync(join(folder, 'blobs', digest.replace(':', '/')), 'utf8'));
    const index = JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8')) as {
      manifests: { digest: string }[];
    };
    const manifest = blob(index.manifests[0]?.digest ?? '') as { layers: { size: number }[] };
    return {
      unpackedBytes: Number(run('podman', ['image', 'inspect', '--format={{.Size}}', image])),
      compressedBytes: manifest.layers.reduce((sum, { size }) => sum + size, 0),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function run(program: string, args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(program, args, { env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${stderr}`);
  return stdout.trim();
}
