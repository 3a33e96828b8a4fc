import type { OptionalReference, Reference, Template } from './model.ts';

export interface TemplateProblem {
  readonly message: string;
  readonly hint: string;
  readonly start: number;
  readonly end: number;
}

/** A variable's name: a word that means the same in a template and in XPath. */
export const VARIABLE_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

const REFERENCE = /^[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z0-9_-]+)*\??$/;

/**
 * Cuts a text at its `$(name)`, `$(name.field)` and `$(name?)`; `$$(` is a plain `$(`. Nothing is looked up here: whether the names
 * are declared is the caller's question. `spans` are the places of the references, in order.
 */
export function parseTemplate(text: string): {
  template: Template;
  spans: readonly { start: number; end: number }[];
  problems: readonly TemplateProblem[];
} {
  const parts: (string | Reference | OptionalReference)[] = [];
  const spans: { start: number; end: number }[] = [];
  const problems: TemplateProblem[] = [];
  let literal = '';
  let at = 0;
  for (let open = text.indexOf('$('); open !== -1; open = text.indexOf('$(', at)) {
    if (text[open - 1] === '$' && open > at) {
      literal += `${text.slice(at, open - 1)}$(`;
      at = open + 2;
      continue;
    }
    const close = text.indexOf(')', open);
    const name = close === -1 ? '' : text.slice(open + 2, close).trim();
    const end = close === -1 ? text.length : close + 1;
    literal += text.slice(at, open);
    at = end;
    if (!REFERENCE.test(name)) {
      problems.push({ ...explain(close !== -1), start: open, end });
      continue;
    }
    if (literal !== '') parts.push(literal);
    literal = '';
    const reference = name.replace('?', '').split('.') as [string, ...string[]]; // split gives at least one
    parts.push(name.endsWith('?') ? { optional: reference } : reference);
    spans.push({ start: open, end });
  }
  literal += text.slice(at);
  if (literal !== '' || parts.length === 0) parts.push(literal);
  const optional =
    parts.length > 1 ? parts.filter((part) => typeof part !== 'string').findIndex(isOptional) : -1;
  const span = spans[optional];
  if (span) problems.push({ ...NOT_ALONE, ...span });
  return { template: parts, spans, problems };
}

const NOT_ALONE = {
  message: 'an optional value stands alone',
  hint: 'inside a longer text write $(name), and give the variable a default',
};

function explain(closed: boolean): { message: string; hint: string } {
  if (!closed) return { message: '"$(" is never closed', hint: 'write $(name), or $$( for a plain $(' };
  return {
    message: 'only a variable can stand in $(…)',
    hint: 'nothing is executed: declare a variable and write $(name), or $$( for a plain $(',
  };
}

/** The text of a template without any value in it, else undefined. */
export function literalText(template: Template): string | undefined {
  return template.length === 1 && typeof template[0] === 'string' ? template[0] : undefined;
}

/** All references of a template. */
export function referencesOf(template: Template): readonly Reference[] {
  return template.flatMap((part) =>
    typeof part === 'string' ? [] : [isOptional(part) ? part.optional : part],
  );
}

/** Whether what the template stands for is left out when its value is missing. */
export function isOptional(
  part: string | Reference | OptionalReference | undefined,
): part is OptionalReference {
  return typeof part === 'object' && 'optional' in part;
}
