import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { applyEdit, readAt } from '../../src/yaml/document.ts';
import type { DocumentEdit } from '../../src/yaml/edit.ts';
import {
  type ForeignPolicy,
  forkUserData,
  openUserData,
  printUserData,
  type UserData,
} from '../../src/yaml/user-data.ts';
import { add, failureOf, pointer, remove, set } from './support.ts';

function open(text: string, policy: ForeignPolicy = 'Fail'): UserData {
  const opened = openUserData(text, policy);
  assert.ok(opened.kind !== 'Foreign');
  return opened;
}

function edit(text: string, edits: DocumentEdit[], policy: ForeignPolicy = 'Fail'): string {
  const userData = open(text, policy);
  assert.equal(printUserData(userData), text, 'unchanged: the same bytes');
  for (const one of edits) applyEdit(userData.document, one);
  return printUserData(userData);
}

/** What cloud-init's user_data.py does before it looks at the parts (walk, decode, text by UTF-8). */
const cloudInit = `
import email, json, sys
def parts(text):
    if 'mime-version:' not in text[:4096].lower(): return [['text/x-not-multipart', text]]
    out = []
    for part in email.message_from_string(text).walk():
        if part.get_content_maintype() == 'multipart': continue
        payload = part.get_payload(decode=True)
        out.append([part.get_content_type(), payload.decode('utf-8', 'surrogateescape').encode('utf-8', 'replace').decode()])
    return out
json.dump([parts(t) for t in json.load(sys.stdin)], sys.stdout)
`;
const withoutPython =
  spawnSync('/usr/bin/python3', ['-c', 'import email']).status === 0 || process.env['CI'] === 'true'
    ? false
    : 'python3 is not installed';

function partsOf(text: string): [type: string, payload: string][] {
  const run = spawnSync('/usr/bin/python3', ['-c', cloudInit], {
    input: JSON.stringify([text]),
    encoding: 'utf8',
  });
  assert.equal(run.status, 0, run.stderr);
  return JSON.parse(run.stdout)[0];
}

const rows: [name: string, text: string, edits: DocumentEdit[], expected: string][] = [
  ['nothing', '', [add('/packages/-', 'vim')], '#cloud-config\npackages:\n  - vim\n'],
  ['white space', ' \n\n', [add('/packages/-', 'vim')], '#cloud-config\npackages:\n  - vim\n'],
  ['only the header', '#cloud-config', [set('/a', 1)], '#cloud-config\na: 1'],
  ['white space before the header', '\n#cloud-config\na: 1\n', [set('/a', 2)], '\n#cloud-config\na: 2\n'],
  ['another case', '#Cloud-Config\na: 1\n', [set('/a', 2)], '#Cloud-Config\na: 2\n'],
  [
    'the first key goes, the header stays',
    '#cloud-config\npassword: x\nb: 1\n',
    [remove('/password')],
    '#cloud-config\nb: 1\n',
  ],
  [
    'below a template header',
    '## template: jinja\n#cloud-config\na: "{{ v1.region }}"\n',
    [set('/b', 1)],
    '## template: jinja\n#cloud-config\na: "{{ v1.region }}"\nb: 1\n',
  ],
  [
    'a template expression without quotes',
    '## template: jinja\n#cloud-config\na: {{ v1.region }}\n',
    [set('/b', 1)],
    '## template: jinja\n#cloud-config\na: {{ v1.region }}\nb: 1\n',
  ],
  ['JSON below the header', '#cloud-config\n{"a": 1}\n', [set('/b', 'x')], '#cloud-config\n{"a": 1, b: x}\n'],
  ['a byte order mark', '\ufeff#cloud-config\na: 1\n', [set('/a', 2)], '\ufeff#cloud-config\na: 2\n'],
  ['CRLF', '#cloud-config\r\na: 1\r\n', [set('/b', 2)], '#cloud-config\r\na: 1\r\nb: 2\r\n'],
];

for (const [name, text, edits, expected] of rows) {
  test(`cloud-config: ${name}`, () => {
    assert.equal(edit(text, edits), expected);
    assert.equal(edit(expected, edits), expected);
  });
}

