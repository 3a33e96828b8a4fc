import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Failure } from '../../src/text/failure.ts';
import { decodeUtf8 } from '../../src/text/utf8.ts';
import { parseXml } from '../../src/xml/parse.ts';

/** libxml2 refuses all of these; the reason is part of our message. */
const notWellFormed: Record<string, [source: string, reason: string]> = {
  'nothing at all': ['', 'root element'],
  'white space only': [' \n ', 'root element'],
  'a comment only': ['<!-- a -->', 'root element'],
  'text only': ['text', 'outside of root'],
  'text before the root': ['x<a/>', 'outside of root'],
  'text after the root': ['<a/>x', 'outside of root'],
  'a reference after the root': ['<a/>&amp;', 'outside of root'],
  'a character reference after the root': ['<a/>&#32;', 'outside of root'],
  'CDATA after the root': ['<a/><![CDATA[]]>', 'outside of root'],
  'CDATA before the root': ['<![CDATA[]]><a/>', 'outside of root'],
  'two roots': ['<a/><b/>', 'only one root'],
  'an unclosed element': ['<a>', 'unclosed tag'],
  'an unclosed inner element': ['<a><b></a>', 'unexpected close tag'],
  'crossed elements': ['<a><b></a></b>', 'unexpected close tag'],
  'an end without a start': ['</a>', 'unmatched closing tag'],
  'an end after the root': ['<a/></a>', 'unmatched closing tag'],
  'an end tag with an attribute': ['<a></a b="c">', 'closing tag'],
  'an empty end tag': ['<a></></a>', 'empty close tag'],
  'names that differ in case': ['<a></A>', 'close tag'],
  'an unfinished start tag': ['<a', 'root element'],
  'an unfinished comment': ['<a/><!-- b', 'unexpected end'],
  'an unfinished CDATA section': ['<a><![CDATA[b]]</a>', 'unclosed'],
  'an unfinished instruction': ['<a/><?b', 'unexpected end'],
  'a space before the name': ['< a/>', 'tag name'],
  'a name that begins with a digit': ['<1a/>', 'tag name'],
  'a name that begins with a hyphen': ['<-a/>', 'tag name'],
  'a bare ampersand': ['<a>b & c</a>', 'ampersand'],
  'an ampersand in an attribute': ['<a b="c&d"/>', 'ampersand'],
  'a reference without semicolon': ['<a>&amp</a>', 'ampersand'],
  'an undeclared entity': ['<a>&nbsp;</a>', 'undefined entity'],
  'an entity named like a built-in of JavaScript': ['<a>&constructor;</a>', 'undefined entity'],
  'an entity in capitals': ['<a>&AMP;</a>', 'undefined entity'],
  'an empty reference': ['<a>&;</a>', 'empty entity name'],
  'a reference to NUL': ['<a>&#0;</a>', 'character entity'],
  'a reference to a control character': ['<a>&#x1F;</a>', 'character entity'],
  'a reference to a surrogate': ['<a>&#xD800;</a>', 'character entity'],
  'a reference to a noncharacter': ['<a>&#xFFFE;</a>', 'character entity'],
  'a reference beyond Unicode': ['<a>&#x110000;</a>', 'character entity'],
  'a reference without digits': ['<a>&#x;</a>', 'character entity'],
  'a capital X in a reference': ['<a>&#X41;</a>', 'character entity'],
  NUL: ['<a>\0</a>', 'disallowed character'],
  'a control character': ['<a>\u0001</a>', 'disallowed character'],
  'a control character in a comment': ['<a><!--\u0002--></a>', 'disallowed character'],
  'a control character in an attribute': ['<a b="\u001b"/>', 'disallowed character'],
  'a noncharacter': ['<a>\uffff</a>', 'disallowed character'],
  'half of a surrogate pair': ['<a>\ud800</a>', 'surrogate'],
  'the other half': ['<a>\n\udc00</a>', 'surrogate'],
  'two halves in the wrong order': ['<a b="\udc00\ud800"/>', 'surrogate'],
  'an attribute without value': ['<a b/>', 'attribute'],
  'an attribute without quotes': ['<a b=c/>', 'unquoted'],
  'attributes without space between': ['<a b="1"c="2"/>', 'no whitespace'],
  'the same attribute twice': ['<a b="1" b="2"/>', 'duplicate attribute'],
  'the same attribute by two prefixes': [
    '<a xmlns:p="urn:x" xmlns:q="urn:x" p:b="1" q:b="2"/>',
    'duplicate attribute',
  ],
  'a less-than sign in an attribute': ['<a b="<"/>', 'disallowed character'],
  'an attribute that does not end': ['<a b="c/>', 'unexpected end'],
  'the end of CDATA in a text': ['<a>]]></a>', ']]>'],
  'two hyphens in a comment': ['<a><!-- b -- c --></a>', 'malformed comment'],
  'three hyphens at the end of a comment': ['<a><!-- b ---></a>', 'malformed comment'],
  'an unbound prefix': ['<p:a/>', 'unbound namespace prefix'],
  'an unbound prefix of an attribute': ['<a p:b="c"/>', 'unbound namespace prefix'],
  'a prefix out of its scope': ['<a><b xmlns:p="urn:x"/><p:c/></a>', 'unbound namespace prefix'],
  'a prefix unbound again': ['<a xmlns:p="urn:x"><p:b xmlns:p=""/></a>', 'undefine prefix'],
  'xml bound to something else': ['<a xmlns:xml="urn:x"/>', 'xml prefix'],
  'something else bound to xml': ['<a xmlns:p="http://www.w3.org/XML/1998/namespace"/>', 'may not assign'],
  'xmlns bound': ['<a xmlns:xmlns="urn:x"/>', 'xmlns'],
  'xmlns as default': ['<a xmlns="http://www.w3.org/2000/xmlns/"/>', 'may not be set'],
  'an element with the prefix xmlns': ['<xmlns:a/>', 'xmlns'],
  'two colons': ['<a xmlns:p="urn:x"><p:b:c/></a>', 'malformed name'],
  'nothing before the colon': ['<:a/>', 'malformed name'],
  'nothing behind the colon': ['<a xmlns:p="urn:x"><p:/></a>', 'malformed name'],
  'a part behind the colon that is no name': ['<a xmlns:p="urn:x"><p:-b/></a>', 'begins like no name'],
  'an attribute part that is no name': ['<a xmlns:p="urn:x" p:1="b"/>', 'begins like no name'],
  'a declaration behind a space': [' <?xml version="1.0"?><a/>', 'start of the document'],
  'a declaration behind a comment': ['<!-- b --><?xml version="1.0"?><a/>', 'start of the document'],
  'a declaration inside': ['<a><?xml version="1.0"?></a>', 'start of the document'],
  'a declaration without version': ['<?xml encoding="UTF-8"?><a/>', 'version'],
  'an empty declaration': ['<?xml?><a/>', 'version'],
  'a declaration in capitals': ['<?XML version="1.0"?><a/>', 'start of the document'],
  'an instruction called xml inside': ['<a><?xMl b?></a>', 'start of the document'],
  'a declaration in the wrong order': ['<?xml encoding="UTF-8" version="1.0"?><a/>', 'version'],
  'a declaration without quotes': ['<?xml version=1.0?><a/>', 'quoted'],
  'standalone neither yes nor no': ['<?xml version="1.0" standalone="maybe"?><a/>', 'standalone'],
  'more in a declaration': ['<?xml version="1.0" a="b"?><a/>', 'expected the name'],
  'an instruction without target': ['<a><? b?></a>', 'without a target'],
  'an instruction whose target is no name': ['<a><?1 b?></a>', 'processing instruction name'],
  'an instruction with a colon': ['<a><?b:c d?></a>', 'processing instruction name'],
  'an instruction with a question mark in its target': ['<a><?b?c?></a>', 'no space behind the target'],
};

