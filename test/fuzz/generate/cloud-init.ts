import type { Draw } from '../draw.ts';
import { secretWord } from '../fuzz-case.ts';
import { PIECES, secretText } from './texts.ts';

/** KubeVirt's CloudInitData as JSON, of either data source, with any kind of user data. */
export function cloudInitText(draw: Draw): string {
  const word = secretWord(draw.below(9));
  const isNoCloud = !draw.once(3);
  return JSON.stringify({
    DataSource: isNoCloud ? 'noCloud' : 'configDrive',
    NoCloudMetaData: isNoCloud
      ? {
          'instance-id': `${word}.default`,
          'local-hostname': word,
          ...(draw.once(2) && { 'public-keys': { '0': `ssh ${word}` } }),
        }
      : null,
    ConfigDriveMetaData: isNoCloud
      ? null
      : {
          instance_id: word,
          local_hostname: word,
          hostname: word,
          uuid: word,
          ...(draw.once(2) && { public_keys: { a: word }, devices: [{ mac: word }] }),
        },
    UserData: userData(draw),
    NetworkData: networkData(draw),
    DevicesData: draw.once(5) ? [{ mac: word }] : null,
    VolumeName: 'cloudinitdisk',
  });
}

function userData(draw: Draw): string {
  switch (draw.below(16)) {
    case 0:
      return '';
    case 1:
      return `#!/bin/sh\necho ${secretText(draw)}\n`;
    case 2:
      return `${draw.pick(['#include', '#cloud-boothook', '#cloud-config-archive', '#part-handler'])}\n${secretText(draw)}\n`;
    case 3:
      return `## template: jinja\n${cloudConfig(draw)}${draw.once(2) ? 'x: {{ ds }}\n{% if a %}\n' : ''}`;
    case 4:
    case 5:
    case 6:
      return multipart(draw);
    case 7:
      return secretText(draw);
    default:
      return cloudConfig(draw);
  }
}

function cloudConfig(draw: Draw): string {
  const newline = draw.once(7) ? '\r\n' : '\n';
  const head = draw.once(20)
    ? '#cloud-config # x\n'
    : draw.once(20)
      ? '\ufeff#cloud-config\n'
      : '#cloud-config\n';
  const between = draw.once(5)
    ? draw.pick(['\n', '# comment\n', '---\n', '\n\n# a: b\n\n', '%YAML 1.1\n---\n'])
    : '';
  const end = draw.once(7) ? draw.pick(['...\n', '# end', '\n\n', '---\nb: 2\n', '       \n', '   ']) : '';
  const text = head + between + yaml(draw) + end;
  const cut = draw.once(8) ? text.replace(/\n$/, '') : text;
  return newline === '\n' ? cut : cut.replaceAll('\n', newline);
}

/** A document as people write them. */
function yaml(draw: Draw): string {
  if (draw.once(30)) return draw.pick(['', '', '--- ', '  ', '--- &a ']) + flow(draw, 3);
  const keys = [
    ...new Set(
      draw.many(0, 5, () =>
        draw.pick([
          'a',
          'b',
          'users',
          'users',
          'runcmd',
          'write_files',
          'list',
          'no',
          'on',
          '0644',
          'k v',
          'c/d',
          '~',
          '"a b"',
          "'q'",
        ]),
      ),
    ),
  ];
  return keys.map((key) => entry(draw, '', key, 3)).join('');
}

function entry(draw: Draw, pad: string, key: string, depth: number): string {
  const note = draw.once(5) ? draw.pick([`${pad}# note\n`, '\n', '# far left\n', `${pad}     \n`]) : '';
  return `${note}${pad}${key}:${node(draw, pad, depth)}`;
}

/** What stands behind `key:` or `-`, with its line break. */
function node(draw: Draw, pad: string, depth: number): string {
  const comment = draw.once(6) ? ' # note' : '';
  const tag = draw.once(14) ? draw.pick([' !!str', ' &anchor', ' !custom', ' !!binary']) : '';
  if (depth > 0 && draw.once(3)) {
    const deeper = pad + draw.pick(['  ', '  ', '    ', ' ']);
    const keys = [
      ...new Set(
        draw.many(1, 3, () => draw.pick(['a', 'b', 'name', 'x', 'keys', 'content', 'permissions', '<<'])),
      ),
    ];
    return `${tag}${comment}\n${keys.map((key) => entry(draw, deeper, key, depth - 1)).join('')}`;
  }
  if (depth > 0 && draw.once(3)) {
    const deeper = pad + draw.pick(['', '  ', '  ']);
    const item = () =>
      draw.once(4)
        ? `${deeper}- name: a\n${deeper}  x:${node(draw, `${deeper}  `, depth - 1)}`
        : `${deeper}-${node(draw, `${deeper}  `, depth - 1)}`;
    return `${tag}${comment}\n${draw.many(1, 3, item).join('')}`;
  }
  if (draw.once(8)) {
    const body = draw
      .many(
        0,
        3,
        () => `${pad}  ${draw.pick(['echo a', '', ' deeper', '# no comment', secretWord(draw.below(9))])}\n`,
      )
      .join('');
    return `${tag} ${draw.pick(['|', '>', '|-', '>+', '|2', '|+'])}\n${body}`;
  }
  return `${tag} ${draw.once(5) ? flow(draw, 2).trimEnd() : scalar(draw)}${comment}\n`;
}

