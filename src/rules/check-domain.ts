import { type Capability, KNOWN_NAMESPACES } from '../kubevirt/capabilities.ts';
import { capabilityOfElement, capabilityOfValue, type Name } from '../kubevirt/dangers.ts';
import type { Span } from '../text/source.ts';
import type { EditPath } from '../xml/edit-path.ts';
import type { Step } from '../xml/xpath-syntax.ts';
import { type Context, isGuarded, report } from './context.ts';
import { type Way, waysAbove, waysTo } from './domain-ways.ts';
import type { Template, XmlTemplate } from './model.ts';
import { literalText } from './template.ts';

/** What of a domain edit can be refused before any VM is there. The engine checks the nodes really written once more. */

/** A place in the domain by the names on its way from the root, as far as a path tells them. */
export interface Place {
  readonly names: readonly Name[];
  /** Whether the path names every element on its way. */
  readonly isNamed: boolean;
}

/** What edits are about: elements and attributes. */
export function checkTarget(context: Context, path: EditPath, span: Span): void {
  const { expression } = path.xpath;
  const test = expression.kind === 'path' ? expression.steps.at(-1)?.test.kind : undefined;
  if (test !== 'text' && test !== 'comment' && test !== 'processing-instruction') return;
  report(
    context,
    'InvalidXPath',
    'an edit needs an element or an attribute',
    span,
    'let the path end at the element: value is its text',
  );
}

/** A path that an edit writes to. */
export function checkPath(context: Context, path: EditPath, span: Span): void {
  const ways = waysOf(context, path);
  if (ways.some(isProtected)) {
    report(
      context,
      'ProtectedPath',
      "KubeVirt needs the domain's name, uuid, metadata and type as they are",
      span,
      'edit something else',
    );
  }
  for (const { names } of ways.map(toPlace)) need(context, capabilityOfElement(names), span);
}

/** The places that a path leads to, and those that its nodes stand in. */
export function placesOf(
  context: Context,
  path: EditPath,
): { at: readonly Place[]; above: readonly Place[] } {
  const ways = waysOf(context, path);
  return { at: ways.map(toPlace), above: waysAbove(ways).map(toPlace) };
}

/** An element that a rule writes into these places, with all that is in it. */
export function checkElements(
  context: Context,
  places: readonly Place[],
  { local, namespace, attributes, children }: XmlTemplate,
  span: Span,
): void {
  const inside = places.map((place) => ({ ...place, names: [...place.names, { local, namespace }] }));
  for (const { names } of inside) need(context, capabilityOfElement(names), span);
  for (const { value, ...name } of attributes) checkValue(context, inside, name, value, span);
  for (const child of children) {
    if ('text' in child) checkValue(context, inside, undefined, child.text, span);
    else checkElements(context, inside, child, span);
  }
}

/** An element that is moved or copied into these places, under the name that it gets there. */
export function checkTransferred(
  context: Context,
  places: readonly Place[],
  from: EditPath,
  as: Name | undefined,
  span: Span,
): void {
  const found = waysOf(context, from).map((way) => toPlace(way).names.at(-1));
  for (const name of as ? [as] : found)
    for (const { names } of places) if (name) need(context, capabilityOfElement([...names, name]), span);
}

/** A value that becomes the text of what `path` names, or one of its attributes. */
export function checkWritten(
  context: Context,
  path: EditPath,
  attribute: Name | undefined,
  template: Template,
  span: Span,
): void {
  checkValue(context, placesOf(context, path).at, attribute, template, span);
}

/** Variables in the tests of a path become attributes of what it makes. */
export function checkMade(context: Context, path: EditPath, span: Span): void {
  const { expression, variables } = path.xpath;
  const from = expression.kind === 'path' ? expression.from : expression;
  const start = from?.kind === 'variable' ? from.name : undefined;
  const template: Template = variables
    .filter((dotted) => dotted !== start)
    .map((dotted) => [dotted.split('.')[0] ?? '']);
  checkGuarded(context, placesOf(context, path).at, template, span);
}

function checkValue(
  context: Context,
  places: readonly Place[],
  attribute: Name | undefined,
  template: Template,
  span: Span,
): void {
  const literal = literalText(template);
  if (literal !== undefined)
    for (const { names } of places) need(context, capabilityOfValue(names, attribute, literal), span);
  checkGuarded(context, places, template, span);
}

/** A path that does not name every element on its way may lead to QEMU's, if the rule may write there at all. */
function checkGuarded(context: Context, places: readonly Place[], template: Template, span: Span): void {
  const mayWrite = context.capabilities.has('QemuCommandLine');
  const mayBeInQemu = ({ names, isNamed }: Place) =>
    names.some(({ namespace }) => namespace === KNOWN_NAMESPACES.get('qemu')) || (mayWrite && !isNamed);
  if (!places.some(mayBeInQemu) || isGuarded(context, template)) return;
  report(
    context,
    'UnguardedValue',
    'this value becomes part of the command line of QEMU, and nothing limits it',
    span,
    'give the variable a must: {matches: …}, or a transform such as capture or map',
  );
}

function need(context: Context, capability: Capability | undefined, span: Span): void {
  if (capability === undefined || context.capabilities.has(capability)) return;
  const already = context.diagnostics.some(
    ({ code, rule, hint }) =>
      code === 'UndeclaredCapability' && rule === context.rule && hint?.includes(capability),
  );
  if (already) return; // once a rule is enough: one line under capabilities cures all of them
  report(
    context,
    'UndeclaredCapability',
    `this needs the capability ${capability}`,
    span,
    `write capabilities: [${[...context.capabilities, capability].join(', ')}] under spec`,
  );
}

function waysOf({ variables }: Context, { xpath }: EditPath): readonly Way[] {
  return waysTo(xpath.expression, (name) => variables.get(name)?.ways);
}

function toPlace({ steps, isFromDocument }: Way): Place {
  const elements = steps.filter(({ axis }) => axis !== 'attribute');
  return {
    names: elements.flatMap(({ test }) =>
      test.kind === 'name' ? [{ local: test.local, namespace: test.namespace }] : [],
    ),
    isNamed: isFromDocument && elements.every(({ axis, test }) => axis === 'child' && test.kind === 'name'),
  };
}

/** What KubeVirt and libvirt know a VM by. Other namespaces' elements in the metadata are nobody's here. */
function isProtected({ steps: [root, second, third, ...more], isFromDocument }: Way): boolean {
  if (!isFromDocument || !isStep(root, 'child', 'domain')) return false;
  if (isStep(second, 'attribute', 'type')) return third === undefined && more.length === 0;
  if (isStep(second, 'child', 'name') || isStep(second, 'child', 'uuid')) return true;
  if (!isStep(second, 'child', 'metadata')) return false;
  const namespace = third?.axis === 'child' && third.test.kind === 'name' ? third.test.namespace : null;
  return namespace === null || namespace === KNOWN_NAMESPACES.get('kubevirt');
}

function isStep(step: Step | undefined, axis: Step['axis'], local: string): boolean {
  if (step?.axis !== axis || step.test.kind !== 'name') return false;
  return step.test.local === local && step.test.namespace === null;
}
