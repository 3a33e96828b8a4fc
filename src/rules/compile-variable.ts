import type { YamlNode, YamlScalar } from '../yaml/located.ts';
import { isUnsafeKey } from '../yaml/pointer.ts';
import { compileSource } from './compile-source.ts';
import { compileTest, scalarOf, warnOfPattern } from './compile-test.ts';
import { compileTransform } from './compile-transform.ts';
import { at, type Context, compileValue, type Declared, report } from './context.ts';
import { waysToValue } from './domain-ways.ts';
import { isGuardedVariable } from './guard.ts';
import type { Loop, Source, Transform, ValueTemplate, Variable } from './model.ts';
import { entryOf } from './shape.ts';
import { referencesOf, VARIABLE_NAME } from './template.ts';

/** A variable; declares its name for what comes after it. */
export function compileVariable(context: Context, node: YamlNode): Variable | undefined {
  const name = scalarOf(node, 'name');
  const source = compileSource(context, node);
  const transforms = transformsOf(context, node);
  warnOfPattern(at(context, 'must'), entryOf(node, 'must')?.value);
  const must = compileTest(at(context, 'must'), entryOf(node, 'must')?.value);
  const fallback = entryOf(node, 'default')?.value;
  const defaultValue = fallback && compileValue(at(context, 'default'), fallback);
  if (name) {
    const guarded = isGuardedVariable(context, { source, default: defaultValue, transforms, must });
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
