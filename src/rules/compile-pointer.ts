import { META_DATA_NAMES } from '../kubevirt/cloud-init-data.ts';
import { didYouMean } from '../text/suggest.ts';
import { placeIn, type YamlScalar } from '../yaml/located.ts';
import { isUnsafeKey } from '../yaml/pointer.ts';
import { type Context, refuseOptional, reportIn, templateFrom, warn } from './context.ts';
import type { Pointer, PointerStep } from './model.ts';
import { literalText } from './template.ts';

/**
 * How a pointer may be written: RFC 6901 alone, or with our `*` and `[key=value]`, or so and into the meta-data or the
 * network data, which have their own names at the top.
 */
export type PointerStyle = 'plain' | 'wide' | 'metaData' | 'networkData';

/**
 * A JSON Pointer. It is cut at "/" before any value is put in, so that a value is always one step, whatever is in it.
 */
export function compilePointer(
  context: Context,
  scalar: YamlScalar,
  style: PointerStyle,
): Pointer | undefined {
  const { text } = scalar;
  const problem = (message: string, hint: string, start = 0, end = text.length) => {
    reportIn(context, scalar, [{ code: 'InvalidPointer', message, hint, start, end }]);
    return undefined;
  };
  if (text !== '' && !text.startsWith('/')) {
    return problem('a JSON Pointer starts with "/"', cureOfStart(text));
  }
  const steps: PointerStep[] = [];
  let start = 1;
  for (const token of text === '' ? [] : text.slice(1).split('/')) {
    const end = start + token.length;
    const step = compileStep(context, scalar, token, start, style);
    if (token.startsWith('.'))
      warn(
        context,
        'InvalidPointer',
        'a step begins with "."',
        placeIn(scalar, start, end),
        `steps are separated by "/" alone: write "/${token.slice(1)}"`,
      );
    if (typeof step === 'string') return problem(step, HINTS[step] ?? 'see RFC 6901', start, end);
    steps.push(step);
    start = end + 1;
  }
  const [first] = steps;
  const name = first?.kind === 'key' ? literalText(first.key) : undefined;
  if (style === 'metaData' && name !== undefined && !META_DATA_NAMES.includes(name)) {
    const guess = didYouMean(name, META_DATA_NAMES);
    return problem(
      `meta-data has no "${name}"${guess}`,
      `it has ${META_DATA_NAMES.join(', ')}`,
      1,
      1 + name.length,
    );
  }
  if (style === 'networkData' && name === 'network') {
    return problem(
      'network data is addressed without its "network" key',
      `write "${text.slice('/network'.length)}"`,
    );
  }
  return { text, steps };
}

function cureOfStart(text: string): string {
  if (text.startsWith('$')) return 'write /…/$(name)';
  const isDotted = /^\.?[\w-]+(?:\.[\w-]+)*$/.test(text) && text.includes('.');
  if (isDotted) return `write "/${text.replace(/^\./, '').replaceAll('.', '/')}"`;
  if (text.startsWith('.'))
    return 'write "/" in front of each step, and "~1" for a "/" in a key: for example /metadata/annotations/example.com~1a';
  return `write "/${text}"`;
}

const BAD_ESCAPE = '"~" must be written "~0"';
const FORBIDDEN_KEY = 'this key is never read or written';
const BAD_ITEM = 'a list item is chosen by [key=value]';
const ONLY_RFC = '"*" and "[key=value]" are not for this pointer';
const HINTS: Readonly<Record<string, string>> = {
  [BAD_ESCAPE]: 'and "/" inside a key is "~1"',
  [FORBIDDEN_KEY]: 'choose another key',
  [ONLY_RFC]: 'loop over the list with forEach, or give the index',
  [BAD_ITEM]: 'for example /users/[name=alice]',
};

function compileStep(
  context: Context,
  scalar: YamlScalar,
  token: string,
  start: number,
  style: PointerStyle,
): PointerStep | string {
  const template = (text: string, offset: number) => {
    const place = (from: number, to: number) => placeIn(scalar, offset + from, offset + to);
    const compiled = templateFrom(context, text, place);
    refuseOptional(context, compiled, place(0, text.length));
    return compiled;
  };
  if (style !== 'plain' && token === '*') return { kind: 'each' };
  if (style !== 'plain' && token.startsWith('[')) {
    const found = /^\[([^=\]$]+)=(.*)\]$/s.exec(token);
    if (!found?.[1] || found[2] === undefined) return BAD_ITEM;
    return { kind: 'item', key: found[1], value: template(found[2], start + found[1].length + 2) };
  }
  if (/~(?![01])/.test(token)) return BAD_ESCAPE;
  const key = token.replaceAll('~1', '/').replaceAll('~0', '~');
  if (isUnsafeKey(key)) return FORBIDDEN_KEY;
  if (style === 'plain' && (key === '*' || /^\[[^=\]]+=.*\]$/s.test(key))) return ONLY_RFC;
  return { kind: 'key', key: template(key, start) };
}
