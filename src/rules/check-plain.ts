import type { YamlNode, YamlScalar } from '../yaml/located.ts';
import { at, type Context, report, warn } from './context.ts';

/**
 * Tells of unquoted words in a cloud-init value that cloud-init, which reads YAML 1.1, would take for something else than
 * a rule means by them, so that nobody finds a decimal mode or the text "yes" in a guest.
 */
export function checkPlain(context: Context, node: YamlNode): void {
  if (node.kind === 'list') for (const [i, item] of node.items.entries()) checkPlain(at(context, i), item);
  if (node.kind === 'map') for (const { key, value } of node.entries) checkPlain(at(context, key), value);
  if (node.kind === 'scalar' && isPlain(node)) checkScalar(context, node);
}

function checkScalar(context: Context, { value, text, span }: YamlScalar): void {
  if (typeof value === 'number' && /^[+-]?0[0-7]+$/.test(text)) {
    const message = `this is the decimal number ${value}, where cloud-init would read an octal one`;
    report(context, 'InvalidField', message, span, `write "${text}"`);
  }
  const word = typeof value === 'string' ? /^(?:(yes|on)|no|off)$/i.exec(text) : undefined;
  if (!word) return;
  const message = `"${text}" is a text here, and true or false where cloud-init reads it unquoted`;
  warn(context, 'InvalidField', message, span, `write ${word[1] !== undefined}, or "${text}" for the text`);
}

/** Whether it stands in the file without quotes, and is no block. */
function isPlain({ span, text }: YamlScalar): boolean {
  return span.source.text.slice(span.start, span.end).trimEnd() === text;
}
