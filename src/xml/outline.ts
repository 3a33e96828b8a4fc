/**
 * Where the elements of a well-formed text stand, in document order: five numbers for each (see `placeOf`). All nodes of a
 * domain of 1 MB take 14 MB, its outline 0.7. Nodes are made of them where a rule looks (grow.ts).
 */
export interface Outline {
  /** How many elements there are. */
  readonly count: number;
  readonly places: readonly number[];
}

/** An outline while its text is read. */
export interface GrowingOutline extends Outline {
  count: number;
  readonly places: number[];
  /** Where the elements begin in `places` that are not closed yet. */
  readonly open: number[];
}

/** One element of an outline. */
export interface OutlinePlace {
  readonly start: number;
  readonly startTagEnd: number;
  /** Equal to `end` for `<name/>`. */
  readonly endTagStart: number;
  readonly end: number;
  /** The number of the first element behind all that is in this one. */
  readonly next: number;
}

const numbersEach = 5;

export function emptyOutline(): GrowingOutline {
  return { count: 0, places: [], open: [] };
}

export function openElement(outline: GrowingOutline, start: number, startTagEnd: number): void {
  outline.open.push(outline.places.length);
  outline.places.push(start, startTagEnd, 0, 0, 0);
  outline.count++;
}

/** Closes the element that was opened last. */
export function closeElement(outline: GrowingOutline, endTagStart: number, end: number): void {
  const { places, count } = outline;
  const at = outline.open.pop() ?? 0;
  places[at + 2] = endTagStart;
  places[at + 3] = end;
  places[at + 4] = count;
}

export function placeOf({ places }: Outline, index: number): OutlinePlace {
  const at = index * numbersEach;
  return {
    start: places[at] ?? 0,
    startTagEnd: places[at + 1] ?? 0,
    endTagStart: places[at + 2] ?? 0,
    end: places[at + 3] ?? 0,
    next: places[at + 4] ?? 0,
  };
}
