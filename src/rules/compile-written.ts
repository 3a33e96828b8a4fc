import type { EditPath } from '../xml/edit-path.ts';
import type { XmlName } from '../xml/node.ts';
import type { YamlNode, YamlScalar } from '../yaml/located.ts';
import { checkWritten } from './check-domain.ts';
import { scalarOf } from './compile-test.ts';
import { at, type Context, compileTemplate, report } from './context.ts';
import type { AttributeTemplate, Template } from './model.ts';
import { entryOf } from './shape.ts';
import { cureOfNames } from './shape-mistakes.ts';

/** The `value` of an edit. */
export function compileText(context: Context, node: YamlNode, path: EditPath): Template | undefined {
  const scalar = scalarOf(node, 'value');
  if (!scalar) return undefined;
  const template = xmlText(at(context, 'value'), scalar);
  checkWritten(at(context, 'value'), path, path.attributeName, template, scalar.span);
  return template;
}

/** The `attributes` of an edit. */
export function compileAttributes(context: Context, node: YamlNode, path: EditPath): AttributeTemplate[] {
  const attributes = entryOf(node, 'attributes')?.value;
  if (attributes?.kind !== 'map') return [];
  const inner = at(context, 'attributes');
  const compiled: AttributeTemplate[] = [];
  for (const { key, keySpan, value } of attributes.entries) {
    if (key.includes('$(')) {
      report(at(inner, key), 'InvalidTemplate', 'names never take values', keySpan, cureOfNames(key));
      continue;
    }
    const name = qualifiedName(at(inner, key), key, keySpan);
    if (!name || value.kind !== 'scalar') continue;
    const template = xmlText(at(inner, key), value);
    checkWritten(at(inner, key), path, name, template, value.span);
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

/** A name with its namespace; undefined when it was reported. */
export function qualifiedName(context: Context, name: string, span: YamlScalar['span']): XmlName | undefined {
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
