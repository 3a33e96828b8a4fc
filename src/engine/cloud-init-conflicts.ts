import type { CloudInitPart } from '../rules/model.ts';

/** Which rule wrote where, by JSON Pointers: to find a later rule that writes another value there. */
export interface Authors {
  /** Notes a change, and returns the earlier rule whose value it took away. */
  note(change: PlaceChange): string | undefined;
  /** An independent copy, to take back a rule that fails. */
  fork(): Authors;
}

export interface PlaceChange {
  readonly rule: string;
  /** From `placeIn`. Holds keys of the data: for no message. */
  readonly place: string;
  /** Whether a value that stood there is gone. */
  readonly isOverwrite: boolean;
  /** Whether other items of the list have another index now. */
  readonly movesItems: boolean;
}

/** A pointer into a part as a pointer into CloudInitData, so that a patch of a whole text meets edits inside it. */
export function placeIn(part: CloudInitPart, pointer: string): string {
  const field = { userData: '/UserData', networkData: '/NetworkData', metaData: '/MetaData' }[part];
  return field + pointer;
}

export function watchAuthors(authors: ReadonlyMap<string, string> = new Map()): Authors {
  const written = new Map(authors);
  return {
    note({ rule, place, isOverwrite, movesItems }) {
      const earlier = isOverwrite ? authorOf(written, place, rule) : undefined;
      if (movesItems) forget(written, place.slice(0, place.lastIndexOf('/')));
      written.set(place, rule);
      return earlier;
    },
    fork: () => watchAuthors(written),
  };
}

/** Of the place itself, of something around it, or of something in it. */
function authorOf(written: ReadonlyMap<string, string>, place: string, rule: string): string | undefined {
  for (const [other, author] of written) {
    if (author !== rule && (isWithin(place, other) || isWithin(other, place))) return author;
  }
  return undefined;
}

function forget(written: Map<string, string>, list: string): void {
  for (const place of written.keys()) if (place !== list && isWithin(place, list)) written.delete(place);
}

function isWithin(place: string, other: string): boolean {
  return place === other || place.startsWith(`${other}/`);
}
