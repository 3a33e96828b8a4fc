import type { Draw } from '../draw.ts';
import { oddText } from './texts.ts';

type Json = Readonly<Record<string, unknown>>;

/** Names that are declared where we are, and what kind of value they most likely hold. */
export interface Names {
  readonly values: string[];
  /** Of the values those that may be objects. */
  readonly objects: string[];
  readonly nodes: string[];
}

/** A test of a value. */
export function testOf(draw: Draw): Json {
  const tests: readonly Json[] = [
    { exists: true },
    { exists: false },
    { equals: draw.pick<unknown>(['a', 2, true, '']) },
    { in: ['a', 2] },
    { notIn: ['a', 'none'] },
    { like: '*z?*' },
    { matches: draw.pick(['[a-z0-9,=-]*', '(a|b)*c', '.*', '(?s).*', '\\d+', '(x+x+)+y']) },
    { atLeast: '1Ki' },
    { atMost: '100Gi' },
  ];
  return Object.assign({}, ...draw.many(1, 2, () => draw.pick(tests)));
}

/** A literal of any kind, with values of earlier variables. */
export function plainValue(draw: Draw, names: Names, depth = 2): unknown {
  const scalar = () => draw.pick<unknown>([1, 0, -1, 2.5, 1e21, true, null, '', 'no', '0644', 'a: b', '# c']);
  switch (draw.below(depth > 0 ? 7 : 4)) {
    case 0:
      return scalar();
    case 1:
      return oddText(draw).replaceAll('$', '$$');
    case 2:
    case 3:
      return template(draw, names);
    case 4:
      return draw.many(0, 3, () => plainValue(draw, names, depth - 1));
    default:
      return Object.fromEntries(
        draw.many(0, 3, () => [
          draw.pick(['a', 'b', 'name', '0', 'k v', 'no', '~', draw.once(20) ? '<<' : 'c']),
          plainValue(draw, names, depth - 1),
        ]),
      );
  }
}

/** A text with values in it, or one value alone. */
export function template(draw: Draw, names: Names): string {
  const all = [...names.values, ...names.nodes];
  if (all.length === 0) return draw.pick(['plain', '$$(x)', '$HOME', 'on', '2']);
  const plain = draw.pick(all);
  const isObject = names.objects.includes(plain) || draw.once(150);
  const name = plain + (isObject && draw.once(2) ? draw.pick(['.a', '.key', '.value']) : '');
  return draw.pick(['$(N)', '$(N)', '$(N?)', 'a$(N)b', '$(N),$(N)', '$$(N)$(N)']).replaceAll('N', name);
}
