import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { elementValue, type XmlElement } from '../../src/xml/element.ts';
import { mergeElement, mergeKey } from '../../src/xml/merge-element.ts';
import { parseXml } from '../../src/xml/parse.ts';
import { serialiseXml } from '../../src/xml/serialise.ts';
import { setElement } from '../../src/xml/set-element.ts';
import { setElements } from '../../src/xml/set-elements.ts';
import { elementsOf, one, path, resolve, xml } from './support.ts';

const attributes = fc.uniqueArray(fc.tuple(fc.constantFrom('name', 'x', 'y'), fc.constantFrom('1', '2')), {
  selector: ([name]) => name,
});

/** A small element as text, with children that are told apart by nothing, or by their name attribute. */
const { device } = fc.letrec<{ device: string; child: string }>((tie) => ({
  device: written(fc.constant('dev'), tie('child')),
  child: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom('<b/>', '<c>t</c>', '<feature name="f"/>', '<address slot="1"/>', '<alias name="ua"/>'),
    written(fc.constantFrom('b', 'c', 'feature'), tie('child')),
  ),
}));

function written(name: fc.Arbitrary<string>, child: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.tuple(name, attributes, fc.array(child, { maxLength: 3 })).map(([tag, given, children]) => {
    const said = given.map(([key, value]) => ` ${key}="${value}"`).join('');
    return `<${tag}${said}>${children.join('')}</${tag}>`;
  });
}

const domainWith = (inside: string) => `<domain><devices>${inside}</devices></domain>`;

function after(
  source: string,
  change: (document: ReturnType<typeof parseXml>) => number,
): string | undefined {
  const document = parseXml(source);
  try {
    change(document);
    return serialiseXml(document);
  } catch {
    return undefined; // siblings that nothing tells apart, a text over elements
  }
}

suite('edits of devices, whatever they are', () => {
  const verbs = {
    'set with xml': (wanted: string) => (document: ReturnType<typeof parseXml>) =>
      setElement(document, path('/domain/devices/dev'), resolve, one(wanted)),
    'set with a list': (wanted: string) => (document: ReturnType<typeof parseXml>) =>
      setElements(document, path('/domain/devices/dev'), resolve, xml(`${wanted}<dev/>${wanted}`)),
    merge: (wanted: string) => (document: ReturnType<typeof parseXml>) =>
      mergeElement(document, path('/domain/devices/dev'), resolve, one(wanted)),
  };
  for (const [verb, apply] of Object.entries(verbs)) {
    test(`${verb}: once more changes nothing`, () => {
      fc.assert(
        fc.property(fc.array(device, { maxLength: 3 }), device, (there, wanted) => {
          fc.pre(verb !== 'merge' || isUnambiguous(one(wanted)));
          const once = after(domainWith(there.join('')), apply(wanted));
          if (once !== undefined) assert.equal(after(once, apply(wanted)), once);
        }),
      );
    });
  }

  test('merge: all that is wanted is there afterwards', () => {
    fc.assert(
      fc.property(device, device, (there, wanted) => {
        fc.pre(isUnambiguous(one(wanted)));
        const once = after(domainWith(there), verbs.merge(wanted));
        if (once === undefined) return;
        const [found] = elementsOf(parseXml(once), 'dev');
        assert.ok(found && contains(elementValue(found), one(wanted)), once);
      }),
    );
  });
});

/** What lint lets through: several siblings of one name each have a key of their own. */
function isUnambiguous({ local: parent, children }: XmlElement<string>): boolean {
  const elements = children.flatMap((child) => ('text' in child ? [] : [child]));
  return elements.every((child) => {
    const alike = elements.filter(({ local }) => local === child.local);
    const keys = new Set(alike.map((other) => mergeKey(parent, other)[0]?.value));
    return (
      (alike.length === 1 || (keys.size === alike.length && !keys.has(undefined))) && isUnambiguous(child)
    );
  });
}

function contains(found: XmlElement<string>, wanted: XmlElement<string>): boolean {
  const inside = found.children.flatMap((child) => ('text' in child ? [] : [child]));
  return (
    found.local === wanted.local &&
    wanted.attributes.every(({ local, value }) =>
      found.attributes.some((other) => other.local === local && other.value === value),
    ) &&
    wanted.children.every((child) => 'text' in child || inside.some((other) => contains(other, child)))
  );
}
