import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addElements, type Position } from '../../src/xml/add-elements.ts';
import type { XmlDocument } from '../../src/xml/document.ts';
import { removeNodes } from '../../src/xml/remove-nodes.ts';
import { setElement } from '../../src/xml/set-element.ts';
import { setText } from '../../src/xml/set-text.ts';
import { edit, one, path, resolve, xml } from './support.ts';

const add =
  (fragment: string, text = '/a', position?: Position) =>
  (d: XmlDocument) =>
    addElements(d, path(text), resolve, xml(fragment), position);
const set = (text: string) => (d: XmlDocument) => setText(d, path(text), resolve, 'v');
const remove = (text: string) => (d: XmlDocument) => removeNodes(d, path(text), resolve);

const rows: Record<string, [source: string, apply: (document: XmlDocument) => number, result: string]> = {
  'a line of its own, indented like its siblings': [
    '<a>\n\t<b/>\n</a>',
    add('<c/>'),
    '<a>\n\t<b/>\n\t<c/>\n</a>',
  ],
  'content one level deeper, by the unit of the document': [
    '<a>\n   <b/>\n</a>',
    add('<c><d><e/></d>\n<f/></c>'),
    '<a>\n   <b/>\n   <c>\n      <d>\n         <e/>\n      </d>\n      <f/>\n   </c>\n</a>',
  ],
  'texts stay on the line': ['<a>\n <b/>\n</a>', add('<c>t</c>'), '<a>\n <b/>\n <c>t</c>\n</a>'],
  'mixed content stays as it is': [
    '<a>\n <b/>\n</a>',
    add('<c>t<d/>u</c>'),
    '<a>\n <b/>\n <c>t<d/>u</c>\n</a>',
  ],
  'no line breaks, none added': ['<a><b/></a>', add('<c><d/></c>'), '<a><b/><c><d/></c></a>'],
  'an empty document gets none': ['<a/>', add('<c><d/></c>'), '<a><c><d/></c></a>'],
  'one with an empty line gets two spaces': ['<a>\n</a>', add('<c/>'), '<a>\n  <c/>\n</a>'],
  'a self-closed parent is opened': [
    '<a>\n  <b/>\n</a>',
    add('<c/>', '/a/b'),
    '<a>\n  <b>\n    <c/>\n  </b>\n</a>',
  ],
  'an empty parent is opened': [
    '<a>\n\t<b></b>\n</a>',
    add('<c/>', '/a/b'),
    '<a>\n\t<b>\n\t\t<c/>\n\t</b>\n</a>',
  ],
  'a chain of new parents': [
    '<a>\n\t<b/>\n</a>',
    set('/a/c/d/@e'),
    '<a>\n\t<b/>\n\t<c>\n\t\t<d e="v"/>\n\t</c>\n</a>',
  ],
  'behind the last of its name': [
    '<a>\n <b/>\n <c/>\n</a>',
    add('<b x=""/>'),
    '<a>\n <b/>\n <b x=""/>\n <c/>\n</a>',
  ],
  first: ['<a>\n <b/>\n</a>', add('<c/>', '/a', 'First'), '<a>\n <c/>\n <b/>\n</a>'],
  'first of several': ['<a>\n <b/>\n</a>', add('<c/><d/>', '/a', 'First'), '<a>\n <c/>\n <d/>\n <b/>\n</a>'],
  before: ['<a>\n <b/>\n <c/>\n</a>', add('<d/>', '/a/c', 'Before'), '<a>\n <b/>\n <d/>\n <c/>\n</a>'],
  after: ['<a>\n <b/>\n <c/>\n</a>', add('<d/>', '/a/b', 'After'), '<a>\n <b/>\n <d/>\n <c/>\n</a>'],
  'behind a comment on the same line': [
    '<a>\n <b/> <!-- b --> <!-- too -->\n <c/>\n</a>',
    add('<d/>', '/a/b', 'After'),
    '<a>\n <b/> <!-- b --> <!-- too -->\n <d/>\n <c/>\n</a>',
  ],
  'at the end, behind the last comment': [
    '<a>\n <b/>\n <!-- end -->\n</a>',
    add('<c/>'),
    '<a>\n <b/>\n <!-- end -->\n <c/>\n</a>',
  ],
  'in a line that other elements share': [
    '<a>\n <b><c/></b>\n</a>',
    add('<d><e/></d>', '/a/b'),
    '<a>\n <b><c/><d><e/></d></b>\n</a>',
  ],
  'where only the end tag shares the line': ['<a>\n <b/></a>', add('<c/>'), '<a>\n <b/>\n <c/>\n</a>'],
  'beside a text': ['<a>\n <b>t</b>\n</a>', add('<c/>', '/a/b'), '<a>\n <b>t<c/></b>\n</a>'],
  'blank lines stay above': ['<a>\n\n <b/>\n\n</a>', add('<c/>'), '<a>\n\n <b/>\n <c/>\n\n</a>'],
  'CRLF for CRLF': [
    '<a>\r\n\t<b/>\r\n</a>\r\n',
    add('<c><d/></c>'),
    '<a>\r\n\t<b/>\r\n\t<c>\r\n\t\t<d/>\r\n\t</c>\r\n</a>\r\n',
  ],
  'an indented root': [
    '  <a>\n    <b/>\n  </a>',
    add('<c/>', '/a/b'),
    '  <a>\n    <b>\n      <c/>\n    </b>\n  </a>',
  ],
  'behind a byte order mark': [
    '\ufeff<a>\n <b/>\n</a>',
    add('<c/>', '/a/b'),
    '\ufeff<a>\n <b>\n  <c/>\n </b>\n</a>',
  ],
  'no indentation at all': ['<a>\n<b/>\n</a>', add('<c/>', '/a/b'), '<a>\n<b>\n<c/>\n</b>\n</a>'],
  'a replacement stands where the old one stood': [
    '<a>\n <b/> <!-- b -->\n\n <c/>\n</a>',
    (d) => setElement(d, path('/a/b'), resolve, one('<b><d/></b>')),
    '<a>\n <b>\n  <d/>\n </b> <!-- b -->\n\n <c/>\n</a>',
  ],
  'a removed element takes its line along': ['<a>\n <b/>\n <c/>\n</a>', remove('/a/b'), '<a>\n <c/>\n</a>'],
  'the last one too': ['<a>\n <b/>\n <c/>\n</a>', remove('/a/c'), '<a>\n <b/>\n</a>'],
  'the only one empties its parent': [
    '<a>\n <b>\n  <c/>\n </b>\n</a>',
    remove('/a/b/c'),
    '<a>\n <b></b>\n</a>',
  ],
  'but not of comments': ['<a>\n <!-- c -->\n <b/>\n</a>', remove('/a/b'), '<a>\n <!-- c -->\n</a>'],
  'nor of texts': ['<a>t<b/></a>', remove('/a/b'), '<a>t</a>'],
  'a line that others share stays': ['<a>\n <b/> <c/>\n</a>', remove('/a/c'), '<a>\n <b/> \n</a>'],
  'blank lines above a removed element stay': [
    '<a>\n <b/>\n\n <c/>\n <d/>\n</a>',
    remove('/a/c'),
    '<a>\n <b/>\n\n <d/>\n</a>',
  ],
  'a text above it keeps its entities': [
    '<a>&#116;&amp;\n <b/>\n</a>',
    remove('/a/b'),
    '<a>&#116;&amp;\n</a>',
  ],
  'a line break that is written as a reference stays': [
    '<a>t&#10;<b/>\n</a>',
    remove('/a/b'),
    '<a>t&#10;\n</a>',
  ],
  'CRLF goes as a whole': ['<a>\r\n <b/>\r\n <c/>\r\n</a>', remove('/a/b'), '<a>\r\n <c/>\r\n</a>'],
};

for (const [name, [source, apply, result]] of Object.entries(rows)) {
  test(`layout: ${name}`, () => assert.equal(edit(source, apply), result));
}
