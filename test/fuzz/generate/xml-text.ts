import type { Draw } from '../draw.ts';

const NAMES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** The text as XML, with references where they must be and sometimes where they need not be. */
export function escaped(draw: Draw, text: string, quote: string): string {
  return [...text]
    .map((character) => {
      const must = character === '&' || character === '<' || character === quote || character === '\r';
      if (!must && !draw.once(30)) return character;
      const name = NAMES[character];
      if (name !== undefined && !draw.once(4)) return name;
      const code = character.codePointAt(0) ?? 32;
      return draw.once(2) ? `&#${code};` : `&#x${code.toString(16)};`;
    })
    .join('');
}
