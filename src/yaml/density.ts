/** Marks that begin or end a YAML value: the library takes about a kilobyte for each, and a sidecar has 61 MiB in all. */
export const MAX_MARKS = 20_000;

/** Whether a text has so many values that parsing it could use up the memory. Looks at every character once. */
export function isTooDense(text: string): boolean {
  let marks = 0;
  for (const _ of text.matchAll(/[[\]{},?&*"'\n]|[-:](?=\s)/g)) if (++marks > MAX_MARKS) return true;
  return false;
}
