import type { XmlDocument } from './document.ts';
import { buildLater } from './xpath-build.ts';
import { evaluateFrom, type Resolve, type XPathValue } from './xpath-evaluate.ts';
import type { Evaluable } from './xpath-package.ts';
import { parseXPath } from './xpath-parse.ts';
import { readsDocument, variablesOf } from './xpath-reads.ts';
import type { Expression, XPathNames, XPathProblem } from './xpath-syntax.ts';

export type { Resolve, XPathNames, XPathProblem, XPathValue };

/** Longer ones are not written by people, and everything that reads them is at least linear. */
export const maxXPathLength = 4096;

/** A compiled expression. Holds no state: the same one serves every request. */
export interface XPath {
  readonly text: string;
  /** The variables it reads, dotted as written: `disk.name`. */
  readonly variables: readonly string[];
  /** False for arithmetic and texts over variables: it gives the same whatever the document. */
  readonly readsDocument: boolean;
  readonly expression: Expression;
  readonly evaluable: Evaluable;
}

/** Reads an expression and checks every name in it. All mistakes are told, in the order of the text. */
export function compileXPath(
  text: string,
  names: XPathNames,
): { xpath: XPath } | { problems: XPathProblem[] } {
  if (text.trim() === '') return { problems: [problem('the expression is empty', 0, text.length)] };
  if (text.length > maxXPathLength) {
    return { problems: [problem(`longer than ${maxXPathLength} characters`, maxXPathLength, text.length)] };
  }
  const { expression, problems } = parseXPath(text, names);
  if (!expression || problems.length > 0) return { problems };
  return {
    xpath: {
      text,
      variables: variablesOf(expression),
      readsDocument: readsDocument(expression),
      expression,
      evaluable: buildLater(expression),
    },
  };
}

/**
 * Evaluates with the document node as context; nodes come in document order. Fails with TypeMismatch when a variable
 * is no node-set where one is needed, with LimitExceeded when it looks at too many nodes.
 */
export function evaluateXPath(xpath: XPath, document: XmlDocument, resolve: Resolve): XPathValue {
  return evaluateFrom(xpath.evaluable, document, document.dom, resolve);
}

function problem(message: string, start: number, end: number): XPathProblem {
  return { code: 'InvalidXPath', message, start, end };
}
