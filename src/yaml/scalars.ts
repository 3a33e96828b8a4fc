/**
 * How PyYAML's SafeLoader reads a plain scalar: its resolver table (resolver.py, PyYAML 6.0) with the values of its
 * constructors. It is YAML 1.1 with PyYAML's own deviations, and what cloud-init sees: no `y`/`n`, a float needs a dot
 * and a signed exponent, `0644` and `1:30` are integers.
 */
export interface PlainScalar {
  readonly type: 'text' | 'null' | 'bool' | 'int' | 'float' | 'timestamp' | 'other';
  /** Text for what JSON cannot say: timestamps, `=`, infinities, integers that a double would alter. */
  readonly value: null | boolean | number | string;
}

const bool = /^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/;
const float =
  /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;
const int =
  /^(?:[-+]?0b[0-1_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+)$/;
const nothing = /^(?:~|null|Null|NULL|)$/;
const timestamp =
  /^(?:[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{4}-[0-9][0-9]?-[0-9][0-9]?(?:[Tt]|[ \t]+)[0-9][0-9]?:[0-9]{2}:[0-9]{2}(?:\.[0-9]*)?(?:[ \t]*(?:Z|[-+][0-9][0-9]?(?::[0-9]{2})?))?)$/;

/** What PyYAML makes of a plain scalar without a tag. */
export function resolvePlain(text: string): PlainScalar {
  if (bool.test(text)) return { type: 'bool', value: /^(?:yes|true|on)$/i.test(text) };
  if (float.test(text)) return { type: 'float', value: floatValue(text) };
  if (int.test(text)) return { type: 'int', value: intValue(text) };
  if (nothing.test(text)) return { type: 'null', value: null };
  if (timestamp.test(text)) return { type: 'timestamp', value: text };
  // `=` and `<<` resolve to tags that SafeLoader cannot construct.
  if (text === '=' || text === '<<') return { type: 'other', value: text };
  return { type: 'text', value: text };
}

/**
 * May this text stand without quotes, as far as its type goes? Stricter than `resolvePlain`: also refuses what YAML 1.1
 * proper (y, n), YAML 1.2 (0o17, 1e3) and older PyYAML (`.`) read as something else.
 */
export function readsAsText(text: string): boolean {
  if (resolvePlain(text).type !== 'text') return false;
  if (/^(?:[yYnN]|[-+]?\.?(?:inf|nan)|true|false|yes|no|on|off|null)$/i.test(text)) return false;
  const numberLike =
    /^[-+]?(?:(?:[0-9][0-9_]*\.?|[0-9_]*\.)[0-9_]*(?:[eE][-+]?[0-9]*)?|0[xob][0-9a-f_]*|[0-9][0-9_]*(?::[0-9]+)+(?:\.[0-9_]*)?)$/i;
  return !numberLike.test(text);
}

/** A number as YAML 1.1 and 1.2 both read it: an exponent needs a dot before and a sign after the `e`. */
export function numberText(value: number): string {
  const text = String(Object.is(value, -0) ? 0 : value);
  return /e/.test(text) && !text.includes('.') ? text.replace('e', '.0e') : text;
}

function intValue(text: string): number | string {
  const digits = text.replaceAll('_', '');
  const sign = digits.startsWith('-') ? -1 : 1;
  const body = digits.replace(/^[-+]/, '');
  const value = sign * unsignedInt(body);
  return Number.isSafeInteger(value) ? value + 0 : text;
}

function unsignedInt(body: string): number {
  // `0b` and `0x` alone match the table but break PyYAML's constructor: NaN makes them text.
  if (body.startsWith('0b')) return Number.parseInt(body.slice(2), 2);
  if (body.startsWith('0x')) return Number.parseInt(body.slice(2), 16);
  if (body.startsWith('0')) return Number.parseInt(body, 8);
  if (body.includes(':')) return sexagesimal(body);
  return Number(body);
}

function floatValue(text: string): number | string {
  const digits = text.replaceAll('_', '').toLowerCase();
  if (digits.endsWith('.inf') || digits.endsWith('.nan')) return text;
  const sign = digits.startsWith('-') ? -1 : 1;
  const body = digits.replace(/^[-+]/, '');
  const value = sign * (body.includes(':') ? sexagesimal(body) : Number(body));
  return Number.isFinite(value) ? value + 0 : text;
}

function sexagesimal(body: string): number {
  return body.split(':').reduce((total, part) => total * 60 + Number(part), 0);
}
