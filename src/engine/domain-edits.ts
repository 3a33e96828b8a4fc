import type { DomainEdit, Loop, XmlTemplate } from '../rules/model.ts';
import { Failure } from '../text/failure.ts';
import { unreachable } from '../text/unreachable.ts';
import { addElements } from '../xml/add-elements.ts';
import type { XmlDocument } from '../xml/document.ts';
import type { XmlElement } from '../xml/element.ts';
import { mergeElement } from '../xml/merge-element.ts';
import { copyNodes, moveNodes } from '../xml/move-nodes.ts';
import { removeNodes } from '../xml/remove-nodes.ts';
import { replaceWithElement, replaceWithText } from '../xml/replace-nodes.ts';
import { ensure, setAttributes } from '../xml/set-attributes.ts';
import { setElement } from '../xml/set-element.ts';
import { setElements } from '../xml/set-elements.ts';
import { setText } from '../xml/set-text.ts';
import { evaluateXPath, type Resolve } from '../xml/xpath.ts';
import { bindElement } from './bind-element.ts';
import { itemsOf } from './run-rule.ts';
import { type Facts, readItems } from './sources.ts';
import { passes } from './tests.ts';
import { bindXmlText, fromXPath, isLeftOut, resolveIn, type Scope } from './values.ts';

/**
 * Carries out one edit with the values of one run; tells whether its path found or made anything. An edit whose value,
 * element or list is left out is passed over, and counts as found. Throws a Failure; what was changed until then is the
 * caller's to undo.
 */
export function applyDomainEdit(
  edit: DomainEdit,
  document: XmlDocument,
  scope: Scope,
  facts: Facts,
): boolean {
  const resolve = resolveIn(scope);
  if (edit.op === 'test') {
    if (passes(edit.test, fromXPath(evaluateXPath(edit.path, document, resolve)))) return true;
    throw new Failure('TestFailed', edit.message ?? `${edit.path.text} is not as the rule needs it`);
  }
  const found = matched(edit, document, scope, facts);
  if (found === undefined || found > 0) return true;
  if (edit.onNoMatch === 'Skip') return false;
  const from = edit.op === 'move' || edit.op === 'copy' ? `${edit.from.xpath.text} or ` : '';
  const what = `${from}${edit.path.xpath.text} finds nothing`;
  throw new Failure('NoMatch', what, 'check the names, or write onNoMatch: Skip');
}

/** How many nodes the edit is about; undefined when it is passed over. */
function matched(
  edit: Exclude<DomainEdit, { op: 'test' }>,
  document: XmlDocument,
  scope: Scope,
  facts: Facts,
): number | undefined {
  const resolve = resolveIn(scope);
  switch (edit.op) {
    case 'set':
      return set(edit, document, scope, resolve);
    case 'setElement': {
      if (!edit.loop)
        return withElement(edit.xml, scope, (xml) => setElement(document, edit.path, resolve, xml));
      const elements = elementsOf([edit.xml], edit.loop, scope, facts);
      return elements && setElements(document, edit.path, resolve, elements);
    }
    case 'mergeElement':
      return withElement(edit.xml, scope, (xml) => mergeElement(document, edit.path, resolve, xml));
    case 'add': {
      const elements = elementsOf(edit.xml, edit.loop, scope, facts);
      if (!elements || elements.length === 0) return undefined;
      return addElements(document, edit.path, resolve, elements, edit.position);
    }
    case 'remove':
      return removeNodes(document, edit.path, resolve);
    case 'replace':
      if (isLeftOut(edit.value, scope)) return undefined;
      return replaceWithText(document, edit.path, resolve, bindXmlText(edit.value, scope));
    case 'replaceElement':
      return withElement(edit.xml, scope, (xml) => replaceWithElement(document, edit.path, resolve, xml));
    case 'move':
      return moveNodes(document, edit.from, edit.path, resolve, { position: edit.position, as: edit.as });
    case 'copy':
      return copyNodes(document, edit.from, edit.path, resolve, { position: edit.position, as: edit.as });
    default:
      return unreachable(edit);
  }
}

function withElement(
  template: XmlTemplate,
  scope: Scope,
  write: (element: XmlElement<string>) => number,
): number | undefined {
  const element = bindElement(template, scope);
  return element && write(element);
}

/** The elements, once per item where there is a loop; undefined when what it goes over is missing. */
function elementsOf(
  templates: readonly XmlTemplate[],
  loop: Loop | undefined,
  scope: Scope,
  facts: Facts,
): readonly XmlElement<string>[] | undefined {
  const scopes = loop ? scopesOf(loop, scope, facts) : [scope];
  return scopes?.flatMap((inner) =>
    templates.map((template) => bindElement(template, inner)).filter((element) => element !== undefined),
  );
}

/** The scopes of a loop's rounds; undefined when what it goes over is missing. */
function scopesOf(loop: Loop, scope: Scope, facts: Facts): readonly Scope[] | undefined {
  const read = readItems(loop, facts, scope);
  if ('missing' in read) return undefined;
  return itemsOf(loop, read.value).flatMap((item, i) => {
    if (item === null) return [];
    const inner = new Map(scope).set(loop.name, item);
    return [loop.index === undefined ? inner : inner.set(loop.index, i)];
  });
}

function set(
  edit: Extract<DomainEdit, { op: 'set' }>,
  document: XmlDocument,
  scope: Scope,
  resolve: Resolve,
): number | undefined {
  const attributes = edit.attributes
    .filter(({ value }) => !isLeftOut(value, scope))
    .map((attribute) => ({ ...attribute, value: bindXmlText(attribute.value, scope) }));
  const value = edit.value && !isLeftOut(edit.value, scope) ? bindXmlText(edit.value, scope) : undefined;
  const isLeft = value === undefined && attributes.length === 0;
  if (isLeft && (edit.value || edit.attributes.length > 0)) return undefined;
  if (isLeft) return ensure(document, edit.path, resolve);
  const found = value === undefined ? undefined : setText(document, edit.path, resolve, value);
  return attributes.length > 0 ? setAttributes(document, edit.path, resolve, attributes) : found;
}
