import type { DomainEdit, XmlTemplate } from '../rules/model.ts';
import { Failure } from '../text/failure.ts';
import { unreachable } from '../text/unreachable.ts';
import { addElements } from '../xml/add-elements.ts';
import type { XmlDocument } from '../xml/document.ts';
import { mapElement, type XmlElement } from '../xml/element.ts';
import { copyNodes, moveNodes } from '../xml/move-nodes.ts';
import { removeNodes } from '../xml/remove-nodes.ts';
import { replaceWithElement, replaceWithText } from '../xml/replace-nodes.ts';
import { ensure, setAttributes } from '../xml/set-attributes.ts';
import { setElement } from '../xml/set-element.ts';
import { setText } from '../xml/set-text.ts';
import { evaluateXPath, type Resolve } from '../xml/xpath.ts';
import { passes } from './tests.ts';
import { bindXmlText, fromXPath, resolveIn, type Scope } from './values.ts';

/**
 * Carries out one edit with the values of one run; tells whether its path found or made anything. Throws a Failure; what
 * was changed until then is the caller's to undo.
 */
export function applyDomainEdit(edit: DomainEdit, document: XmlDocument, scope: Scope): boolean {
  const resolve = resolveIn(scope);
  if (edit.op === 'test') {
    if (passes(edit.test, fromXPath(evaluateXPath(edit.path, document, resolve)))) return true;
    throw new Failure('TestFailed', edit.message ?? `${edit.path.text} is not as the rule needs it`);
  }
  const isFound = matched(edit, document, scope, resolve) > 0;
  if (isFound || edit.onNoMatch === 'Skip') return isFound;
  const from = edit.op === 'move' || edit.op === 'copy' ? `${edit.from.xpath.text} or ` : '';
  const what = `${from}${edit.path.xpath.text} finds nothing`;
  throw new Failure('NoMatch', what, 'check the names, or write onNoMatch: Skip');
}

function matched(
  edit: Exclude<DomainEdit, { op: 'test' }>,
  document: XmlDocument,
  scope: Scope,
  resolve: Resolve,
): number {
  const element = (template: XmlTemplate): XmlElement<string> =>
    mapElement(template, (text) => bindXmlText(text, scope));
  switch (edit.op) {
    case 'set':
      return set(edit, document, scope, resolve);
    case 'setElement':
      return setElement(document, edit.path, resolve, element(edit.xml));
    case 'add':
      return addElements(document, edit.path, resolve, edit.xml.map(element), edit.position);
    case 'remove':
      return removeNodes(document, edit.path, resolve);
    case 'replace':
      return replaceWithText(document, edit.path, resolve, bindXmlText(edit.value, scope));
    case 'replaceElement':
      return replaceWithElement(document, edit.path, resolve, element(edit.xml));
    case 'move':
      return moveNodes(document, edit.from, edit.path, resolve, { position: edit.position, as: edit.as });
    case 'copy':
      return copyNodes(document, edit.from, edit.path, resolve, { position: edit.position, as: edit.as });
    default:
      return unreachable(edit);
  }
}

function set(
  edit: Extract<DomainEdit, { op: 'set' }>,
  document: XmlDocument,
  scope: Scope,
  resolve: Resolve,
): number {
  const attributes = edit.attributes.map((attribute) => ({
    ...attribute,
    value: bindXmlText(attribute.value, scope),
  }));
  if (edit.value !== undefined) {
    const found = setText(document, edit.path, resolve, bindXmlText(edit.value, scope));
    return attributes.length === 0 ? found : setAttributes(document, edit.path, resolve, attributes);
  }
  if (attributes.length === 0) return ensure(document, edit.path, resolve);
  return setAttributes(document, edit.path, resolve, attributes);
}
