import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Failure } from '../../src/text/failure.ts';
import { openDocument, printDocument, readAt } from '../../src/yaml/document.ts';
import { readWithPyYaml, withoutPyYaml } from './pyyaml.ts';
import { add, edited, failureOf, remove, set } from './support.ts';

/** What stands beside an edit and must not lose a byte. Each is a member of a mapping, or a whole document. */
const members: [name: string, text: string][] = [
  ['octal', 'v: 0644\n'],
  ['yes', 'v: yes\n'],
  ['no', 'v: no\n'],
  ['on', 'on: off\n'],
  ['null', 'v: ~\n'],
  ['nothing', 'v:\n'],
  ['sexagesimal', 'v: 1:30\n'],
  ['all-digit MAC', 'v: 52:54:00:12:34:56\n'],
  ['underscores', 'v: 1_000\n'],
  ['1e3, a text', 'v: 1e3\n'],
  ['date', 'v: 2026-11-21\n'],
  ['timestamp', 'v: 2026-11-21 10:00:00 +1\n'],
  ['one point zero', 'v: 1.0\n'],
  ['plus', 'v: +1\n'],
  ['literal', 'v: |\n  one\n   two\n\n  three\n'],
  ['literal, strip', 'v: |-\n  one\n'],
  ['literal, keep', 'v: |+\n  one\n\n\n'],
  ['folded', 'v: >\n  one\n  two\n\n  three\n'],
  ['folded, keep', 'v: >+\n  one\n\n'],
  ['indentation indicator', 'v: |2\n    one\n  two\n'],
  ['indentation indicator and strip', 'v: >1-\n   one\n'],
  ['literal with comment', 'v: | # why\n  # not a comment\n  x\n'],
  ['literal with blank lines after it', 'v: |\n  one\n\n\n\n'],
  ['empty literal', 'v: |\n'],
  ['anchor', 'v: &a 1\nw: *a\n'],
  ['anchored list', 'v: &a\n  - 1\nw: *a\n'],
  ['merge key', 'v: &a {p: 1}\nw: {<<: *a, q: 2}\n'],
  ['merge of a list', 'v: &a {p: 1}\nu: &b {q: 1}\nw:\n  <<: [*a, *b]\n  r: 1\n'],
  ['tabs inside content', 'v: "x\ty" # c\td\nw: |\n  a\tb\t\n'],
  ['comments everywhere', '# a\nv: # b\n  # c\n  - x # d\n  # e\n\n  - z # f\n# g\n\n# h\n'],
  ['mixed indentation', 'v:\n    a: 1\n    b:\n      - x\n      -    y: 1\n           z: 2\nw:\n- 1\n'],
  ['quoted keys', '"v": 1\n\'w x\': 2\n"q: r": 3\n'],
  ['complex keys', '? v\n: 1\n? "w"\n:\n  - 2\n? u\n'],
  ['emoji', 'v: 😀\n"🎉": é\n'],
  ['a long line', `v: ${'long '.repeat(300)}end\n`],
  ['folded plain', 'v: one\n  two\n\n  three\n'],
  ['folded quotes', 'v: "one\n  two\\\n  \\ three"\nw: \'a\n\n  b\'\n'],
  ['escapes', 'v: "\\x41\\u00e9\\U0001F600\\t\\/"\n'],
  ['flow', 'v: {a: [1, {b: c}], "d": e,}\nw: [a: 1, b]\n'],
  ['flow over lines', 'v: [\n  a, # A\n\n  b\n  ]\n'],
  ['flow with quotes', 'v: {"a":1, \'b\' : [x ,y]}\n'],
  ['compact nesting', 'v:\n- - - a\n    - b\n  - c\n- k: 1\n  l:\n  - m\n'],
  ['text with a colon and a hash', 'v: a:b#c\nw: http://x/#y\n'],
  ['set and binary', 'v: !!binary aGk=\nw: !!set {a, b}\nx: !!str 12\n'],
  ['spaces before colons', 'v  : 1\n"w" : 2\n'],
  ['trailing spaces', 'v: 1   \nw:   \n  - a  \n'],
  ['script', 'v: |\n  #!/bin/sh\n  if [ a: = "b" ]; then\n  \techo "{{ x }}"\n  fi\n'],
];

/** cloud-init cannot read these, other YAML readers can. */
const unreadable: [name: string, text: string][] = [['tabs after content', 'a: 1\nv:\tx\t# c\t\nw: y \t\n']];

