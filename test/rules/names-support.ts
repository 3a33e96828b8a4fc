import { checkNames } from '../../src/rules/check-names.ts';
import { documentsOfKind } from '../../src/rules/load.ts';
import type { Diagnostic } from '../../src/text/diagnostic.ts';

/** What is said about the names in a text of rules. */
export function namesIn(text: string, name = 'rule.yaml'): Diagnostic[] {
  return documentsOfKind({ name, text }, 'Rule').documents.flatMap(checkNames);
}
