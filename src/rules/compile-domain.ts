import type { Span } from '../text/source.ts';
import type { Position } from '../xml/add-elements.ts';
import { compileEditPath, type EditPath } from '../xml/edit-path.ts';
import type { XmlName } from '../xml/node.ts';
import type { YamlNode } from '../yaml/located.ts';
import { checkMade, checkPath, checkTarget, checkTransferred, type Place, placesOf } from './check-domain.ts';
import { checkMerged } from './check-merge.ts';
import { compileFragment } from './compile-fragment.ts';
import { checkFields, compileExpression, reportTemplateInPath } from './compile-source.ts';
import { compileTest, scalarOf } from './compile-test.ts';
import { compileLoop } from './compile-variable.ts';
import { compileAttributes, compileText, qualifiedName } from './compile-written.ts';
import { at, type Context, report, reportIn } from './context.ts';
import type { DomainEdit, Loop, OnNoMatch, Template, XmlTemplate } from './model.ts';
import { entryOf } from './shape.ts';
import { literalText } from './template.ts';

/** One edit of the domain; undefined when something in it was reported. */
export function compileDomainEdit(context: Context, node: YamlNode): DomainEdit | undefined {
  const op = scalarOf(node, 'op')?.text;
  if (op === 'test') return compileDomainTest(context, node);
  const path = compilePath(context, node, 'path');
  if (!path) {
    if (entryOf(node, 'xml')) compileFragment(compileItem(context, node).inside, node, [NOWHERE]); // for its own mistakes
    return undefined;
  }
  const pathSpan = scalarOf(node, 'path')?.span ?? node.span;
  const edit = { field: context.field, span: node.span, pathSpan, path };
  const position = scalarOf(node, 'position')?.text as Position | undefined; // the shape allows no other word
  switch (op) {
    case 'set':
      return compileSet(context, node, edit);
    case 'add': {
      const { loop, inside } = compileItem(context, node);
      const xml = compileFragment(inside, node, placesAround(context, path, position));
      checkMade(at(context, 'path'), path, scalarOf(node, 'path')?.span ?? node.span);
      if (path.isAttribute)
        reportAttribute(context, node, 'add puts elements into an element', 'use set for an attribute');
      return xml && { ...edit, op, xml, position, loop, onNoMatch: onNoMatch(node, 'Skip') };
    }
    case 'merge': {
      checkMade(at(context, 'path'), path, scalarOf(node, 'path')?.span ?? node.span);
      const xml = compileOneElement(context, node, path, 'merge');
      if (xml) checkMerged(at(context, 'xml'), xml, entryOf(node, 'xml')?.value.span ?? node.span);
      return xml && { ...edit, op: 'mergeElement', xml, onNoMatch: onNoMatch(node, 'Skip') };
    }
    case 'remove':
      return { ...edit, op, onNoMatch: onNoMatch(node, 'Skip') };
    case 'replace':
      return compileReplace(context, node, edit);
    case 'move':
    case 'copy': {
      const from = op === 'copy' ? readPath(context, node, 'from') : compilePath(context, node, 'from');
      const as = compileAs(context, node);
      if (from && from.isAttribute !== path.isAttribute) {
        reportAttribute(
          context,
          node,
          `${op} takes an attribute to an attribute, or an element into an element`,
          'let both paths end alike',
        );
      }
      const into = path.isAttribute ? [] : placesAround(context, path, position);
      const span = scalarOf(node, as ? 'as' : 'path')?.span ?? node.span;
      if (from) checkTransferred(at(context, as ? 'as' : 'path'), into, from, as, span);
      return from && { ...edit, op, from, position, as, onNoMatch: onNoMatch(node, 'Fail') };
    }
    default:
      return undefined;
  }
}

type EditBase = Pick<Extract<DomainEdit, { op: 'remove' }>, 'field' | 'span' | 'pathSpan' | 'path'>;

function compileSet(context: Context, node: YamlNode, edit: EditBase): DomainEdit | undefined {
  const attributes = compileAttributes(context, node, edit.path);
  const pathSpan = scalarOf(node, 'path')?.span ?? node.span;
  checkMade(at(context, 'path'), edit.path, pathSpan);
  if (entryOf(node, 'xml')) {
    const { loop, inside } = compileItem(context, node);
    const xml = compileOneElement(inside, node, edit.path, 'set with xml');
    if (attributes.length > 0)
      report(
        context,
        'InvalidField',
        'has xml and attributes',
        entryOf(node, 'attributes')?.keySpan ?? node.span,
        'write the attributes into the xml',
      );
    return xml && { ...edit, op: 'setElement', xml, loop, onNoMatch: onNoMatch(node, 'Skip') };
  }
  const loop = entryOf(node, 'forEach');
  if (loop)
    report(at(context, 'forEach'), 'InvalidField', 'needs xml: an item becomes an element', loop.keySpan);
  const value = compileText(context, node, edit.path);
  reportMovingTarget(context, edit.path, value, pathSpan);
  if (edit.path.isAttribute && entryOf(node, 'attributes')) {
    reportAttribute(context, node, 'attributes belong to an element', 'let the path end at the element');
  } else if (edit.path.isAttribute && !entryOf(node, 'value')) {
    report(context, 'InvalidField', 'needs "value": the path names an attribute', pathSpan);
  }
  return { ...edit, op: 'set', value, attributes, onNoMatch: onNoMatch(node, 'Skip') };
}

