import type { OutlinePlace } from './outline.ts';

/** How an element stood in the source: where its tags begin and end. Shared by its copies. */
export interface ElementOrigin extends OutlinePlace {
  /** Its number in the outline. */
  readonly index: number;
  /** The name of a copy that is called otherwise. */
  readonly renamed: string | undefined;
  /** The attributes as they were, by qualified name; noted when the start tag is first touched. */
  values: ReadonlyMap<string, string> | undefined;
}
