import type { Capability } from '../kubevirt/capabilities.ts';
import type { Diagnostic, LoadCode } from '../text/diagnostic.ts';
import type { Span } from '../text/source.ts';
import { didYouMean } from '../text/suggest.ts';
import { placeIn, type YamlNode, type YamlScalar } from '../yaml/located.ts';
import { isUnsafeKey } from '../yaml/pointer.ts';
import { MAX_FINDINGS } from '../yaml/read.ts';
import type { Way } from './domain-ways.ts';
import type { Reference, Template, ValueTemplate } from './model.ts';
import { parseTemplate, referencesOf } from './template.ts';

/** What is known of a variable while a rule is compiled. */
export interface Declared {
  /** Whether its value is constrained, so that it may become part of a command. */
  readonly guarded: boolean;
  /** The fields that it has, where that is known: the groups of a capture, or none. */
  readonly fields?: ReadonlySet<string> | undefined;
  /** The ways to the nodes that it holds, where they are known. */
  readonly ways?: readonly Way[] | undefined;
}

/** Where in which rule we are, what is declared there, and where findings go. */
export interface Context {
  readonly rule: string | undefined;
  /** For example `spec.domain[0]`. */
  readonly field: string;
  /** Declared so far: grows while variables are compiled. */
  readonly variables: Map<string, Declared>;
  /** What to do to have a variable here that is only declared further down. */
  readonly cureOfLater?: (name: string) => string | undefined;
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
  add(context, { code, severity: 'error', message, span, ...(hint === undefined ? {} : { hint }) });
}

/** The same for what may be meant as it is written. */
export function warn(context: Context, code: LoadCode, message: string, span: Span, hint: string): void {
  add(context, { code, severity: 'warning', message, span, hint });
}

function add({ rule, field, diagnostics }: Context, diagnostic: Diagnostic): void {
  if (diagnostics.length >= MAX_FINDINGS) return;
  diagnostics.push({ ...diagnostic, field, ...(rule === undefined ? {} : { rule }) });
}

/** Reports each problem that a parser found inside a scalar's text, at its place in the file. */
export function reportIn(
  context: Context,
  scalar: YamlScalar,
  problems: Iterable<{ code: LoadCode; message: string; hint?: string; start: number; end: number }>,
): void {
  for (const { code, message, hint, start, end } of problems) {
    const name = /^\$([A-Za-z_]\w*)/.exec(scalar.text.slice(start, end))?.[1] ?? '';
    const later = code === 'UnknownVariable' ? context.cureOfLater?.(name) : undefined;
    const cure = code === 'UnknownVariable' ? DECLARE : undefined;
    report(context, code, message, placeIn(scalar, start, end), later ?? hint ?? cure);
  }
}

const DECLARE = 'declare it under variables';

/** Reads a text with values in it; undeclared names and broken references are reported. */
export function compileTemplate(context: Context, scalar: YamlScalar): Template {
  const place = (start: number, end: number) => placeIn(scalar, start, end);
  const name = bareVariable(context, scalar.text);
  if (name === undefined) return templateFrom(context, scalar.text, place);
  const quote = scalar.span.source.text[scalar.span.start];
  const hint = `write $(${name}) for its value, or '$${name}' in single quotes for the text`;
  if (quote === '$') report(context, 'InvalidTemplate', bareMessage(name), scalar.span, hint);
  else if (quote !== "'") warn(context, 'InvalidTemplate', bareMessage(name), scalar.span, hint);
  return [scalar.text];
}

/** The same for a text that cannot be left out: `$(name?)` has no meaning there. */
export function compileFullTemplate(context: Context, scalar: YamlScalar): Template {
  const template = compileTemplate(context, scalar);
  refuseOptional(context, template, scalar.span);
  return template;
}

/** Reports `$(name?)` where nothing could be left out. */
export function refuseOptional(context: Context, template: Template, span: Span): void {
  const [only] = template;
  if (typeof only !== 'object' || !('optional' in only)) return;
  const cure = 'write $(name), and give the variable a default';
  report(context, 'InvalidTemplate', 'an optional value has no place here', span, cure);
}

