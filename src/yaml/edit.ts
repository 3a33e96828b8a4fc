import type { Json, JsonMapping } from './json.ts';
import type { PointerStep } from './pointer.ts';

/**
 * An edit whose values are all bound. `set`, `add`, `merge` and `remove` are safe to repeat; `replace`, `move` and
 * `copy` are RFC 6902 to the letter. `written` is the pointer as the rule's author wrote it: messages show it instead
 * of the bound one, which may hold values read from a VM.
 */
export type DocumentEdit = { readonly written?: string } & (
  | { readonly op: 'set' | 'add' | 'replace'; readonly path: readonly PointerStep[]; readonly value: Json }
  /** RFC 7386: `null` deletes. With `Append` a list gets the items that it does not have yet. */
  | {
      readonly op: 'merge';
      readonly path: readonly PointerStep[];
      readonly value: JsonMapping;
      readonly lists?: 'Replace' | 'Append';
    }
  | { readonly op: 'remove'; readonly path: readonly PointerStep[] }
  | {
      readonly op: 'move' | 'copy';
      readonly from: readonly PointerStep[];
      readonly path: readonly PointerStep[];
    }
);

/**
 * What an edit did: how many places it is about, how many values it changed (`merge` may change several in one place),
 * and the JSON pointers of the changed ones (an item added at `-` by its index; below a `network` key without it).
 */
export interface EditCount {
  readonly matched: number;
  readonly changed: number;
  readonly places: readonly string[];
}
