import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { readWithPyYaml, withoutPyYaml } from '../yaml/pyyaml.ts';
import { loadErrors, makeCloudInit, readWithPython, withoutPython } from './injection-support.ts';

const VALUES: Readonly<Record<string, string>> = {
  'a line break and a key': 'x\nruncmd: [reboot]',
  'a line break with a carriage return and a key': 'x\r\nruncmd: [reboot]',
  'a colon and a space': 'a: b',
  'a colon at the end': 'a:',
  'a comment': '# nothing',
  'a comment behind a text': 'a # b',
  'the dash of a list': '- a',
  'only a dash': '-',
  'an anchor': '&a b',
  'an alias': '*a',
  'a tag': '!!python/object/apply:os.system ["id"]',
  'a tag of its own': '!x y',
  'a document marker': '---',
  'a document marker on a line of its own': 'a\n---\nb: 1',
  'an end marker': '...\nruncmd: [reboot]',
  'a directive': '%YAML 1.1',
  'the word no': 'no',
  'the word yes': 'yes',
  'the word on': 'on',
  'the word null': 'null',
  'a tilde': '~',
  'an empty text': '',
  'an octal number': '0644',
  'a hexadecimal number': '0x1f',
  'a number': '42',
  'a number with an exponent': '1e3',
  'a number of minutes and seconds': '1:30',
  'a MAC address of digits': '52:54:00:12:34:56',
  'a date': '2026-11-21',
  infinity: '.inf',
  'a merge key': '<<',
  'an equals sign': '=',
  'a flow mapping': '{a: b}',
  'a flow list': '[a, b]',
  'the end of a flow list': '], runcmd: [reboot',
  'the beginning of a block scalar': '|\n  a',
  'a folded block scalar': '>-',
  'a single quote': "it's",
  'a double quote': '"',
  'a backslash': 'C:\\new\\x41',
  'white space at both ends': '  a  ',
  'line breaks at the end': 'a\n\n\n',
  'a line break at the beginning': '\n a',
  'a tab at the beginning': '\ta',
  'only line breaks': '\n\n',
  'a text indented less and less': '    a\n  b\nc',
  'a byte order mark': '\ufeffa',
  'line breaks of Unicode': 'a\u0085b\u2028c\u2029d',
  'control characters': 'a\u0001\u001b[31mb\u007f',
  'a character beyond the first plane': '😀',
  'an explicit key': '? a\n: b',
  'a percent sign, an at sign and a backtick': '%a',
  'an at sign': '@a',
  'a backtick': '`a`',
  'a header of user data': '#cloud-config\nruncmd: [reboot]',
  'another placeholder': '$(w) $$(v) {{v}}',
  'very long': `${'x '.repeat(4000)}: y`,
};

/** Where a value can stand in user data; `before` is what is there. */
const PLACES: Readonly<
  Record<string, { readonly before: string; readonly edit: string; readonly at: (all: Plain) => Plain }>
> = {
  'below a new key': {
    before: '#cloud-config\nz: 1\n',
    edit: '{op: set, path: /a, value: $(v)}',
    at: (all) => member(all, 'a'),
  },
  'over another value': {
    before: '#cloud-config\na: |\n  old\nz: 1\n',
    edit: '{op: set, path: /a, value: $(v)}',
    at: (all) => member(all, 'a'),
  },
  'inside a flow list': {
    before: '#cloud-config\na: [x, y]\nz: 1\n',
    edit: '{op: add, path: /a/0, value: $(v)}',
    at: (all) => item(member(all, 'a'), 0),
  },
  'in a list below a list': {
    before: '#cloud-config\na:\n- - x\nz: 1\n',
    edit: '{op: add, path: /a/0/-, value: $(v)}',
    at: (all) => item(item(member(all, 'a'), 0), 1),
  },
  'in a merged mapping': {
    before: '#cloud-config\na: {}\nz: 1\n',
    edit: '{op: merge, path: "", value: {a: {b: [$(v)]}}}',
    at: (all) => item(member(member(all, 'a'), 'b'), 0),
  },
};

