import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addElements } from '../../src/xml/add-elements.ts';
import type { XmlDocument } from '../../src/xml/document.ts';
import { copyNodes, moveNodes } from '../../src/xml/move-nodes.ts';
import { setText } from '../../src/xml/set-text.ts';
import { edit, kubevirt, path, qemu, resolve, xml } from './support.ts';

const add =
  (fragment: string, text = '/a') =>
  (d: XmlDocument) =>
    addElements(d, path(text), resolve, xml(fragment), undefined);
const set = (text: string) => (d: XmlDocument) => setText(d, path(text), resolve, 'v');

const rows: Record<string, [source: string, apply: (document: XmlDocument) => number, result: string]> = {
  'a declaration goes to the root': [
    '<a><b/></a>',
    add('<qemu:c/>', '/a/b'),
    `<a xmlns:qemu="${qemu}"><b><qemu:c/></b></a>`,
  ],
  'an existing one is used': [
    `<a xmlns:qemu="${qemu}"/>`,
    add('<qemu:c/>'),
    `<a xmlns:qemu="${qemu}"><qemu:c/></a>`,
  ],
  'under whatever prefix': [`<a xmlns:q='${qemu}'/>`, add('<qemu:c/>'), `<a xmlns:q='${qemu}'><q:c/></a>`],
  'the quotes of the tag': [`<a b='1'/>`, add('<qemu:c/>'), `<a b='1' xmlns:qemu='${qemu}'><qemu:c/></a>`],
  'a prefix that means something else is numbered': [
    '<a xmlns:qemu="urn:x"/>',
    add('<qemu:c/>'),
    `<a xmlns:qemu="urn:x" xmlns:qemu1="${qemu}"><qemu1:c/></a>`,
  ],
  'also when it does so on the way only': [
    '<a><b xmlns:qemu="urn:x"/></a>',
    add('<qemu:c/>', '/a/b'),
    `<a xmlns:qemu1="${qemu}"><b xmlns:qemu="urn:x"><qemu1:c/></b></a>`,
  ],
  'a declaration that is hidden on the way is not used': [
    `<a xmlns:q="${qemu}"><b xmlns:q="urn:x"/></a>`,
    add('<qemu:c/>', '/a/b'),
    `<a xmlns:q="${qemu}" xmlns:qemu="${qemu}"><b xmlns:q="urn:x"><qemu:c/></b></a>`,
  ],
  'the default namespace will do for an element': [
    `<a><k xmlns="${kubevirt}"/></a>`,
    add('<kubevirt:c/>', '/a/kubevirt:k'),
    `<a><k xmlns="${kubevirt}"><c/></k></a>`,
  ],
  'but not for an attribute': [
    `<a><k xmlns="${kubevirt}"/></a>`,
    set('/a/kubevirt:k/@kubevirt:c'),
    `<a xmlns:kubevirt="${kubevirt}"><k xmlns="${kubevirt}" kubevirt:c="v"/></a>`,
  ],
  'an existing attribute is found under its prefix': [
    `<a xmlns:q="${qemu}" q:b="1"/>`,
    set('/a/@qemu:b'),
    `<a xmlns:q="${qemu}" q:b="v"/>`,
  ],
  'a new attribute': ['<a/>', set('/a/@qemu:b'), `<a xmlns:qemu="${qemu}" qemu:b="v"/>`],
  'an element with a test on such an attribute': [
    '<a/>',
    set("/a/b[@qemu:c='1']"),
    `<a xmlns:qemu="${qemu}"><b qemu:c="1">v</b></a>`,
  ],
  'no namespace inside a default namespace': [
    `<a><k xmlns="${kubevirt}"/></a>`,
    set('/a/kubevirt:k/c/@d'),
    `<a><k xmlns="${kubevirt}"><c xmlns="" d="v"/></k></a>`,
  ],
  'and what is in it has none either': [
    `<a><k xmlns="${kubevirt}"/></a>`,
    add('<c><d/><kubevirt:e/></c>', '/a/kubevirt:k'),
    `<a xmlns:kubevirt="${kubevirt}"><k xmlns="${kubevirt}"><c xmlns=""><d/><kubevirt:e/></c></k></a>`,
  ],
  'a default namespace of the fragment stays one': [
    '<a/>',
    add('<k xmlns="urn:k" b="1"><l/><m xmlns=""/></k>'),
    '<a><k xmlns="urn:k" b="1"><l/><m xmlns=""/></k></a>',
  ],
  "a prefix of the fragment is declared like the rule's": [
    '<a/>',
    add('<x:k xmlns:x="urn:x" x:b="1"/>'),
    '<a xmlns:x="urn:x"><x:k x:b="1"/></a>',
  ],
  'the prefix xml needs nothing': ['<a/>', add('<k xml:lang="en"/>'), '<a><k xml:lang="en"/></a>'],
  'a copy declares what it needs elsewhere': [
    '<a><b xmlns:p="urn:p"><p:c p:d="1"/></b><e/></a>',
    (d) => copyNodes(d, path('/a/b/*'), path('/a/e'), resolve, { position: undefined }),
    '<a><b xmlns:p="urn:p"><p:c p:d="1"/></b><e><p:c p:d="1" xmlns:p="urn:p"/></e></a>',
  ],
  'a copy out of a default namespace takes it along': [
    '<a><b xmlns="urn:p"><c><d/></c></b><e/></a>',
    (d) => copyNodes(d, path("/a/*[local-name()='b']/*"), path('/a/e'), resolve, { position: undefined }),
    '<a><b xmlns="urn:p"><c><d/></c></b><e><c xmlns="urn:p"><d/></c></e></a>',
  ],
  'a copy into a default namespace stays without': [
    '<a><b xmlns="urn:p"/><e><f/></e></a>',
    (d) => copyNodes(d, path('/a/e'), path("/a/*[local-name()='b']"), resolve, { position: undefined }),
    '<a><b xmlns="urn:p"><e xmlns=""><f/></e></b><e><f/></e></a>',
  ],
  'a move where the prefix means something else': [
    '<a xmlns:p="urn:p"><p:c/><b xmlns:p="urn:q"/></a>',
    (d) => moveNodes(d, path('/a/*[1][not(self::b)]'), path('/a/b'), resolve, { position: undefined }),
    '<a xmlns:p="urn:p"><b xmlns:p="urn:q"><p:c xmlns:p="urn:p"/></b></a>',
  ],
  'a renamed element that had a default namespace': [
    '<a><b xmlns="urn:p"><c/></b></a>',
    (d) =>
      moveNodes(d, path("/a/*[local-name()='b']"), path('/a'), resolve, {
        position: undefined,
        as: { prefix: '', local: 'r', namespace: null },
      }),
    '<a><r xmlns=""><c xmlns="urn:p"/></r></a>',
  ],
};

for (const [name, [source, apply, result]] of Object.entries(rows)) {
  test(`namespaces: ${name}`, () => assert.equal(edit(source, apply), result));
}
