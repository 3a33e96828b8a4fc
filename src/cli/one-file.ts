import type { Source } from '../text/source.ts';

/** Several rule files as one, in order, each under a comment that names it. A single one is itself, to the letter. */
export function oneFile(sources: readonly Source[]): string {
  const [first, ...others] = sources;
  if (!first || others.length === 0) return first?.text ?? '';
  return sources.map(part).join('');
}

function part({ name, text }: Source, at: number): string {
  const body = text.replace(/^\ufeff/, '');
  const comment = `# from ${name.replace(/\s/g, ' ')}\n`;
  return `${separator(body, at)}${comment}${body}${body.endsWith('\n') ? '' : '\n'}`;
}

/** A file that begins with `---` brings its own; directives (`%YAML`) are only allowed after `...`. */
function separator(body: string, at: number): string {
  if (at === 0) return '';
  const start = /^(?:[ \t]*(?:#.*)?\r?\n)*(%|---(?=[ \t\r\n]|$))?/.exec(body)?.[1];
  if (start === undefined) return '---\n';
  return start === '%' ? '...\n' : '';
}
