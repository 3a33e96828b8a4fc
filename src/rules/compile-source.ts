import { compileXPath, type XPath } from '../xml/xpath.ts';
import type { YamlNode, YamlScalar } from '../yaml/read.ts';
import { compilePointer } from './compile-pointer.ts';
import { compileTest, constrains, scalarOf, TEST_KEYS } from './compile-test.ts';
import { compileTransform, transformConstrains } from './compile-transform.ts';
import { at, type Context, checkDeclared, compileValue, type Declared, report, reportIn } from './context.ts';
import type { Condition, Loop, Source, Transform, ValueTemplate, Variable } from './model.ts';
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
  const guarded = constrains(must) || transforms.some(transformConstrains) || isSafeSource(context, source);
  if (name) declare(context, name, { guarded });
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
  if (index) declare(at(context, 'index'), index, { guarded: true });
  return variable && { ...variable, index: index?.text };
}

export function compileCondition(context: Context, node: YamlNode): Condition | undefined {
  const anyOf = entryOf(node, 'anyOf')?.value;
  if (anyOf?.kind === 'list') {
    const inner = at(context, 'anyOf');
    const conditions = anyOf.items
      .map((item, i) => compileCondition(at(inner, i), item))
      .filter((c) => c !== undefined);
    return { kind: 'anyOf', conditions, words: conditions.map(({ words }) => words).join(' or ') };
  }
  const not = entryOf(node, 'not')?.value;
  if (not) {
    const condition = compileCondition(at(context, 'not'), not);
    return condition && { kind: 'not', condition, words: `not: ${condition.words}` };
  }
  const source = compileSource(context, node);
  return source && { kind: 'source', source, test: compileTest(context, node), words: wordsOf(node) };
}

/** An XPath expression; what is wrong with it is reported at its place. */
export function compileExpression(context: Context, scalar: YamlScalar): XPath | undefined {
  if (reportTemplateInPath(context, scalar)) return undefined;
  const { namespaces, variables } = context;
  const compiled = compileXPath(scalar.text, { namespaces, variables: new Set(variables.keys()) });
  if ('xpath' in compiled) return compiled.xpath;
  reportIn(context, scalar, compiled.problems);
  return undefined;
}

/** Reports a `$(name)` that stands where XPath's own `$name` belongs. */
export function reportTemplateInPath(context: Context, scalar: YamlScalar): boolean {
  const found = /\$\(([^)]*)\)?/.exec(scalar.text);
  if (!found) return false;
  const message = 'a value in XPath is an XPath variable';
  const hint = `write $${found[1]} instead of ${found[0]}`;
  reportIn(context, scalar, [
    { code: 'InvalidXPath', message, hint, start: found.index, end: found.index + found[0].length },
  ]);
  return true;
}

function compileSource(context: Context, node: YamlNode): Source | undefined {
  for (const kind of ['annotation', 'label'] as const) {
    const key = scalarOf(node, kind);
    if (key) return { kind, key: key.text };
  }
  for (const kind of ['vmi', 'userData', 'networkData', 'metaData'] as const) {
    const scalar = scalarOf(node, kind);
    const pointer = scalar && compilePointer(at(context, kind), scalar, kind === 'vmi' ? 'plain' : 'wide');
    if (scalar) return pointer && { kind, pointer };
  }
  const domain = scalarOf(node, 'domain');
  if (domain) {
    const xpath = compileExpression(at(context, 'domain'), domain);
    return xpath && { kind: 'domain', xpath };
  }
  const variable = scalarOf(node, 'variable');
  if (variable) {
    const [name = '', ...fields] = variable.text.split('.');
    checkDeclared(at(context, 'variable'), [name], variable.span);
    return { kind: 'variable', reference: [name, ...fields] };
  }
  const value = entryOf(node, 'value')?.value;
  if (value) return { kind: 'value', value: compileValue(at(context, 'value'), value) };
  const firstFree = entryOf(node, 'firstFree')?.value;
  return firstFree && compileFirstFree(at(context, 'firstFree'), firstFree);
}

function compileFirstFree(context: Context, node: YamlNode): Source | undefined {
  const of = scalarOf(node, 'of');
  const taken = scalarOf(node, 'taken');
  const xpath = taken && compileExpression(at(context, 'taken'), taken);
  const names = of && expandRange(of.text);
  if (of && !names) {
    report(
      at(context, 'of'),
      'InvalidField',
      'is not a range of names',
      of.span,
      'write "vd{a..z}" or "tap{0..9}"',
    );
  }
  return names && xpath && { kind: 'firstFree', names, taken: xpath };
}

/** Ranges longer than this are mistakes: no VM has that many disks or cards. */
const MAX_NAMES = 1024;

function expandRange(pattern: string): string[] | undefined {
  const found = /^([^{}]*)\{([a-z]|[0-9]{1,5})\.\.([a-z]|[0-9]{1,5})\}([^{}]*)$/.exec(pattern);
  if (!found) return undefined;
  const [, before = '', first = '', last = '', after = ''] = found;
  const letters = /[a-z]/.test(first);
  if (letters !== /[a-z]/.test(last)) return undefined;
  const from = letters ? first.charCodeAt(0) : Number(first);
  const count = (letters ? last.charCodeAt(0) : Number(last)) - from + 1;
  if (count < 1 || count > MAX_NAMES) return undefined;
  return Array.from(
    { length: count },
    (_, i) => before + (letters ? String.fromCharCode(from + i) : from + i) + after,
  );
}

function transformsOf(context: Context, node: YamlNode): Transform[] {
  const transforms = entryOf(node, 'transforms')?.value;
  if (transforms?.kind !== 'list') return [];
  const inner = at(context, 'transforms');
  return transforms.items
    .map((item, i) => compileTransform(at(inner, i), item))
    .filter((t) => t !== undefined);
}

function declare(context: Context, name: YamlScalar, declared: Declared): void {
  if (!VARIABLE_NAME.test(name.text)) {
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

/** A condition as its author wrote it, on one line. */
function wordsOf(node: YamlNode): string {
  if (node.kind !== 'map') return '';
  const [source, ...tests] = node.entries;
  const text = (value: YamlNode): string =>
    value.kind === 'scalar' ? value.text : value.kind === 'list' ? value.items.map(text).join(', ') : '…';
  const said = tests
    .filter(({ key }) => TEST_KEYS.some((k) => k === key))
    .map(({ key, value }) => `${key} ${text(value)}`);
  return source ? [`${source.key} ${text(source.value)}`, ...said].join(' ') : '';
}
