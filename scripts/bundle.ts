import { chmodSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build, type Plugin } from 'esbuild';
import { writeSupplyChain } from './supply-chain.ts';

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };

// Some packages are CommonJS and ask for Node's modules with require, which an ES module does not have.
const requireBanner =
  "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

/** What few rules need: run where one does, and not when the sidecar starts. What only these import is as lazy. */
const LAZY = ['./xpath-package.ts', './xpath-cures.ts', './cloud-init-hook.ts'];

/**
 * Packages that a call by a plain rule does not need. They are a file of their own, whose text alone takes half a megabyte
 * and which is dropped once the rules are compiled (src/server/packages.ts).
 */
const PACKAGES = [
  ...['yaml', 're2js', 'saxes', 'xpath', 'fast-json-patch'],
  ...['@noble/hashes/sha2.js', '@noble/hashes/utils.js'],
];

/** Nothing of these outlives a reading. Of the others something may be kept that belongs to the very copy that made it. */
const READERS = ['yaml', 'saxes'];

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

// The launcher calls both with its own require.
const part: BuildOptions = {
  ...common,
  format: 'cjs',
  banner: { js: '(function(require){var module={exports:{}};' },
  footer: { js: 'return module.exports})' },
};
const sidecar = await build({
  ...part,
  entryPoints: ['src/main.ts'],
  outfile: 'dist/sidecar.js',
  external: ['sidepatch:*'],
  plugins: [lazy(LAZY, loadOwn), lazy(PACKAGES, loadPackage)],
});
const packages = await build({
  ...part,
  stdin: {
    contents: `module.exports = {${PACKAGES.map((name) => `'${name}': () => require('${name}')`).join()}};`,
    resolveDir: fileURLToPath(new URL('..', import.meta.url)),
  },
  outfile: 'dist/packages.js',
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
writeSupplyChain(
  version,
  [cli, sidecar, packages, launch].flatMap(({ metafile }) => metafile ?? []),
);

/** How a lazy module gets at the real one, as an expression, and what stands before it. */
interface Load {
  readonly before: string;
  readonly real: string;
}

function loadOwn(path: string): Load {
  return { before: '', real: `require(${JSON.stringify(path)})` };
}

function loadPackage(_path: string, specifier: string): Load {
  const release = `require('sidepatch:releases').push(() => { known = undefined; });`;
  const before = `let known; ${READERS.includes(specifier) ? release : ''}`;
  return { before, real: `(known ??= require('sidepatch:${specifier}'))` };
}

/** Makes modules run when something of them is first used, instead of when they are imported. */
function lazy(specifiers: readonly string[], load: (path: string, specifier: string) => Load): Plugin {
  const isReal = Symbol('real');
  const namespace = load.name;
  return {
    name: namespace,
    setup({ onResolve, onLoad, resolve }) {
      onResolve({ filter: /./, namespace: 'file' }, async ({ path, pluginData, ...from }) => {
        if (!specifiers.includes(path) || pluginData === isReal) return undefined;
        const { kind, importer, resolveDir } = from;
        const real = await resolve(path, { kind, importer, resolveDir, pluginData: isReal });
        return { path: real.path, namespace, pluginData: path };
      });
      onLoad({ filter: /./, namespace }, async ({ path, pluginData }) => {
        const { before, real } = load(path, pluginData);
        const getters = (await namesOf(path)).map((name) => getter(name, `${real}[${JSON.stringify(name)}]`));
        const contents = [before, ...getters];
        return { contents: contents.join('\n'), resolveDir: fileURLToPath(new URL('..', import.meta.url)) };
      });
    },
  };
}

/** Of a package that is CommonJS also what only its default has: importing that gives the lazy module itself. */
async function namesOf(path: string): Promise<string[]> {
  const module = (await import(path)) as { readonly default?: object };
  const names = new Set([...Object.keys(module), ...Object.keys(module.default ?? {})]);
  // What importing asks for by itself, which would run the module.
  for (const mark of ['__esModule', 'module.exports', 'default']) names.delete(mark);
  return [...names];
}

function getter(name: string, value: string): string {
  return `Object.defineProperty(exports, ${JSON.stringify(name)}, { enumerable: true, get: () => ${value} });`;
}
