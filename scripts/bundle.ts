import { chmodSync, readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build, type Plugin } from 'esbuild';
import { writeSupplyChain } from './supply-chain.ts';

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };

// Some packages are CommonJS and ask for Node's modules with require, which an ES module does not have.
const requireBanner =
  "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

/** What few rules need: run where one does, and not when the sidecar starts. What only these import is as lazy. */
const LAZY = [
  ...['re2js', 'saxes', 'fast-json-patch', '@noble/hashes/sha2.js'],
  ...['./xpath-package.ts', './xpath-cures.ts', './cloud-init-hook.ts'],
];

const common: BuildOptions = {
  bundle: true,
  minify: true,
  platform: 'node',
  target: 'node22',
  define: { SIDEPATCH_VERSION: JSON.stringify(version) },
  legalComments: 'none',
  logLevel: 'warning',
  metafile: true,
};

const cli = await build({
  ...common,
  entryPoints: ['src/cli.ts'],
  outfile: 'dist/cli.js',
  format: 'esm',
  banner: { js: `#!/usr/bin/env node\n${requireBanner}` },
});
// What npm does on installing, for those who start it from here.
chmodSync('dist/cli.js', 0o755);

// The launcher calls it with process.getBuiltinModule, which is all the require that it needs.
const sidecar = await build({
  ...common,
  entryPoints: ['src/main.ts'],
  outfile: 'dist/sidecar.js',
  format: 'cjs',
  banner: { js: '(function(require){var module={exports:{}};' },
  footer: { js: '})' },
  plugins: [lazy(LAZY)],
});
const launch = await build({
  ...common,
  entryPoints: ['src/launch.ts'],
  outfile: 'dist/main.js',
  format: 'iife',
});
// What the Dockerfile runs where there is no other Node than the image's own.
await build({
  ...common,
  entryPoints: ['scripts/keep-code.ts', 'scripts/image-files.ts'],
  outdir: 'dist',
  format: 'esm',
});
rmSync('dist/sidecar.code', { force: true });
writeSupplyChain(
  version,
  [cli, sidecar, launch].flatMap(({ metafile }) => metafile ?? []),
);

/** Makes modules run when something of them is first used, instead of when they are imported. */
function lazy(specifiers: readonly string[]): Plugin {
  const isReal = Symbol('real');
  return {
    name: 'lazy',
    setup({ onResolve, onLoad, resolve }) {
      onResolve({ filter: /./, namespace: 'file' }, async ({ path, pluginData, ...from }) => {
        if (!specifiers.includes(path) || pluginData === isReal) return undefined;
        const { kind, importer, resolveDir } = from;
        const real = await resolve(path, { kind, importer, resolveDir, pluginData: isReal });
        return { path: real.path, namespace: 'lazy' };
      });
      onLoad({ filter: /./, namespace: 'lazy' }, async ({ path }) => {
        const real = JSON.stringify(path);
        // What importing asks for by itself is known without running the module.
        const marks = ['__esModule', 'module.exports'];
        const names = Object.keys(await import(path)).filter((name) => !marks.includes(name));
        const contents = names
          .map((name) => JSON.stringify(name))
          .map((name) => {
            return `Object.defineProperty(exports, ${name}, { enumerable: true, get: () => require(${real})[${name}] });`;
          });
        contents.push('exports.__esModule = true;');
        return { contents: contents.join('\n'), resolveDir: fileURLToPath(new URL('..', import.meta.url)) };
      });
    },
  };
}
