/**
 * JSON text with an escape for every character that a terminal or a reader of lines would act on. It means the same;
 * JSON's own escapes end at U+001F.
 */
export function visibleJson(json: string): string {
  return json.replace(/[\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, escapeOf);
}

/** A line of a document for a terminal, with escapes that can be seen. Tabs stay, and a carriage return at its end. */
export function visibleLine(line: string): string {
  return line.replace(ACTIVE, escapeOf);
}

const ACTIVE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
  /\r(?!$)|[\u0000-\u0008\n-\f\u000e-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

function escapeOf(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
