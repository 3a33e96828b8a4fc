import { chmodSync, readFileSync } from 'node:fs';
import { build } from 'esbuild';

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };

// grpc-js is CommonJS and asks for Node's modules with require, which an ES module does not have.
const requireBanner =
  "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

for (const [entry, shebang] of [
  ['main', ''],
  ['cli', '#!/usr/bin/env node\n'],
] as const) {
  await build({
    entryPoints: [`src/${entry}.ts`],
    outfile: `dist/${entry}.js`,
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    target: 'node22',
    define: { SIDEPATCH_VERSION: JSON.stringify(version) },
    // grpc-js asks for it only to read .proto files at run time, which this program never does: it would cost 1 MiB.
    external: ['@grpc/proto-loader'],
    banner: { js: shebang + requireBanner },
    legalComments: 'none',
    logLevel: 'warning',
  });
}

// What npm does on installing, for those who start it from here.
chmodSync('dist/cli.js', 0o755);
