import type { OptionalReference, Reference, Template, ValueTemplate } from '../rules/model.ts';
import { Failure } from '../text/failure.ts';
import type { Node } from '../xml/node.ts';
import { textOf } from '../xml/node.ts';
import type { Resolve, XPathValue } from '../xml/xpath.ts';

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

/** An annotation can nest brackets deeper than the stack reaches; nothing that a rule is for is nested so. */
const MAX_DEPTH = 64;

/**
 * What parsed JSON or YAML is as a value; null is "missing", as everywhere in the language. Throws LimitExceeded when it
 * is nested too deep.
 */
export function fromJson(json: unknown): Value {
  return toValue(json, 0);
}

function toValue(json: unknown, depth: number): Value {
  if (depth > MAX_DEPTH)
    throw new Failure('LimitExceeded', `a value is nested deeper than ${MAX_DEPTH} levels`);
  if (Array.isArray(json)) return json.map((inner) => toValue(inner, depth + 1));
  if (typeof json === 'object' && json !== null) {
    return new Map(Object.entries(json).map(([key, inner]) => [key, toValue(inner, depth + 1)]));
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
    if (value === undefined || value === null) throw missing(reference);
    if (isNodes(value)) return value.nodes;
    if (typeof value === 'object')
      throw new Failure('TypeMismatch', `$${dotted} is ${kindOf(value)}, not one value`);
    return value;
  };
}

/** The text of a template: values stand in it letter for letter and are never read again as anything else. */
export function bindText(template: Template, scope: Scope): string {
  let text = '';
  for (const part of template) {
    text += typeof part === 'string' ? part : textIn(scope, part);
    if (text.length > MAX_TEXT) {
      throw new Failure(
        'LimitExceeded',
        `a text grows beyond ${MAX_TEXT} characters`,
        'put fewer values into it',
      );
    }
  }
  return text;
}

/** A text with values in it: all annotations of a VM together are at most as long. */
const MAX_TEXT = 256 * 1024;

/** The same for XML, where true and false alone are no words that libvirt knows. */
export function bindXmlText(template: Template, scope: Scope): string {
  const only = soleReference(template);
  if (only && typeof lookUp(scope, only) === 'boolean') {
    const what = `$(${only.join('.')}) is true or false`;
    throw new Failure('InvalidValue', what, 'libvirt says "on" or "yes": turn it into that with map');
  }
  return bindText(template, scope);
}

/** Whether this is `$(name?)` and there is no such value: what it stands for is then left out. */
export function isLeftOut(template: Template, scope: Scope): boolean {
  const [only] = template;
  return typeof only === 'object' && 'optional' in only && lookUp(scope, only.optional) === undefined;
}

/** A value from a template; undefined when it is one reference to something missing. */
export function bindValue(value: ValueTemplate, scope: Scope): Value | undefined {
  const isKept = (item: ValueTemplate) => item.kind !== 'text' || !isLeftOut(item.template, scope);
  switch (value.kind) {
    case 'literal':
      return value.value;
    case 'list':
      return value.items.filter(isKept).map((item) => present(bindValue(item, scope), item));
    case 'map':
      return new Map(
        value.entries
          .filter(([, item]) => isKept(item))
          .map(([key, item]) => [key, present(bindValue(item, scope), item)]),
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
  if (typeof value === 'number') return formatNumber(value);
  if (typeof value === 'object')
    throw new Failure('TypeMismatch', `${name} is ${kindOf(value)}, not one value`);
  return String(value);
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

function textIn(scope: Scope, part: Reference | OptionalReference): string {
  const reference = referenceOf(part);
  const value = lookUp(scope, reference);
  if (value === undefined || value === null) throw missing(reference);
  return asText(value, `$(${reference.join('.')})`);
}

function present(value: Value | undefined, template: ValueTemplate): Value {
  if (value !== undefined) return value;
  throw missing((template.kind === 'text' && soleReference(template.template)) || ['value']);
}

function missing(reference: Reference): Failure {
  return new Failure('MissingValue', `$(${reference.join('.')}) has no value`, 'give the variable a default');
}
