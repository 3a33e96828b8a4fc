/** Prefixes are resolved by walking the open tags: quadratic in depth. libvirt's own documents stay below 20. */
export const maxDepth = 256;

/** Elements, attributes and texts that are made nodes of: in 61 MiB such a tree takes half. A domain of 1 MB has 95,000. */
export const maxNodes = 110_000;

/** Elements of a document: the heaviest of its nodes. A domain of 1 MB, with 2,500 disks, has 18,000. */
export const maxElements = 40_000;
export const TOO_MANY_ELEMENTS = `more than ${maxElements} elements`;

/** Attributes of one element: libvirt knows about twenty, and looking one up takes a look at all. */
export const maxAttributes = 256;