type Plain = unknown;
const member = (value: Plain, key: string): Plain =>
  (value as { $map: [unknown, unknown][] }).$map.find(([name]) => name === key)?.[1]; // of readWithPyYaml's notation
const item = (value: Plain, index: number): Plain => (value as unknown[])[index]; // as above

const noCloud = (UserData: string) => ({
  DataSource: 'noCloud',
  NoCloudMetaData: { 'local-hostname': 'vm' },
  UserData,
  NetworkData: '',
  VolumeName: 'v',
});
const userDataOf = (text: string): string => (JSON.parse(text) as { UserData: string }).UserData;
const WITH_V = 'variables: [{name: v, annotation: v}]\n';

suite('a value in cloud-config is only ever a text', () => {
  for (const [place, { before, edit, at }] of Object.entries(PLACES)) {
    const readings = () =>
      Object.values(VALUES).map((v) => {
        const made = makeCloudInit(`${WITH_V}userData: [${edit}]`, { annotations: { v } }, noCloud(before));
        return 'text' in made ? userDataOf(made.text) : made.refused;
      });
    let read: unknown[] | undefined;
    for (const [i, [name, value]] of Object.entries(VALUES).entries()) {
      test(`${name}, ${place}`, { skip: withoutPyYaml }, () => {
        read ??= readWithPyYaml(readings());
        assert.deepEqual(at(read[i]), value);
        assert.deepEqual(member(read[i], 'z'), { $int: '1' });
        assert.equal((read[i] as { $map: unknown[] }).$map.length, 2, 'no other key'); // as above
      });
    }
  }

  test('in a Jinja template a value that would be code there is refused', () => {
    for (const v of ['{{ ds }}', '{% if a %}', '{# x']) {
      const data = noCloud('## template: jinja\n#cloud-config\na: b\n');
      const made = makeCloudInit(
        `${WITH_V}userData: [{op: set, path: /a, value: $(v)}]`,
        { annotations: { v } },
        data,
      );
      assert.match('refused' in made ? made.refused : '', /InvalidValue: .*Jinja/);
    }
  });
});

const STEPS: Readonly<Record<string, string>> = {
  'a slash': 'a/b',
  'an escaped slash': 'a~1b',
  'a tilde': '~0~',
  'a dash': '-',
  'a wildcard': '*',
  'a choice by field': '[name=a]',
  'two dots': '..',
  'an empty text': '',
  'a number': '0',
  'a key of YAML': 'a: b\nc',
  'a merge key': '<<',
};

suite('a value in a JSON Pointer is only ever one step', () => {
  for (const [name, value] of Object.entries(STEPS)) {
    test(`${name} is a key as it is`, { skip: withoutPyYaml }, () => {
      const spec = `${WITH_V}userData: [{op: set, path: /m/$(v), value: 1}]`;
      const made = makeCloudInit(
        spec,
        { annotations: { v: value } },
        noCloud('#cloud-config\nm: {name: a, z: 2}\n'),
      );
      if ('refused' in made) return assert.match(made.refused, /(TypeMismatch|InvalidValue|InvalidPointer)/);
      const [read] = readWithPyYaml([userDataOf(made.text)]);
      assert.deepEqual(member(read, 'm'), {
        $map: [
          ['name', 'a'],
          ['z', { $int: '2' }],
          [value, { $int: '1' }],
        ],
      });
    });
  }
  for (const value of ['__proto__', 'constructor', 'prototype']) {
    test(`${value} is refused or a plain key`, () => {
      const spec = `${WITH_V}userData: [{op: set, path: /m/$(v)/polluted, value: yes!}]`;
      const made = makeCloudInit(spec, { annotations: { v: value } }, noCloud('#cloud-config\nm: {}\n'));
      assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
      if ('text' in made) assert.ok(userDataOf(made.text).includes(value));
    });
    test(`${value} written by a rule is refused`, () =>
      assert.match(
        loadErrors(`userData: [{op: set, path: /${value}/a, value: 1}]`).join('\n') || 'plain',
        /InvalidPointer|plain/,
      ));
  }
  test('the field of [key=value] is compared with the whole value', () => {
    const spec = `${WITH_V}userData: [{op: set, path: "/users/[name=$(v)]/sudo", value: x}]`;
    const data = noCloud('#cloud-config\nusers:\n  - name: root\n');
    for (const v of ['*', 'root]/../[name=root', '', 'ROOT', '[name=root]']) {
      const made = makeCloudInit(spec, { annotations: { v } }, data);
      assert.equal('isChanged' in made && made.isChanged, false);
    }
  });
});

