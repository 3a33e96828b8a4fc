import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  applyEdit,
  type DocumentKind,
  forkDocument,
  openDocument,
  printDocument,
  readAt,
} from '../../src/yaml/document.ts';
import type { DocumentEdit } from '../../src/yaml/edit.ts';
import type { Json } from '../../src/yaml/json.ts';
import {
  add,
  copy,
  edited,
  failsWith,
  failureOf,
  merge,
  move,
  pointer,
  remove,
  replace,
  set,
} from './support.ts';

interface Row {
  name: string;
  text: string;
  edit: DocumentEdit;
  expected: string;
  matched?: number;
  changed?: number;
  places?: string[];
}

const rows: Row[] = [
  {
    name: 'set makes missing mappings',
    text: 'a: 1\n',
    edit: set('/b/c/d', 1),
    expected: 'a: 1\nb:\n  c:\n    d: 1\n',
    places: ['/b/c/d'],
  },
  { name: 'set replaces a value', text: 'a: 1\n', edit: set('/a', 'x'), expected: 'a: x\n', places: ['/a'] },
  {
    name: 'set of the same value changes nothing',
    text: 'a:   1 # x\n',
    edit: set('/a', 1),
    expected: 'a:   1 # x\n',
    changed: 0,
  },
  {
    name: 'the same number in another spelling is the same',
    text: 'a: 0644\nb: yes\n',
    edit: merge('', { a: 420, b: true }),
    expected: 'a: 0644\nb: yes\n',
    changed: 0,
  },
  { name: 'a number is not its text', text: 'a: 0644\n', edit: set('/a', '0644'), expected: 'a: "0644"\n' },
  {
    name: 'a date is not its text',
    text: 'a: 2026-11-21\n',
    edit: set('/a', '2026-11-21'),
    expected: 'a: "2026-11-21"\n',
  },
  {
    name: 'set below null makes a mapping',
    text: 'a:\nb: ~ # n\n',
    edit: set('/b/c', 1),
    expected: 'a:\nb: # n\n  c: 1\n',
  },
  {
    name: 'set of an item by index replaces it',
    text: 'a: [1, 2]\n',
    edit: set('/a/0', 3),
    expected: 'a: [3, 2]\n',
  },
  {
    name: 'set of an index that is not there only looks',
    text: 'a: [1]\n',
    edit: set('/a/1', 3),
    expected: 'a: [1]\n',
    matched: 0,
    changed: 0,
  },
  {
    name: 'a number is a key where a mapping is',
    text: 'a: {x: 1}\n',
    edit: set('/a/0', 3),
    expected: 'a: {x: 1, "0": 3}\n',
  },
  {
    name: 'a key is found by how it is written',
    text: '0644: x\non: y\n"q": z\n',
    edit: merge('', { '0644': 1, on: 2, q: 3 }),
    expected: '0644: 1\non: 2\n"q": 3\n',
    changed: 3,
  },
  {
    name: 'tokens are unescaped',
    text: 'a/b: 1\n~: 2\n',
    edit: set('/a~1b', 3),
    expected: 'a/b: 3\n~: 2\n',
    places: ['/a~1b'],
  },
  {
    name: '* is every member',
    text: 'a: {x: {}, y: {}}\n',
    edit: set('/a/*/m', 1),
    expected: 'a: {x: {m: 1}, y: {m: 1}}\n',
    matched: 2,
    places: ['/a/x/m', '/a/y/m'],
  },
  {
    name: '* is every item',
    text: 'a:\n  - x: 1\n  - x: 2\n',
    edit: set('/a/*/x', 1),
    expected: 'a:\n  - x: 1\n  - x: 1\n',
    matched: 2,
    changed: 1,
  },
  {
    name: '* passes over plain text, like `default` among users',
    text: 'users:\n  - default\n  - name: bob\n',
    edit: set('/users/*/sudo', false),
    expected: 'users:\n  - default\n  - name: bob\n    sudo: false\n',
    matched: 1,
  },
  {
    name: '* makes nothing',
    text: 'a: {}\n',
    edit: set('/a/*/x', 1),
    expected: 'a: {}\n',
    matched: 0,
    changed: 0,
  },
  {
    name: '* below something missing finds nothing',
    text: 'a: 1\n',
    edit: add('/b/*/x', 1),
    expected: 'a: 1\n',
    matched: 0,
    changed: 0,
  },
  {
    name: '[key=value] is the item with that field',
    text: 'users:\n  - default\n  - name: bob\n  - name: eve\n',
    edit: set('/users/[name=eve]/uid', 7),
    expected: 'users:\n  - default\n  - name: bob\n  - name: eve\n    uid: 7\n',
    places: ['/users/2/uid'],
  },
  {
    name: '[key=value] compares as read and as written',
    text: 'f: [{m: 0644, x: 1}, {m: "420", x: 2}]\n',
    edit: remove('/f/[m=420]/x'),
    expected: 'f: [{m: 0644}, {m: "420"}]\n',
    matched: 2,
  },
  {
    name: '[key=value] makes nothing',
    text: 'users: []\n',
    edit: set('/users/[name=eve]/uid', 7),
    expected: 'users: []\n',
    matched: 0,
    changed: 0,
  },
  {
    name: 'add makes a list before -',
    text: 'a: 1\n',
    edit: add('/b/-', 'x'),
    expected: 'a: 1\nb:\n  - x\n',
    places: ['/b/0'],
  },
  {
    name: 'add makes a list before 0 and mappings before names',
    text: 'a: 1\n',
    edit: add('/b/c/0/d', 'x'),
    expected: 'a: 1\nb:\n  c:\n    - d: x\n',
    places: ['/b/c/0/d'],
  },
  { name: 'add takes null for missing', text: 'a: ~\n', edit: add('/a/-', 'x'), expected: 'a:\n  - x\n' },
  {
    name: 'add leaves a list that has the item',
    text: 'a: [x, {k: 1}]\n',
    edit: add('/a/0', { k: 1 }),
    expected: 'a: [x, {k: 1}]\n',
    changed: 0,
  },
  {
    name: 'add inserts at an index',
    text: 'a: [x, z]\n',
    edit: add('/a/1', 'm'),
    expected: 'a: [x, m, z]\n',
    places: ['/a/1'],
  },
  {
    name: 'add at the length of a list appends',
    text: 'a: [x]\n',
    edit: add('/a/1', 'm'),
    expected: 'a: [x, m]\n',
    places: ['/a/1'],
  },
  { name: 'add of a member replaces it', text: 'a: 1\n', edit: add('/a', 2), expected: 'a: 2\n' },
  {
    name: 'remove of something missing is fine',
    text: 'a: 1\n',
    edit: remove('/b/c'),
    expected: 'a: 1\n',
    matched: 0,
    changed: 0,
  },
  {
    name: 'remove of all items leaves []',
    text: 'a:\n  - x\n  - y\nb: 1\n',
    edit: remove('/a/*'),
    expected: 'a: []\nb: 1\n',
    matched: 2,
    changed: 2,
  },
  {
    name: 'merge sets, removes and goes deep',
    text: 'a: {x: 1, y: {p: 1, q: 2}}\nb: 1\n',
    edit: merge('', { a: { x: null, y: { p: 3 }, z: { n: null, m: 1 } }, b: null, c: null }),
    expected: 'a: {y: {p: 3, q: 2}, z: {m: 1}}\n',
    changed: 4,
  },
  {
    name: 'merge replaces lists whole',
    text: 'a: [1, 2]\n',
    edit: merge('', { a: [3] }),
    expected: 'a:\n  - 3\n',
  },
  {
    name: 'merge makes what is missing',
    text: 'a: 1\n',
    edit: merge('/b/c', { d: 1, e2: null }),
    expected: 'a: 1\nb:\n  c:\n    d: 1\n',
  },
  {
    name: 'merge replaces what is no mapping',
    text: 'a: x\n',
    edit: merge('/a', { d: 1 }),
    expected: 'a:\n  d: 1\n',
  },
  {
    name: 'merge that removes everything leaves {}',
    text: 'a: 1\n',
    edit: merge('', { a: null }),
    expected: '{}\n',
  },
  {
    name: 'merge of nothing changes nothing',
    text: '# c\n',
    edit: merge('', {}),
    expected: '# c\n',
    changed: 0,
  },
  {
    name: 'replace of what is there',
    text: 'a: [1, 2]\n',
    edit: replace('/a/1', 3),
    expected: 'a: [1, 3]\n',
  },
  {
    name: 'replace with * takes what is there',
    text: 'a: {x: {m: 1}, y: {}}\n',
    edit: replace('/a/*/m', 3),
    expected: 'a: {x: {m: 3}, y: {}}\n',
    matched: 1,
  },
  {
    name: 'the whole document may be set, its comments above stay',
    text: '#cloud-config\na: 1\nb: 2\n',
    edit: set('', { c: 3 }),
    expected: '#cloud-config\nc: 3\n',
    places: [''],
  },
  {
    name: 'a member of a merge key may be read beside which one is set',
    text: 'a: &x {p: 1}\nb:\n  <<: *x\n',
    edit: set('/b/q', 2),
    expected: 'a: &x {p: 1}\nb:\n  <<: *x\n  q: 2\n',
  },
  {
    name: 'the place of a merge key’s value that is set to the same is left alone',
    text: 'a: &x {p: 1}\nb: {<<: *x}\n',
    edit: set('/b/p', 1),
    expected: 'a: &x {p: 1}\nb: {<<: *x}\n',
    changed: 0,
  },
  {
    name: 'an entry that uses aliases may be removed',
    text: 'a: &x {p: 1}\nb: {<<: *x}\n',
    edit: remove('/b'),
    expected: 'a: &x {p: 1}\n',
  },
];

