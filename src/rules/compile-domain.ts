import type { Position } from '../xml/add-elements.ts';
import { compileEditPath, type EditPath } from '../xml/edit-path.ts';
import type { XmlName } from '../xml/node.ts';
import type { YamlNode, YamlScalar } from '../yaml/located.ts';
import { checkMade, checkPath, checkTarget, checkWritten } from './check-domain.ts';
import { compileFragment } from './compile-fragment.ts';
import { checkFields, compileExpression, reportTemplateInPath } from './compile-source.ts';
import { compileTest, scalarOf } from './compile-test.ts';
import { at, type Context, compileTemplate, report, reportIn } from './context.ts';
import type { AttributeTemplate, DomainEdit, OnNoMatch, Template, XmlTemplate } from './model.ts';
import { entryOf } from './shape.ts';

/** One edit of the domain; undefined when something in it was reported. */
export function compileDomainEdit(context: Context, node: YamlNode): DomainEdit | undefined {
  const op = scalarOf(node, 'op')?.text;
  if (op === 'test') return compileDomainTest(context, node);
  const path = compilePath(context, node, 'path');
  if (!path) {
    if (op === 'set' || op === 'add' || op === 'replace') compileFragment(context, node); // for its own mistakes
    return undefined;
  }
  const edit = { field: context.field, span: node.span, path };
  const position = scalarOf(node, 'position')?.text as Position | undefined; // the shape allows no other word
  switch (op) {
    case 'set':
      return compileSet(context, node, edit);
    case 'add': {
      const xml = compileFragment(context, node);
      checkMade(at(context, 'path'), path, scalarOf(node, 'path')?.span ?? node.span);
      if (path.isAttribute)
        reportAttribute(context, node, 'add puts elements into an element', 'use set for an attribute');
      return xml && { ...edit, op, xml, position, onNoMatch: onNoMatch(node, 'Skip') };
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
      return from && { ...edit, op, from, position, as, onNoMatch: onNoMatch(node, 'Fail') };
    }
    default:
      return undefined;
  }
}

type EditBase = Pick<Extract<DomainEdit, { op: 'remove' }>, 'field' | 'span' | 'path'>;

function compileSet(context: Context, node: YamlNode, edit: EditBase): DomainEdit | undefined {
  const attributes = compileAttributes(context, node, edit.path);
  const pathSpan = scalarOf(node, 'path')?.span ?? node.span;
  checkMade(at(context, 'path'), edit.path, pathSpan);
  if (entryOf(node, 'xml')) {
    const xml = compileOneElement(context, node, edit.path);
    if (attributes.length > 0)
      report(
        context,
        'InvalidField',
        'has xml and attributes',
        entryOf(node, 'attributes')?.keySpan ?? node.span,
        'write the attributes into the xml',
      );
    return xml && { ...edit, op: 'setElement', xml, onNoMatch: onNoMatch(node, 'Skip') };
  }
  const value = compileText(context, node, edit.path);
  if (edit.path.isAttribute && entryOf(node, 'attributes')) {
    reportAttribute(context, node, 'attributes belong to an element', 'let the path end at the element');
  } else if (edit.path.isAttribute && !entryOf(node, 'value')) {
    report(context, 'InvalidField', 'needs "value": the path names an attribute', pathSpan);
  }
  return { ...edit, op: 'set', value, attributes, onNoMatch: onNoMatch(node, 'Skip') };
}

function compileReplace(context: Context, node: YamlNode, edit: EditBase): DomainEdit | undefined {
  if (entryOf(node, 'xml')) {
    const [xml, second] = compileFragment(context, node) ?? [];
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
  const base = { field: context.field, span: node.span };
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

function compileText(context: Context, node: YamlNode, path: EditPath): Template | undefined {
  const scalar = scalarOf(node, 'value');
  if (!scalar) return undefined;
  const template = xmlText(at(context, 'value'), scalar);
  checkWritten(at(context, 'value'), path, path.attributeName?.local, template, scalar.span);
  return template;
}

function compileAttributes(context: Context, node: YamlNode, path: EditPath): AttributeTemplate[] {
  const attributes = entryOf(node, 'attributes')?.value;
  if (attributes?.kind !== 'map') return [];
  const inner = at(context, 'attributes');
  const compiled: AttributeTemplate[] = [];
  for (const { key, keySpan, value } of attributes.entries) {
    const name = qualifiedName(at(inner, key), key, keySpan);
    if (!name || value.kind !== 'scalar') continue;
    const template = xmlText(at(inner, key), value);
    checkWritten(at(inner, key), path, name.local, template, value.span);
    compiled.push({ ...name, value: template });
  }
  return compiled;
}

/** Text for XML: what is written, to the letter. A bare true is a trap: libvirt says "yes" here and "on" there. */
function xmlText(context: Context, scalar: YamlScalar): Template {
  if (typeof scalar.value === 'boolean') {
    const [on, yes] = scalar.value ? ['on', 'yes'] : ['off', 'no'];
    report(
      context,
      'InvalidField',
      `must be text, is ${scalar.value}`,
      scalar.span,
      `libvirt says "${on}" or "${yes}"; or write "${scalar.value}"`,
    );
  }
  return compileTemplate(context, scalar);
}

function compileOneElement(context: Context, node: YamlNode, path: EditPath): XmlTemplate | undefined {
  const [xml, second] = compileFragment(context, node) ?? [];
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
      'set makes one element; use add for several',
    );
  if (path.isAttribute || !last) {
    reportAttribute(
      context,
      node,
      'set with xml needs a path that ends with an element name',
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

function qualifiedName(context: Context, name: string, span: YamlScalar['span']): XmlName | undefined {
  const found = /^(?:([A-Za-z_][\w.-]*):)?([A-Za-z_][\w.-]*)$/.exec(name);
  const [, prefix = '', local = ''] = found ?? [];
  if (!found || prefix === 'xmlns' || name === 'xmlns') {
    report(
      context,
      'InvalidXml',
      `"${name}" cannot be a name here`,
      span,
      'namespaces are declared under spec.namespaces',
    );
    return undefined;
  }
  const namespace = prefix === '' ? null : context.namespaces.get(prefix);
  if (namespace === undefined) {
    report(
      context,
      'UndeclaredNamespace',
      `the prefix "${prefix}" is not declared`,
      span,
      'declare it under spec.namespaces',
    );
    return undefined;
  }
  return { prefix, local, namespace };
}

function onNoMatch(node: YamlNode, fallback: OnNoMatch): OnNoMatch {
  const written = scalarOf(node, 'onNoMatch')?.text;
  return written === 'Skip' || written === 'Fail' ? written : fallback;
}

function reportAttribute(context: Context, node: YamlNode, message: string, hint: string): void {
  report(at(context, 'path'), 'InvalidXPath', message, scalarOf(node, 'path')?.span ?? node.span, hint);
}