test('a value that would be code in a template is refused', () => {
  for (const value of ['{{ x }}', '{% if x %}', '{# x #}', 'a\n{{ x }}\n']) {
    const { document } = open('## template: jinja\n#cloud-config\na: 1\n');
    assert.equal(failureOf(() => applyEdit(document, set('/b', value))).code, 'InvalidValue');
    assert.equal(failureOf(() => applyEdit(document, set('/b', { [value.trim()]: 1 }))).code, 'InvalidValue');
  }
  assert.equal(edit('#cloud-config\na: 1\n', [set('/a', '{{ x }}')]), '#cloud-config\na: "{{ x }}"\n');
});

const foreign: [name: string, text: string, type: string][] = [
  ['a script', '#!/bin/sh\necho hi\n', 'text/x-shellscript'],
  ['a script with CRLF and no end', '#!/bin/sh\r\necho hi', 'text/x-shellscript'],
  ['a script with other characters', '#!/bin/sh\necho grüße 😀\n', 'text/x-shellscript'],
  ['a script with mail-like lines', '#!/bin/sh\nFrom me\n--x\n.\n', 'text/x-shellscript'],
  ['an include', '#include\nhttps://example.com/a\n', 'text/x-include-url'],
  ['an include once', '#include-once\nhttps://example.com/a\n', 'text/x-include-once-url'],
  ['a boothook', '#cloud-boothook\n#!/bin/sh\n', 'text/cloud-boothook'],
  ['an archive', '#cloud-config-archive\n- "#!/bin/sh\\n"\n', 'text/cloud-config-archive'],
  ['a JSON patch', '#cloud-config-jsonp\n[]\n', 'text/cloud-config-jsonp'],
  ['a part handler', '#part-handler\n', 'text/part-handler'],
  [
    'a template that is not YAML',
    '## template: jinja\n#cloud-config\n{% if x %}\na: 1\n{% endif %}\n',
    'text/jinja2',
  ],
  ['a template of a script', '## template: jinja\n#!/bin/sh\n', 'text/jinja2'],
  ['an appliance’s own text', 'hostname abc\n', 'text/plain'],
  ['Ignition', '{"ignition": {"version": "3.0.0"}}', 'text/plain'],
];

for (const [name, text, type] of foreign) {
  test(`foreign: ${name}`, { skip: withoutPython }, () => {
    assert.equal(failureOf(() => openUserData(text, 'Fail')).code, 'ForeignUserData');
    assert.equal(openUserData(text, 'Skip').kind, 'Foreign');
    const wrapped = edit(text, [add('/packages/-', 'vim'), set('/motd', 'grüße 😀')], 'Wrap');
    assert.equal(
      edit(text, [add('/packages/-', 'vim'), set('/motd', 'grüße 😀')], 'Wrap'),
      wrapped,
      'same input, same bytes',
    );
    const [first, second, ...rest] = partsOf(wrapped);
    assert.deepEqual(first, [type, text], 'the original first and unchanged');
    assert.deepEqual(second, [
      'text/cloud-config',
      '#cloud-config\npackages:\n  - vim\nmotd: "gr\\xfc\\xdfe \\U0001f600"\n',
    ]);
    assert.equal(rest.length, 0);
    assert.equal(open(wrapped, 'Wrap').kind, 'Multipart', 'wrapped once');
    assert.equal(edit(wrapped, [add('/packages/-', 'vim')], 'Wrap'), wrapped);
    assert.deepEqual(readAt(open(wrapped).document, pointer('/motd')), ['grüße 😀']);
  });
}

test('a boundary is never in the text that it parts', () => {
  const wrapped = edit('#!/bin/sh\n', [set('/a', 1)], 'Wrap');
  const boundary = /boundary="([^"]+)"/.exec(wrapped)?.[1] ?? assert.fail();
  assert.notEqual(
    edit(`#!/bin/sh\n# ${boundary}\n`, [set('/a', 1)], 'Wrap').split('\n')[0],
    wrapped.split('\n')[0],
  );
});

const part = (headers: string, body: string, boundary = 'B') => `--${boundary}\n${headers}\n\n${body}\n`;
const multipart = (
  parts: string,
  head = 'Content-Type: multipart/mixed; boundary="B"\nMIME-Version: 1.0\n\n',
  end = '--B--\n',
) => `${head}${parts}${end}`;
const script = part('Content-Type: text/x-shellscript', '#!/bin/sh\necho = hi \n');
const config = part(
  'Content-Type: text/cloud-config; charset="us-ascii"',
  '#cloud-config\npackages: [vim]\n',
);
const base64 = (text: string) =>
  Buffer.from(text)
    .toString('base64')
    .replace(/.{76}(?=.)/g, '$&\n');

