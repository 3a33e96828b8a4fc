import { Failure } from '../text/failure.ts';
import { mapElement, type XmlElement } from './element.ts';

// XML 1.0 §2.2: Char. With the u flag a lone surrogate is a code point of its own, and none of these ranges has it.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are the three control characters that XML allows
const notChar = /[^\u0009\u000a\u000d\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

// XML 1.0 §2.3: NameStartChar without the colon.
const nameStart =
  'A-Z_a-z\\u00c0-\\u00d6\\u00d8-\\u00f6\\u00f8-\\u02ff\\u0370-\\u037d\\u037f-\\u1fff\\u200c\\u200d' +
  '\\u2070-\\u218f\\u2c00-\\u2fef\\u3001-\\ud7ff\\uf900-\\ufdcf\\ufdf0-\\ufffd\\u{10000}-\\u{effff}';

/** The pattern of a name without a colon, for a RegExp with the u flag. */
export const ncName = `[${nameStart}][${nameStart}0-9.\\u00b7\\u0300-\\u036f\\u203f\\u2040-]*`;

/** The same for a name in a rule: older readers of XML know fewer letters than newer ones, and libvirt has no others. */
export const ruleName = '[A-Za-z_][A-Za-z0-9_.-]*';
export const ruleNameHint = 'a name has ASCII letters, digits, "_", "-" and "." only';

/** The first code point of a text that XML 1.0 cannot carry, as `U+0000`; undefined when there is none. */
export function uncarriable(text: string): string | undefined {
  const found = notChar.exec(text)?.[0];
  return found === undefined ? undefined : codePoint(found);
}

/** A character as `U+0000`. */
export function codePoint(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}

/** Throws InvalidValue for a text that cannot stand in XML. The message names the character, never the text. */
export function assertCarriable(text: string): void {
  const character = uncarriable(text);
  if (character !== undefined) {
    throw new Failure('InvalidValue', `the value contains ${character}, which XML cannot carry`);
  }
}

/** The same for all values of an element. */
export function assertElementCarriable(element: XmlElement<string>): void {
  mapElement(element, assertCarriable);
}

/** A text as element content. Characters that some reader would normalise become references. */
export function escapeText(text: string): string {
  return text.replace(/[&<>\r\u0085\u2028]/g, reference);
}

/** A text between the given quotes. Tab and line break become references, or a reader would make them spaces. */
export function escapeAttribute(text: string, quote: '"' | "'"): string {
  return text.replace(quote === '"' ? /[&<>"\t\n\r\u0085\u2028]/g : /[&<>'\t\n\r\u0085\u2028]/g, reference);
}

function reference(character: string): string {
  switch (character) {
    case '&':
      return '&amp;';
    case '<':
      return '&lt;';
    case '>':
      return '&gt;';
    case '"':
      return '&quot;';
    case "'":
      return '&apos;';
    default:
      return `&#x${character.charCodeAt(0).toString(16).toUpperCase()};`;
  }
}
