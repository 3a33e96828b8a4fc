/*
 * The first file of the sidecar: runs the program beside it, sidecar.js, with the packages in packages.js. Both with the
 * compiled code that was kept for them when the image was built (sidecar.code, packages.code): reading that is quicker
 * than compiling, and takes less memory. Where it is missing, or is another Node's, everything is compiled as usual.
 *
 * Neither imports nor require: as an ES module it would bring Node's loader for those along.
 */
const { existsSync, readFileSync, realpathSync } = process.getBuiltinModule('node:fs');
const { dirname, join } = process.getBuiltinModule('node:path');
const { Script } = process.getBuiltinModule('node:vm');

type Packages = Readonly<Record<string, () => unknown>>;

const folder = dirname(realpathSync(process.argv[1] ?? ''));
/** Read before the program, though needed after it: what is freed of them then leaves no hole below what stays. */
let packages: Packages | undefined = run('packages') as Packages;
const releases: (() => void)[] = [
  () => {
    packages = undefined;
  },
];

/** What the bundles call for what is not in them: `node:` modules, `sidepatch:` packages, and how to release those. */
function load(name: string): unknown {
  if (!name.startsWith('sidepatch:')) return process.getBuiltinModule(name);
  if (name === 'sidepatch:releases') return releases;
  packages ??= run('packages') as Packages;
  return packages[name.slice('sidepatch:'.length)]?.();
}

function run(part: string): unknown {
  const filename = join(folder, `${part}.js`);
  const code = join(folder, `${part}.code`);
  const cachedData = existsSync(code) ? { cachedData: readFileSync(code) } : {};
  // The bundles are ASCII, which is one byte a character in this encoding only.
  const script = new Script(readFileSync(filename, 'latin1'), { filename, ...cachedData });
  return script.runInThisContext()(load);
}

// src/server/packages.ts calls it.
Object.assign(globalThis, {
  [Symbol.for('sidepatch.release')]() {
    for (const release of releases) release();
  },
});
run('sidecar');
