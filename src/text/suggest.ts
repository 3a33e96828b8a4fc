/**
 * The known word that was probably meant, or undefined when none is near. Near: at most two edits (insert, delete,
 * replace, swap neighbours) and no more than a third of the word, or the same letters in another case. Of several that
 * are equally near, the first.
 */
export function suggest(word: string, known: Iterable<string>): string | undefined {
  return nearest(word, known)[0];
}

/** The known word that was meant, when no other is as near; in one or two letters there is too little to tell. */
export function surelyMeant(word: string, known: Iterable<string>): string | undefined {
  if (word.length < 3) return undefined;
  const [found, another] = nearest(word, known);
  return another === undefined ? found : undefined;
}

function nearest(word: string, known: Iterable<string>): string[] {
  let best: string[] = [];
  let bestDistance = Math.max(1, Math.min(2, Math.floor(word.length / 3)));
  for (const candidate of known) {
    if (candidate.toLowerCase() === word.toLowerCase()) return [candidate];
    const distance = editDistance(word, candidate, bestDistance + 1);
    if (distance > bestDistance) continue;
    if (distance < bestDistance) best = [];
    best.push(candidate);
    bestDistance = distance;
  }
  return best;
}

/** ` (did you mean "x"?)`, or nothing. */
export function didYouMean(word: string, known: Iterable<string>): string {
  const found = suggest(word, known);
  return found === undefined ? '' : ` (did you mean "${found}"?)`;
}

function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let value = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        value = Math.min(value, (beforeLast[j - 2] ?? 0) + 1);
      }
      row.push(value);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? limit;
}
