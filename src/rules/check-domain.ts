import {
  type Capability,
  capabilityOfElement,
  capabilityOfValue,
  KNOWN_NAMESPACES,
  type Name,
} from '../kubevirt/capabilities.ts';
import type { Span } from '../text/source.ts';
import type { EditPath } from '../xml/edit-path.ts';
import { type Context, isGuarded, report } from './context.ts';
import type { Template, XmlTemplate } from './model.ts';
import { literalText } from './template.ts';

/** What of a domain edit can be refused before any VM is there. The engine checks the nodes really written once more. */

/** Paths that KubeVirt and libvirt know a VM by. */
const PROTECTED = /^\/domain\/(name|uuid|metadata)(\/|\[|$)|^\/domain\/@type$/;

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
  checkElement(context, namesIn(context, path), element, span);
}

/** A value that becomes the text or an attribute of what `path` names. */
export function checkValueInQemu(context: Context, path: EditPath, template: Template, span: Span): void {
  const names = namesIn(context, path.xpath.text);
  checkValue(context, names, path.attributeName?.local, template, span);
}

function checkElement(context: Context, above: readonly Name[], element: XmlTemplate, span: Span): void {
  const names = [...above, { local: element.local, namespace: element.namespace }];
  need(context, capabilityOfElement(names), span);
  for (const { local, value } of element.attributes) checkValue(context, names, local, value, span);
  for (const child of element.children) {
    if ('text' in child) checkValue(context, names, undefined, child.text, span);
    else checkElement(context, names, child, span);
  }
}

function checkValue(
  context: Context,
  names: readonly Name[],
  attribute: string | undefined,
  template: Template,
  span: Span,
): void {
  const literal = literalText(template);
  if (literal !== undefined)
    need(context, capabilityOfValue(names.at(-1)?.local ?? '', attribute, literal), span);
  const inQemu = names.some(({ namespace }) => namespace === KNOWN_NAMESPACES.get('qemu'));
  if (!inQemu || isGuarded(context, template)) return;
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
  let bare = path.replace(/'[^']*'|"[^"]*"/g, '');
  for (let before = ''; before !== bare; ) {
    before = bare;
    bare = bare.replace(/\[[^[\]]*\]/g, '');
  }
  const names: Name[] = [];
  for (const step of bare.split('/')) {
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
