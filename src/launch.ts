/*
 * The first file of the sidecar: runs the program beside it, sidecar.js, with the compiled code that was kept for it
 * when the image was built (sidecar.code). Reading that is quicker than compiling, and takes less memory. Where it is
 * missing, or is another Node's, everything is compiled as usual.
 *
 * Neither imports nor require: as an ES module it would bring Node's loader for those along.
 */
const { existsSync, readFileSync, realpathSync } = process.getBuiltinModule('node:fs');
const { dirname, join } = process.getBuiltinModule('node:path');
const { Script } = process.getBuiltinModule('node:vm');

function run(): void {
  const folder = dirname(realpathSync(process.argv[1] ?? ''));
  const filename = join(folder, 'sidecar.js');
  const code = join(folder, 'sidecar.code');
  const cachedData = existsSync(code) ? { cachedData: readFileSync(code) } : {};
  // The bundle is ASCII, which is one byte a character in this encoding only.
  const script = new Script(readFileSync(filename, 'latin1'), { filename, ...cachedData });
  script.runInThisContext()(process.getBuiltinModule);
}

run();
