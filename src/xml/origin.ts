/** How an element stood in the source: where its tags begin and end. Shared by its copies. */
export interface ElementOrigin {
  readonly start: number;
  readonly startTagEnd: number;
  /** Equal to `end` for `<name/>`. */
  readonly endTagStart: number;
  readonly end: number;
  /** The name of a copy that is called otherwise. */
  readonly renamed: string | undefined;
  /** The attributes as they were, by qualified name; noted when the start tag is first touched. */
  values: ReadonlyMap<string, string> | undefined;
}
