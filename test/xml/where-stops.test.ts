import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { parseXml } from '../../src/xml/parse.ts';
import { showNode } from '../../src/xml/show-node.ts';
import { whereXPathStops } from '../../src/xml/where-stops.ts';
import { compileXPath } from '../../src/xml/xpath.ts';
import { evaluate, names, resolve } from './support.ts';

const document = parseXml(
  `<domain><devices><disk type="file"><alias name="a"/></disk><disk type="block"/></devices><!-- c --><title>x &amp; y</title>
  <q xmlns:p="urn:p"><p:r a="&quot;"/><s>t</s></q></domain>`,
);

const STOPS: readonly [
  xpath: string,
  stop: readonly [upTo: string, step: string, withoutTests: number] | undefined,
][] = [
  ['/domain/devices/disk', undefined],
  ['/domain/devices/tape/driver/@cache', ['/domain/devices', 'tape', 0]],
  ['/nothing/a', ['', 'nothing', 0]],
  ["/domain/devices/disk[@type='net']/alias", ['/domain/devices', "disk[@type='net']", 2]],
  ['/domain/devices/disk[3]', ['/domain/devices', 'disk[3]', 2]],
  ["//disk[@type='net']", ['', "//disk[@type='net']", 2]],
  ['/domain//alias/@dev', ['/domain//alias', '@dev', 0]],
  ['$node/driver', ['$node', 'driver', 0]],
  ['count(/domain/x)', undefined],
  ['/domain/a | /domain/b', undefined],
];

suite('where a path stops', () => {
  for (const [text, stop] of STOPS) {
    test(text, () => {
      const compiled = compileXPath(text, names);
      assert.ok('xpath' in compiled);
      const node = evaluate(document, '/domain/devices/disk[1]');
      const found = whereXPathStops(compiled.xpath, document, (name) =>
        name === 'node' ? node : resolve(name),
      );
      assert.deepEqual(found && [found.upTo, found.step, found.withoutTests], stop);
    });
  }

  test('asking does not count against the document’s limit', () => {
    const compiled = compileXPath('//disk/tape', names);
    assert.ok('xpath' in compiled);
    const { visits } = document;
    whereXPathStops(compiled.xpath, document, resolve);
    assert.equal(document.visits, visits);
  });
});

suite('a node for people', () => {
  for (const [xpath, shown] of [
    ['/domain/title', 'x & y'],
    ['//disk[1]/@type', 'file'],
    ['//disk[1]', '<disk type="file"><alias name="a"/></disk>'],
    ['/domain/q', '<q><p:r a="&quot;"/><s>t</s></q>'],
  ] as const) {
    test(xpath, () => {
      const nodes = evaluate(document, xpath);
      assert.ok(typeof nodes === 'object' && nodes[0]);
      assert.equal(showNode(nodes[0]), shown);
    });
  }
});
