import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Failure } from '../../src/text/failure.ts';
import type { Json } from '../../src/yaml/json.ts';
import { applyJsonPatch } from '../../src/yaml/json-patch.ts';
import { failureOf } from './support.ts';

interface Row {
  comment?: string;
  doc?: Json;
  patch?: Json[];
  expected?: Json;
  error?: string;
}

/** Rows of the public suite that do not run, each with its reason; rows that it disables itself run too. */
const twoOps = 'two `op` members in one object: JSON.parse keeps the last, so nothing is left to refuse';
const skipped: Record<string, string> = { 'tests[76]': twoOps, 'spec_tests[13]': twoOps };

for (const file of ['tests', 'spec_tests']) {
  const path = new URL(`../../node_modules/json-patch-test-suite/${file}.json`, import.meta.url);
  const rows: Row[] = JSON.parse(readFileSync(path, 'utf8'));
  for (const [index, row] of rows.entries()) {
    if (row.doc === undefined || !row.patch) continue; // a comment
    const name = `${file}[${index}] ${row.comment ?? row.error ?? ''}`;
    const reason = skipped[`${file}[${index}]`];
    test(name, { skip: reason ?? false }, () => {
      const [doc, patch] = [structuredClone(row.doc ?? null), structuredClone(row.patch ?? [])];
      if (row.error !== undefined) {
        const failure = failureOf(() => applyJsonPatch(doc, patch));
        assert.notEqual(failure.code, 'Internal', failure.message);
      } else {
        const result = applyJsonPatch(doc, patch);
        if (row.expected !== undefined) assert.deepEqual(result, row.expected);
      }
      assert.deepEqual(doc, row.doc, 'the target stays as it was');
      assert.deepEqual(patch, row.patch, 'the patch stays as it was');
    });
  }
}

test('RFC 6902, appendix A', () => {
  const fails = Symbol('fails');
  const rows: [section: string, doc: Json, patch: Json[], expected: Json | typeof fails][] = [
    ['A.1', { foo: 'bar' }, [{ op: 'add', path: '/baz', value: 'qux' }], { baz: 'qux', foo: 'bar' }],
    [
      'A.2',
      { foo: ['bar', 'baz'] },
      [{ op: 'add', path: '/foo/1', value: 'qux' }],
      { foo: ['bar', 'qux', 'baz'] },
    ],
    ['A.3', { baz: 'qux', foo: 'bar' }, [{ op: 'remove', path: '/baz' }], { foo: 'bar' }],
    ['A.4', { foo: ['bar', 'qux', 'baz'] }, [{ op: 'remove', path: '/foo/1' }], { foo: ['bar', 'baz'] }],
    [
      'A.5',
      { baz: 'qux', foo: 'bar' },
      [{ op: 'replace', path: '/baz', value: 'boo' }],
      { baz: 'boo', foo: 'bar' },
    ],
    [
      'A.6',
      { foo: { bar: 'baz', waldo: 'fred' }, qux: { corge: 'grault' } },
      [{ op: 'move', from: '/foo/waldo', path: '/qux/thud' }],
      { foo: { bar: 'baz' }, qux: { corge: 'grault', thud: 'fred' } },
    ],
    [
      'A.7',
      { foo: ['all', 'grass', 'cows', 'eat'] },
      [{ op: 'move', from: '/foo/1', path: '/foo/3' }],
      { foo: ['all', 'cows', 'eat', 'grass'] },
    ],
    [
      'A.8',
      { baz: 'qux', foo: ['a', 2, 'c'] },
      [
        { op: 'test', path: '/baz', value: 'qux' },
        { op: 'test', path: '/foo/1', value: 2 },
      ],
      { baz: 'qux', foo: ['a', 2, 'c'] },
    ],
    ['A.9', { baz: 'qux' }, [{ op: 'test', path: '/baz', value: 'bar' }], fails],
    [
      'A.10',
      { foo: 'bar' },
      [{ op: 'add', path: '/child', value: { grandchild: {} } }],
      { foo: 'bar', child: { grandchild: {} } },
    ],
    [
      'A.11',
      { foo: 'bar' },
      [{ op: 'add', path: '/baz', value: 'qux', xyz: 123 }],
      { foo: 'bar', baz: 'qux' },
    ],
    ['A.12', { foo: 'bar' }, [{ op: 'add', path: '/baz/bat', value: 'qux' }], fails],
    ['A.14', { '/': 9, '~1': 10 }, [{ op: 'test', path: '/~01', value: 10 }], { '/': 9, '~1': 10 }],
    ['A.15', { '/': 9, '~1': 10 }, [{ op: 'test', path: '/~01', value: '10' }], fails],
    [
      'A.16',
      { foo: ['bar'] },
      [{ op: 'add', path: '/foo/-', value: ['abc', 'def'] }],
      { foo: ['bar', ['abc', 'def']] },
    ],
  ];
  // A.13 has two `op` members in one object: JSON.parse keeps the last, so nothing is left to refuse.
  for (const [section, doc, patch, expected] of rows) {
    if (expected === fails)
      assert.ok(
        failureOf(() => applyJsonPatch(doc, patch)),
        section,
      );
    else assert.deepEqual(applyJsonPatch(doc, patch), expected, section);
  }
});

