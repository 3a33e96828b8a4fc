/**
 * Length of a document that is edited, in UTF-16 code units: twice what any cloud's user data may have. One under edit
 * takes some two hundred times its text, and a sidecar has 61 MiB for everything: 200 kB fit, 250 kB do not (measured).
 */
export const maxDocumentLength = 128 * 1024;

/** Characters that begin a value or a line: bounds what a dense document of that length would take. */
export const maxDenseCharacters = 24_000;

/** cloud-init's deepest real documents have about ten levels; parsers recurse, so the stack has to be safe. */
export const maxDepth = 64;

/** Values in a document, aliases expanded: a few lines of aliases can mean gigabytes ("billion laughs"). */
export const maxValues = 100_000;

/** Places that one edit may change: `*` over a long list, each place costs text work. */
export const maxPlaces = 1000;

/** Text read again while one edit is applied, in UTF-16 code units: about 3 s, well under virt-handler's 20 s. */
export const maxRewrittenLength = 32 * 1024 * 1024;

/** YAML 1.1 §9.3.2: a key on one line has at most 1024 characters. */
export const maxKeyLength = 1024;

/** Operations in one JSON Patch: real ones have a handful. */
export const maxOperations = 1000;

/** Values a JSON Patch may leave behind or pass through: 22 × `copy` otherwise makes 4 million of one. */
export const maxPatchedValues = 100_000;

/** Text in a JSON Patch's target, in UTF-16 code units: the gRPC reply has room for 4 MiB, UserData is sent twice. */
export const maxPatchedLength = 2 * 1024 * 1024;
