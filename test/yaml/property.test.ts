import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isMap, isScalar, parseDocument } from 'yaml';
import { Failure } from '../../src/text/failure.ts';
import {
  applyEdit,
  type DocumentKind,
  openDocument,
  printDocument,
  readAt,
} from '../../src/yaml/document.ts';
import type { DocumentEdit } from '../../src/yaml/edit.ts';
import type { Json } from '../../src/yaml/json.ts';
import { applyJsonPatch } from '../../src/yaml/json-patch.ts';
import { formatJsonPointer, type PointerStep } from '../../src/yaml/pointer.ts';
import { readWithPyYaml, withoutPyYaml } from './pyyaml.ts';

const keys = ['a', 'b', 'users', 'x-y', 'on', '0644', 'k v'];
const scalars = [
  '1',
  'x',
  'no',
  '0644',
  '~',
  '"q # r"',
  "'it''s'",
  '1.0',
  '2026-11-21',
  '1:30',
  'a:b',
  '{}',
  '[]',
  '[1, {k: v}]',
  '{p: [x], q: y}',
];
const comment = fc.constantFrom('', '', '', ' # c', '   # d: [e');

/** Lines of a block at some column, as people write them: comments and blank lines between, habits mixed. */
function block(depth: number, column: number): fc.Arbitrary<string[]> {
  const pad = ' '.repeat(column);
  const between = fc.constantFrom<string[]>([], [], [], [''], [`${pad}# note`], [`${pad}# key: no`, '']);
  const value = (step: number): fc.Arbitrary<string[]> => {
    const flat = fc.tuple(fc.constantFrom(...scalars), comment).map(([text, note]) => [` ${text}${note}`]);
    const literal = fc
      .constantFrom('|', '|-', '>', '|+')
      .map((header) => [
        ` ${header}`,
        `${pad}${' '.repeat(step)}text: here`,
        '',
        `${pad}${' '.repeat(step)} # more`,
      ]);
    if (depth <= 0) return fc.oneof(flat, literal);
    const below = fc
      .tuple(comment, fc.constantFrom(step, step + 2))
      .chain(([note, wide]) => block(depth - 1, column + wide).map((lines) => [note, ...lines]));
    return fc.oneof(flat, flat, literal, below);
  };
  const entry = (key: string) =>
    fc
      .tuple(between, value(2))
      .map(([before, [head = '', ...lines]]) => [...before, `${pad}${key}:${head}`, ...lines]);
  const mapping = fc
    .uniqueArray(fc.constantFrom(...keys), { minLength: 1, maxLength: 4 })
    .chain((names) => fc.tuple(...names.map(entry)).map((parts) => parts.flat()));
  if (depth <= 0) return mapping;
  const item = fc.oneof(
    fc
      .tuple(between, value(2))
      .map(([before, [head = '', ...lines]]) => [...before, `${pad}-${head}`, ...lines]),
    fc
      .tuple(between, block(Math.min(depth - 1, 1), column + 2))
      .filter(([, lines]) => /^ *[^\s#]/.test(lines[0] ?? ''))
      .map(([before, [first = '', ...lines]]) => [...before, `${pad}- ${first.trimStart()}`, ...lines]),
  );
  return fc.oneof(
    mapping,
    fc.array(item, { minLength: 1, maxLength: 3 }).map((items) => items.flat()),
  );
}

const text = fc
  .tuple(
    block(3, 0),
    fc.constantFrom('\n', '\n', '\r\n'),
    fc.constantFrom('', '#cloud-config\n', '# c\n---\n', '\ufeff# c\n\n'),
    fc.constantFrom('\n', '', '\n\n# end\n', '\n...\n'),
  )
  .map(([lines, eol, head, tail]) => (head + lines.join('\n') + tail).replaceAll('\n', eol));

/** Paths of the document itself, mostly: as they are, one step longer or with a step that only looks. */
const steering = fc.record({
  pick: fc.nat(1000),
  extra: fc.array(fc.constantFrom(...keys, '-', '0', '1', 'p'), { maxLength: 2 }),
  isLonger: fc.boolean(),
  looks: fc.option(fc.nat(3), { freq: 4 }),
});
type Steering = typeof steering extends fc.Arbitrary<infer T> ? T : never;

function steered(source: string, { pick, extra, isLonger, looks }: Steering): PointerStep[] {
  const paths = pathsOf(readAt(openDocument(source, 'Yaml'), [])[0] ?? null);
  const chosen = paths[pick % paths.length] ?? [];
  const steps = [...chosen, ...(isLonger ? extra : [])].map((key): PointerStep => ({ kind: 'key', key }));
  if (looks !== null && looks < steps.length)
    steps[looks] = looks % 2 ? { kind: 'each' } : { kind: 'item', key: 'a', value: 'x' };
  return steps;
}

function pathsOf(value: Json, at: string[] = []): string[][] {
  const members = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return [at, ...members.flatMap(([key, member]) => pathsOf(member, [...at, key]))];
}

const value: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 2 },
    fc.constantFrom<Json>(null, true, 1, 0.5, 'x', 'no', '0644', 'a\nb\n', 'a\nb', 'a\n\n', 'a: b', '', '😀'),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...keys), tie('value'), { maxKeys: 3 }) as fc.Arbitrary<Json>,
  ),
})).value;
const mapping = fc.dictionary(fc.constantFrom(...keys), value, { maxKeys: 3 }) as fc.Arbitrary<{
  [key: string]: Json;
}>;