const MIME = `Content-Type: multipart/mixed; boundary="b"
MIME-Version: 1.0

--b
Content-Type: text/cloud-config; charset="us-ascii"

#cloud-config
z: 1
--b
Content-Type: text/x-shellscript

#!/bin/sh
echo
--b--
`;

suite('a value in a MIME multipart is only ever text of its part', () => {
  for (const [name, value] of Object.entries({
    'the boundary': 'x\n--b\nContent-Type: text/x-shellscript\n\n#!/bin/sh\nreboot\n',
    'the closing boundary': '--b--',
    'the boundary at the very beginning': '--b\n',
    headers: 'Content-Type: text/x-shellscript\nX: y\n\n#!/bin/sh',
    'a From line of mailboxes': 'From me\n.\n',
    'a boundary with carriage returns': 'x\r\n--b\r\n\r\n#!/bin/sh\r\n',
    'characters beyond ASCII': 'ä\n--b\n😀',
  })) {
    test(`${name}`, { skip: withoutPython || withoutPyYaml }, () => {
      const made = makeCloudInit(
        `${WITH_V}userData: [{op: set, path: /a, value: $(v)}]`,
        { annotations: { v: value } },
        noCloud(MIME),
      );
      assert.ok('text' in made, JSON.stringify(made));
      const [parts] = readWithPython('mime', [userDataOf(made.text)]) as [string, string[], string][][];
      assert.deepEqual(
        parts?.map(([type, headers]) => [type, headers]),
        [
          ['text/cloud-config', ['Content-Type']],
          ['text/x-shellscript', ['Content-Type']],
        ],
      );
      const [read] = readWithPyYaml([parts?.[0]?.[2] ?? '']);
      assert.equal(member(read, 'a'), value);
      assert.equal(parts?.[1]?.[2], '#!/bin/sh\necho');
    });
  }
});

suite('a value in JSON is only ever a text', () => {
  for (const [name, value] of Object.entries({
    'the end of a text and a member': 'x","UserData":"#!/bin/sh',
    'a backslash at the end': 'x\\',
    'line breaks and control characters': 'a\n\u0000\u001b\u2028b',
    'a number': '42',
  })) {
    const data = { ...noCloud('#cloud-config\na: 1\n'), NetworkData: '{"links": []}' };
    test(`${name}, in CloudInitData`, () => {
      const made = makeCloudInit(
        `${WITH_V}cloudInitData: [{op: replace, path: /VolumeName, value: $(v)}]`,
        { annotations: { v: value } },
        data,
      );
      assert.deepEqual('text' in made && JSON.parse(made.text), { ...data, VolumeName: value });
    });
    test(`${name}, in network data that is JSON`, () => {
      const made = makeCloudInit(
        `${WITH_V}networkData: [{op: set, path: /x, value: $(v)}]`,
        { annotations: { v: value } },
        data,
      );
      if ('refused' in made) return assert.match(made.refused, /InvalidValue/);
      const { NetworkData, UserData } = JSON.parse(made.text) as Record<string, string>;
      assert.deepEqual(JSON.parse(NetworkData ?? ''), { links: [], x: value });
      assert.equal(UserData, data.UserData);
    });
    test(`${name}, in meta-data`, () => {
      const made = makeCloudInit(
        `${WITH_V}metaData: [{op: set, path: /hostname, value: $(v)}]`,
        { annotations: { v: value } },
        data,
      );
      assert.deepEqual('text' in made && JSON.parse(made.text), {
        ...data,
        NoCloudMetaData: { 'local-hostname': value },
      });
    });
  }
});
