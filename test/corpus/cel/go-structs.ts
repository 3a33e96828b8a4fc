/**
 * A struct of Go's libvirtxml, as far as CEL sees it. Where Go has a union whose arm another attribute chooses (a disk's
 * source, an address), the fields of all arms are listed here as one, without Go names.
 */
export interface GoStruct {
  readonly type: string;
  readonly fields: readonly GoField[];
  /** The content is in a struct of its own, chosen by the attribute `type`. */
  readonly arms?: Readonly<Record<string, { readonly go: string; readonly struct: GoStruct }>>;
}

export type GoField = {
  /** The Go field's name; empty in a union. */
  readonly go: string;
  readonly xml: string;
} & (
  | {
      readonly kind: 'attribute' | 'text' | 'element';
      readonly type: 'string' | 'uint64' | 'int64';
      /** `omitempty` or a pointer: an expression can take it away again. */
      readonly isOptional: boolean;
    }
  | { readonly kind: 'struct'; readonly struct: GoStruct; readonly isOptional: boolean }
  | { readonly kind: 'list'; readonly struct: GoStruct }
  /** A list of plain texts. */
  | { readonly kind: 'texts' }
  /** XML as one text. */
  | { readonly kind: 'raw' }
);

/**
 * `scalars`: one word a field, `[#~]Go:xml[?]`, where `#` is a uint and `~` an int; `?` an optional one; the XML name `.`
 * the element's text, and `<name` an element with nothing but text.
 */
export function struct(
  type: string,
  scalars = '',
  fields: readonly GoField[] = [],
  arms?: GoStruct['arms'],
): GoStruct {
  const plain = scalars.split(' ').filter(Boolean).map(scalar);
  return { type, fields: [...plain, ...fields], ...(arms === undefined ? {} : { arms }) };
}

/** Attributes of a union, whose Go fields are further down. */
export function union(attributes: string): GoField[] {
  return attributes
    .split(' ')
    .map((xml) => ({ go: '', xml, kind: 'attribute', type: 'string', isOptional: true }));
}

export function one(go: string, xml: string, inner: GoStruct): GoField {
  return { go, xml, kind: 'struct', struct: inner, isOptional: true };
}

/** A struct that is always there: no pointer. */
export function always(go: string, xml: string, inner: GoStruct): GoField {
  return { go, xml, kind: 'struct', struct: inner, isOptional: false };
}

export function list(go: string, xml: string, inner: GoStruct): GoField {
  return { go, xml, kind: 'list', struct: inner };
}

function scalar(word: string): GoField {
  const [, sign, go = '', isElement, xml = '', optional] = /^([#~]?)(\w*):(<?)([^?]+)(\??)$/.exec(word) ?? [];
  if (xml === '') throw new Error(`not a field: ${word}`);
  const type = sign === '#' ? 'uint64' : sign === '~' ? 'int64' : 'string';
  const kind = xml === '.' ? 'text' : isElement ? 'element' : 'attribute';
  return { go, xml, kind, type, isOptional: optional === '?' };
}