for (const { name, text, edit, expected, matched, changed, places } of rows) {
  test(name, () => {
    const document = openDocument(text, 'Yaml');
    const count = applyEdit(document, edit);
    assert.equal(printDocument(document), expected);
    assert.equal(count.changed > 0, text !== expected);
    if (matched !== undefined) assert.equal(count.matched, matched);
    if (changed !== undefined) assert.equal(count.changed, changed);
    if (places) assert.deepEqual(count.places, places);
    edited(text, edit);
  });
}

test('move and copy are RFC 6902 to the letter', () => {
  const table: [text: string, edit: DocumentEdit, expected: string][] = [
    ['a: 1\nb: 2\n', move('/a', '/c'), 'b: 2\nc: 1\n'],
    ['a: 1\nb: 2\n', move('/a', '/a'), 'a: 1\nb: 2\n'],
    ['a: [1, 2, 3]\n', move('/a/0', '/a/2'), 'a: [2, 3, 1]\n'],
    ['a: [1, 2, 3]\n', move('/a/0', '/a/-'), 'a: [2, 3, 1]\n'],
    ['a: [1, 2]\n', copy('/a/0', '/a/-'), 'a: [1, 2, 1]\n'],
    ['a: {x: 1}\nb: {}\n', copy('/a', '/b/c'), 'a: {x: 1}\nb: {c: {x: 1}}\n'],
    ['a: 1\nb: {p: {}, q: {}}\n', copy('/a', '/b/*/m'), 'a: 1\nb: {p: {m: 1}, q: {m: 1}}\n'],
  ];
  for (const [text, edit, expected] of table) assert.equal(edited(text, edit, 'Yaml', false), expected);
});

