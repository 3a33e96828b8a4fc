import { surelyMeant } from '../text/suggest.ts';
import type { YamlEntry, YamlMap, YamlNode } from '../yaml/located.ts';
import { entryOf, type ObjectShape, type Shape } from './shape.ts';
import { type ReportShape, unknownField, unknownVariant } from './shape-mistakes.ts';

/**
 * The document with each misspelt field under the name that was surely meant, so that what stands inside it is checked
 * as well. Every such field is reported; one that could mean several things, or whose name is taken, stays as it is.
 */
export function mend(node: YamlNode, shape: Shape, field: string, report: ReportShape): YamlNode {
  switch (shape.type) {
    case 'later':
      return mend(node, shape.shape(), field, report);
    case 'scalarOr':
      return node.kind === 'map' ? mendObject(node, shape.object, field, report) : node;
    case 'oneOrList':
      if (node.kind !== 'list') return mend(node, shape.of, field, report);
      return mendItems(node, shape.of, field, report);
    case 'list':
    case 'someOf':
      return mendItems(node, shape.of, field, report);
    case 'map':
      if (node.kind !== 'map') return node;
      return {
        ...node,
        entries: node.entries.map((entry) => ({
          ...entry,
          value: mend(entry.value, shape.of, `${field}.${entry.key}`, report),
        })),
      };
    case 'object':
      return node.kind === 'map' ? mendObject(node, shape, field, report) : node;
    case 'variants':
      return node.kind === 'map' ? mendVariant(node, shape, field, report) : node;
    default:
      return node;
  }
}

function mendItems(node: YamlNode, of: Shape, field: string, report: ReportShape): YamlNode {
  if (node.kind !== 'list') return node;
  return { ...node, items: node.items.map((item, i) => mend(item, of, `${field}[${i}]`, report)) };
}

function mendObject(
  node: YamlMap,
  shape: ObjectShape,
  field: string,
  report: ReportShape,
  owner?: string,
): YamlMap {
  const known = Object.keys(shape.fields);
  const named = renamed(node, known, known, (entry) => unknownField(entry, known, field, report, owner));
  return {
    ...named,
    entries: named.entries.map((entry) => {
      const known = Object.hasOwn(shape.fields, entry.key) ? shape.fields[entry.key] : undefined;
      if (!known) return entry;
      const inner = field === '' ? entry.key : `${field}.${entry.key}`;
      return { ...entry, value: mend(entry.value, known.shape, inner, report) };
    }),
  };
}

/** An object whose field `by` says which one it is: that field, then its word, then the others. */
function mendVariant(
  node: YamlMap,
  { by, of }: Extract<Shape, { type: 'variants' }>,
  field: string,
  report: ReportShape,
): YamlMap {
  const fields = new Set(Object.values(of).flatMap((variant) => Object.keys(variant.fields)));
  const withBy = entryOf(node, by)
    ? node
    : renamed(node, fields, [by], (entry) => unknownField(entry, [by], field, report));
  const chosen = entryOf(withBy, by)?.value;
  if (chosen?.kind !== 'scalar') return withBy;
  const known = Object.keys(of);
  const word = Object.hasOwn(of, chosen.text) ? chosen.text : surelyMeant(chosen.text, known);
  const variant = word === undefined ? undefined : of[word];
  if (word === undefined || variant === undefined) return withBy;
  if (word !== chosen.text) unknownVariant(chosen, by, known, field, report);
  const meant = { ...chosen, value: word, text: word };
  const entries = withBy.entries.map((entry) => (entry.key === by ? { ...entry, value: meant } : entry));
  return mendObject({ ...withBy, entries }, variant, field, report, word);
}

/** The mapping with corrected keys: those that surely mean one of `known`, and that one of `wanted`. */
function renamed(
  node: YamlMap,
  known: Iterable<string>,
  wanted: readonly string[],
  tell: (entry: YamlEntry) => void,
): YamlMap {
  const names = new Set(known);
  const taken = new Set(node.entries.map(({ key }) => key));
  const entries = node.entries.map((entry) => {
    if (names.has(entry.key)) return entry;
    const meant = surelyMeant(entry.key, names);
    if (meant === undefined || taken.has(meant) || !wanted.includes(meant)) return entry;
    taken.add(meant);
    tell(entry);
    return { ...entry, key: meant };
  });
  return { ...node, entries };
}