/** Reads a text with values in it that stands somewhere inside a scalar, as in an XML fragment. */
export function templateFrom(
  context: Context,
  text: string,
  place: (start: number, end: number) => Span,
): Template {
  const { template, spans, problems } = parseTemplate(text);
  const name = bareVariable(context, text);
  if (name !== undefined)
    warn(
      context,
      'InvalidTemplate',
      bareMessage(name),
      place(0, text.length),
      `write $(${name}) for its value`,
    );
  // Finding a place takes time in proportion to the text: no more than will be told.
  for (const { message, hint, start, end } of problems.slice(0, MAX_FINDINGS)) {
    report(context, 'InvalidTemplate', message, place(start, end), hint);
  }
  let found = 0;
  for (const [i, reference] of referencesOf(template).entries()) {
    const unknown = whyUnknown(context, reference);
    if (!unknown || ++found > MAX_FINDINGS) continue;
    const { start, end } = spans[i] ?? { start: 0, end: text.length };
    const isElsewhere =
      context.cureOfLater?.(reference[0]) !== undefined && !context.variables.has(reference[0]);
    const cure =
      unknown.hint === undefined || isElsewhere
        ? unknown.hint
        : `${unknown.hint}, or write $$( for a plain $(`;
    report(context, 'UnknownVariable', unknown.message, place(start, end), cure);
  }
  return template;
}

/** The variable that a text like `$name` was probably to stand for: in XPath it would. */
function bareVariable({ variables }: Context, text: string): string | undefined {
  const [, name, field = ''] = /^\$([A-Za-z_]\w*)((?:\.[\w-]+)*)$/.exec(text) ?? [];
  return name !== undefined && variables.has(name) ? `${name}${field}` : undefined;
}

function bareMessage(name: string): string {
  return `"${name}" is a variable, and this is a plain text`;
}

/** Reports a name or a field of it that nothing declares. */
export function checkDeclared(context: Context, reference: Reference, span: Span): void {
  const unknown = whyUnknown(context, reference);
  if (unknown) report(context, 'UnknownVariable', unknown.message, span, unknown.hint);
}

function whyUnknown(
  { variables, diagnostics, cureOfLater }: Context,
  [name, field]: Reference,
): { message: string; hint?: string } | undefined {
  if (diagnostics.length >= MAX_FINDINGS) return undefined; // guessing takes time, and none more will be told
  const declared = variables.get(name);
  if (!declared) {
    const later = cureOfLater?.(name);
    if (later !== undefined) return { message: `there is no variable "${name}" here`, hint: later };
    const guess = didYouMean(name, variables.keys());
    const message = `there is no variable "${name}" here${guess}`;
    return guess === '' ? { message, hint: DECLARE } : { message };
  }
  const { fields } = declared;
  if (field === undefined || !fields || fields.has(field)) return undefined;
  if (fields.size === 0)
    return { message: `"${name}" has no fields`, hint: 'name the groups of its capture: (?<name>…)' };
  const guess = didYouMean(field, fields);
  const message = `"${name}" has no field "${field}"${guess}`;
  return guess === '' ? { message, hint: `it has ${[...fields].join(', ')}` } : { message };
}

/** Reports a `$(name)` where nothing is ever put in, and so would be taken for what it says. */
export function refuseValues(
  context: Context,
  scalar: YamlScalar | undefined,
  what: string,
  cureOf: (value: string) => string = () => 'write it out',
): void {
  const found = scalar && /(?<!\$)\$\(([A-Za-z_][\w.-]*)\)/.exec(scalar.text);
  if (!found) return;
  const place = placeIn(scalar, found.index, found.index + found[0].length);
  report(context, 'InvalidTemplate', `${what} never takes a value`, place, cureOf(found[1] ?? ''));
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
        if (isUnsafeKey(key)) {
          report(context, 'InvalidField', `a key cannot be called ${key}`, keySpan, 'choose another key');
        }
      }
      return {
        kind: 'map',
        entries: node.entries.map(({ key, value }) => [key, compileValue(at(context, key), value)]),
      };
    case 'scalar':
      if (typeof node.value === 'string') return { kind: 'text', template: compileTemplate(context, node) };
      if (Number.isInteger(node.value) && !Number.isSafeInteger(node.value))
        report(
          context,
          'InvalidField',
          'this number loses its last digits',
          node.span,
          `write "${node.text}"`,
        );
      return { kind: 'literal', value: node.value };
  }
}
