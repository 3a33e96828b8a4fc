import { closeElement, emptyOutline, type GrowingOutline, type Outline, openElement } from './outline.ts';
import { outlinePlain } from './plain.ts';
import { ScanError, type ScanEvents, scan } from './scan.ts';

/**
 * Where the elements of a document stand. Throws a ScanError for whatever libxml2 would call not well-formed, and also
 * for a DOCTYPE, an encoding other than UTF-8, XML 1.1 and more than the limits allow.
 */
export function outlineOf(source: string): Outline {
  const plain = outlinePlain(source);
  if (plain) return plain;
  const outline = emptyOutline();
  scan(source, { isFragment: false }, collect(outline));
  return outline;
}

/** Whether the text is one well-formed document; if not, why. */
export function whyNotWellFormed(source: string): string | undefined {
  try {
    outlineOf(source);
    return undefined;
  } catch (error) {
    if (error instanceof ScanError) return describeScanError(error);
    throw error;
  }
}

export function describeScanError({ line, column, message }: ScanError): string {
  return `line ${line}, column ${column}: ${message}`;
}

function collect(outline: GrowingOutline): ScanEvents {
  const ignore = () => {};
  return {
    open: (_tag, start, startTagEnd) => openElement(outline, start, startTagEnd),
    close: (endTagStart, end) => closeElement(outline, endTagStart, end),
    text: ignore,
    cdata: ignore,
    comment: ignore,
    instruction: ignore,
  };
}
