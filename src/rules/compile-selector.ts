import type { DataSource } from '../kubevirt/vmi.ts';
import type { YamlNode } from '../yaml/located.ts';
import { compileTest } from './compile-test.ts';
import { at, type Context } from './context.ts';
import type { SelectorLine } from './model.ts';
import { entryOf } from './shape.ts';

/** The lines of `match` or `exclude`, in the order in which they are written. */
export function compileSelector(context: Context, node: YamlNode | undefined): SelectorLine[] {
  if (node?.kind !== 'map') return [];
  return node.entries.flatMap(({ key, keySpan, value }): SelectorLine[] => {
    const place = { field: at(context, key).field, span: keySpan };
    switch (key) {
      case 'namespaces':
      case 'names': {
        const globs = texts(value).map((pattern) => ({ pattern }));
        const kind = key === 'names' ? 'name' : 'namespace';
        return [{ ...place, kind, globs, words: `${key} ${texts(value).join(', ')}` }];
      }
      case 'labels':
      case 'annotations':
        return compileKeys(at(context, key), key === 'labels' ? 'label' : 'annotation', value);
      case 'dataSources': {
        const anyOf = texts(value).filter((t): t is DataSource => t === 'NoCloud' || t === 'ConfigDrive');
        return [{ ...place, kind: 'dataSource', anyOf, words: `dataSources ${anyOf.join(', ')}` }];
      }
      default:
        return [];
    }
  });
}

function compileKeys(context: Context, kind: 'label' | 'annotation', node: YamlNode): SelectorLine[] {
  if (node.kind !== 'map') return [];
  return node.entries.flatMap(({ key, keySpan, value }): SelectorLine[] => {
    const inner = at(context, key);
    const test = compileTest(inner, value);
    const place = { field: inner.field, span: keySpan };
    return test ? [{ ...place, kind, key, test, words: `${kind} ${key}${wordsOf(value)}` }] : [];
  });
}

function wordsOf(node: YamlNode): string {
  if (node.kind === 'scalar') return ` equals ${node.text}`;
  if (node.kind !== 'map') return '';
  return node.entries
    .map(({ key, value }) => ` ${key} ${value.kind === 'scalar' ? value.text : texts(value).join(', ')}`)
    .join('');
}

function texts(node: YamlNode | undefined): string[] {
  if (node?.kind !== 'list') return [];
  return node.items.flatMap((item) => (item.kind === 'scalar' ? [item.text] : []));
}

/** The scalars of the list under a key. */
export function listOf(node: YamlNode | undefined, key: string): string[] {
  return texts(entryOf(node, key)?.value);
}
