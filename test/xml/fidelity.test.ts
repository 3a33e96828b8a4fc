import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setAttribute } from '../../src/xml/change.ts';
import { elementValue } from '../../src/xml/element.ts';
import { childElements, type Element, textOf } from '../../src/xml/node.ts';
import { parseXml } from '../../src/xml/parse.ts';
import { serialiseXml } from '../../src/xml/serialise.ts';
import { setText } from '../../src/xml/set-text.ts';
import { corpusDomains, fixtures } from './fixtures.ts';
import { elementsOf, meaning, path, resolve } from './support.ts';

const all = [...Object.entries(fixtures), ...corpusDomains()];

test('an untouched document comes back byte for byte', () => {
  for (const [name, source] of all) assert.equal(serialiseXml(parseXml(source)), source, name);
});

test('a document whose every element was looked at piece by piece comes back byte for byte', () => {
  for (const [name, source] of all) {
    const document = parseXml(source);
    const touchAll = (element: Element): void => {
      document.touched.add(element);
      for (const child of childElements(element)) touchAll(child);
    };
    touchAll(document.root);
    assert.equal(serialiseXml(document), source, name);
  }
});

test('an attribute set and set back leaves no trace', () => {
  for (const [name, source] of all) {
    const document = parseXml(source);
    const type = { prefix: '', local: 'type', namespace: null };
    const before = document.root.getAttribute('type');
    setAttribute(document, document.root, type, 'other');
    assert.notEqual(serialiseXml(document), source, name);
    if (before === null) document.root.removeAttribute('type');
    else setAttribute(document, document.root, type, before);
    assert.equal(serialiseXml(document), source, name);
  }
});

test('an edit changes the edited place and nothing else', () => {
  for (const [name, source] of all) {
    const document = parseXml(source);
    setText(document, path('/domain/devices/@probe'), resolve, 'p');
    const text = serialiseXml(document);
    assert.equal(text.replace(' probe="p"', '').replace(" probe='p'", ''), source, name);
    elementsOf(document, 'devices')[0]?.removeAttribute('probe');
    assert.deepEqual(elementValue(document.root), meaning(source), name);
  }
});

test('line and paragraph ends that Go writes as they are stay what they are', () => {
  const source = '<a b="&#xD;&#x85;&#x2028;">&#xD;&#xA;\u0085\u2028</a>';
  const document = parseXml(source);
  assert.equal(document.root.getAttribute('b'), '\r\u0085\u2028');
  assert.equal(textOf(document.root), '\r\n\u0085\u2028');
  setText(document, path('/a/@c'), resolve, '\r\u0085\u2028\t\n"\'<>&');
  assert.equal(
    serialiseXml(document),
    `<a b="&#xD;&#x85;&#x2028;" c="&#xD;&#x85;&#x2028;&#x9;&#xA;&quot;'&lt;&gt;&amp;">&#xD;&#xA;\u0085\u2028</a>`,
  );
});
