import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isElement, type Node } from '../../src/xml/node.ts';
import { inDocumentOrder } from '../../src/xml/order.ts';
import { parseXml } from '../../src/xml/parse.ts';
import { removeNodes } from '../../src/xml/remove-nodes.ts';
import { serialiseXml } from '../../src/xml/serialise.ts';
import { setText } from '../../src/xml/set-text.ts';
import { fixtures } from './fixtures.ts';
import { evaluate, path, resolve } from './support.ts';

function allNodes(node: Node): Node[] {
  const found: Node[] = [node];
  if (isElement(node)) found.push(...node.attributes);
  for (let child = node.firstChild; child; child = child.nextSibling) found.push(...allNodes(child));
  return found;
}

test('any nodes come in document order', () => {
  for (const source of Object.values(fixtures)) {
    const document = parseXml(source);
    const all = allNodes(document.dom);
    fc.assert(
      fc.property(fc.shuffledSubarray(all), (some) => {
        assert.deepEqual(
          inDocumentOrder(document, some),
          all.filter((node) => some.includes(node)),
        );
      }),
      { numRuns: 50 },
    );
  }
});

test('the order is right again after a change', () => {
  const document = parseXml('<a><b/><d/></a>');
  const order = () =>
    (evaluate(document, '//d | //b | //c') as readonly Node[]).map(({ nodeName }) => nodeName);
  assert.deepEqual(order(), ['b', 'd']);
  setText(document, path('/a/b/c'), resolve, 't');
  assert.deepEqual(order(), ['b', 'c', 'd']);
  removeNodes(document, path('/a/b/c'), resolve);
  assert.deepEqual(order(), ['b', 'd']);
});

// A quadratic step anywhere here takes minutes: the suite would not end.
test('5,000 disks are selected, sorted, edited and written', () => {
  const disk = (i: number) => `<disk><target dev="vd${i}"/><alias name="ua-${i}"/></disk>\n`;
  const document = parseXml(
    `<domain><devices>\n${Array.from({ length: 5000 }, (_, i) => disk(i)).join('')}</devices></domain>`,
  );
  for (const [text, count] of [
    ["//disk[alias/@name='ua-4999']/target/@dev", 1],
    ['//disk/target/@dev | //alias', 10_000],
    ['//alias/preceding-sibling::target', 5000],
    ['//disk[4000]', 1],
    ['//*[@dev = //disk/target/@dev]', 5000],
  ] as const) {
    assert.equal((evaluate(document, text) as readonly Node[]).length, count, text);
  }
  assert.equal(setText(document, path('/domain/devices/disk/driver/@cache'), resolve, 'none'), 5000);
  assert.equal(removeNodes(document, path('//alias'), resolve), 5000);
  assert.equal(serialiseXml(document).match(/<driver cache="none"\/>/g)?.length, 5000);
});
