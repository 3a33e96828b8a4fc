/** A pattern with `*` (any text, also none) and `?` (one character), always over the whole value. */
export interface Glob {
  readonly pattern: string;
}

/** Linear in pattern × value: the last `*` is the only place that is ever gone back to. */
export function globMatches({ pattern }: Glob, value: string): boolean {
  let p = 0;
  let v = 0;
  let star = -1;
  let resume = 0;
  while (v < value.length) {
    if (pattern[p] === '*') {
      star = p++;
      resume = v;
    } else if (p < pattern.length && (pattern[p] === '?' || pattern[p] === value[v])) {
      p++;
      v++;
    } else if (star !== -1) {
      p = star + 1;
      v = ++resume;
    } else {
      return false;
    }
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}