function flow(draw: Draw, depth: number): string {
  const below = () =>
    depth > 0 && draw.once(3) ? flow(draw, depth - 1).trimEnd() : scalar(draw).replace(/[,[\]{}\n*&|>]/g, '');
  return draw.once(2)
    ? `[${draw.many(0, 3, below).join(draw.pick([', ', ',', ',\n   ']))}]\n`
    : `{${draw.many(0, 3, (i) => `${draw.pick(['a', 'b', 'name', `"k${i}"`])}${draw.once(9) ? '' : ': '}${below()}`).join(', ')}}\n`;
}

function scalar(draw: Draw): string {
  if (draw.once(4)) return secretWord(draw.below(9));
  if (draw.once(12)) return JSON.stringify(secretText(draw));
  return draw.pick([
    '1', '0644', '0x1f', '1.0', '.inf', '1:30', '2026-11-21', 'yes', 'no', 'on', '~', 'null', '', 'plain text', "'it''s'", '"a\\n\\u00e9"',
    '*anchor', 'a:b', 'http://x/#y', '1_000', '-', '=', '!!int "3"', 'ssh-ed25519 AAAA b@c', '"a\n   b"', 'two\n   lines', '{{ v1 }}', '@', '`',
  ]); // biome-ignore format: a list of scalars
}

function multipart(draw: Draw): string {
  const newline = draw.once(3) ? '\r\n' : '\n';
  const boundary = draw.pick(['b', '===1==', 'a b', "x'()+_,-./:=?", '//']);
  const quoted = draw.once(2) ? `"${boundary}"` : boundary;
  const head = draw.once(2)
    ? [`Content-Type: multipart/mixed; boundary=${quoted}`, 'MIME-Version: 1.0']
    : [
        'MIME-Version: 1.0',
        `Content-Type: multipart/${draw.pick(['mixed', 'alternative'])};`,
        `\tboundary=${quoted}`,
      ];
  const parts = draw.many(0, 3, () => [`--${boundary}`, ...part(draw)].join('\n'));
  const end = draw.once(6) ? [] : [`--${boundary}--`, ...(draw.once(4) ? ['epilogue'] : [])];
  const text = [...head, '', ...(draw.once(4) ? ['preamble'] : []), ...parts, ...end, ''].join('\n');
  return newline === '\n' ? text : text.replaceAll(/\r?\n/g, newline);
}

function part(draw: Draw): string[] {
  const type = draw.pick([
    'text/cloud-config',
    'text/cloud-config',
    'text/x-shellscript',
    'text/plain',
    'TEXT/CLOUD-CONFIG',
    'application/gzip',
  ]);
  const charset = draw.pick(['', '; charset="us-ascii"', '; charset="utf-8"', '; charset=latin-1']);
  const body =
    type.toLowerCase() === 'text/cloud-config' ? cloudConfig(draw) : `#!/bin/sh\n${secretText(draw)}`;
  const base64 = draw.once(4);
  const coding = base64
    ? ['Content-Transfer-Encoding: base64']
    : draw.once(3)
      ? [`Content-Transfer-Encoding: ${draw.pick(['7bit', '8bit', 'quoted-printable', 'x'])}`]
      : [];
  const more = draw.once(3)
    ? [
        'MIME-Version: 1.0',
        `Content-Disposition: attachment; filename="${draw.pick(['a', ...PIECES.slice(0, 3)])}"`,
      ]
    : [];
  return [
    `Content-Type: ${type}${charset}`,
    ...coding,
    ...more,
    '',
    base64 ? Buffer.from(body).toString('base64') : body,
  ];
}

function networkData(draw: Draw): string {
  const word = secretWord(draw.below(9));
  switch (draw.below(6)) {
    case 0:
      return `version: 2\nethernets:\n  eth0: {dhcp4: true, match: {macaddress: ${word}}}\n`;
    case 1:
      return `network:\n  version: 2\n  ethernets:\n    ${word}:\n      addresses: [10.0.0.1/24]\n`;
    case 2:
      return JSON.stringify(
        { links: [{ id: word, type: 'phy' }], networks: [], services: [] },
        null,
        draw.pick([0, 2]),
      );
    case 3:
      return yaml(draw);
    default:
      return '';
  }
}
