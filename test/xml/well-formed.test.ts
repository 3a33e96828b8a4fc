import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { EXAMPLE_DOMAINS } from '../../src/kubevirt/example-domains.ts';
import { maxElements } from '../../src/xml/limits.ts';
import { isElement, type Node } from '../../src/xml/node.ts';
import { closeElement, emptyOutline, openElement } from '../../src/xml/outline.ts';
import { parseXml } from '../../src/xml/parse.ts';
import { outlinePlain } from '../../src/xml/plain.ts';
import { ScanError, scan } from '../../src/xml/scan.ts';
import { corpusDomains, fixtures } from './fixtures.ts';

// Most documents are judged by the quick reader (plain.ts), and all nodes are made by grow.ts. The whole reader is saxes:
// whatever they say has to be what it says.

/** What the whole reader finds; undefined when it refuses the text. */
function readWhole(source: string) {
  const outline = emptyOutline();
  const told: unknown[] = [];
  let depth = 0;
  try {
    scan(
      source,
      { isFragment: false },
      {
        open(tag, start, end) {
          openElement(outline, start, end);
          depth++;
          const attributes = Object.values(tag.attributes).map(({ name, uri, value }) => [name, uri, value]);
          told.push(['open', tag.name, tag.uri, attributes]);
        },
        close(start, end) {
          closeElement(outline, start, end);
          depth--;
          told.push(['close']);
        },
        text: (text, start, end) => told.push(['text', text, source.slice(start, end)]),
        cdata: (text, start, end) => told.push(['cdata', text, source.slice(start, end)]),
        comment: (text, start, end) => told.push(['comment', text, source.slice(start, end)]),
        instruction: (target, body, start, end) =>
          told.push(['instruction', target, body, source.slice(start, end)]),
      },
    );
  } catch (error) {
    if (error instanceof ScanError) return undefined;
    throw error;
  }
  assert.equal(depth, 0);
  return { outline, told };
}

/** The same from the tree. */
function tell(node: Node, told: unknown[] = []): unknown[] {
  for (let child = node.firstChild; child; child = child.nextSibling) {
    const raw = 'raw' in child ? child.raw : undefined;
    switch (child.nodeType) {
      case 1: {
        if (!isElement(child)) break;
        const attributes = [...child.attributes].map((one) => [one.name, one.namespaceURI ?? '', one.value]);
        told.push(['open', child.nodeName, child.namespaceURI ?? '', attributes]);
        tell(child, told);
        told.push(['close']);
        break;
      }
      case 3:
        told.push(['text', child.nodeValue, raw]);
        break;
      case 4:
        told.push(['cdata', child.nodeValue, raw]);
        break;
      case 8:
        told.push(['comment', child.nodeValue, raw]);
        break;
      default:
        told.push(['instruction', child.nodeName, child.nodeValue, raw]);
    }
  }
  return told;
}

/** Holds both readers and the tree against the whole reader; says which of them took the text. */
function compare(source: string): 'refused' | 'whole' | 'plain' {
  const whole = readWhole(source);
  const plain = outlinePlain(source);
  if (!whole) {
    assert.equal(plain, undefined, `only the quick reader takes ${JSON.stringify(source)}`);
    return 'refused';
  }
  if (plain) assert.deepEqual(plain, whole.outline);
  assert.deepEqual(tell(parseXml(source).dom), whole.told, JSON.stringify(source));
  return plain ? 'plain' : 'whole';
}

test('domains as KubeVirt writes them are for the quick reader', () => {
  for (const source of EXAMPLE_DOMAINS) assert.equal(compare(source), 'plain', source);
  assert.equal(compare(fixtures['as KubeVirt writes it'] ?? ''), 'plain');
});

test('what both readers take means the same to both', () => {
  const taken = [...Object.values(fixtures), ...corpusDomains().map(([, source]) => source)].map(compare);
  assert.ok(!taken.includes('refused'));
  assert.ok(taken.filter((one) => one === 'plain').length > taken.length / 2);
});