const mimes: [name: string, text: string, expected: string][] = [
  [
    'the cloud-config part is edited in place',
    multipart(script + config),
    multipart(script + config.replace('[vim]', '[vim, jq]')),
  ],
  [
    'only the first one is',
    multipart(config + script + config),
    multipart(config.replace('[vim]', '[vim, jq]') + script + config),
  ],
  [
    'none: one is appended',
    multipart(script),
    multipart(
      `${script}--B\nContent-Type: text/cloud-config; charset="utf-8"\nMIME-Version: 1.0\nContent-Transfer-Encoding: 7bit\n\n#cloud-config\npackages:\n  - jq\n\n`,
    ),
  ],
  [
    'MIME-Version first, a folded header and a preamble',
    multipart(
      `preamble\n${script}${config}`,
      'MIME-Version: 1.0\nContent-Type: multipart/mixed;\n boundary=B\nNumber-Attachments: 2\n\n',
    ),
    multipart(
      `preamble\n${script}${config.replace('[vim]', '[vim, jq]')}`,
      'MIME-Version: 1.0\nContent-Type: multipart/mixed;\n boundary=B\nNumber-Attachments: 2\n\n',
    ),
  ],
  [
    'an epilogue stays',
    multipart(config, undefined, '--B--\nbye\n--B\n'),
    multipart(config.replace('[vim]', '[vim, jq]'), undefined, '--B--\nbye\n--B\n'),
  ],
  [
    'no closing boundary',
    multipart(config, undefined, ''),
    multipart(config.replace('[vim]', '[vim, jq]'), undefined, ''),
  ],
  [
    'no closing boundary and none to edit',
    multipart(script, undefined, ''),
    multipart(
      `${script}--B\nContent-Type: text/cloud-config; charset="utf-8"\nMIME-Version: 1.0\nContent-Transfer-Encoding: 7bit\n\n#cloud-config\npackages:\n  - jq\n\n`,
    ),
  ],
  [
    'a part whose first line says what it is',
    multipart(part('Content-Type: text/plain', '#cloud-config\npackages: [vim]')),
    multipart(part('Content-Type: text/plain', '#cloud-config\npackages: [vim, jq]')),
  ],
  [
    'a part without headers',
    multipart('--B\n\n#cloud-config\npackages: [vim]\n'),
    multipart('--B\n\n#cloud-config\npackages: [vim, jq]\n'),
  ],
  [
    'a nested multipart',
    multipart(
      part(
        'Content-Type: multipart/mixed; boundary=C',
        `${part('Content-Type: text/cloud-config', '#cloud-config\npackages: [vim]', 'C')}--C--`,
      ),
    ),
    multipart(
      part(
        'Content-Type: multipart/mixed; boundary=C',
        `${part('Content-Type: text/cloud-config', '#cloud-config\npackages: [vim, jq]', 'C')}--C--`,
      ),
    ),
  ],
  [
    'base64 stays base64',
    multipart(
      script +
        part(
          'Content-Type: text/cloud-config\nContent-Transfer-Encoding: base64',
          `${base64(`#cloud-config\n# grüße ${'x'.repeat(80)}\npackages: [vim]\n`)}\n`,
        ),
    ),
    multipart(
      script +
        part(
          'Content-Type: text/cloud-config\nContent-Transfer-Encoding: base64',
          `${base64(`#cloud-config\n# grüße ${'x'.repeat(80)}\npackages: [vim, jq]\n`)}\n`,
        ),
    ),
  ],
  [
    'quoted-printable stays so',
    multipart(
      part(
        'Content-Type: text/cloud-config; charset=utf-8\nContent-Transfer-Encoding: quoted-printable',
        '#cloud-config\n# gr=C3=BC=C3=9Fe=20\npackages: [vim]\n',
      ),
    ),
    multipart(
      part(
        'Content-Type: text/cloud-config; charset=utf-8\nContent-Transfer-Encoding: quoted-printable',
        '#cloud-config\n# gr=C3=BC=C3=9Fe=20\npackages: [vim, jq]\n',
      ),
    ),
  ],
  [
    'a message that is one cloud-config',
    'MIME-Version: 1.0\nContent-Type: text/cloud-config\n\n#cloud-config\npackages: [vim]\n',
    'MIME-Version: 1.0\nContent-Type: text/cloud-config\n\n#cloud-config\npackages: [vim, jq]\n',
  ],
];

