/**
 * Lets go of the packages that compiling rules took (the reader of YAML above all), some 0.8 MB, unless the rules use
 * others of them. What is needed again is read again, in some milliseconds. Does nothing where they are not in a file of
 * their own, as in tests.
 */
export function releasePackages(): void {
  const launcher = globalThis as { [RELEASE]?: () => void }; // src/launch.ts puts it there
  launcher[RELEASE]?.();
}

const RELEASE = Symbol.for('sidepatch.release');
