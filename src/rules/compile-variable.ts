import { typeOf } from '../xml/xpath-syntax.ts';
import type { YamlNode, YamlScalar } from '../yaml/located.ts';
import { isUnsafeKey } from '../yaml/pointer.ts';
import { compileSource } from './compile-source.ts';
import { compileTest, constrains, scalarOf } from './compile-test.ts';
import { compileTransform, transformConstrains } from './compile-transform.ts';
import { at, type Context, compileValue, type Declared, report } from './context.ts';
import { waysToValue } from './domain-ways.ts';
import type { Loop, Source, Transform, ValueTemplate, Variable } from './model.ts';
import { entryOf } from './shape.ts';
import { referencesOf, VARIABLE_NAME } from './template.ts';

/** A variable; declares its name for what comes after it. */
export function compileVariable(context: Context, node: YamlNode): Variable | undefined {
  const name = scalarOf(node, 'name');
  const source = compileSource(context, node);
  const transforms = transformsOf(context, node);
  const must = compileTest(at(context, 'must'), entryOf(node, 'must')?.value);
  const fallback = entryOf(node, 'default')?.value;
  const defaultValue = fallback && compileValue(at(context, 'default'), fallback);
  if (name) {
    const guarded = constrains(must) || isConstrained(context, source, transforms);
    const isWhole = transforms.length === itemsOf(node, 'transforms').length;
    declare(context, name, {
      guarded,
      fields: isWhole ? fieldsOf(source, defaultValue, transforms) : undefined,
      ways:
        source &&
        waysToValue(
          { source, default: defaultValue, transforms },
          (other) => context.variables.get(other)?.ways,
        ),
    });
  }
  if (!name || !source) return undefined;
  return {
    name: name.text,
    field: context.field,
    span: node.span,
    source,
    default: defaultValue,
    onMissing: scalarOf(node, 'onMissing')?.text === 'Fail' ? 'Fail' : 'Skip',
    transforms,
    must,
  };
}

/** A loop; declares its item and its index. */
export function compileLoop(context: Context, node: YamlNode): Loop | undefined {
  const variable = compileVariable(context, node);
  const index = scalarOf(node, 'index');
  if (index) declare(at(context, 'index'), index, { guarded: true, fields: NO_FIELDS });
  return variable && { ...variable, index: index?.text };
}

function transformsOf(context: Context, node: YamlNode): Transform[] {
  const inner = at(context, 'transforms');
  return itemsOf(node, 'transforms')
    .map((item, i) => compileTransform(at(inner, i), item))
    .filter((t) => t !== undefined);
}

function itemsOf(node: YamlNode, key: string): readonly YamlNode[] {
  const value = entryOf(node, key)?.value;
  return value?.kind === 'list' ? value.items : [];
}

const NO_FIELDS: ReadonlySet<string> = new Set();
const ENTRY_FIELDS: ReadonlySet<string> = new Set(['key', 'value']);

/** The fields of what a variable ends up as; undefined when only a VM tells. */
function fieldsOf(
  source: Source | undefined,
  fallback: ValueTemplate | undefined,
  transforms: readonly Transform[],
): ReadonlySet<string> | undefined {
  const last = transforms.filter(({ kind }) => kind !== 'unique').at(-1);
  switch (last?.kind) {
    case undefined:
      if (fallback && (fallback.kind !== 'text' || referencesOf(fallback.template).length > 0))
        return undefined;
      return ['annotation', 'label', 'domain', 'firstFree'].includes(source?.kind ?? '')
        ? NO_FIELDS
        : undefined;
    case 'capture':
      return new Set(last.regex.groupNames.keys());
    case 'map':
    case 'pick':
      return undefined;
    case 'entries':
      return ENTRY_FIELDS;
    case 'parse':
      return last.as === 'Json' || last.as === 'Yaml' ? undefined : NO_FIELDS;
    default:
      return NO_FIELDS;
  }
}

/** Whether what comes out of the transforms can only be what the rule's author foresaw. */
function isConstrained(
  context: Context,
  source: Source | undefined,
  transforms: readonly Transform[],
): boolean {
  return transforms.reduce(
    (guarded, transform) => {
      if (transform.kind === 'map')
        return [...transform.entries.values()].every((value) => isSafeValue(context, value));
      return guarded || transformConstrains(transform);
    },
    isSafeSource(context, source),
  );
}

function declare(context: Context, name: YamlScalar, declared: Declared): void {
  if (!VARIABLE_NAME.test(name.text) || isUnsafeKey(name.text)) {
    report(
      context,
      'InvalidField',
      `"${name.text}" cannot be a variable's name`,
      name.span,
      'use letters, digits and _, a letter first',
    );
  } else if (context.variables.has(name.text)) {
    report(
      context,
      'InvalidField',
      `there is already a variable "${name.text}"`,
      name.span,
      'choose another name',
    );
  }
  context.variables.set(name.text, declared);
}

/** A literal is as safe as what stands in it; a free name was written by the rule's author. */
function isSafeSource(context: Context, source: Source | undefined): boolean {
  if (source?.kind === 'firstFree') return true;
  // Digits, a point and a minus at most.
  if (source?.kind === 'domain' && typeOf(source.xpath.expression) === 'number') return true;
  return source?.kind === 'value' && isSafeValue(context, source.value);
}

function isSafeValue(context: Context, value: ValueTemplate): boolean {
  switch (value.kind) {
    case 'literal':
      return true;
    case 'text':
      return referencesOf(value.template).every(([name]) => context.variables.get(name)?.guarded ?? true);
    case 'list':
      return value.items.every((item) => isSafeValue(context, item));
    case 'map':
      return value.entries.every(([, item]) => isSafeValue(context, item));
  }
}