const flowStyle = fc.record({
  indent: fc.constantFrom<string>('', '  ', '    ', '\t'),
  note: fc.constantFrom('', ' # c, d: [e'),
  trailing: fc.boolean(),
  lead: fc.constantFrom('', ' '),
});
type FlowStyle = typeof flowStyle extends fc.Arbitrary<infer T> ? T : never;

/** Flow collections over several lines or on one, with comments and trailing commas; JSON without those. */
function flow(value: Json, style: FlowStyle, pad: string): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const inner = pad + style.indent;
  const parts = Array.isArray(value)
    ? value.map((item) => flow(item, style, inner))
    : Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${flow(item, style, inner)}`);
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  if (parts.length === 0) return `${open}${close}`;
  if (style.indent === '')
    return `${open}${style.lead}${parts.join(', ')}${style.trailing ? ',' : ''}${style.lead}${close}`;
  const lines = parts.map(
    (part, at) => `${inner}${part}${at < parts.length - 1 || style.trailing ? ',' : ''}${style.note}`,
  );
  return `${open}${style.note}\n${lines.join('\n')}\n${pad}${close}`;
}

type Verb = {
  op: DocumentEdit['op'];
  value: Json;
  mapping: { [key: string]: Json };
  path: Steering;
  from: Steering;
};
const verb: fc.Arbitrary<Verb> = fc.record({
  op: fc.constantFrom(
    ...(['set', 'set', 'add', 'add', 'replace', 'merge', 'remove', 'remove', 'move', 'copy'] as const),
  ),
  value,
  mapping,
  path: steering,
  from: steering,
});

const editing = fc.tuple(text, verb).map(([source, wanted]) => steer(source, wanted));
const flowEditing = fc.tuple(mapping, flowStyle, fc.boolean(), verb).map(([value, style, isJson, wanted]) => {
  const source = isJson
    ? flow(value, { ...style, note: '', trailing: false }, '')
    : `# c\nz: ${flow(value, { ...style, indent: style.indent.replace('\t', '  ') }, '  ')}\n`;
  return [...steer(source, wanted), isJson] as const;
});

function steer(source: string, { op, value, mapping, path, from }: Verb): readonly [string, DocumentEdit] {
  const steps = steered(source, path);
  if (op === 'merge') return [source, { op, path: steps, value: mapping }] as const;
  if (op === 'remove') return [source, { op, path: steps }] as const;
  if (op === 'move' || op === 'copy')
    return [source, { op, from: steered(source, from), path: steps }] as const;
  return [source, { op, path: steps, value }] as const;
}

/** Edits and what they do; failures other than a bug in the editing are fine, and leave the text as it was. */
function attempt(text: string, wanted: DocumentEdit, kind: DocumentKind = 'Yaml') {
  const document = openDocument(text, kind);
  const before = readAt(document, [])[0] ?? null;
  try {
    const count = applyEdit(document, wanted);
    return { count, document, before, result: printDocument(document) };
  } catch (error) {
    assert.ok(
      error instanceof Failure && error.code !== 'Internal',
      `${error}\n${JSON.stringify(wanted)}\n${text}`,
    );
    assert.equal(printDocument(document), text);
    return undefined;
  }
}

const runs = { numRuns: Number(process.env['RUNS'] ?? 1500) };

test('an edited document means what the edit says, and saying it again changes nothing', () => {
  fc.assert(
    fc.property(editing, ([source, wanted]) => {
      const done = attempt(source, wanted);
      if (!done) return;
      const { count, result, before } = done;
      if (count.changed === 0) assert.equal(result, source);
      const after = readAt(openDocument(result, 'Yaml'), [])[0] ?? null;
      const isExact = wanted.path.every((part) => part.kind === 'key');
      if (
        (wanted.op === 'set' || wanted.op === 'replace') &&
        count.matched > 0 &&
        !wanted.path.some((part) => part.kind === 'item')
      ) {
        for (const found of readAt(openDocument(result, 'Yaml'), wanted.path))
          assert.ok(isExact ? same(found, wanted.value) : true);
      }
      // RFC 6902's own verbs, on paths that it has: exactly what the JSON Patch door makes of the plain data.
      if (isExact && (wanted.op === 'replace' || wanted.op === 'remove') && count.matched > 0) {
        const pointer = formatJsonPointer(wanted.path.map((part) => (part.kind === 'key' ? part.key : '')));
        assert.deepEqual(after, applyJsonPatch(before, [{ ...wanted, path: pointer }]));
      }
      // The next item has the removed one's index now.
      if (
        wanted.op === 'move' ||
        wanted.op === 'copy' ||
        (wanted.op === 'remove' && isIndex(wanted.path.at(-1)))
      )
        return;
      const again = attempt(result, wanted);
      assert.equal(again?.result, result, `again: ${JSON.stringify(wanted)}`);
      assert.equal(again?.count.changed, 0);
    }),
    runs,
  );
});

