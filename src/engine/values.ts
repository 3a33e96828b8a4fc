import type { OptionalReference, Reference, Template, ValueTemplate } from '../rules/model.ts';
import { Failure } from '../text/failure.ts';
import type { Node } from '../xml/node.ts';
import { textOf } from '../xml/node.ts';
import type { Resolve, XPathValue } from '../xml/xpath.ts';
import { boundedText, createMeter, type Meter, weigh } from './value-limits.ts';

/**
 * A value of a variable. Nodes stay nodes, so that a path may start at them; where text is needed, one node is its
 * text. Mappings are Maps: no key can reach JavaScript's own properties.
 */
export type Value = string | number | boolean | null | Nodes | readonly Value[] | ReadonlyMap<string, Value>;

export interface Nodes {
  readonly nodes: readonly Node[];
}

/** The variables of one run of a rule's body, by name. A declared name without a value is missing. */
export type Scope = ReadonlyMap<string, Value>;

export function isNodes(value: Value | undefined): value is Nodes {
  return typeof value === 'object' && value !== null && 'nodes' in value;
}

export function isList(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value);
}

/**
 * What parsed JSON or YAML is as a value; null is "missing", as everywhere in the language. Throws LimitExceeded when it
 * is nested too deep, or too large.
 */
export function fromJson(json: unknown): Value {
  return toValue(json, createMeter(), 0);
}

function toValue(json: unknown, meter: Meter, depth: number): Value {
  meter.count(depth);
  if (Array.isArray(json)) return json.map((inner) => toValue(inner, meter, depth + 1));
  if (typeof json === 'object' && json !== null) {
    const entries = Object.entries(json).map(
      ([key, inner]) => [key, toValue(inner, meter, depth + 1)] as const,
    );
    return new Map(entries);
  }
  if (typeof json === 'string' || typeof json === 'boolean') return json;
  return typeof json === 'number' && Number.isFinite(json) ? json : null; // 1e999 is no number of anything
}

/** What an XPath expression gave, as a value; undefined when that counts as missing: no node, false, or no number. */
export function fromXPath(result: XPathValue): Value | undefined {
  if (typeof result === 'boolean') return result ? true : undefined;
  if (Number.isNaN(result)) return undefined;
  if (typeof result === 'number' && !Number.isFinite(result))
    throw new Failure('InvalidValue', 'the calculation divides by zero', 'ask for that before, under when');
  if (typeof result !== 'object') return result;
  return result.length === 0 ? undefined : { nodes: result };
}

/** The value of `$(name.field)`; undefined when it or a field of it is missing. */
export function lookUp(scope: Scope, [name, ...fields]: Reference): Value | undefined {
  let value = scope.get(name);
  for (const field of fields) {
    if (value === undefined || value === null) return undefined;
    if (!(value instanceof Map)) {
      throw new Failure(
        'TypeMismatch',
        `$(${name}) has no fields`,
        'name the groups of a capture to get fields',
      );
    }
    value = value.get(field);
  }
  return value ?? undefined;
}

/** Binds XPath's own variables. A list or an object has no meaning there. */
export function resolveIn(scope: Scope): Resolve {
  return (dotted) => {
    const reference = dotted.split('.') as [string, ...string[]]; // split gives at least one
    const value = lookUp(scope, reference);
    if (value === undefined || value === null) throw missing(reference, variableFor(reference), `$${dotted}`);
    if (isNodes(value)) return value.nodes;
    if (typeof value === 'object')
      throw new Failure('TypeMismatch', `$${dotted} is ${kindOf(value)}, not one value`);
    return typeof value === 'number' ? exact(value, `$${dotted}`) : value;
  };
}

/** The text of a template: values stand in it letter for letter and are never read again as anything else. */
export function bindText(template: Template, scope: Scope): string {
  return bind(template, scope, variableFor);
}

function bind(template: Template, scope: Scope, cureOf: CureOf): string {
  let text = '';
  for (const part of template) {
    text = boundedText(text + (typeof part === 'string' ? part : textIn(scope, part, cureOf)));
  }
  return text;
}

/** The same for XML, where true and false alone are no words that libvirt knows. */
export function bindXmlText(template: Template, scope: Scope): string {
  const only = soleReference(template);
  if (only && typeof lookUp(scope, only) === 'boolean') {
    const what = `$(${only.join('.')}) is true or false`;
    throw new Failure('InvalidValue', what, 'libvirt says "on" or "yes": turn it into that with map');
  }
  return bind(template, scope, only ? leavingOut : variableFor);
}

/** Whether this is `$(name?)` and there is no such value: what it stands for is then left out. */
export function isLeftOut(template: Template, scope: Scope): boolean {
  const [only] = template;
  return typeof only === 'object' && 'optional' in only && lookUp(scope, only.optional) === undefined;
}

