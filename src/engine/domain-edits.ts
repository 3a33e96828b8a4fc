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
import { bindElement, bindMerged } from './bind-element.ts';
import { naming } from './failures.ts';
import { itemsOf } from './run-rule.ts';
import { type Facts, readItems } from './sources.ts';
import { passes } from './tests.ts';
import type { Effect, Item, Step } from './trace.ts';
import { createMeter } from './value-limits.ts';
import { bindXmlText, fromXPath, isLeftOut, resolveIn, type Scope } from './values.ts';
import { whereSourceStops } from './why.ts';

/** Told of what the loop of an edit passes over, and of which item. */
export type TellLoop = (step: () => Step, items: readonly Item[]) => void;

/**
 * Carries out one edit with the values of one run; says whether its path found or made anything. An edit whose value,
 * element or list is left out is passed over. Throws a Failure; what was changed until then is the caller's to undo.
 */
export function applyDomainEdit(
  edit: DomainEdit,
  document: XmlDocument,
  scope: Scope,
  facts: Facts,
  tell: TellLoop = () => {},
): Effect {
  const resolve = resolveIn(scope);
  if (edit.op === 'test') {
    if (passes(edit.test, fromXPath(evaluateXPath(edit.path, document, resolve)))) return 'Found';
    throw new Failure('TestFailed', edit.message ?? `${edit.path.text} is not as the rule needs it`);
  }
  const found = matched(edit, document, scope, facts, tell);
  if (found === undefined) return 'PassedOver';
  if (found > 0) return 'Found';
  if (edit.onNoMatch === 'Skip') return 'Nothing';
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
  tell: TellLoop,
): number | undefined {
  const resolve = resolveIn(scope);
  switch (edit.op) {
    case 'set':
      return set(edit, document, scope, resolve);
    case 'setElement': {
      if (!edit.loop)
        return withElement(bindElement(edit.xml, scope), (xml) =>
          setElement(document, edit.path, resolve, xml),
        );
      const elements = elementsOf([edit.xml], edit.loop, scope, facts, tell);
      return elements && setElements(document, edit.path, resolve, elements);
    }
    case 'mergeElement':
      return withElement(bindMerged(edit.xml, scope), (xml) =>
        mergeElement(document, edit.path, resolve, xml),
      );
    case 'add': {
      const elements = elementsOf(edit.xml, edit.loop, scope, facts, tell);
      if (!elements || elements.length === 0) return undefined;
      return addElements(document, edit.path, resolve, elements, edit.position);
    }
    case 'remove':
      return removeNodes(document, edit.path, resolve);
    case 'replace':
      if (isLeftOut(edit.value, scope)) return undefined;
      return replaceWithText(document, edit.path, resolve, bindXmlText(edit.value, scope));
    case 'replaceElement':
      return withElement(bindElement(edit.xml, scope), (xml) =>
        replaceWithElement(document, edit.path, resolve, xml),
      );
    case 'move':
      return moveNodes(document, edit.from, edit.path, resolve, { position: edit.position, as: edit.as });
    case 'copy':
      return copyNodes(document, edit.from, edit.path, resolve, { position: edit.position, as: edit.as });
    default:
      return unreachable(edit);
  }
}

function withElement(
  element: XmlElement<string> | undefined,
  write: (element: XmlElement<string>) => number,
): number | undefined {
  return element && write(element);
}

/** The elements, once per item where there is a loop; undefined when what it goes over is missing. */
function elementsOf(
  templates: readonly XmlTemplate[],
  loop: Loop | undefined,
  scope: Scope,
  facts: Facts,
  tell: TellLoop,
): readonly XmlElement<string>[] | undefined {
  const meter = createMeter();
  const bind = (inner: Scope) =>
    templates
      .map((template) => bindElement(template, inner, meter))
      .filter((element) => element !== undefined);
  if (!loop) return bind(scope);
  const read = readItems(loop, facts, scope);
  if ('missing' in read) {
    const stop = () => whereSourceStops(loop.source, facts, scope);
    tell(() => ({ kind: 'missing', variable: loop, stop: stop() }), []);
    return undefined;
  }
  const list = itemsOf(loop, read.value);
  if (list.length === 0) tell(() => ({ kind: 'noItems', loop }), []);
  return list.flatMap((item, i) => {
    const number = i + 1;
    if (item === null) {
      tell(() => ({ kind: 'noItem', loop }), [{ loop: loop.name, number, of: list.length }]);
      return [];
    }
    const inner = new Map(scope).set(loop.name, item);
    if (loop.index !== undefined) inner.set(loop.index, i);
    return naming(`item ${number} of ${list.length} of ${loop.name}`, () => bind(inner));
  });
}

function set(
  edit: Extract<DomainEdit, { op: 'set' }>,
  document: XmlDocument,
  scope: Scope,
  resolve: Resolve,
): number | undefined {
  const meter = createMeter();
  const attributes = edit.attributes
    .filter(({ value }) => !isLeftOut(value, scope))
    .map((attribute) => ({ ...attribute, value: meter.text(bindXmlText(attribute.value, scope)) }));
  const value = edit.value && !isLeftOut(edit.value, scope) ? bindXmlText(edit.value, scope) : undefined;
  const isLeft = value === undefined && attributes.length === 0;
  if (isLeft && (edit.value || edit.attributes.length > 0)) return undefined;
  if (isLeft) return ensure(document, edit.path, resolve);
  const found = value === undefined ? undefined : setText(document, edit.path, resolve, value);
  return attributes.length > 0 ? setAttributes(document, edit.path, resolve, attributes) : found;
}
