/** A named text: a rule file, a manifest, standard input. Offsets into `text` are UTF-16 code units. */
export interface Source {
  readonly name: string;
  readonly text: string;
}

/** A stretch of a source, `end` exclusive. Lines and columns are only computed when something is printed. */
export interface Span {
  readonly source: Source;
  readonly start: number;
  readonly end: number;
}

/** The 1-based line and column (in characters, a byte order mark is none) of an offset. */
export function lineColumn(source: Source, offset: number): { line: number; column: number } {
  const before = source.text.slice(0, offset);
  const lineStart = before.lastIndexOf('\n') + 1;
  let line = 1;
  for (let at = before.indexOf('\n'); at !== -1; at = before.indexOf('\n', at + 1)) line++;
  const characters = [...before.slice(lineStart)].length;
  return { line, column: line === 1 && before.startsWith('\ufeff') ? characters : characters + 1 };
}
