import { compileXPath, type XPath } from '../xml/xpath.ts';
import { placeIn, type YamlNode, type YamlScalar } from '../yaml/located.ts';
import { compilePointer } from './compile-pointer.ts';
import { compileTest, scalarOf, TEST_KEYS } from './compile-test.ts';
import {
  at,
  type Context,
  checkDeclared,
  compileFullTemplate,
  compileValue,
  report,
  reportIn,
} from './context.ts';
import type { Condition, Source } from './model.ts';
import { entryOf } from './shape.ts';

/** A condition; its variables are those declared until now. */
export function compileCondition(context: Context, node: YamlNode): Condition | undefined {
  refuseTestOfGroup(context, node);
  const place = { field: context.field, span: node.span };
  const anyOf = entryOf(node, 'anyOf')?.value;
  if (anyOf?.kind === 'list') {
    const inner = at(context, 'anyOf');
    const conditions = anyOf.items
      .map((item, i) => compileCondition(at(inner, i), item))
      .filter((c) => c !== undefined);
    return { ...place, kind: 'anyOf', conditions, words: conditions.map(({ words }) => words).join(' or ') };
  }
  const not = entryOf(node, 'not')?.value;
  if (not) {
    const condition = compileCondition(at(context, 'not'), not);
    return condition && { ...place, kind: 'not', condition, words: `not: ${condition.words}` };
  }
  const source = compileSource(context, node);
  const test = node.kind === 'map' ? compileTest(context, node) : undefined;
  const asks = asksOf(node);
  const words = [sourceWords(node), asks].filter(Boolean).join(' ');
  return source && { ...place, kind: 'source', source, test, words, asks };
}

function refuseTestOfGroup(context: Context, node: YamlNode): void {
  if (node.kind !== 'map' || !(entryOf(node, 'anyOf') || entryOf(node, 'not'))) return;
  for (const { key, keySpan } of node.entries) {
    if (!TEST_KEYS.some((test) => test === key)) continue;
    const cure = 'put the test into the conditions inside';
    report(at(context, key), 'InvalidField', 'anyOf and not have no value to test', keySpan, cure);
  }
}

/** An XPath expression; what is wrong with it is reported at its place. */
export function compileExpression(context: Context, scalar: YamlScalar): XPath | undefined {
  if (reportTemplateInPath(context, scalar)) return undefined;
  const { namespaces, variables } = context;
  const compiled = compileXPath(scalar.text, { namespaces, variables: new Set(variables.keys()) });
  if ('problems' in compiled) {
    reportIn(context, scalar, compiled.problems);
    return undefined;
  }
  checkFields(context, scalar, compiled.xpath);
  return compiled.xpath;
}

/** Reports `$name.field` where the variable has no such field. */
export function checkFields(context: Context, scalar: YamlScalar, { variables }: XPath): void {
  for (const dotted of variables) {
    const start = Math.max(0, scalar.text.indexOf(`$${dotted}`));
    const [name = '', ...fields] = dotted.split('.');
    checkDeclared(context, [name, ...fields], placeIn(scalar, start, start + dotted.length + 1));
  }
}