for (const [name, text, expected] of mimes) {
  for (const eol of ['\n', '\r\n']) {
    test(`MIME: ${name}${eol === '\n' ? '' : ', CRLF'}`, { skip: withoutPython }, () => {
      const [before, wanted] = [text, expected].map((each) => each.replaceAll('\n', eol));
      const result = edit(before ?? '', [add('/packages/-', 'jq')]);
      // An encoded part's own line breaks are inside the encoding.
      if (!(eol === '\r\n' && name.startsWith('base64'))) assert.equal(result, wanted);
      assert.equal(edit(result, [add('/packages/-', 'jq')]), result);
      const parts = partsOf(result);
      const [, payload] = parts.find(([, body]) => body.startsWith('#cloud-config')) ?? assert.fail();
      assert.match(payload, /jq/);
      for (const [type, body] of partsOf(before ?? '')) {
        if (type === 'text/x-shellscript')
          assert.ok(parts.some(([other, same]) => other === type && same === body));
      }
    });
  }
}

test('other characters in an unencoded part are escapes, because cloud-init breaks them there', {
  skip: withoutPython,
}, () => {
  const result = edit(multipart(config), [set('/motd', 'grüße 😀\n')]);
  const [[, payload] = assert.fail()] = partsOf(result);
  assert.equal(payload, '#cloud-config\npackages: [vim]\nmotd: "gr\\xfc\\xdfe \\U0001f600\\n"\n');
});

test('a MIME message of another type is wrapped with its own headers', { skip: withoutPython }, () => {
  const text = 'MIME-Version: 1.0\nContent-Type: text/x-shellscript\n\n#!/bin/sh\n';
  assert.equal(failureOf(() => openUserData(text, 'Fail')).code, 'ForeignUserData');
  const parts = partsOf(edit(text, [set('/a', 1)], 'Wrap'));
  assert.deepEqual(parts, [
    ['text/x-shellscript', '#!/bin/sh\n'],
    ['text/cloud-config', '#cloud-config\na: 1\n'],
  ]);
});

test('what cannot be edited says so, with no word of it', () => {
  const table: [name: string, text: string][] = [
    ['broken gzip', '\u001f\ufffd\b\u0000hunter2'],
    ['NUL', '#cloud-config\na: \0hunter2\n'],
    ['NUL in a script', '#!/bin/sh\0hunter2\n'],
    ['broken YAML', '#cloud-config\na: [hunter2\n'],
    ['a MIME without parts', 'Content-Type: multipart/mixed; boundary=B\nMIME-Version: 1.0\n\nhunter2\n'],
    [
      'a MIME without boundary',
      'Content-Type: multipart/mixed\nMIME-Version: 1.0\n\n--hunter2\n\n--hunter2--\n',
    ],
    [
      'broken base64',
      multipart(part('Content-Type: text/cloud-config\nContent-Transfer-Encoding: base64', 'hunter2!')),
    ],
    [
      'gzip in base64',
      multipart(
        part('Content-Type: text/cloud-config\nContent-Transfer-Encoding: base64', 'H4sIAAAAAAAAA/8='),
      ),
    ],
    ['another charset', multipart(part('Content-Type: text/cloud-config; charset=utf-16', 'hunter2'))],
    [
      'another encoding',
      multipart(part('Content-Type: text/cloud-config\nContent-Transfer-Encoding: x-uuencode', 'hunter2')),
    ],
    ['broken YAML in a part', multipart(part('Content-Type: text/cloud-config', 'a: [hunter2'))],
  ];
  for (const [name, text] of table) {
    for (const policy of ['Fail', 'Skip', 'Wrap'] as const) {
      const failure = failureOf(() => openUserData(text, policy));
      assert.equal(failure.code, 'InvalidDocument', name);
      assert.ok(!`${failure.message} ${failure.hint}`.includes('hunter2'), name);
    }
  }
});

test('a fork goes its own way', () => {
  const userData = open('#!/bin/sh\n', 'Wrap');
  const fork = forkUserData(userData);
  applyEdit(fork.document, set('/a', 1));
  assert.equal(printUserData(userData), '#!/bin/sh\n');
  assert.match(printUserData(fork), /\na: 1\n/);
});
