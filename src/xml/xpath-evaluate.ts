import { Failure } from '../text/failure.ts';
import type { XmlDocument } from './document.ts';
import { isAttached, type Node } from './node.ts';
import { inDocumentOrder } from './order.ts';
import { spendVisits } from './visits.ts';
import { isNodeSet, within } from './xpath-cures.ts';
import { type Context, type CoreFunctionBody, type Evaluable, type Value, xpath } from './xpath-package.ts';

/** Nodes are in document order. */
export type XPathValue = string | number | boolean | readonly Node[];

/** Gives a variable's value by its dotted name. */
export type Resolve = (dottedName: string) => XPathValue;

/**
 * Nodes that one evaluation may look at, and so hold: some 10 MB. A domain of 1 MB has 55,000 apart from attributes, and
 * an ordinary expression looks at each once or twice.
 */
export const maxVisits = 500_000;

/** Evaluates from one node. Fails with TypeMismatch where nodes are needed and something else was given. */
export function evaluateFrom(
  expression: Evaluable,
  document: XmlDocument,
  node: Node,
  resolve: Resolve,
): XPathValue {
  return run(document, node, resolve, (context) => {
    const value = expression.evaluate(context);
    if (isNodeSet(value)) return value.toArray();
    if (value instanceof xpath.XNumber) return value.numberValue();
    return value instanceof xpath.XBoolean ? value.booleanValue() : value.stringValue();
  });
}

/** An expression's text, as string() would give it. */
export function textFrom(expression: Evaluable, document: XmlDocument, resolve: Resolve): string {
  return run(document, document.dom, resolve, (context) => expression.evaluate(context).stringValue());
}

/** Whether all predicates hold for a node that stands alone. */
export function holdAll(
  predicates: readonly Evaluable[],
  document: XmlDocument,
  node: Node,
  resolve: Resolve,
): boolean {
  return run(document, node, resolve, (context) =>
    predicates.every((predicate) => predicate.evaluate(context).booleanValue()),
  );
}

function run<T>(document: XmlDocument, node: Node, resolve: Resolve, work: (context: Context) => T): T {
  let visits = 0;
  const surroundings = {
    inOrder: (nodes: readonly Node[]) => inDocumentOrder(document, nodes),
    known: new Map(),
    visit(count: number) {
      visits += count;
      if (visits > maxVisits) {
        throw new Failure('LimitExceeded', `the expression looks at more than ${maxVisits} nodes`);
      }
      spendVisits(document, count);
    },
  };
  const variables = { getVariable: (name: string) => toValue(resolve(name)) };
  const context = new xpath.XPathContext(variables, noPrefixes, functions);
  Object.assign(context, {
    expressionContextNode: node,
    contextNode: node,
    contextSize: 1,
    contextPosition: 1,
    caseInsensitive: false,
  });
  try {
    return within(surroundings, () => work(context));
  } catch (error) {
    if (error instanceof Failure) throw error;
    // The package throws plain errors when a text or number stands where nodes are needed; all else was checked before.
    throw new Failure(
      'TypeMismatch',
      'the expression needs nodes where it has a text, a number or true/false',
    );
  }
}

function toValue(value: XPathValue): Value {
  if (typeof value === 'string') return new xpath.XString(value);
  if (typeof value === 'number') return new xpath.XNumber(value);
  if (typeof value === 'boolean') return new xpath.XBoolean(value);
  const set = new xpath.XNodeSet();
  // A loop's node may have been removed by an earlier edit; then it is no more.
  set.addArray(value.filter(isAttached));
  return set;
}

/** Prefixes were resolved when the expression was compiled. */
const noPrefixes = { getNamespace: () => null };

const overrides: ReadonlyMap<string, CoreFunctionBody> = new Map<string, CoreFunctionBody>([
  ['substring', substring],
  ['string-length', stringLength],
  ['translate', translate],
]);
const functions = {
  getFunction: (local: string) => overrides.get(local) ?? new xpath.FunctionResolver().getFunction(local, ''),
};

/** XPath 1.0 §4.2: characters from position round(start), before position round(start) + round(length). */
function substring(context: Context, text: Evaluable, start: Evaluable, length?: Evaluable): Value {
  const first = Math.round(start.evaluate(context).numberValue());
  const end = length ? first + Math.round(length.evaluate(context).numberValue()) : Number.POSITIVE_INFINITY;
  const characters = [...text.evaluate(context).stringValue()];
  return new xpath.XString(characters.filter((_, i) => i + 1 >= first && i + 1 < end).join(''));
}

function stringLength(context: Context, text?: Evaluable): Value {
  const value = text ? text.evaluate(context).stringValue() : contextText(context);
  return new xpath.XNumber([...value].length);
}

function contextText(context: Context): string {
  const set = new xpath.XNodeSet();
  return set.stringForNode(context.contextNode);
}

function translate(context: Context, text: Evaluable, from: Evaluable, to: Evaluable): Value {
  const target = [...to.evaluate(context).stringValue()];
  const table = new Map<string, string>();
  for (const [i, character] of [...from.evaluate(context).stringValue()].entries()) {
    if (!table.has(character)) table.set(character, target[i] ?? '');
  }
  const characters = [...text.evaluate(context).stringValue()];
  return new xpath.XString(characters.map((character) => table.get(character) ?? character).join(''));
}