/**
 * A value from a template; undefined when it is one reference to something missing. Throws LimitExceeded when it is too
 * large.
 */
export function bindValue(value: ValueTemplate, scope: Scope): Value | undefined {
  const bound = valueFrom(value, scope);
  if (bound !== undefined) weigh(bound);
  return bound;
}

function valueFrom(value: ValueTemplate, scope: Scope): Value | undefined {
  const isKept = (item: ValueTemplate) => item.kind !== 'text' || !isLeftOut(item.template, scope);
  switch (value.kind) {
    case 'literal':
      return value.value;
    case 'list':
      return value.items.filter(isKept).map((item) => present(valueFrom(item, scope), item));
    case 'map':
      return new Map(
        value.entries
          .filter(([, item]) => isKept(item))
          .map(([key, item]) => [key, present(valueFrom(item, scope), item)]),
      );
    case 'text': {
      const only = soleReference(value.template);
      return only ? lookUp(scope, only) : bindText(value.template, scope);
    }
  }
}

/** The same for what has to be there: a Failure names the reference to something missing. */
export function bindPresent(value: ValueTemplate, scope: Scope): Value {
  return present(bindValue(value, scope), value);
}

/** A written value, for messages: the reference that it is, or what it is. */
export function wordsOfValue(value: ValueTemplate): string {
  const only = value.kind === 'text' ? soleReference(value.template) : undefined;
  return only ? `$(${only.join('.')})` : 'the value';
}

/** One value as text; a Failure when it is a list, an object or several nodes. */
export function asText(value: Value, name: string): string {
  if (isNodes(value)) {
    const [node, second] = value.nodes;
    if (node && !second) return textOf(node);
    throw new Failure(
      'TypeMismatch',
      `${name} is ${value.nodes.length} nodes, not one value`,
      'choose one with [1], or loop over them',
    );
  }
  if (typeof value === 'number') return formatNumber(exact(value, name));
  if (typeof value === 'object')
    throw new Failure('TypeMismatch', `${name} is ${kindOf(value)}, not one value`);
  return String(value);
}

/**
 * The number. Throws InvalidValue for a whole one that a double does not hold to the last digit: it would go on as
 * another number without a word.
 */
export function exact(value: number, name: string): number {
  if (!Number.isInteger(value) || Number.isSafeInteger(value)) return value;
  const what = `${name} is a whole number beyond ${Number.MAX_SAFE_INTEGER}, whose last digits are lost`;
  throw new Failure('InvalidValue', what, 'write it in quotes where it comes from: a text keeps all digits');
}

/** What a message may say about a value: its kind, never what it is. */
export function kindOf(value: Value): string {
  if (value === null) return 'nothing';
  if (isList(value)) return 'a list';
  if (isNodes(value)) return value.nodes.length === 1 ? 'a node' : `${value.nodes.length} nodes`;
  if (typeof value === 'object') return 'an object';
  return typeof value === 'string' ? 'text' : typeof value === 'number' ? 'a number' : 'true or false';
}

/** A number as people and libvirt write it: no exponent. */
export function formatNumber(value: number): string {
  if (Number.isInteger(value)) return BigInt(value).toString();
  const short = String(value);
  return short.includes('e') ? value.toFixed(20).replace(/\.?0+$/, '') : short;
}

/** The reference that a template is, and nothing else. */
function soleReference([part, second]: Template): Reference | undefined {
  return second === undefined && typeof part === 'object' ? referenceOf(part) : undefined;
}

function referenceOf(part: Reference | OptionalReference): Reference {
  return 'optional' in part ? part.optional : part;
}

function textIn(scope: Scope, part: Reference | OptionalReference, cureOf: CureOf): string {
  const reference = referenceOf(part);
  const value = lookUp(scope, reference);
  if (value === undefined || value === null) throw missing(reference, cureOf(reference));
  return asText(value, `$(${reference.join('.')})`);
}

function present(value: Value | undefined, template: ValueTemplate): Value {
  if (value !== undefined) return value;
  const reference: Reference = (template.kind === 'text' && soleReference(template.template)) || ['value'];
  throw missing(reference, leavingOut(reference));
}

/** What to do about a value that is missing, depending on where it stands. */
type CureOf = (reference: Reference) => string;

const leavingOut: CureOf = (reference) => {
  const name = reference.join('.');
  if (reference.length === 1) return 'give the variable a default';
  return `write $(${name}?) to leave it out, or pass such items over with when: [{variable: ${name}}]`;
};

const variableFor: CureOf = (reference) => {
  if (reference.length === 1) return 'give the variable a default';
  return `read it into a variable of its own: value: $(${reference.join('.')}?), default: …`;
};

function missing(reference: Reference, cure: string, written = `$(${reference.join('.')})`): Failure {
  return new Failure('MissingValue', `${written} has no value`, cure);
}
