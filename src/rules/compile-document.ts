import type { YamlNode } from '../yaml/located.ts';
import { checkCommands, checkWholeText } from './check-commands.ts';
import { checkPlain } from './check-plain.ts';
import { compilePointer, type PointerStyle } from './compile-pointer.ts';
import { compileTest, scalarOf } from './compile-test.ts';
import { at, type Context, compileValue, report } from './context.ts';
import type { DocumentEdit, PatchOperation, Pointer, ValueTemplate } from './model.ts';
import { entryOf } from './shape.ts';

/** One edit of user data; undefined when something in it was reported. */
export function compileUserDataEdit(context: Context, node: YamlNode): DocumentEdit | undefined {
  return compileEdit(context, node, 'wide');
}

/** The same of network data. */
export function compileNetworkDataEdit(context: Context, node: YamlNode): DocumentEdit | undefined {
  const edit = compileEdit(context, node, 'networkData');
  const whole = entryOf(node, 'value');
  if (edit?.path.steps.length === 0 && whole && entryOf(whole.value, 'network')) {
    const span = entryOf(whole.value, 'network')?.keySpan ?? whole.keySpan;
    const cure = 'write what stands below it';
    report(
      at(context, 'value'),
      'InvalidField',
      'network data is meant without its "network" key',
      span,
      cure,
    );
    return undefined;
  }
  return edit;
}

/** The same of meta-data. */
export function compileMetaDataEdit(context: Context, node: YamlNode): DocumentEdit | undefined {
  return compileEdit(context, node, 'metaData');
}

function compileEdit(context: Context, node: YamlNode, style: PointerStyle): DocumentEdit | undefined {
  const op = scalarOf(node, 'op')?.text;
  const path = pointerOf(context, node, 'path', style);
  const value = editValue(context, node, op === 'test' ? undefined : path, checkCommands);
  const pathSpan = scalarOf(node, 'path')?.span ?? node.span;
  const edit = { field: context.field, span: node.span, pathSpan };
  const skipOr = scalarOf(node, 'onNoMatch')?.text;
  if (!path) return undefined;
  switch (op) {
    case 'set':
    case 'add':
      return value && { ...edit, op, path, value, onNoMatch: skipOr === 'Fail' ? 'Fail' : 'Skip' };
    case 'merge': {
      const lists = scalarOf(node, 'lists')?.text === 'Append' ? 'Append' : 'Replace';
      return value && { ...edit, op, path, value, lists, onNoMatch: skipOr === 'Fail' ? 'Fail' : 'Skip' };
    }
    case 'replace':
      return value && { ...edit, op, path, value, onNoMatch: skipOr === 'Skip' ? 'Skip' : 'Fail' };
    case 'remove':
      return { ...edit, op, path, onNoMatch: skipOr === 'Fail' ? 'Fail' : 'Skip' };
    case 'move':
    case 'copy': {
      const from = pointerOf(context, node, 'from', style);
      return from && { ...edit, op, from, path };
    }
    case 'test':
      return {
        ...edit,
        op,
        path,
        value,
        test: compileTest(context, node),
        message: scalarOf(node, 'message')?.text,
      };
    default:
      return undefined;
  }
}

/** One RFC 6902 operation on CloudInitData. */
export function compilePatchOperation(context: Context, node: YamlNode): PatchOperation | undefined {
  const op = scalarOf(node, 'op')?.text;
  const path = pointerOf(context, node, 'path', 'plain');
  const from = pointerOf(context, node, 'from', 'plain');
  const value = editValue(context, node, op === 'test' ? undefined : path, checkWholeText);
  const pathSpan = scalarOf(node, 'path')?.span ?? node.span;
  const edit = { field: context.field, span: node.span, pathSpan };
  switch (op) {
    case 'add':
    case 'remove':
    case 'replace':
    case 'move':
    case 'copy':
    case 'test':
      return path && { ...edit, op, path, from, value };
    default:
      return undefined;
  }
}

function pointerOf(
  context: Context,
  node: YamlNode,
  key: 'path' | 'from',
  style: PointerStyle,
): Pointer | undefined {
  const scalar = scalarOf(node, key);
  return scalar && compilePointer(at(context, key), scalar, style);
}

function editValue(
  context: Context,
  node: YamlNode,
  path: Pointer | undefined,
  check: typeof checkCommands,
): ValueTemplate | undefined {
  const value = entryOf(node, 'value')?.value;
  if (!value) return undefined;
  const inner = at(context, 'value');
  const compiled = compileValue(inner, value);
  checkPlain(inner, value);
  if (path) check(inner, path.text, compiled, value);
  return compiled;
}
