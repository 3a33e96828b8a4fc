import { bring, bringLibraries } from './image-root.ts';

/*
 * Collects in a folder what the image is made of: node image-files.js FOLDER PATH... Run it with the Node that the image
 * is to have, in the image that this one comes from: brought are the paths, and the libraries that this Node has loaded.
 */
const [, , to = '', ...paths] = process.argv;
const roots = { from: '/', to };
for (const path of paths) bring(roots, path);

// A report has no type of its own in Node's types.
const { sharedObjects } = process.report.getReport() as { readonly sharedObjects: readonly string[] };
// The kernel's own has no path.
const libraries = sharedObjects.filter((file) => file.startsWith('/'));
const packages = bringLibraries(roots, libraries);
console.log(`${libraries.join('\n')}\nof ${packages.join(', ')}`);
