import { quantityIn } from '../kubevirt/quantity.ts';
import { MAX_RANGE, type Transform } from '../rules/model.ts';
import { Failure } from '../text/failure.ts';
import { regexCapture, regexReplace } from '../text/regex.ts';
import { unreachable } from '../text/unreachable.ts';
import { textOf } from '../xml/node.ts';
import { parseYamlValue } from '../yaml/value.ts';
import { fromBase64, hashOf, toBase64, wordsOf } from './encodings.ts';
import { boundedText, checkLength, createMeter, MAX_LIST, MAX_TEXT, weigh } from './value-limits.ts';
import {
  asText,
  bindValue,
  exact,
  fromJson,
  isList,
  isNodes,
  kindOf,
  type Scope,
  type Value,
} from './values.ts';
import { entriesOf, pick } from './whole-value.ts';

/**
 * Applies the transforms in order; on a list each to its items, whose own lists then stand in the one. Failures name
 * the transform and the kind of the value, never the value. `scope` is for the values in a map. What each makes is
 * limited, so that no order of them takes the memory: LimitExceeded.
 */
export function transform(value: Value, transforms: readonly Transform[], scope: Scope = new Map()): Value {
  return transforms.reduce(
    (current, step) => (current === null ? null : limited(applyOne(step, current, scope))),
    value,
  );
}

function limited(value: Value): Value {
  if (isList(value)) checkLength(value.length);
  weigh(value);
  return value;
}

function applyOne(step: Transform, given: Value, scope: Scope): Value {
  if (step.kind === 'count') return isNodes(given) ? given.nodes.length : listOf(given).length;
  const value = plain(given);
  if (step.kind === 'join') return joined(listOf(value), step.separator);
  if (step.kind === 'unique') return distinct(listOf(value));
  if (step.kind === 'pick') return pick(value, step.pointer, scope);
  if (!isList(value)) return applyToItem(step, value, scope);
  const meter = createMeter();
  const all: Value[] = [];
  for (const item of value) {
    const made = applyToItem(step, plain(item), scope);
    weigh(made, meter);
    all.push(...(isList(made) ? made : [made]));
    checkLength(all.length);
  }
  return all;
}

type ItemTransform = Exclude<Transform, { kind: 'join' | 'unique' | 'count' | 'pick' }>;

function applyToItem(step: ItemTransform, value: Value, scope: Scope): Value {
  const text = () => {
    if (typeof value === 'object')
      throw new Failure('TypeMismatch', `${step.kind} needs text, the value is ${kindOf(value)}`);
    return boundedText(asText(value, 'the value'));
  };
  switch (step.kind) {
    case 'trim':
      return text().trim();
    case 'case':
      return step.to === 'Lower' ? text().toLowerCase() : text().toUpperCase();
    case 'capture':
      return capture(step, text());
    case 'replace':
      return regexReplace(step.regex, text(), step.with, MAX_TEXT);
    case 'map':
      return mapped(step, text(), scope);
    case 'split':
      return splitAt(step.separator, text());
    case 'range':
      return range(step.from, text());
    case 'quantity':
      return inUnit(text(), step.unit);
    case 'parse':
      return parsed(step.as, text());
    case 'hash':
      return hashOf(text(), step.length);
    case 'encode':
      return toBase64(text());
    case 'decode':
      return fromBase64(text());
    case 'words':
      return wordsOf(text(), MAX_LIST);
    case 'entries':
      return entriesOf(value);
    default:
      return unreachable(step);
  }
}

function capture({ regex }: Extract<Transform, { kind: 'capture' }>, text: string): Value {
  const groups = regexCapture(regex, text);
  if (!groups)
    throw new Failure('InvalidValue', 'the value does not match the capture', 'it must match as a whole');
  if (regex.groupNames.size === 0) return groups[1] ?? '';
  return new Map([...regex.groupNames].map(([name, index]) => [name, groups[index] ?? null]));
}

function mapped({ entries }: Extract<Transform, { kind: 'map' }>, text: string, scope: Scope): Value {
  const found = entries.get(text) ?? entries.get('*');
  if (!found)
    throw new Failure('InvalidValue', 'the value is not in the map', 'add it, or "*" for all others');
  const value = bindValue(found, scope);
  if (value === undefined)
    throw new Failure('MissingValue', 'what the map gives has no value', 'give its variable a default');
  return value;
}

function range(from: number, text: string): Value {
  if (!/^[0-9]+$/.test(text.trim())) throw new Failure('InvalidValue', 'range needs a whole number');
  const count = Number(text);
  if (count > MAX_RANGE)
    throw new Failure('LimitExceeded', 'the value is too large for a range', `at most ${MAX_RANGE}`);
  return Array.from({ length: count }, (_, i) => from + i);
}

function inUnit(text: string, unit: string): Value {
  const amount = quantityIn(text, unit);
  if (amount === undefined)
    throw new Failure('InvalidValue', 'the value is not a quantity', 'such as 8, 500m, 16Gi or 100M');
  return amount <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(amount) : amount.toString();
}

function parsed(as: Extract<Transform, { kind: 'parse' }>['as'], text: string): Value {
  const wrong = (what: string) => new Failure('InvalidValue', `the value is not ${what}`);
  switch (as) {
    case 'Integer':
      if (!/^[+-]?[0-9]+$/.test(text.trim())) throw wrong('a whole number');
      if (!/^[+-]?[0-9]{1,15}$/.test(text.trim()))
        throw new Failure(
          'InvalidValue',
          'the value is a whole number of more than 15 digits',
          'at most 15 digits; as a text it needs no parse',
        );
      return Number(text);
    case 'Number':
      if (!/^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?$/.test(text.trim()))
        throw wrong('a number');
      if (!Number.isFinite(Number(text))) throw wrong('a number that fits');
      return exact(Number(text), 'the value');
    case 'Boolean':
      if (!['true', 'false'].includes(text.trim())) throw wrong('true or false');
      return text.trim() === 'true';
    case 'Json':
      return fromJson(parseJson(text, wrong('JSON')));
    case 'Yaml':
      return fromJson(parseYamlValue(text));
  }
}

function parseJson(text: string, failure: Failure): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw failure; // the reason would quote the value
  }
}

/** Nodes as their texts: one node is a text, several are a list. */
function plain(value: Value): Value {
  if (!isNodes(value)) return value;
  const meter = createMeter();
  const texts = value.nodes.map((node) => meter.text(textOf(node)));
  return texts.length === 1 ? (texts[0] ?? '') : texts;
}

function listOf(value: Value): readonly Value[] {
  return isList(value) ? value : [value];
}

function distinct(items: readonly Value[]): readonly Value[] {
  const seen = new Set<string>();
  return items.filter((item) => {
    const key = `${typeof item}:${asText(item, 'an item')}`;
    return !seen.has(key) && seen.add(key);
  });
}

function joined(items: readonly Value[], separator: string): string {
  let text = '';
  for (const [i, item] of items.entries())
    text = boundedText(`${text}${i === 0 ? '' : separator}${asText(item, 'an item')}`);
  return text;
}

function splitAt(separator: string, text: string): readonly string[] {
  const items: string[] = [];
  for (let from = 0; from <= text.length; ) {
    const found = text.indexOf(separator, from);
    const end = found === -1 ? text.length : found;
    const item = text.slice(from, end).trim();
    if (item !== '') items.push(item);
    checkLength(items.length);
    from = end + separator.length;
  }
  return items;
}
