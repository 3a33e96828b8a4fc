import { indexOf, type PointerStep } from '../yaml/pointer.ts';

/** How to go down in a kind of tree: plain JSON, or the values of variables. */
export interface Tree<T> {
  /** The member of an object or the item of a list; undefined when there is none. */
  member(value: T, key: string): T | undefined;
  /** All members or items. */
  all(value: T): readonly T[];
  /** The text that a scalar is compared by. */
  text(value: T): string | undefined;
}

/** What a pointer finds, with `*` and `[key=value]`: none, one or several. */
export function followPointer<T>(root: T, path: readonly PointerStep[], tree: Tree<T>): readonly T[] {
  return path.reduce<readonly T[]>(
    (found, step) => found.flatMap((value) => next(value, step, tree)),
    [root],
  );
}

/** Whether a pointer asks for a list, also when that has one item. */
export function asksForAll(path: readonly { readonly kind: string }[]): boolean {
  return path.some(({ kind }) => kind === 'each');
}

/** RFC 6901 on plain JSON; own properties only. */
export const jsonTree: Tree<unknown> = {
  member(value, key) {
    if (typeof value !== 'object' || value === null) return undefined;
    if (Array.isArray(value)) return indexOf(key) === undefined ? undefined : value[Number(key)];
    return Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined; // own, so it is data
  },
  all: (value) => (typeof value === 'object' && value !== null ? Object.values(value) : []),
  text: (value) => (['string', 'number', 'boolean'].includes(typeof value) ? String(value) : undefined),
};

function next<T>(value: T, step: PointerStep, tree: Tree<T>): readonly T[] {
  switch (step.kind) {
    case 'each':
      return tree.all(value);
    case 'key': {
      const member = tree.member(value, step.key);
      return member === undefined ? [] : [member];
    }
    case 'item':
      return tree.all(value).filter((item) => {
        const field = tree.member(item, step.key);
        return field !== undefined && tree.text(field) === step.value;
      });
  }
}
