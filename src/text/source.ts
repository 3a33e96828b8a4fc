/** A named text: a rule file, a manifest, standard input. Offsets into `text` are UTF-16 code units. */
export interface Source {
  readonly name: string;
  readonly text: string;
  /** Where the text stands in the file that it was taken out of; findings are shown there. */
  readonly origin?: Origin;
}

/** Ties a text to the file that holds it, as a ConfigMap holds a rule. */
export interface Origin {
  readonly source: Source;
  /** The stretch of `source` that a stretch of the inner text is written as. */
  readonly placeOf: (start: number, end: number) => { readonly start: number; readonly end: number };
}

/** A stretch of a source, `end` exclusive. Lines and columns are only computed when something is printed. */
export interface Span {
  readonly source: Source;
  readonly start: number;
  readonly end: number;
}

/** The same stretch in the file that a person opens. */
export function inFile(span: Span): Span {
  const { origin } = span.source;
  return origin ? inFile({ source: origin.source, ...origin.placeOf(span.start, span.end) }) : span;
}

/** The 1-based line and column (in characters, a byte order mark is none) of an offset, in the file that holds it. */
export function lineColumn(source: Source, offset: number): { line: number; column: number } {
  const place = inFile({ source, start: offset, end: offset });
  const before = place.source.text.slice(0, place.start);
  const lineStart = before.lastIndexOf('\n') + 1;
  let line = 1;
  for (let at = before.indexOf('\n'); at !== -1; at = before.indexOf('\n', at + 1)) line++;
  const characters = [...before.slice(lineStart)].length;
  return { line, column: line === 1 && before.startsWith('\ufeff') ? characters : characters + 1 };
}
