import type { Source } from '../text/source.ts';
import type { YamlNode } from '../yaml/located.ts';
import { readYaml } from '../yaml/read.ts';
import { toPlain } from './compile-rule-test.ts';

/**
 * Several rule files as one, in order, each under a comment that names it; a single one is itself, to the letter.
 * `unlike` is set instead when the documents would not be the same ones any more: the file that must be corrected.
 */
export function oneFile(sources: readonly Source[]): { readonly text: string } | { readonly unlike: Source } {
  const [first, ...others] = sources;
  if (!first || others.length === 0) return { text: first?.text ?? '' };
  const text = sources.map((source, at) => join(source, at)).join('');
  const joined = valuesOf({ name: 'all', text });
  let from = 0;
  for (const source of sources) {
    const own = valuesOf(source);
    const found = joined.slice(from, from + own.length);
    if (JSON.stringify(found) !== JSON.stringify(own)) return { unlike: source };
    from += own.length;
  }
  return { text };
}

function join({ name, text }: Source, at: number): string {
  const body = text.replace(/^\ufeff/, '');
  const comment = `# from ${name.replace(/\s/g, ' ')}\n`;
  const end = body.endsWith('\n') ? '' : '\n';
  return `${separator(body, at)}${comment}${body}${end}`;
}

/** Directives (`%YAML`) are only allowed after `...`; a file that begins with `---` needs no other. */
function separator(body: string, at: number): string {
  if (at === 0) return '';
  const start = /^(?:[ \t]*(?:#.*)?\r?\n)*(%|---(?=[ \t\r\n]|$))?/.exec(body)?.[1];
  if (start === undefined) return '---\n';
  return start === '%' ? '...\n' : '';
}

function valuesOf(source: Source): unknown[] {
  return readYaml(source).documents.map((node: YamlNode) => toPlain(node));
}
