import type { Diagnostic } from '../text/diagnostic.ts';
import type { Source } from '../text/source.ts';
import type { YamlNode } from '../yaml/located.ts';
import { readYaml } from '../yaml/read.ts';

/** The documents of a file of YAML or JSON, with the same limits as rules, and what is wrong with it. */
export function readPlainData(source: Source): { documents: unknown[]; diagnostics: Diagnostic[] } {
  const { documents, diagnostics } = readYaml(source);
  return { documents: documents.map(toPlain), diagnostics };
}

/** A node as plain data. */
export function toPlain(node: YamlNode): unknown {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'list') return node.items.map(toPlain);
  return Object.fromEntries(node.entries.map(({ key, value }) => [key, toPlain(value)]));
}