/** What the quick reader has a rule for, right and wrong. */
const table: Readonly<Record<string, readonly string[]>> = {
  plain: [
    '<a/>',
    ' \n<a/>\n\t',
    '<a b="1" ab="1" b.="2" bb="3"></a>',
    '<a ab="1" b="1"/>',
    '<a b="b=" c=" b=">x</a>',
    '<a b=">" c="/>"/>',
    '<a xmlns="urn:x"><b xmlns=""/><c xmlns="urn:y"/></a>',
    '<a xmlns:p="urn:x" xmlns:q="urn:x"><p:b/><q:b c="&#34;&amp;"/></a>',
    '<a b=" xmlns:q=" c="d"/>',
    '<a>&lt;&#xA;&#39;é</a>',
    '<a\n\tb="1"\n\t/>',
  ],
  whole: [
    '\ufeff<a/>',
    "<a b='1'/>",
    '<a b = "1"/>',
    '<a></a >',
    '<a>\r\n</a>',
    '<a>&#65;</a>',
    '<a><!-- b --></a>',
    '<a><b xmlns:p="urn:x"><p:c p:d="1"/></b></a>',
    '<a xml:lang="en"/>',
    '<p:a xmlns:p="urn:x"/>',
    '<a>𝄞</a>',
    '<é/>',
    `<a${Array.from({ length: 17 }, (_, i) => ` b${i}="1"`).join('')}/>`,
  ],
  refused: [
    '<a b="1" b="2"/>',
    '<a b="1" c="2" d="3" b="4"/>',
    '<a xmlns="urn:x" xmlns="urn:y"/>',
    '<a xmlns:p="urn:x" xmlns:p="urn:y"/>',
    '<a xmlns:p=""/>',
    '<a xmlns:xmlns="urn:x"/>',
    '<a xmlns:xml="urn:x"/>',
    '<a xmlns="http://www.w3.org/2000/xmlns/"/>',
    '<a xmlns:p="http://www.w3.org/XML/1998/namespace"/>',
    '<a xmlns=" urn:x"/>',
    '<a b=" xmlns:q="/><q:c/>',
    '<a b=" xmlns:q=" c="d"><q:e/></a>',
    '<a><p:b/></a>',
    '<a><b></a></b>',
    '<a><b></ab></a>',
    '<ab></a>',
    '<a/><b/>',
    '<a/>b',
    '<a',
    '<a></a',
    '<a>]]></a>',
    '<a>&#34</a>',
    '<a>\u0001</a>',
    '<a b="<"/>',
    '<a b="1"c="2"/>',
    '',
  ],
};

for (const [reader, sources] of Object.entries(table)) {
  for (const source of sources) {
    test(`${reader}: ${JSON.stringify(source).slice(0, 80)}`, () => {
      assert.equal(compare(source), reader);
    });
  }
}

const snippets = [
  '<b/>',
  '<b x="1">t</b>',
  "<b y='&#65;'/>",
  '<b xmlns:r="w" r:x="1"/>',
  '<b>\r\n</b>',
  '<!-- c -->',
  '<b xmlns="u"/>',
];

const pieces = [
  ...snippets,
  ...['<a', '<b', '<q:a', '<a.-', '</a>', '</b>', '</q:a>', '</a.->', '>', '/>', ' >', '\n/>'],
  ...[' x="1"', ' y="2"', ' x="&#34;>"', ' y="a=b"', " z='1'", ' x = "3"', ' xmlns="u"', ' xmlns=""'],
  ...[
    ' xmlns:q="u"',
    ' xmlns:r="u"',
    ' q:x="1"',
    ' r:x="1"',
    ' xmlns:xml="u"',
    ' xmlns="http://www.w3.org/"',
  ],
  ...[
    't',
    ' ',
    '\n',
    '\r\n',
    '&amp;',
    '&#x9;',
    '&#9;',
    '&',
    ']]>',
    '"',
    '=',
    '<!-- c -->',
    '<![CDATA[<]]>',
    '<?p i?>',
  ],
];

test('texts that are put together by chance mean the same to both readers', () => {
  const seen = { refused: 0, whole: 0, plain: 0 };
  const part = fc.array(fc.constantFrom(...pieces), { maxLength: 7 }).map((chosen) => chosen.join(''));
  const inner = fc.tuple(part, part, part).map(([a, b, c]) => `${a}<a${b}>${c}</a>`);
  const sound = fc
    .array(fc.constantFrom(...snippets), { maxLength: 4 })
    .map((chosen) => `<a>${chosen.join('')}</a>`);
  const source = fc.oneof(
    sound,
    part.map((text) => `<a${text}`),
    inner,
    fc.tuple(part, inner).map(([attributes, content]) => `<a${attributes}>${content}</a>`),
    fc.tuple(part, part, part).map(([a, b, c]) => `<a xmlns:q="v"${a}><q:a${b}/>${c}</a>`),
  );
  fc.assert(
    fc.property(source, (text) => {
      seen[compare(text)]++;
    }),
    { numRuns: 20_000, seed: 2071 },
  );
  for (const [reader, count] of Object.entries(seen)) assert.ok(count > 200, `${reader}: ${count}`);
});

test('too many elements are the same error to both readers, at the same place', () => {
  const errorOf = (read: () => unknown) => {
    try {
      return read();
    } catch (error) {
      assert.ok(error instanceof ScanError);
      const { message, line, column } = error;
      return { message, line, column };
    }
  };
  for (const each of ['<b/>', '<b></b>', '\n <b c="1"/>']) {
    const source = `\n<a>${each.repeat(maxElements)}</a>`;
    const ignore = () => {};
    const events = { open: ignore, close: ignore, text: ignore, cdata: ignore, comment: ignore };
    const whole = errorOf(() => scan(source, { isFragment: false }, { ...events, instruction: ignore }));
    assert.deepEqual(
      errorOf(() => outlinePlain(source)),
      whole,
    );
  }
});
