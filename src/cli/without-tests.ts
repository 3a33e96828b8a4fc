import { documentsOfKind } from '../rules/load.ts';
import type { Source } from '../text/source.ts';

/**
 * A rule file without its RuleTests, which no sidecar reads: the other documents keep their bytes. `text` is undefined
 * when nothing but tests was there.
 */
export function withoutTests(source: Source): { readonly text: string | undefined; readonly count: number } {
  const isTest = (text: string) => documentsOfKind({ ...source, text }, 'RuleTest').documents.length > 0;
  if (!isTest(source.text)) return { text: source.text, count: 0 };
  // `---` at the start of a line ends a document even inside of a block.
  const documents = source.text.split(/^(?=---(?:[ \t\r\n]|$))/m);
  const kept = documents.filter((text) => !isTest(text));
  const hasRule = kept.some((text) => documentsOfKind({ ...source, text }, 'Rule').documents.length > 0);
  return { text: hasRule ? kept.join('') : undefined, count: documents.length - kept.length };
}