interface Bad {
  name: string;
  text: string;
  edit: DocumentEdit;
  code: string;
  kind?: DocumentKind;
}

const anchored = 'a: &x {p: {q: 1}}\nb: *x\nc: {<<: *x, r: 1}\nd: [&y 1, *y]\n';

const bad: Bad[] = [
  { name: 'set at - says to use add', text: 'a: [1]\n', edit: set('/a/-', 2), code: 'TypeMismatch' },
  { name: 'set makes no lists', text: 'a: 1\n', edit: set('/b/0', 2), code: 'TypeMismatch' },
  { name: 'set below text', text: 'a: x\n', edit: set('/a/b', 2), code: 'TypeMismatch' },
  { name: 'add of a name to a list', text: 'a: [1]\n', edit: add('/a/b', 2), code: 'TypeMismatch' },
  { name: 'an index with a leading zero', text: 'a: [1, 2]\n', edit: replace('/a/01', 2), code: 'NoMatch' },
  { name: 'an index with a sign', text: 'a: [1, 2]\n', edit: add('/a/+1', 2), code: 'TypeMismatch' },
  { name: 'an index past the end', text: 'a: [1]\n', edit: add('/a/2', 2), code: 'NoMatch' },
  {
    name: 'an index past the end of a list to be made',
    text: 'a: 1\n',
    edit: add('/b/1', 2),
    code: 'NoMatch',
  },
  { name: '- before the end of a path', text: 'a: [1]\n', edit: add('/a/-/b', 2), code: 'TypeMismatch' },
  {
    name: '- before the end of a path to be made',
    text: 'a: 1\n',
    edit: add('/b/-/c', 2),
    code: 'TypeMismatch',
  },
  { name: 'replace of something missing', text: 'a: 1\n', edit: replace('/b', 2), code: 'NoMatch' },
  { name: 'replace at -', text: 'a: [1]\n', edit: replace('/a/-', 2), code: 'NoMatch' },
  { name: 'move of something missing', text: 'a: 1\n', edit: move('/b', '/c'), code: 'NoMatch' },
  { name: 'move below something missing', text: 'a: 1\n', edit: move('/a', '/b/c'), code: 'NoMatch' },
  { name: 'move into itself', text: 'a: {b: {}}\n', edit: move('/a', '/a/b'), code: 'NoMatch' },
  { name: 'copy of several places', text: 'a: [1, 2]\n', edit: copy('/a/*', '/b'), code: 'TypeMismatch' },
  { name: 'remove of everything', text: 'a: 1\n', edit: remove(''), code: 'TypeMismatch' },
  { name: 'the top level becomes a list', text: 'a: 1\n', edit: set('', [1]), code: 'TypeMismatch' },
  { name: 'an edit through an alias', text: anchored, edit: set('/b/p', 2), code: 'TypeMismatch' },
  { name: 'an edit deep through an alias', text: anchored, edit: add('/b/p/z', 2), code: 'TypeMismatch' },
  {
    name: 'an edit inside an anchor with aliases',
    text: anchored,
    edit: set('/a/p/q', 2),
    code: 'TypeMismatch',
  },
  { name: 'an edit of an anchor with aliases', text: anchored, edit: set('/a', 2), code: 'TypeMismatch' },
  { name: 'removing an anchor with aliases', text: anchored, edit: remove('/d/0'), code: 'TypeMismatch' },
  { name: 'an edit through a merge key', text: anchored, edit: set('/c/p/q', 2), code: 'TypeMismatch' },
  { name: 'an edit of a merged member', text: anchored, edit: set('/c/p', 2), code: 'TypeMismatch' },
  {
    name: 'removing a member that the merge key has too',
    text: 'a: &x {p: 1}\nb: {<<: *x, p: 2}\n',
    edit: remove('/b/p'),
    code: 'TypeMismatch',
  },
  { name: 'a key that is there twice', text: 'a: 1\na: 2\n', edit: set('/a', 3), code: 'InvalidDocument' },
  {
    name: 'below a key that is there twice',
    text: 'a: {}\na: {}\n',
    edit: set('/a/b', 3),
    code: 'InvalidDocument',
  },
  { name: '__proto__ in a path', text: 'a: 1\n', edit: set('/__proto__/x', 3), code: 'InvalidValue' },
  {
    name: 'constructor in a path',
    text: 'a: 1\n',
    edit: add('/constructor/prototype/x', 3),
    code: 'InvalidValue',
  },
  {
    name: '__proto__ in a value',
    text: 'a: 1\n',
    edit: set('/b', JSON.parse('{"__proto__": {"x": 1}}')),
    code: 'InvalidValue',
  },
  {
    name: '__proto__ in a merge',
    text: 'a: 1\n',
    edit: merge('', JSON.parse('{"b": {"__proto__": {"x": 1}}}')),
    code: 'InvalidValue',
  },
  {
    name: '__proto__ at the top of a merge',
    text: 'a: 1\n',
    edit: merge('', JSON.parse('{"__proto__": {"x": 1}}')),
    code: 'InvalidValue',
  },
  { name: 'half a character', text: 'a: 1\n', edit: set('/b', '\ud800'), code: 'InvalidValue' },
  { name: 'U+FFFD', text: 'a: 1\n', edit: set('/b', '\ufffd'), code: 'InvalidValue' },
  { name: 'not a number', text: 'a: 1\n', edit: set('/b', Number.NaN), code: 'InvalidValue' },
  {
    name: 'a key of 1025 characters',
    text: 'a: 1\n',
    edit: set(`/${'k'.repeat(1025)}`, 1),
    code: 'InvalidValue',
  },
];

