import type { Draw } from '../draw.ts';
import { ATTRIBUTES, ELEMENTS } from './domain.ts';
import { oddText } from './texts.ts';
import { type Names, template, testOf } from './values.ts';
import { escaped } from './xml-text.ts';

type Json = Readonly<Record<string, unknown>>;

/** One edit of the domain, of any verb. */
export function domainEdit(draw: Draw, names: Names): Json {
  const onNoMatch = draw.once(6) ? { onNoMatch: draw.pick(['Skip', 'Fail']) } : {};
  const mostlySkip = draw.once(6) ? {} : { onNoMatch: 'Skip' };
  const position = draw.once(3) ? { position: draw.pick(['Last', 'First', 'Before', 'After']) } : {};
  const as = draw.once(4) ? { as: draw.pick(ELEMENTS) } : {};
  const forEach =
    draw.once(3) && names.values.length > 0
      ? {
          forEach: {
            name: 'it',
            ...(draw.once(3)
              ? { value: `$(${draw.pick(names.values)})` }
              : { annotation: 'words', transforms: [{ words: true }] }),
          },
        }
      : {};
  const inner: Names = 'forEach' in forEach ? { ...names, values: ['it', ...names.values] } : names;
  switch (draw.below(9)) {
    case 0:
    case 1:
      return { op: 'set', path: path(draw, names), value: value(draw, names), ...onNoMatch };
    case 2:
      return { op: 'set', path: parentPath(draw, names), attributes: attributes(draw, names), ...onNoMatch };
    case 3: {
      const name = draw.pick(ELEMENTS);
      return {
        op: 'set',
        path: `${parentPath(draw, names)}/${name}${predicate(draw, names)}`,
        xml: xml(draw, inner, name),
        ...forEach,
        ...onNoMatch,
      };
    }
    case 4:
      return {
        op: 'add',
        path: parentPath(draw, names),
        xml: draw.many(1, 2, () => xml(draw, inner)).join(draw.pick(['', '\n'])),
        ...position,
        ...forEach,
        ...onNoMatch,
      };
    case 5: {
      const name = draw.pick(ELEMENTS);
      return {
        op: 'merge',
        path: `${parentPath(draw, names)}/${name}`,
        xml: xml(draw, names, name),
        ...onNoMatch,
      };
    }
    case 6:
      return { op: 'remove', path: path(draw, names), ...onNoMatch };
    case 7: {
      const from = path(draw, names);
      return {
        op: draw.pick(['move', 'copy']),
        from,
        path: /@\w+$/.test(from)
          ? `${parentPath(draw, names)}/@${draw.pick(ATTRIBUTES)}`
          : parentPath(draw, names),
        ...(/@\w+$/.test(from) ? {} : { ...position, ...as }),
        ...mostlySkip,
      };
    }
    default:
      return draw.once(2)
        ? { op: 'replace', path: path(draw, names), value: value(draw, names), ...mostlySkip }
        : {
            op: 'test',
            path: xpathExpression(draw, names),
            ...(draw.once(2) && testOf(draw)),
            message: 'no',
          };
  }
}

function value(draw: Draw, names: Names): unknown {
  return draw.once(5)
    ? draw.pick<unknown>([1, 2.5, 'on', oddText(draw).replaceAll('$', '$$')])
    : template(draw, names);
}

function attributes(draw: Draw, names: Names): Json {
  return Object.fromEntries(
    draw.many(1, 3, () => [draw.pick([...ATTRIBUTES, 'q', 'xml:lang']), value(draw, names)]),
  );
}

/** A path to attributes or elements. */
function path(draw: Draw, names: Names): string {
  const parent = parentPath(draw, names);
  return draw.once(2)
    ? `${parent}/@${draw.pick(ATTRIBUTES)}`
    : `${parent}/${draw.pick(ELEMENTS)}${predicate(draw, names)}`;
}

const PARENTS = [
  '/domain', '/domain/os', '/domain/devices', '/domain/devices/disk', "/domain/devices/disk[alias/@name='ua-root']",
  "/domain/sysinfo[@type='smbios']/baseBoard", '/domain/features/kvm', '/domain/devices/interface/driver', '//driver',
  '/domain/cputune', '/domain/clock', '/domain/devices/disk[2]', '/domain/memballoon', '/domain/a/b/a/b', '//entry',
  '/domain/description', '/domain/devices/disk[last()]/..', '/domain/title',
]; // biome-ignore format: a list of paths

