import { Failure } from '../text/failure.ts';
import type { XmlDocument } from './document.ts';
import type { Resolve, XPath } from './xpath.ts';
import { buildXPath } from './xpath-build.ts';
import { evaluateFrom } from './xpath-evaluate.ts';
import type { Expression, Step } from './xpath-syntax.ts';

/** Where a path that finds nothing stops. */
export interface Stop {
  /** The part of the path that still finds something; empty when not even its first step does. */
  readonly upTo: string;
  /** The step that finds nothing there, as written. */
  readonly step: string;
  /** How many nodes that step would find without its tests in brackets. */
  readonly withoutTests: number;
}

/**
 * The first step of a path that finds nothing; undefined when all find something, or when it is no plain path. For
 * people who ask why: it takes an evaluation for each step, which does not count against the document's limit.
 */
export function whereXPathStops(xpath: XPath, document: XmlDocument, resolve: Resolve): Stop | undefined {
  const { expression, text } = xpath;
  if (expression.kind !== 'path') return undefined;
  const { visits } = document;
  const count = (steps: readonly Step[]) => countOf({ ...expression, steps }, document, resolve);
  try {
    for (const [i, step] of expression.steps.entries()) {
      if (step.isAbbreviation || count(expression.steps.slice(0, i + 1)) > 0) continue;
      const before = expression.steps.slice(0, i);
      const start = expression.from?.end ?? 0;
      return {
        upTo: text.slice(0, before.findLast(({ isAbbreviation }) => !isAbbreviation)?.end ?? start).trim(),
        step: `${before.at(-1)?.isAbbreviation ? '//' : ''}${text.slice(step.start, step.end)}`,
        withoutTests: step.predicates.length === 0 ? 0 : count([...before, { ...step, predicates: [] }]),
      };
    }
  } catch (error) {
    if (!(error instanceof Failure)) throw error; // too much to look at: the reason stays unknown
  } finally {
    document.visits = visits;
  }
  return undefined;
}

function countOf(expression: Expression, document: XmlDocument, resolve: Resolve): number {
  const value = evaluateFrom(buildXPath(expression), document, document.dom, resolve);
  return typeof value === 'object' ? value.length : 1;
}
