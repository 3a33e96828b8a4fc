import { quantityIn } from '../kubevirt/quantity.ts';
import { MAX_RANGE, type Transform } from '../rules/model.ts';
import { Failure } from '../text/failure.ts';
import { regexCapture, regexReplace } from '../text/regex.ts';
import { unreachable } from '../text/unreachable.ts';
import { textOf } from '../xml/node.ts';
import { parseYamlValue } from '../yaml/value.ts';
import { fromBase64, hashOf, toBase64, wordsOf } from './encodings.ts';
import { asText, bindValue, fromJson, isList, isNodes, kindOf, type Scope, type Value } from './values.ts';
import { entriesOf, pick } from './whole-value.ts';

/** Lists longer than this are refused: no VM has that many disks, cards or CPUs. */
export const MAX_LIST = 1024;

/**
 * Applies the transforms in order; on a list each to its items, whose own lists then stand in the one. Failures name
 * the transform and the kind of the value, never the value. `scope` is for the values in a map.
 */
export function transform(value: Value, transforms: readonly Transform[], scope: Scope = new Map()): Value {
  return transforms.reduce(
    (current, step) => (current === null ? null : applyOne(step, plain(current), scope)),
    value,
  );
}

function applyOne(step: Transform, value: Value, scope: Scope): Value {
  if (step.kind === 'join')
    return listOf(value)
      .map((item) => asText(item, 'an item'))
      .join(step.separator);
  if (step.kind === 'unique') return distinct(listOf(value));
  if (step.kind === 'count') return listOf(value).length;
  if (step.kind === 'pick') return pick(value, step.pointer, scope);
  if (!isList(value)) return applyToItem(step, value, scope);
  return bounded(value.flatMap((item) => applyToItem(step, plain(item), scope)));
}

type ItemTransform = Exclude<Transform, { kind: 'join' | 'unique' | 'count' | 'pick' }>;

function applyToItem(step: ItemTransform, value: Value, scope: Scope): Value {
  const text = () => {
    if (typeof value === 'object')
      throw new Failure('TypeMismatch', `${step.kind} needs text, the value is ${kindOf(value)}`);
    return asText(value, 'the value');
  };
  switch (step.kind) {
    case 'trim':
      return text().trim();
    case 'case':
      return step.to === 'Lower' ? text().toLowerCase() : text().toUpperCase();
    case 'capture':
      return capture(step, text());
    case 'replace':
      return regexReplace(step.regex, text(), step.with);
    case 'map':
      return mapped(step, text(), scope);
    case 'split':
      return bounded(
        text()
          .split(step.separator)
          .map((item) => item.trim())
          .filter((item) => item !== ''),
      );
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
      return bounded(wordsOf(text()));
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
  if (!/^[0-9]{1,15}$/.test(text.trim())) throw new Failure('InvalidValue', 'range needs a whole number');
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
      if (!/^[+-]?[0-9]{1,15}$/.test(text.trim())) throw wrong('a whole number');
      return Number(text);
    case 'Number':
      if (!/^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?$/.test(text.trim()))
        throw wrong('a number');
      if (!Number.isFinite(Number(text))) throw wrong('a number that fits');
      return Number(text);
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
  const texts = value.nodes.map(textOf);
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

function bounded(items: readonly Value[]): readonly Value[] {
  if (items.length > MAX_LIST)
    throw new Failure('LimitExceeded', `a list of ${items.length} items`, `at most ${MAX_LIST}`);
  return items;
}