function parentPath(draw: Draw, names: Names): string {
  if (names.nodes.length > 0 && draw.once(2))
    return `$${draw.pick(names.nodes)}${draw.once(2) ? '' : `/${draw.pick(ELEMENTS)}`}`;
  if (draw.once(2)) return draw.pick(PARENTS);
  return `/domain${draw.many(0, 3, () => `${draw.once(12) ? '//' : '/'}${draw.once(40) ? '*' : draw.pick(ELEMENTS)}${predicate(draw, names)}`).join('')}`;
}

function predicate(draw: Draw, names: Names): string {
  if (!draw.once(4)) return '';
  const name = draw.pick(ATTRIBUTES);
  const variable = names.values.length > 0 ? `$${draw.pick(names.values)}` : "'x'";
  return draw.pick([
    `[@${name}='a']`,
    `[@${name}=${variable}]`,
    '[1]',
    '[last()]',
    `[alias/@name=${variable}]`,
    `[${variable}]`,
    `[@${name}][2]`,
    `[@a=${variable}][@b='c']`,
    '[position() < 3]',
  ]);
}

/** Any expression: conditions, sources, tests. */
export function xpathExpression(draw: Draw, names: Names, depth = 2): string {
  const below = () => xpathExpression(draw, names, depth - 1);
  if (depth === 0 || draw.once(3)) {
    const variable =
      names.values.length + names.nodes.length > 0
        ? `$${draw.pick([...names.values, ...names.nodes])}`
        : "'v'";
    return draw.pick([
      path(draw, names),
      path(draw, names),
      parentPath(draw, names),
      variable,
      '1',
      "'a'",
      '"b"',
      '-0.5',
      '.',
      'position()',
      'last()',
      '@name',
      '//text()',
      '//comment()',
      '/',
      'ancestor-or-self::*',
      'preceding-sibling::disk',
      'self::node()',
      'following-sibling::*[1]',
    ]);
  }
  const nodes = () => (draw.once(9) ? below() : path(draw, names));
  switch (draw.below(4)) {
    case 0:
      return `${below()} ${draw.pick(['=', '!=', '<', '>=', '+', '-', '*', 'div', 'mod', 'and', 'or', '|'])} ${below()}`;
    case 1:
      return draw.once(3)
        ? `${draw.pick(['count', 'name', 'local-name', 'sum', draw.once(30) ? 'id' : 'namespace-uri'])}(${nodes()})`
        : `${draw.pick(['string', 'number', 'not', 'boolean', 'floor', 'string-length', 'normalize-space'])}(${below()})`;
    case 2:
      return draw.once(3)
        ? `${draw.pick(['concat', 'substring', 'translate'])}(${below()}, ${below()}, ${below()})`
        : `${draw.pick(['starts-with', 'contains', 'substring-before', 'concat'])}(${below()}, ${below()})`;
    default:
      return `(${nodes()})${draw.once(3) ? `[${below()}]` : ''}${draw.once(4) ? '/..' : ''}`;
  }
}

/** One element, as rules hold it. */
function xml(
  draw: Draw,
  names: Names,
  name: string = draw.once(20) ? draw.pick(['qemu:arg', 'v:a', 'hostdev']) : draw.pick(ELEMENTS),
  depth = 2,
): string {
  const inner = () =>
    draw.once(2)
      ? template(draw, names)
      : draw.pick(['x', 'a &amp; b', ' ', '<![CDATA[<]]>', '<!-- c -->', 'é']);
  const attribute = () =>
    ` ${draw.pick(ATTRIBUTES)}="${escaped(draw, draw.once(2) ? template(draw, names) : oddText(draw).replace(/[^ -~é]|\$/gu, ''), '"')}"`;
  const attributeText = [
    ...new Map(draw.many(0, 3, attribute).map((one) => [one.slice(0, one.indexOf('=')), one])).values(),
  ].join('');
  if (depth === 0 || draw.once(3))
    return draw.once(2) ? `<${name}${attributeText}/>` : `<${name}${attributeText}>${inner()}</${name}>`;
  const children = draw
    .many(0, 3, () => xml(draw, names, draw.pick(ELEMENTS), depth - 1))
    .join(draw.pick(['', '\n  ']));
  return `<${name}${attributeText}>${children}</${name}>`;
}
