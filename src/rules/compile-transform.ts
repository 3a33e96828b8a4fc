import { QUANTITY_UNITS } from '../kubevirt/quantity.ts';
import { unknownGroup } from '../text/regex.ts';
import type { YamlNode } from '../yaml/located.ts';
import { compilePointer } from './compile-pointer.ts';
import { regexOf, scalarOf } from './compile-test.ts';
import { at, type Context, compileValue, report } from './context.ts';
import type { Transform } from './model.ts';
import { entryOf } from './shape.ts';

/** One transform; undefined when its shape was already reported or its pattern does not compile. */
export function compileTransform(context: Context, node: YamlNode): Transform | undefined {
  const entry = node.kind === 'map' ? node.entries[0] : undefined;
  if (!entry) return undefined;
  const { key, value } = entry;
  const inner = at(context, key);
  const scalar = value.kind === 'scalar' ? value : undefined;
  switch (key) {
    case 'trim':
    case 'unique':
    case 'count':
    case 'entries':
    case 'words':
      return { kind: key };
    case 'case':
      return { kind: 'case', to: scalar?.text === 'Upper' ? 'Upper' : 'Lower' };
    case 'join':
      return scalar && { kind: key, separator: scalar.text };
    case 'split':
      if (scalar?.text === '')
        report(inner, 'InvalidField', 'must not be empty', value.span, 'for example ","');
      return scalar && { kind: key, separator: scalar.text };
    case 'capture':
      return compileCapture(inner, value);
    case 'replace':
      return compileReplace(inner, value);
    case 'map':
      if (value.kind !== 'map') return undefined;
      return {
        kind: 'map',
        entries: new Map(value.entries.map((e) => [e.key, compileValue(at(inner, e.key), e.value)])),
      };
    case 'range':
      return { kind: 'range', from: Number(scalarOf(value, 'from')?.value ?? 0) };
    case 'quantity':
      return { kind: 'quantity', unit: QUANTITY_UNITS.find((unit) => unit === scalar?.text) ?? '1' };
    case 'parse':
      return compileParse(scalar?.text);
    case 'hash':
      return { kind: 'hash', length: Number(scalarOf(value, 'length')?.value ?? 8) };
    case 'encode':
    case 'decode':
      return { kind: key, as: 'Base64' };
    case 'pick': {
      const pointer = scalar && compilePointer(inner, scalar, 'wide');
      return pointer && { kind: key, pointer };
    }
    default:
      return undefined;
  }
}

function compileCapture(context: Context, value: YamlNode): Transform | undefined {
  const scalar = value.kind === 'scalar' ? value : undefined;
  const regex = scalar && regexOf(context, scalar);
  if (!regex) return undefined;
  const unnamed = regex.groupCount - regex.groupNames.size;
  if (regex.groupCount === 0) {
    report(context, 'InvalidRegex', 'captures nothing', value.span, 'put ( ) around the part that you want');
  } else if (regex.groupCount > 1 && unnamed > 0) {
    report(
      context,
      'InvalidRegex',
      'has several groups, and not all have names',
      value.span,
      'write (?<name>…), or (?:…) for a group that is not wanted',
    );
  }
  return { kind: 'capture', regex };
}

function compileReplace(context: Context, value: YamlNode): Transform | undefined {
  const pattern = scalarOf(value, 'pattern');
  const replacement = scalarOf(value, 'with');
  const regex = pattern && regexOf(at(context, 'pattern'), pattern);
  if (!regex || !replacement) return undefined;
  const group = unknownGroup(regex, replacement.text);
  if (group !== undefined) {
    report(at(context, 'with'), 'InvalidRegex', `the pattern has no group "${group}"`, replacement.span);
  }
  return { kind: 'replace', regex, with: entryOf(value, 'with') ? replacement.text : '' };
}

function compileParse(kind: string | undefined): Transform | undefined {
  switch (kind) {
    case 'Integer':
    case 'Number':
    case 'Boolean':
    case 'Json':
    case 'Yaml':
      return { kind: 'parse', as: kind };
    default:
      return undefined;
  }
}
