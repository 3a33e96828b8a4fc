import { Failure } from '../text/failure.ts';
import type { XmlDocument } from './document.ts';

/**
 * Nodes that expressions and edits may look at on one document: three seconds of interpreted JavaScript on a whole core,
 * and with a fifth of one still under the 20 s after which virt-handler gives up on a call.
 */
export const maxDocumentVisits = 1_000_000;

/** Counts nodes that were looked at; fails with LimitExceeded when it were too many for one document. */
export function spendVisits(document: XmlDocument, count: number): void {
  document.visits += count;
  if (document.visits <= maxDocumentVisits) return;
  const what = `all rules together look at more than ${maxDocumentVisits} nodes`;
  throw new Failure('LimitExceeded', what, 'loop over fewer nodes, or begin paths at the root');
}
