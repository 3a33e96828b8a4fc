import type { Capability } from '../kubevirt/capabilities.ts';
import type { Diagnostic, LoadCode } from '../text/diagnostic.ts';
import type { Span } from '../text/source.ts';
import { didYouMean } from '../text/suggest.ts';
import { placeIn, type YamlNode, type YamlScalar } from '../yaml/read.ts';
import type { Reference, Template, ValueTemplate } from './model.ts';
import { parseTemplate, referencesOf } from './template.ts';

/** What is known of a variable while a rule is compiled. */
export interface Declared {
  /** Whether its value is constrained, so that it may become part of a command. */
  readonly guarded: boolean;
}

/** Where in which rule we are, what is declared there, and where findings go. */
export interface Context {
  readonly rule: string | undefined;
  /** For example `spec.domain[0]`. */
  readonly field: string;
  /** Declared so far: grows while variables are compiled. */
  readonly variables: Map<string, Declared>;
  readonly namespaces: ReadonlyMap<string, string>;
  readonly capabilities: ReadonlySet<Capability>;
  readonly diagnostics: Diagnostic[];
}

/** The same context one step deeper. */
export function at(context: Context, step: string | number): Context {
  return {
    ...context,
    field: typeof step === 'number' ? `${context.field}[${step}]` : `${context.field}.${step}`,
  };
}

export function report(context: Context, code: LoadCode, message: string, span: Span, hint?: string): void {
  const { rule, field } = context;
  context.diagnostics.push({
    code,
    severity: 'error',
    message,
    span,
    field,
    ...(rule === undefined ? {} : { rule }),
    ...(hint === undefined ? {} : { hint }),
  });
}

/** Reports each problem that a parser found inside a scalar's text, at its place in the file. */
export function reportIn(
  context: Context,
  scalar: YamlScalar,
  problems: Iterable<{ code: LoadCode; message: string; hint?: string; start: number; end: number }>,
): void {
  for (const { code, message, hint, start, end } of problems) {
    report(context, code, message, placeIn(scalar, start, end), hint);
  }
}

/** Reads a text with values in it; undeclared names and broken references are reported. */
export function compileTemplate(context: Context, scalar: YamlScalar): Template {
  return templateFrom(context, scalar.text, (start, end) => placeIn(scalar, start, end));
}

/** The same for a text that stands somewhere inside a scalar, as in an XML fragment. */
export function templateFrom(
  context: Context,
  text: string,
  place: (start: number, end: number) => Span,
): Template {
  const { template, spans, problems } = parseTemplate(text);
  for (const { message, hint, start, end } of problems) {
    report(context, 'InvalidTemplate', message, place(start, end), hint);
  }
  for (const [i, reference] of referencesOf(template).entries()) {
    const { start, end } = spans[i] ?? { start: 0, end: text.length };
    checkDeclared(context, reference, place(start, end));
  }
  return template;
}

export function checkDeclared(context: Context, [name]: Reference, span: Span): void {
  if (context.variables.has(name)) return;
  const known = [...context.variables.keys()];
  const guess = didYouMean(name, known);
  const hint = guess === '' ? 'declare it under variables, or write $$( for a plain $(' : undefined;
  report(context, 'UnknownVariable', `there is no variable "${name}" here${guess}`, span, hint);
}

/** Whether every value in the template is constrained. */
export function isGuarded(context: Context, template: Template): boolean {
  return referencesOf(template).every(([name]) => context.variables.get(name)?.guarded ?? true);
}

/** Any YAML value with templates for its texts. Keys never take values. */
export function compileValue(context: Context, node: YamlNode): ValueTemplate {
  switch (node.kind) {
    case 'list':
      return { kind: 'list', items: node.items.map((item, i) => compileValue(at(context, i), item)) };
    case 'map':
      for (const { key, keySpan } of node.entries) {
        if (/(^|[^$])\$\(/.test(key)) {
          report(context, 'InvalidTemplate', 'a key never takes a value', keySpan, 'write the key out');
        }
        if (key === '__proto__') report(context, 'InvalidField', 'a key cannot be called __proto__', keySpan);
      }
      return {
        kind: 'map',
        entries: node.entries.map(({ key, value }) => [key, compileValue(at(context, key), value)]),
      };
    case 'scalar':
      if (typeof node.value === 'string') return { kind: 'text', template: compileTemplate(context, node) };
      return { kind: 'literal', value: node.value };
  }
}
