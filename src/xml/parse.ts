import { Failure } from '../text/failure.ts';
import { type ChangeGuard, permitAll, type XmlDocument } from './document.ts';
import { growTree } from './grow.ts';
import { ScanError } from './scan.ts';
import { describeScanError, outlineOf } from './well-formed.ts';

/**
 * Reads a document. Refuses with InvalidDocument whatever libxml2 would call not well-formed, and also a DOCTYPE, an
 * encoding other than UTF-8, XML 1.1 and more than 256 levels. The message has the place, never content. The nodes are
 * made later, where somebody looks.
 */
export function parseXml(source: string, guard: ChangeGuard = permitAll): XmlDocument {
  const outline = read(source);
  const dom = growTree(source, outline);
  const root = dom.documentElement;
  if (!root) throw new Failure('InvalidDocument', 'has no document element');
  return {
    source,
    dom,
    root,
    guard,
    version: 0,
    touched: new Set(),
    inserted: new Set(),
    journal: [],
    order: undefined,
    parsedElements: outline.count,
    insertedElements: 0,
    visits: 0,
  };
}

function read(source: string) {
  try {
    return outlineOf(source);
  } catch (error) {
    if (error instanceof ScanError) throw new Failure('InvalidDocument', describeScanError(error));
    throw error;
  }
}