for (const { name, text, edit, code, kind = 'Yaml' } of bad) {
  test(`refused: ${name} (${code})`, () => {
    failsWith(openDocument(text, kind), edit, code);
  });
}

test('no failure repeats a value or the document', () => {
  const secret = 'hunter2';
  const text = `password: ${secret}\nlist: [${secret}]\nx: &a {p: ${secret}}\ny: *a\n`;
  const edits = [
    set(`/password/${'k'}`, secret),
    add('/list/9', secret),
    replace(`/list/[name=${secret}]`, secret),
    replace('/nothing', secret),
    set('/y/p', secret),
    set(`/x/p`, secret),
    move(`/users/[pw=${secret}]`, '/z'),
    add('/list/name', secret),
  ];
  for (const edit of edits) {
    const document = openDocument(text, 'Yaml');
    try {
      applyEdit(document, edit);
    } catch {
      const failure = failureOf(() => applyEdit(document, edit));
      assert.ok(
        !`${failure.message} ${failure.hint} ${failure.stack?.split('\n')[0]}`.includes(secret),
        failure.message,
      );
    }
  }
});

test('messages show the pointer as the rule writes it, where it is given', () => {
  const failure = failsWith(
    openDocument('a: 1\n', 'Yaml'),
    { ...replace('/secret', 1), written: '/$(key)' },
    'NoMatch',
  );
  assert.equal(failure.message, 'replace /$(key): nothing is there');
});