function isIndex(step: PointerStep | undefined): boolean {
  return step?.kind === 'key' && /^\d$/.test(step.key);
}

function same(a: Json, b: Json): boolean {
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
}

function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.keys(value)
      .toSorted()
      .map((key) => [key, sorted(value[key] ?? null)]),
  );
}

test('flow collections and JSON: an edit says what it means, again changes nothing, JSON stays JSON', () => {
  fc.assert(
    fc.property(flowEditing, ([source, wanted, isJson]) => {
      const kind = isJson ? 'Json' : 'Yaml';
      const done = attempt(source, wanted, kind);
      if (!done) return;
      if (isJson) JSON.parse(done.result);
      if (
        wanted.op === 'move' ||
        wanted.op === 'copy' ||
        (wanted.op === 'remove' && isIndex(wanted.path.at(-1)))
      )
        return;
      assert.equal(attempt(done.result, wanted, kind)?.result, done.result);
    }),
    runs,
  );
});

test('outside the member that holds the edited place, every byte stays', () => {
  let checked = 0;
  fc.assert(
    fc.property(editing, ([source, wanted]) => {
      const done = attempt(source, wanted);
      if (!done || done.count.changed === 0 || wanted.op === 'move') return;
      const [start, end] = heldBy(source, wanted.path) ?? [];
      if (start === undefined || end === undefined) return;
      checked++;
      const label = `${JSON.stringify(wanted)}\n${source}\n->\n${done.result}`;
      assert.ok(done.result.startsWith(source.slice(0, start)), label);
      assert.ok(done.result.endsWith(source.slice(end)), label);
    }),
    runs,
  );
  assert.ok(checked > runs.numRuns / 20, String(checked));
});

/** By the YAML library's own ranges: from the block member above the edited place to the next member after it. */
function heldBy(source: string, path: readonly PointerStep[]): [number, number] | undefined {
  const held: [number, number][] = [];
  let node: unknown = parseDocument(source, { schema: 'failsafe' }).contents;
  for (const part of path) {
    if (!isMap(node) || node.flow || part.kind !== 'key') break;
    const at = node.items.findIndex((pair) => isScalar(pair.key) && pair.key.source === part.key);
    const [pair, next] = [node.items[at], node.items[at + 1]];
    if (!pair || !isScalar(pair.key)) break;
    const last = held.at(-1)?.[1] ?? source.length;
    const end = next && isScalar(next.key) ? (next.key.range?.[0] ?? last) : last;
    held.push([pair.key.range?.[0] ?? 0, end]);
    node = pair.value;
  }
  return held.at(path.length > held.length ? -1 : -2);
}

test('PyYAML reads edited random documents as this module does', { skip: withoutPyYaml }, () => {
  const cases: { source: string; result: string; wanted: DocumentEdit }[] = [];
  const samples = [
    ...fc.sample(editing, 4000),
    ...fc.sample(flowEditing, 2000).filter(([, , isJson]) => !isJson),
  ];
  for (const [source, wanted] of samples) {
    const done = attempt(source, wanted);
    if (done && done.count.changed > 0) cases.push({ source, result: done.result, wanted });
  }
  assert.ok(cases.length > 1000, String(cases.length));
  const sources = readWithPyYaml(cases.map(({ source }) => source));
  assert.ok(sources.filter(hasError).length < cases.length / 10, String(sources.filter(hasError).length));
  for (const [at, found] of readWithPyYaml(cases.map(({ result }) => result)).entries()) {
    const { source, result, wanted } = cases[at] ?? assert.fail();
    if (hasError(sources[at])) continue; // cloud-init could not read it before either
    const [ours] = readAt(openDocument(result, 'Yaml'), []);
    assert.deepEqual(
      plain(found),
      sorted(ours ?? null),
      `${JSON.stringify(wanted)}\n${source}\n->\n${result}`,
    );
  }
});

function hasError(value: unknown): boolean {
  return typeof value === 'object' && value !== null && '$error' in value;
}

/** PyYAML's value without its types, to compare with ours: keys as written, dates as text. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  if ('$map' in value) {
    const pairs = value.$map as [unknown, unknown][];
    const named = pairs.map(
      ([key, member]) =>
        [key === true ? 'on' : String(plain(key) === 420 ? '0644' : plain(key)), plain(member)] as const,
    );
    return Object.fromEntries(named.toSorted(([a], [b]) => (a < b ? -1 : 1)));
  }
  const [[type, inner] = ['', '']] = Object.entries(value);
  return type === '$int' || type === '$float' ? Number(inner) : inner;
}
