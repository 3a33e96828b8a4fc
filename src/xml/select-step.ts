import type { XmlDocument } from './document.ts';
import type { AttributeTest, ChildStep, Segment } from './edit-path.ts';
import { type Element, isElement, type Node } from './node.ts';
import { spendVisits } from './visits.ts';
import type { Resolve, XPathValue } from './xpath.ts';
import { evaluateFrom, holdAll, textFrom } from './xpath-evaluate.ts';

/*
 * Steps by a name and by attributes that are texts, which is what nearly all paths of edits are made of. They are taken
 * here, all others by the xpath package: loading that, and asking it in code that hardly ran yet, is a third of the time of
 * a first call's edits.
 */

/** What one segment of a path finds from a node, in document order. */
export function selectStep(
  document: XmlDocument,
  { child, select }: Segment,
  node: Node,
  resolve: Resolve,
): XPathValue {
  if (!child?.attributes) return evaluateFrom(select, document, node, resolve);
  const { local, namespace } = child.name;
  const found: Element[] = [];
  let visits = 0;
  for (let at = node.firstChild; at; at = at.nextSibling) {
    visits++;
    if (at.localName !== local || !isElement(at) || (at.namespaceURI || null) !== namespace) continue;
    const passes = passesAll(child.attributes, at, resolve);
    if (passes === undefined) return evaluateFrom(select, document, node, resolve);
    if (passes) found.push(at);
  }
  spendVisits(document, visits);
  return found;
}

/** Whether an element that stands alone passes all tests of a step. */
export function passesTests(
  document: XmlDocument,
  { attributes, predicates }: ChildStep,
  element: Element,
  resolve: Resolve,
): boolean {
  const passes = attributes && passesAll(attributes, element, resolve);
  return passes ?? holdAll(predicates, document, element, resolve);
}

/** undefined when a test compares with something else than a text. */
function passesAll(tests: readonly AttributeTest[], element: Element, resolve: Resolve): boolean | undefined {
  let passes = true;
  for (const { name, text } of tests) {
    const value = text && resolveText(text, resolve);
    if (typeof value !== 'string') return undefined;
    passes &&= element.getAttributeNodeNS(name.namespace, name.local)?.value === value;
  }
  return passes;
}

/** The value that an element gets which is made to pass a test. */
export function wantedText(document: XmlDocument, { text, value }: AttributeTest, resolve: Resolve): string {
  const known = text && resolveText(text, resolve);
  return typeof known === 'string' ? known : textFrom(value, document, resolve);
}

function resolveText(text: NonNullable<AttributeTest['text']>, resolve: Resolve): XPathValue {
  return text.kind === 'variable' ? resolve(text.name) : text.value;
}
