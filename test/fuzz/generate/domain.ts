import { EXAMPLE_DOMAINS } from '../../../src/kubevirt/example-domains.ts';
import type { Draw } from '../draw.ts';
import { secretWord } from '../fuzz-case.ts';
import { escaped } from './xml-text.ts';

/** Elements as libvirt names them, for domains and for paths. */
export const ELEMENTS: readonly string[] = [
  'os', 'type', 'smbios', 'sysinfo', 'baseBoard', 'entry', 'devices', 'disk', 'driver', 'source', 'target', 'alias',
  'interface', 'model', 'mac', 'features', 'kvm', 'hidden', 'hyperv', 'cputune', 'vcpupin', 'clock', 'timer', 'title',
  'description', 'memballoon', 'watchdog', 'cpu', 'feature', 'a', 'b',
]; // biome-ignore format: a list of names

export const ATTRIBUTES: readonly string[] = [
  'name',
  'mode',
  'type',
  'cache',
  'dev',
  'state',
  'vcpu',
  'cpuset',
  'model',
  'a',
];

const NAMESPACES = [
  'xmlns:qemu="http://libvirt.org/schemas/domain/qemu/1.0"',
  "xmlns:q='http://libvirt.org/schemas/domain/qemu/1.0'",
  'xmlns:v="http://vendor"',
  'xmlns:kubevirt="http://kubevirt.io"',
];

/** How a document is written: what libvirt reads the same, and an editor of text does not. */
interface Style {
  readonly indent: string;
  readonly newline: string;
  readonly quote: '"' | "'" | undefined;
  readonly noise: boolean;
  readonly secret: string;
}

/** A domain, small most of the time, in any way of writing. */
export function domainText(draw: Draw): string {
  if (draw.once(40)) return draw.pick(EXAMPLE_DOMAINS);
  const style: Style = {
    indent: draw.pick(['\t', '\t', '  ', '', ' ']),
    newline: draw.pick(['\n', '\n', '\n', '\r\n', '', '\n\n']),
    quote: draw.pick([undefined, '"', '"', "'"]),
    noise: draw.once(2),
    secret: secretWord(draw.below(9)),
  };
  const prolog = draw.pick([
    '',
    '',
    '',
    '<?xml version="1.0" encoding="UTF-8"?>\n',
    '\ufeff',
    '<!-- c -->\n',
    '<?a b?>\n',
  ]);
  const declared = draw.once(3) ? draw.pick(NAMESPACES) : '';
  const prefix = /xmlns:(\w+)=/.exec(declared)?.[1];
  const sections = [
    element(draw, style, 1, 'name', '', ['default_vm']),
    ...draw.many(0, 4, () => anyElement(draw, style, 1, 3)),
    ...(prefix && draw.once(2)
      ? [element(draw, style, 1, `${prefix}:commandline`, '', [leaf(draw, style, 2, `${prefix}:arg`)])]
      : []),
    element(
      draw,
      style,
      1,
      'devices',
      '',
      draw.many(0, 5, () => device(draw, style)),
    ),
    ...draw.many(0, 2, () => anyElement(draw, style, 1, 3)),
  ];
  const text = element(draw, style, 0, 'domain', ` type='kvm'${declared && ` ${declared}`}`, sections);
  return prolog + text.trimStart() + draw.pick(['', '\n', '\n<!-- end -->', ' ']);
}

function anyElement(draw: Draw, style: Style, depth: number, left: number): string {
  const name = draw.pick(ELEMENTS);
  if (left === 0 || draw.once(3)) return leaf(draw, style, depth, name);
  const children = draw.many(0, 3, () => anyElement(draw, style, depth + 1, left - 1));
  return element(draw, style, depth, name, attributes(draw, style), children);
}

function device(draw: Draw, style: Style): string {
  const kind = draw.pick([
    'disk',
    'disk',
    'interface',
    'interface',
    'controller',
    'memballoon',
    'serial',
    'hostdev',
  ]);
  const parts = [
    () => `<source file=${quoted(draw, style, '/var/run/kubevirt-private/d.img')}/>`,
    () => `<target dev=${quoted(draw, style, draw.pick(['vda', 'vdb', 'tap0', 'placeholder-0']))}/>`,
    () =>
      `<alias name=${quoted(draw, style, draw.pick(['ua-root', 'ua-data-1', 'ua-placeholder-0', 'ua-default']))}/>`,
    () => leaf(draw, style, 3, 'driver'),
    () => anyElement(draw, style, 3, 1),
  ];
  return element(
    draw,
    style,
    2,
    kind,
    attributes(draw, style),
    draw.many(0, 4, () => draw.pick(parts)()),
  );
}

function leaf(draw: Draw, style: Style, depth: number, name: string): string {
  const content = draw.once(2) ? [] : [text(draw, style)];
  return element(
    draw,
    { ...style, newline: '' },
    style.newline === '' ? 0 : depth,
    name,
    attributes(draw, style),
    content,
    style,
  );
}

function element(
  draw: Draw,
  style: Style,
  depth: number,
  name: string,
  attributeText: string,
  content: readonly string[],
  outer: Style = style,
): string {
  const pad = outer.newline === '' ? '' : outer.newline + outer.indent.repeat(depth);
  const odd = style.noise && draw.once(9) ? draw.pick([' ', '\n', '\t ']) : '';
  if (content.length === 0 && draw.once(2)) return `${pad}<${name}${attributeText}${odd}/>`;
  const before = style.noise && draw.once(6) ? noise(draw, style) : '';
  const inside = content.join(style.noise && draw.once(8) ? noise(draw, style) : '');
  const end = style.newline === '' || content.length === 0 ? '' : style.newline + style.indent.repeat(depth);
  return `${pad}<${name}${attributeText}${odd}>${before}${inside}${end}</${name}${odd}>`;
}

function attributes(draw: Draw, style: Style): string {
  const names = [...new Set(draw.many(0, 3, () => draw.pick(ATTRIBUTES)))];
  return names
    .map(
      (name) => `${draw.once(20) ? '\n  ' : ' '}${name}${draw.once(30) ? ' = ' : '='}${value(draw, style)}`,
    )
    .join('');
}

function value(draw: Draw, style: Style): string {
  return quoted(
    draw,
    style,
    draw.pick([
      'virtio',
      'none',
      'smbios',
      'manufacturer',
      'on',
      '0',
      '1',
      '2',
      style.secret,
      'a b',
      '<&>"\'',
      'é😀',
      '\t\n',
    ]),
  );
}

function quoted(draw: Draw, style: Style, text: string): string {
  const quote = style.quote ?? draw.pick(['"', "'"]);
  return quote + escaped(draw, text, quote) + quote;
}

function text(draw: Draw, style: Style): string {
  const plain = draw.pick([
    'hvm',
    '2',
    style.secret,
    'a & b < c > d',
    ' ',
    'é😀',
    'x\ny',
    '\u0085\u2028',
    ']]&gt;',
  ]);
  if (draw.once(8)) return `<![CDATA[${plain.replaceAll(']]>', '')}]]>`;
  return plain === ']]&gt;' ? plain : escaped(draw, plain, '');
}

function noise(draw: Draw, style: Style): string {
  return draw.pick([
    `<!-- ${style.secret} -->`,
    '<!---->',
    '<?pi some data?>',
    ' ',
    '\n\n',
    '<![CDATA[]]>',
    '&#32;',
    '\r\n',
  ]);
}