const bad: [name: string, doc: Json, patch: unknown, code: string][] = [
  ['no list', {}, {}, 'InvalidValue'],
  ['an operation that is none', {}, ['add'], 'InvalidValue'],
  ['a verb of JavaScript', {}, [{ op: 'toString', path: '/a' }], 'InvalidValue'],
  ['the library’s own verb _get', { a: 1 }, [{ op: '_get', path: '/a' }], 'InvalidValue'],
  ['an inherited verb', {}, [Object.create({ op: 'add', path: '/a', value: 1 })], 'InvalidValue'],
  ['no value', {}, [{ op: 'add', path: '/a' }], 'InvalidValue'],
  ['no from', {}, [{ op: 'copy', path: '/a' }], 'InvalidValue'],
  ['a path without slash', {}, [{ op: 'add', path: 'a', value: 1 }], 'InvalidValue'],
  ['a wrong escape', {}, [{ op: 'add', path: '/a~2', value: 1 }], 'InvalidValue'],
  ['__proto__ in a path', {}, [{ op: 'add', path: '/__proto__/x', value: 1 }], 'InvalidValue'],
  ['constructor in a path', {}, [{ op: 'add', path: '/constructor/prototype/x', value: 1 }], 'InvalidValue'],
  [
    '__proto__ in a value',
    {},
    JSON.parse('[{"op":"add","path":"/a","value":{"__proto__":{"x":1}}}]'),
    'InvalidValue',
  ],
  ['an inherited member', {}, [{ op: 'remove', path: '/toString' }], 'NoMatch'],
  ['an inherited member of a list', { a: [] }, [{ op: 'remove', path: '/a/length' }], 'NoMatch'],
  ['a leading zero', { a: [1, 2] }, [{ op: 'replace', path: '/a/01', value: 1 }], 'NoMatch'],
  ['a leading zero in add', { a: [1, 2] }, [{ op: 'add', path: '/a/00', value: 1 }], 'TypeMismatch'],
  ['a sign', { a: [1, 2] }, [{ op: 'add', path: '/a/+1', value: 1 }], 'TypeMismatch'],
  ['a float', { a: [1, 2] }, [{ op: 'add', path: '/a/1e0', value: 1 }], 'TypeMismatch'],
  ['- where something must be', { a: [1, 2] }, [{ op: 'replace', path: '/a/-', value: 1 }], 'NoMatch'],
  ['past the end', { a: [1, 2] }, [{ op: 'add', path: '/a/3', value: 1 }], 'NoMatch'],
  ['into text', { a: 'x' }, [{ op: 'add', path: '/a/0', value: 1 }], 'NoMatch'],
  ['into itself', { a: { b: {} } }, [{ op: 'move', from: '/a', path: '/a/b/c' }], 'TypeMismatch'],
  ['a test that fails', { a: 1 }, [{ op: 'test', path: '/a', value: '1' }], 'TestFailed'],
  ['a test of an inherited member', {}, [{ op: 'test', path: '/toString', value: null }], 'NoMatch'],
  [
    '22 copies of everything',
    { a: ['x'] },
    Array(22).fill({ op: 'copy', from: '/a', path: '/a/-' }),
    'LimitExceeded',
  ],
  [
    'texts that double',
    { a: ['x'.repeat(1000)] },
    Array(22).fill({ op: 'copy', from: '/a', path: '/a/-' }),
    'LimitExceeded',
  ],
  ['too many operations', {}, Array(1001).fill({ op: 'test', path: '', value: {} }), 'LimitExceeded'],
];

for (const [name, doc, patch, code] of bad) {
  test(`refused: ${name} (${code})`, () => {
    const before = structuredClone(doc);
    assert.equal(failureOf(() => applyJsonPatch(doc, patch)).code, code);
    assert.deepEqual(doc, before);
  });
}

test('a patch may be applied any number of times: nothing of it ends up in a document', () => {
  const patch = [
    { op: 'add', path: '/l', value: [] },
    { op: 'add', path: '/l/-', value: 1 },
  ];
  assert.deepEqual(applyJsonPatch({}, patch), { l: [1] });
  assert.deepEqual(applyJsonPatch({}, patch), { l: [1] });
});

test('a failing patch changes nothing, also not before the failing operation', () => {
  const doc = { a: [1] };
  failureOf(() =>
    applyJsonPatch(doc, [
      { op: 'add', path: '/a/-', value: 2 },
      { op: 'remove', path: '/b' },
    ]),
  );
  assert.deepEqual(doc, { a: [1] });
});

test('failures name the operation, never a value', () => {
  const doc = { UserData: 'password: hunter2' };
  for (const patch of [
    [{ op: 'test', path: '/UserData', value: 'hunter2' }],
    [{ op: 'add', path: '/a/b', value: 'hunter2' }],
    [{ op: 'replace', path: '/UserData/0', value: 'hunter2' }],
    [{ op: 'hunter2', path: '/UserData' }],
    [{ op: 'copy', from: 'hunter2', path: '/UserData' }],
  ]) {
    try {
      applyJsonPatch(doc, patch);
      assert.fail();
    } catch (error) {
      assert.ok(error instanceof Failure && !error.message.includes('hunter2'), String(error));
      assert.match(error.message, /^operation 0/);
    }
  }
});

test('nothing reaches Object.prototype', () => {
  for (const path of ['/__proto__/polluted', '/a/__proto__/polluted', '/constructor/prototype/polluted']) {
    failureOf(() => applyJsonPatch({ a: {} }, [{ op: 'add', path, value: true }]));
  }
  assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
});