const documents: [name: string, text: string][] = [
  ...members.map(([name, text]): [string, string] => [
    `${name}, before other keys`,
    `#cloud-config\n${text}z_last: 1\n`,
  ]),
  ...members.map(([name, text]): [string, string] => [
    `${name}, after other keys`,
    `#cloud-config\nz_first: 1\n${text}`,
  ]),
  ...members.map(([name, text]): [string, string] => [
    `${name}, CRLF`,
    `z_first: 1\n${text}`.replaceAll('\n', '\r\n'),
  ]),
  ...members.map(([name, text]): [string, string] => [`${name}, cut off`, `z_first: 1\n${text}`.trimEnd()]),
  ['byte order mark', '\ufeff#cloud-config\nv: 1\n'],
  ['start marker', '---\nv: 1\n'],
  ['start marker with comment', '# a\n--- # b\nv: 1\n'],
  ['end marker', 'v: 1\n...\n'],
  ['directive', '%YAML 1.1\n---\nv: 1\n'],
  ['tag directive', '%TAG ! tag:yaml.org,2002:\n---\nv: !str 1\n'],
  ['jinja', '## template: jinja\n#cloud-config\nv: "{{ ds.meta_data.x }}"\n'],
];

interface Pairs {
  $map: [unknown, unknown][];
}

function without(value: unknown, key: string): [unknown, unknown][] {
  return (value as Pairs).$map.filter(([name]) => name !== key);
}

function member(value: unknown, key: string): unknown {
  return (value as Pairs).$map.find(([name]) => name === key)?.[1];
}

test('beside every trap: a key is added, PyYAML reads it and everything else as before', {
  skip: withoutPyYaml,
}, () => {
  const after = documents.map(([, text]) => edited(text, set('/new', { text: 'no', list: ['0644', 1] })));
  const before = readWithPyYaml(documents.map(([, text]) => text));
  for (const [at, found] of readWithPyYaml(after).entries()) {
    const [name, text] = documents[at] ?? ['', ''];
    assert.deepEqual(without(found, 'new'), without(before[at], 'new'), `${name}: ${text}\n->\n${after[at]}`);
    assert.deepEqual(
      member(found, 'new'),
      {
        $map: [
          ['text', 'no'],
          ['list', ['0644', { $int: '1' }]],
        ],
      },
      name,
    );
  }
});

test('beside every trap: all lines keep their bytes and order when a key is added', () => {
  for (const [name, text] of [...documents, ...unreadable]) {
    const lines = edited(text, set('/new', 1)).split('\n');
    const kept = text.replace(/\r?\n?$/, '').split('\n');
    // The header of a block scalar that ends the text without a line break is the one line that may change.
    let at = 0;
    for (const line of kept) {
      const found = lines.findIndex(
        (other, index) =>
          index >= at &&
          (other === line ||
            other.replace(/\r$/, '') === line ||
            other.replace(/([|>][0-9]*)-/, '$1').startsWith(line.replace(/\+$/, ''))),
      );
      assert.ok(found >= 0, `${name}: ${JSON.stringify(line)} in ${JSON.stringify(lines)}`);
      at = found + 1;
    }
  }
});