test('reading sees through aliases and merge keys, and resolves as PyYAML', () => {
  const text = 'a: &x {p: 0644, q: yes}\nb: {<<: *x, q: no, r: [1.0, 2026-11-21, ~]}\nc: *x\n';
  const document = openDocument(text, 'Yaml');
  const table: [path: string, values: Json[]][] = [
    ['/b/p', [420]],
    ['/b/q', [false]],
    ['/c/q', [true]],
    ['/b/r/*', [1, '2026-11-21', null]],
    ['/*/p', [420, 420, 420]],
    ['/z', []],
    ['/a/-', []],
    [
      '',
      [
        {
          a: { p: 420, q: true },
          b: { p: 420, q: false, r: [1, '2026-11-21', null] },
          c: { p: 420, q: true },
        },
      ],
    ],
  ];
  for (const [path, values] of table) assert.deepEqual(readAt(document, pointer(path)), values, path);
  assert.deepEqual(readAt(openDocument('# nothing\n', 'Yaml'), []), [{}]);
});

test('a fork goes its own way', () => {
  const document = openDocument('a: 1\n', 'Yaml');
  const fork = forkDocument(document);
  applyEdit(fork, set('/a', 2));
  assert.equal(printDocument(document), 'a: 1\n');
  assert.equal(printDocument(fork), 'a: 2\n');
});

test('a value is copied in, not shared', () => {
  const value: Json = { list: ['x'] };
  const document = openDocument('a: 1\n', 'Yaml');
  applyEdit(document, set('/b', value));
  applyEdit(document, add('/b/list/-', 'y2'));
  assert.deepEqual(value, { list: ['x'] });
});
