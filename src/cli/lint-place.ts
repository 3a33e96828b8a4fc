import { isAbsolute, relative, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Diagnostic } from '../text/diagnostic.ts';
import { inFile, lineColumn } from '../text/source.ts';

/** Where a finding stands: 1-based, in characters, the end exclusive. A file that was not read has no lines. */
export interface LintPlace {
  readonly file: string;
  readonly region?: {
    readonly line: number;
    readonly column: number;
    readonly endLine: number;
    readonly endColumn: number;
  };
}

export function lintPlace({ span }: Diagnostic): LintPlace | undefined {
  if (!span) return undefined;
  const { source, start, end } = inFile(span);
  if (source.text === '') return { file: source.name };
  const last = lineColumn(source, end);
  return {
    file: source.name,
    region: { ...lineColumn(source, start), endLine: last.line, endColumn: last.column },
  };
}

/** The path as seen from `folder`, with `/` between its parts; one outside of it stays absolute. */
export function relativePath(file: string, folder: string): string {
  const path = relative(folder, resolve(folder, file));
  const isOutside = path === '' || path === '..' || path.startsWith(`..${sep}`) || isAbsolute(path);
  return isOutside ? file : path.split(sep).join('/');
}

/** The same as a URI reference (RFC 3986): relative where it can be. */
export function relativeUri(file: string, folder: string): string {
  const path = relativePath(file, folder);
  if (isAbsolute(path)) return pathToFileURL(path).href;
  return path.split('/').map(encodeURIComponent).join('/');
}