/** Reports an edit that writes what its own path tests: what is not found any more is then made once more. */
function reportMovingTarget(context: Context, path: EditPath, value: Template | undefined, span: Span): void {
  const { text } = path.xpath;
  const [, name = '', one, two] = /\[@([\w.:-]+)\s*=\s*(?:'([^']*)'|"([^"]*)")\]\/@\1$/.exec(text) ?? [];
  const tested = one ?? two;
  const isMade = path.segments.at(-1)?.child?.attributes && !/^\/domain\/devices\/[^/]+\/@/.test(text);
  if (tested === undefined || !isMade || !value || literalText(value) === tested) return;
  const message = `the path finds what has ${name} = ${tested}, and the edit makes that something else`;
  const cure = `let an element above do the test, or the next run makes another: …[…/@${name}='${tested}']/…/@${name}`;
  report(at(context, 'path'), 'InvalidXPath', message, span, cure);
}

function compileReplace(context: Context, node: YamlNode, edit: EditBase): DomainEdit | undefined {
  if (entryOf(node, 'xml')) {
    const [xml, second] = compileFragment(context, node, placesOf(context, edit.path).above) ?? [];
    if (second)
      report(
        at(context, 'xml'),
        'InvalidXml',
        'has more than one element',
        entryOf(node, 'xml')?.value.span ?? node.span,
        'replace puts one in place of one',
      );
    if (edit.path.isAttribute) reportAttribute(context, node, 'an attribute has no elements', 'use value');
    return xml && { ...edit, op: 'replaceElement', xml, onNoMatch: onNoMatch(node, 'Fail') };
  }
  const value = compileText(context, node, edit.path);
  return value && { ...edit, op: 'replace', value, onNoMatch: onNoMatch(node, 'Fail') };
}

function compileDomainTest(context: Context, node: YamlNode): DomainEdit | undefined {
  const path = scalarOf(node, 'path');
  const xpath = path && compileExpression(at(context, 'path'), path);
  const message = scalarOf(node, 'message')?.text;
  const base = { field: context.field, span: node.span, pathSpan: path?.span ?? node.span };
  return xpath && { ...base, op: 'test', path: xpath, test: compileTest(context, node), message };
}

/** A path that an edit writes to. */
function compilePath(context: Context, node: YamlNode, key: 'path' | 'from'): EditPath | undefined {
  const path = readPath(context, node, key);
  if (path) checkPath(at(context, key), path, scalarOf(node, key)?.span ?? node.span);
  return path;
}

function readPath(context: Context, node: YamlNode, key: 'path' | 'from'): EditPath | undefined {
  const scalar = scalarOf(node, key);
  const inner = at(context, key);
  if (!scalar || reportTemplateInPath(inner, scalar)) return undefined;
  const { namespaces, variables } = context;
  const compiled = compileEditPath(scalar.text, { namespaces, variables: new Set(variables.keys()) });
  if ('problems' in compiled) {
    reportIn(inner, scalar, compiled.problems);
    return undefined;
  }
  checkFields(inner, scalar, compiled.path.xpath);
  checkTarget(inner, compiled.path, scalar.span);
  return compiled.path;
}

/** Of a path that cannot be read. */
const NOWHERE: Place = { names: [], isNamed: true };

/** Where elements are put: into what the path finds, or beside it. */
function placesAround(context: Context, path: EditPath, position: Position | undefined): readonly Place[] {
  const { at: inside, above } = placesOf(context, path);
  return position === 'Before' || position === 'After' ? above : inside;
}

/** The loop of an edit, and what is declared inside of it. */
function compileItem(context: Context, node: YamlNode): { loop: Loop | undefined; inside: Context } {
  const written = entryOf(node, 'forEach')?.value;
  const inside = { ...context, variables: new Map(context.variables) };
  return { loop: written && compileLoop(at(inside, 'forEach'), written), inside };
}

function compileOneElement(
  context: Context,
  node: YamlNode,
  path: EditPath,
  verb: string,
): XmlTemplate | undefined {
  const [xml, second] = compileFragment(context, node, placesOf(context, path).above) ?? [];
  if (!xml) return undefined;
  const inner = at(context, 'xml');
  const span = entryOf(node, 'xml')?.value.span ?? node.span;
  const last = path.lastElementName;
  if (second)
    report(
      inner,
      'InvalidXml',
      'has more than one element',
      span,
      `${verb} is about one element; use add for several`,
    );
  if (verb === 'merge' && path.start && path.segments.length === 0) return xml; // a loop's node, whatever it is
  if (path.isAttribute || !last) {
    reportAttribute(
      context,
      node,
      `${verb} needs a path that ends with an element name`,
      'for example /domain/devices/tpm',
    );
  } else if (last.local !== xml.local || last.namespace !== xml.namespace) {
    report(
      inner,
      'InvalidXml',
      `the element is <${xml.name}>, the path ends with ${last.local}`,
      span,
      'let both be the same',
    );
  }
  return xml;
}

function compileAs(context: Context, node: YamlNode): XmlName | undefined {
  const scalar = scalarOf(node, 'as');
  return scalar && qualifiedName(at(context, 'as'), scalar.text, scalar.span);
}

function onNoMatch(node: YamlNode, fallback: OnNoMatch): OnNoMatch {
  const written = scalarOf(node, 'onNoMatch')?.text;
  return written === 'Skip' || written === 'Fail' ? written : fallback;
}

function reportAttribute(context: Context, node: YamlNode, message: string, hint: string): void {
  report(at(context, 'path'), 'InvalidXPath', message, scalarOf(node, 'path')?.span ?? node.span, hint);
}
