import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addElements } from '../../src/xml/add-elements.ts';
import { checkpoint, rollback } from '../../src/xml/change.ts';
import { type Change, permitAll, type XmlDocument } from '../../src/xml/document.ts';
import { moveNodes } from '../../src/xml/move-nodes.ts';
import { isAttached, nodePath } from '../../src/xml/node.ts';
import { parseXml } from '../../src/xml/parse.ts';
import { removeNodes } from '../../src/xml/remove-nodes.ts';
import { serialiseXml } from '../../src/xml/serialise.ts';
import { setElement } from '../../src/xml/set-element.ts';
import { setText } from '../../src/xml/set-text.ts';
import { one, path, resolve, xml } from './support.ts';

function told(source: string, apply: (document: XmlDocument) => void): string[] {
  const changes: string[] = [];
  const document = parseXml(source, { ...permitAll, beforeChange: (change) => changes.push(words(change)) });
  apply(document);
  return changes;
}

function words(change: Change): string {
  switch (change.kind) {
    case 'attribute':
      return `${nodePath(change.element)}/@${change.name}=${change.value}`;
    case 'text':
      return `${nodePath(change.element)}=${change.value}`;
    case 'insert':
      assert.equal(isAttached(change.element), false);
      return `${nodePath(change.parent)}+${change.element.nodeName}`;
    case 'remove':
      return `-${nodePath(change.element)}`;
  }
}

const cases: Record<string, [source: string, apply: (document: XmlDocument) => void, told: string[]]> = {
  'each element on the way, then the value': [
    '<a/>',
    (d) => setText(d, path('/a/b/c/@d'), resolve, 'e'),
    ['/a+b', '/a/b+c', '/a/b/c/@d=e'],
  ],
  'a whole subtree at once': [
    '<a/>',
    (d) => setElement(d, path('/a/b'), resolve, one('<b c="1"><d/></b>')),
    ['/a+b'],
  ],
  'a replacement as a removal and an insertion': [
    '<a><b/></a>',
    (d) => setElement(d, path('/a/b'), resolve, one('<b c="1"/>')),
    ['-/a/b', '/a+b'],
  ],
  'a removed attribute': ['<a b="1"/>', (d) => removeNodes(d, path('/a/@b'), resolve), ['/a/@b=undefined']],
  'a text': ['<a><b>c</b></a>', (d) => setText(d, path('/a/b'), resolve, 'd'), ['/a/b=d']],
  'a move as a removal and an insertion': [
    '<a>\n <b/>\n <c/>\n</a>',
    (d) => moveNodes(d, path('/a/b'), path('/a/c'), resolve, { position: undefined }),
    ['-/a/b', '/a/c+b'],
  ],
  'neither layout nor a namespace declaration': [
    '<a>\n <b/>\n</a>',
    (d) => addElements(d, path('/a'), resolve, xml('<qemu:x/>'), undefined),
    ['/a+qemu:x'],
  ],
  'nothing when nothing changes': ['<a b="1">c</a>', (d) => setText(d, path('/a/@b'), resolve, '1'), []],
  'nothing of what a path only tried': [
    '<a/>',
    (d) => setText(d, path("/a/b[@c='1' and @c='2']"), resolve, 'x'),
    [],
  ],
};
for (const [name, [source, apply, expected]] of Object.entries(cases)) {
  test(`the guard is told of ${name}`, () => assert.deepEqual(told(source, apply), expected));
}

test('a change that the guard refuses does not happen, and what came before is undone by the caller', () => {
  const source = '<a>\n <b/>\n</a>';
  const document = parseXml(source, {
    ...permitAll,
    beforeChange(change) {
      if (change.kind === 'attribute') throw new Error('refused');
    },
  });
  const before = checkpoint(document);
  assert.throws(() => setText(document, path('/a/c/@d'), resolve, 'e'), /refused/);
  assert.equal(serialiseXml(document), '<a>\n <b/>\n <c/>\n</a>');
  rollback(document, before);
  assert.equal(serialiseXml(document), source);
});

test('the guard is told what is undone, the last first', () => {
  const undone: string[] = [];
  const document = parseXml('<a/>', { ...permitAll, undone: (change) => undone.push(change.kind) });
  const before = checkpoint(document);
  setText(document, path('/a/b/@c'), resolve, 'd');
  rollback(document, before);
  assert.deepEqual(undone, ['attribute', 'insert']);
});
