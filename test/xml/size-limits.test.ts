import assert from 'node:assert/strict';
import { test } from 'node:test';
import { maxAttributes, maxElements, maxNodes } from '../../src/xml/limits.ts';
import { childElements } from '../../src/xml/node.ts';
import { parseXml } from '../../src/xml/parse.ts';
import { serialiseXml } from '../../src/xml/serialise.ts';

const attributes = (count: number) => Array.from({ length: count }, (_, i) => ` a${i}="1"`).join('');

const TOO_LARGE: readonly { name: string; text: string; says: RegExp }[] = [
  { name: 'elements', text: `<d>${'<b/>'.repeat(maxElements)}</d>`, says: /more than 40000 elements/ },
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

test('a document may hold more than a sidecar has memory for, and says so where a rule looks at too much of it', () => {
  const document = parseXml(`<d><few><b/></few>${'<b c=""/>\n'.repeat(maxElements - 3)}</d>`);
  const source = document.source;
  assert.equal(childElements(document.root).length, maxElements - 2);
  const walk = () => {
    for (const element of childElements(document.root)) void [...element.attributes];
  };
  // What failed once fails again, and nothing of the document is lost.
  for (const _ of [1, 2]) {
    assert.throws(walk, {
      code: 'LimitExceeded',
      message: /more than 110000 elements, attributes and texts of the domain/,
    });
  }
  assert.equal(serialiseXml(document), source);
});

test('a document just below the limits is read', () => {
  assert.ok(maxNodes > maxElements);
  assert.equal(
    childElements(parseXml(`<d>${'<b/>'.repeat(maxElements - 1)}</d>`).root).length,
    maxElements - 1,
  );
  assert.equal(parseXml(`<d${attributes(maxAttributes)}/>`).root.attributes.length, maxAttributes);
});