test('every member of every trap can be removed or set, and PyYAML reads what is meant', {
  skip: withoutPyYaml,
}, () => {
  const cases: { name: string; text: string; key: string; result: string; isSet: boolean }[] = [];
  for (const [name, text] of documents) {
    const keys = [...text.matchAll(/^(?:[?] )?["']?([a-z_]+)["']?\s*(?::|$)/gm)].map(
      (match) => match[1] ?? '',
    );
    for (const key of new Set(keys)) {
      for (const isSet of [true, false]) {
        try {
          cases.push({
            name,
            text,
            key,
            isSet,
            result: edited(text, isSet ? set(`/${key}`, ['set', 'a\nb\n']) : remove(`/${key}`)),
          });
        } catch (error) {
          // Anchors with aliases are refused; nothing else may be.
          assert.ok(
            error instanceof Failure && error.code === 'TypeMismatch' && /anchor/.test(error.message),
            `${name} ${key}: ${error}`,
          );
        }
      }
    }
  }
  assert.ok(cases.length > 300, String(cases.length));
  const before = readWithPyYaml(cases.map(({ text }) => text));
  for (const [at, found] of readWithPyYaml(cases.map(({ result }) => result)).entries()) {
    const { name, key, isSet, text, result } = cases[at] ?? assert.fail();
    const label = `${name}: ${isSet ? 'set' : 'remove'} ${key}\n${text}\n->\n${result}`;
    const pythonKey = key === 'on' ? true : key;
    const rest = (value: unknown) => (value as Pairs).$map.filter(([other]) => other !== pythonKey);
    assert.deepEqual(rest(found), rest(before[at]), label);
    const now = (found as Pairs).$map.find(([other]) => other === pythonKey)?.[1];
    assert.deepEqual(now, isSet ? ['set', 'a\nb\n'] : undefined, label);
  }
});

test('what cannot be read as one document is refused, with no word of it', () => {
  const table: [name: string, text: string, code: string][] = [
    ['two documents', 'a: 1\n---\nb: 2\n', 'InvalidDocument'],
    ['a second empty document', 'a: 1\n---\n', 'InvalidDocument'],
    ['bad indentation', 'a: 1\n b: 2\n', 'InvalidDocument'],
    ['a tab as indentation', 'a:\n\tb: 2\n', 'InvalidDocument'],
    ['an open bracket', 'a: [1\n', 'InvalidDocument'],
    ['an alias without anchor', 'a: *hunter2\n', 'InvalidDocument'],
    ['an alias inside its anchor', 'a: &x [*x]\n', 'InvalidDocument'],
    ['NUL', 'a: \0\n', 'InvalidDocument'],
    ['broken gzip', '\u001f\ufffd\b\n', 'InvalidDocument'],
    ['U+FFFD', 'a: \ufffd\n', 'InvalidDocument'],
    ['a control character', 'a: \u001b[0m\n', 'InvalidDocument'],
    ['a lone carriage return', 'a: 1\rb: 2\n', 'InvalidDocument'],
    ['a line separator', 'a: 1\u2028b: 2\n', 'InvalidDocument'],
    ['__proto__', '__proto__: {hunter2: 1}\n', 'InvalidDocument'],
  ];
  for (const [name, text, code] of table) {
    const failure = failureOf(() => openDocument(text, 'Yaml'));
    assert.equal(failure.code, code, name);
    assert.ok(!failure.message.includes('hunter2'), failure.message);
  }
  assert.equal(
    failureOf(() => openDocument('{"hunter2": 1,}', 'Json')).message,
    'cannot edit the document: it is not valid JSON',
  );
});

test('a key that is there twice: read as PyYAML, other keys stay editable', () => {
  assert.equal(edited('a: 1\na: 2\nb: 1\n', set('/b', 2)), 'a: 1\na: 2\nb: 2\n');
  assert.equal(printDocument(openDocument('a: 1\na: 2\n', 'Yaml')), 'a: 1\na: 2\n');
});

test('an added item beside every kind of item', { skip: withoutPyYaml }, () => {
  const lists = members.map(([name, text]) => ({
    name,
    text: `l:\n- 1\n- ${text.trimEnd().replaceAll('\n', '\n  ')}\n`,
  }));
  const after = lists.map(({ text }) => edited(text, [add('/l/-', 'end'), add('/l/0', 'start')]));
  const before = readWithPyYaml(lists.map(({ text }) => text));
  for (const [at, found] of readWithPyYaml(after).entries()) {
    const old = member(before[at], 'l');
    if (!Array.isArray(old)) continue; // this trap is no list item
    assert.deepEqual(member(found, 'l'), ['start', ...old, 'end'], `${lists[at]?.name}\n${after[at]}`);
  }
});

const mergeKeys: readonly (readonly [name: string, text: string])[] = [
  ['a tag', 'a: {p: 1}\nw:\n  !!merge x: {v: 1, q: 2}\n  r: 3\n'],
  ['a tag in its long form', 'w: {!<tag:yaml.org,2002:merge> x: {v: 1}, r: 3}\n'],
  ['a tag by another handle', '%TAG !y! tag:yaml.org,2002:\n---\nw: {!y!merge x: {v: 1}, r: 3}\n'],
  ['a tag on quotes', 'w: {!!merge "x": {v: 1}, r: 3}\n'],
  ['the tag of a text, which makes it none', 'w: {!!str <<: {v: 1}, r: 3}\n'],
  ['quotes, which make it none', 'w: {"<<": {v: 1}, r: 3}\n'],
  ['the tag that says nothing', 'w: {! "<<": {v: 1}, r: 3}\n'],
  ['an alias of one', 'u: {&m !!merge x: {v: 1}}\nw: {*m : {v: 2}, r: 3}\n'],
];

for (const [name, text] of mergeKeys) {
  test(`a merge key is what PyYAML takes for one: ${name}`, { skip: withoutPyYaml }, () => {
    const [wanted] = readWithPyYaml([text]);
    assert.deepEqual(readWithPyYaml([JSON.stringify(readAt(openDocument(text, 'Yaml'), [])[0])])[0], wanted);
  });
}

test('what a tagged merge key brings in is not written over', () => {
  const failure = failureOf(() => edited('w:\n  !!merge x: {v: 1}\n', remove('/w/v')));
  assert.equal(failure.code, 'TypeMismatch');
});
