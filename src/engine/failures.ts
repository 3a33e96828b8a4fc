import type { Rule } from '../rules/model.ts';
import type { Diagnostic } from '../text/diagnostic.ts';
import type { Failure } from '../text/failure.ts';
import type { Trail } from './run-rule.ts';

/** What a Failure means for the user: the rule, the place in it, and the cure. */
export function ruleFailure(rule: Rule, { field, span }: Trail, failure: Failure): Diagnostic {
  return { ...documentFailure(failure), rule: rule.name, field, span };
}

/** A Failure that is no rule's fault: the document itself. */
export function documentFailure({ code, message, hint }: Failure): Diagnostic {
  return { code, severity: 'error', message, ...(hint === undefined ? {} : { hint }) };
}
