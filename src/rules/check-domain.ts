import { type Capability, KNOWN_NAMESPACES } from '../kubevirt/capabilities.ts';
import { capabilityOfElement, capabilityOfValue, type Name } from '../kubevirt/dangers.ts';
import type { Span } from '../text/source.ts';
import type { EditPath } from '../xml/edit-path.ts';
import { type Context, isGuarded, report } from './context.ts';
import type { Template, XmlTemplate } from './model.ts';
import { literalText } from './template.ts';

/** What of a domain edit can be refused before any VM is there. The engine checks the nodes really written once more. */

/** Paths that KubeVirt and libvirt know a VM by. Other namespaces' elements in the metadata are nobody's here. */
const PROTECTED = /^\/domain\/((name|uuid)(\/|\[|$)|metadata(?!\/(?!kubevirt:)[\w.-]+:)|@type$)/;

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
  const { text } = path.xpath;
  if (PROTECTED.test(text)) {
    report(
      context,
      'ProtectedPath',
      "KubeVirt needs the domain's name, uuid, metadata and type as they are",
      span,
      'edit something else',
    );
  }
  need(context, capabilityOfElement(namesIn(context, text)), span);
}

/** An element that a rule writes, with all that is in it. `path` is where it goes. */
export function checkElements(context: Context, path: string, element: XmlTemplate, span: Span): void {
  checkElement(context, namesIn(context, path), element, span, path);
}

/** A value that becomes the text of what `path` names, or one of its attributes. */
export function checkWritten(
  context: Context,
  path: EditPath,
  attribute: Name | undefined,
  template: Template,
  span: Span,
): void {
  checkValue(context, namesIn(context, path.xpath.text), attribute, template, span, path.xpath.text);
}

/** Variables in the tests of a path become attributes of what it makes. */
export function checkMade(context: Context, path: EditPath, span: Span): void {
  const { text, variables } = path.xpath;
  const inTests = variables.filter((dotted) => !text.startsWith(`$${dotted}`));
  const template: Template = inTests.map((dotted) => [dotted.split('.')[0] ?? '']);
  checkGuarded(context, namesIn(context, text), template, span, text);
}

function checkElement(
  context: Context,
  above: readonly Name[],
  element: XmlTemplate,
  span: Span,
  path: string,
): void {
  const names = [...above, { local: element.local, namespace: element.namespace }];
  need(context, capabilityOfElement(names), span);
  for (const { value, ...name } of element.attributes) checkValue(context, names, name, value, span, path);
  for (const child of element.children) {
    if ('text' in child) checkValue(context, names, undefined, child.text, span, path);
    else checkElement(context, names, child, span, path);
  }
}

function checkValue(
  context: Context,
  names: readonly Name[],
  attribute: Name | undefined,
  template: Template,
  span: Span,
  path: string,
): void {
  const literal = literalText(template);
  if (literal !== undefined) need(context, capabilityOfValue(names, attribute, literal), span);
  checkGuarded(context, names, template, span, path);
}

/** A path that does not name every element on its way may lead to QEMU's, if the rule may write there at all. */
function checkGuarded(
  context: Context,
  names: readonly Name[],
  template: Template,
  span: Span,
  path: string,
): void {
  const inQemu = names.some(({ namespace }) => namespace === KNOWN_NAMESPACES.get('qemu'));
  const mayBeInQemu =
    context.capabilities.has('QemuCommandLine') && !/^(\/(\w+:)?[A-Za-z_][\w.-]*)*(\/@.*)?$/.test(bare(path));
  if (!(inQemu || mayBeInQemu) || isGuarded(context, template)) return;
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

/** The element names that a path walks through, as far as its text tells. */
function namesIn(context: Context, path: string): Name[] {
  const names: Name[] = [];
  for (const step of bare(path).split('/')) {
    const [, prefix, local] = /^\s*(?:child::)?(?:([\w.-]+):(?!:))?([A-Za-z_][\w.-]*)\s*$/.exec(step) ?? [];
    if (local !== undefined) {
      names.push({
        local,
        namespace: prefix === undefined ? null : (context.namespaces.get(prefix) ?? null),
      });
    }
  }
  return names;
}

/** A path without its tests. */
function bare(path: string): string {
  let rest = path.replace(/'[^']*'|"[^"]*"/g, '');
  for (let before = ''; before !== rest; ) {
    before = rest;
    rest = rest.replace(/\[[^[\]]*\]/g, '');
  }
  return rest;
}