/** Reports a `$(name)` that stands where XPath's own `$name` belongs. */
export function reportTemplateInPath(context: Context, scalar: YamlScalar): boolean {
  const found = [...scalar.text.matchAll(/(['"]?)\$\(([^)]*)\)?\1/g)];
  const problems = found.map(({ 0: whole, 1: quote, 2: name = '', index }) => {
    const literal = literalAround(scalar.text, index);
    const isPart = literal !== undefined && quote === '';
    const written = isPart ? literal : whole;
    const instead = isPart
      ? asConcat(literal, whole, name)
      : `$${name}${quote === '' ? '' : ' without quotes'}`;
    return {
      code: 'InvalidXPath' as const,
      message: 'a value in XPath is an XPath variable',
      hint: `write ${instead} instead of ${written}`,
      start: index,
      end: index + whole.length,
    };
  });
  reportIn(context, scalar, problems);
  return problems.length > 0 || reportVariableInText(context, scalar);
}

/** Reports a declared `$name` inside a quoted text, where XPath takes it letter for letter. */
function reportVariableInText(context: Context, scalar: YamlScalar): boolean {
  const problems = [...scalar.text.matchAll(TEXTS)].flatMap(({ 0: literal, index }) => {
    const variable = /\$([A-Za-z_]\w*(?:\.[\w-]+)*)/.exec(literal);
    const [whole = '', name = ''] = variable ?? [];
    if (!variable || !context.variables.has(name.split('.')[0] ?? '')) return [];
    return {
      code: 'InvalidXPath' as const,
      message: `inside quotes ${whole} is plain text`,
      hint: `write ${asConcat(literal, whole, name)} instead of ${literal}`,
      start: index,
      end: index + literal.length,
    };
  });
  reportIn(context, scalar, problems);
  return problems.length > 0;
}

/** XPath's quoted texts. */
const TEXTS = /'[^']*'|"[^"]*"/g;

function literalAround(text: string, offset: number): string | undefined {
  return [...text.matchAll(TEXTS)].find(
    ({ 0: literal, index }) => index < offset && offset < index + literal.length,
  )?.[0];
}

/** `'ua-$(n)-x'` as `concat('ua-', $n, '-x')`. */
function asConcat(literal: string, variable: string, name: string): string {
  const quote = literal[0] ?? "'";
  const [before = '', ...after] = literal.slice(1, -1).split(variable);
  const rest = after.join(variable);
  const parts = [before && quote + before + quote, `$${name}`, rest && quote + rest + quote].filter(Boolean);
  return parts.length === 1 ? `$${name}` : `concat(${parts.join(', ')})`;
}

/** The source of a variable or a condition. */
export function compileSource(context: Context, node: YamlNode): Source | undefined {
  for (const kind of ['annotation', 'label'] as const) {
    const key = scalarOf(node, kind);
    if (key) return { kind, key: key.text, template: compileFullTemplate(at(context, kind), key) };
  }
  for (const kind of ['vmi', 'userData', 'networkData', 'metaData'] as const) {
    const scalar = scalarOf(node, kind);
    const style = kind === 'metaData' || kind === 'networkData' ? kind : 'wide';
    const pointer = scalar && compilePointer(at(context, kind), scalar, style);
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
  const of = entryOf(node, 'of')?.value;
  const taken = scalarOf(node, 'taken');
  const xpath = taken && compileExpression(at(context, 'taken'), taken);
  const ranges = of?.kind === 'list' ? of.items : of ? [of] : [];
  const names = ranges.flatMap((range) => {
    const expanded = range.kind === 'scalar' ? expandRange(range.text) : [];
    if (!expanded) {
      const cure = 'write "vd{a..z}" or "tap{0..9}"';
      report(at(context, 'of'), 'InvalidField', 'is not a range of names', range.span, cure);
    }
    return expanded ?? [];
  });
  if (names.length > MAX_NAMES)
    report(at(context, 'of'), 'InvalidField', `has more than ${MAX_NAMES} names`, of?.span ?? node.span);
  return xpath && { kind: 'firstFree', names, taken: xpath };
}

/** Ranges longer than this are mistakes: no VM has that many disks or cards. */
const MAX_NAMES = 1024;

function expandRange(pattern: string): string[] | undefined {
  const found = /^([^{}]*)\{([a-z]|[0-9]{1,5})\.\.([a-z]|[0-9]{1,5})\}([^{}]*)$/.exec(pattern);
  if (!found) return undefined;
  const [, before = '', first = '', last = '', after = ''] = found;
  const letters = /[a-z]/.test(first);
  if (letters !== /[a-z]/.test(last)) return undefined;
  const number = (end: string) => (letters ? end.charCodeAt(0) : Number(end));
  const [from, to] = [number(first), number(last)];
  const count = Math.abs(to - from) + 1;
  if (count > MAX_NAMES) return undefined;
  return Array.from({ length: count }, (_, i) => {
    const one = to < from ? from - i : from + i;
    return before + (letters ? String.fromCharCode(one) : one) + after;
  });
}

/** A condition as its author wrote it, on one line: the source, and what is asked of it. */
function sourceWords(node: YamlNode): string {
  const [source] = node.kind === 'map' ? node.entries : [];
  return source ? `${source.key} ${textOf(source.value)}` : '';
}

function asksOf(node: YamlNode): string {
  if (node.kind !== 'map') return '';
  return node.entries
    .slice(1)
    .filter(({ key }) => TEST_KEYS.some((test) => test === key))
    .map(({ key, value }) => `${key} ${textOf(value)}`)
    .join(' ');
}

function textOf(value: YamlNode): string {
  if (value.kind === 'scalar') return value.text;
  return value.kind === 'list' ? value.items.map(textOf).join(', ') : '…';
}