/** Well-formed perhaps, and still not read. */
const refused: Record<string, [source: string, reason: string]> = {
  'a DOCTYPE': ['<!DOCTYPE a><a/>', 'has a DOCTYPE'],
  'a DOCTYPE with entities': ['<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', 'has a DOCTYPE'],
  'a DOCTYPE behind the root': ['<a/><!DOCTYPE a>', 'doctype'],
  'another encoding': ['<?xml version="1.0" encoding="ISO-8859-1"?><a/>', 'encoding is not UTF-8'],
  'XML 1.1': ['<?xml version="1.1"?><a/>', 'not 1.0'],
  'XML 1.1 with what only it allows': ['<?xml version="1.1"?><a>&#1;</a>', 'not 1.0'],
  'space around a namespace name': ['<a xmlns:p=" urn:x"/>', 'space around a namespace name'],
  '257 levels': [`${'<a>'.repeat(257)}${'</a>'.repeat(257)}`, 'more than 256'],
  'a hundred thousand levels': ['<a>'.repeat(100_000), 'more than 256'],
};

for (const [name, [source, reason]] of Object.entries({ ...notWellFormed, ...refused })) {
  test(`refused: ${name}`, () => {
    assert.throws(
      () => parseXml(source),
      (error) => {
        assert.ok(error instanceof Failure);
        assert.equal(error.code, 'InvalidDocument');
        assert.match(error.message, /^line \d+, column \d+: /);
        assert.ok(error.message.includes(reason), error.message);
        assert.ok(error.message.length < 200);
        return true;
      },
    );
  });
}

test('the place of a mistake is told by line and column', () => {
  assert.throws(
    () => parseXml('<a>\n  b & c\n</a>'),
    /line 2, column 5: an ampersand that begins no reference$/,
  );
  assert.throws(
    () => parseXml('<a>\n  <b x=1/>\n</a>'),
    /^Failure: line 2, column 8: unquoted attribute value$/,
  );
});

test('a message never quotes content', () => {
  const secret = 's3cret'.repeat(100);
  for (const source of [
    `<a>${secret}&${secret};</a>`,
    `<a b="${secret}<"/>`,
    `<a>${secret}`,
    `<a/>${secret}`,
  ]) {
    assert.throws(
      () => parseXml(source),
      (error) => error instanceof Failure && !error.message.includes('s3cret'),
    );
  }
  assert.throws(
    () => parseXml(`<${'a'.repeat(1000)}>`),
    (error) => error instanceof Failure && error.message.length < 200,
  );
});

test('256 levels are read', () => {
  assert.ok(parseXml(`${'<a>'.repeat(256)}${'</a>'.repeat(256)}`));
});

test('bytes that are no UTF-8 are refused, and others come back the same', () => {
  assert.throws(() => decodeUtf8(Uint8Array.of(0x3c, 0x61, 0xff), 'the document'), /is not valid UTF-8/);
  assert.throws(() => decodeUtf8(Uint8Array.of(0xed, 0xa0, 0x80), 'the document'), /is not valid UTF-8/);
  const bytes = new TextEncoder().encode('\ufeff<a>é𐀀</a>');
  assert.deepEqual(new TextEncoder().encode(decodeUtf8(bytes, 'the document')), bytes);
});
