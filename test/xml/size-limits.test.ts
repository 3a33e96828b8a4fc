import assert from 'node:assert/strict';
import { test } from 'node:test';
import { childElements } from '../../src/xml/node.ts';
import { parseXml } from '../../src/xml/parse.ts';
import { maxAttributes, maxElements, maxNodes } from '../../src/xml/scan.ts';

const attributes = (count: number) => Array.from({ length: count }, (_, i) => ` a${i}="1"`).join('');

const TOO_LARGE: readonly { name: string; text: string; says: RegExp }[] = [
  { name: 'elements', text: `<d>${'<b/>'.repeat(maxElements)}</d>`, says: /more than 40000 elements/ },
  {
    name: 'texts',
    text: `<d>${'<b/>\n'.repeat(maxElements - 1)}</d>`.replaceAll('<b/>', '<b c=""/>'),
    says: /more than 110000 elements, attributes and texts/,
  },
  {
    name: 'attributes of one element',
    text: `<d${attributes(maxAttributes + 1)}/>`,
    says: /more than 256 attributes/,
  },
];

for (const { name, text, says } of TOO_LARGE) {
  test(`a document with too many ${name} for a sidecar's memory is refused while it is read`, () => {
    assert.throws(
      () => parseXml(text),
      (error: Error) => says.test(error.message) && error.message.length < 200,
    );
  });
}

test('a document just below the limits is read', () => {
  assert.ok(maxNodes > maxElements);
  assert.equal(
    childElements(parseXml(`<d>${'<b/>'.repeat(maxElements - 1)}</d>`).root).length,
    maxElements - 1,
  );
  assert.equal(parseXml(`<d${attributes(maxAttributes)}/>`).root.attributes.length, maxAttributes);
});
