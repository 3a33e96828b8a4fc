import type { Rule } from '../rules/model.ts';
import type { Diagnostic } from '../text/diagnostic.ts';
import { Failure } from '../text/failure.ts';
import type { Span } from '../text/source.ts';

/** Where in the rule we are, for the diagnostic if something fails there. */
export interface Trail {
  field: string;
  span: Span;
}

/** What a Failure means for the user: the rule, the place in it, and the cure. */
export function ruleFailure(rule: Rule, { field, span }: Trail, failure: Failure): Diagnostic {
  return { ...documentFailure(failure), rule: rule.name, field, span };
}

/** A Failure that is no rule's fault: the document itself. */
export function documentFailure({ code, message, hint }: Failure): Diagnostic {
  return { code, severity: 'error', message, ...(hint === undefined ? {} : { hint }) };
}

/** What `work` gives; a Failure in it gets `what` in front of its message, a name or a place, never a value. */
export function naming<T>(what: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    throw new Failure(error.code, `${what}: ${error.message}`, error.hint);
  }
}
