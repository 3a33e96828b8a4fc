import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { loadErrors, makeDomain, readWithPython, withoutPython } from './injection-support.ts';

const DOMAIN = '<domain type="kvm">\n\t<name>default_vm</name>\n\t<devices></devices>\n</domain>';

/** The ways in which a value gets into the document. In each it must come out as it is, and nothing else with it. */
const PLACES: Readonly<Record<string, string>> = {
  'text and attribute by set': `
domain:
  - {op: set, path: /domain/probe, value: $(v)}
  - {op: set, path: /domain/probe/@a, value: $(v)}`,
  'text and attribute of a fragment': `
domain: [{op: set, path: /domain/probe, xml: '<probe a="$(v)">$(v)</probe>'}]`,
  'attributes, and a fragment in CDATA and single quotes': `
domain:
  - {op: set, path: /domain/probe, xml: "<probe b='1'>$(v)</probe>"}
  - {op: set, path: /domain/probe, attributes: {a: $(v), b: $(v)}}`,
};

const VALUES: Readonly<Record<string, string>> = {
  'an end tag': '</probe></domain>',
  'an end tag and a device': '</probe><devices><disk type="file"/></devices><probe>',
  'an end tag of CDATA': ']]><emulator>/bin/sh</emulator>',
  'a beginning of CDATA': '<![CDATA[',
  'a comment that is never closed': '<!--',
  'the end of a comment': '--><a/><!--',
  'a processing instruction': '<?xml-stylesheet href="x"?>',
  'an XML declaration': '<?xml version="1.1"?>',
  'a DOCTYPE with an entity': '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>&x;',
  'a reference to an entity': '&xxe;&lt;b&gt;',
  'references to characters': '&#60;b&#x3E;&#0;',
  'a quote and an attribute': '" type="xen" x="',
  'a single quote and an attribute': "' type='xen' x='",
  'a declaration of a namespace': '" xmlns:qemu="http://libvirt.org/schemas/domain/qemu/1.0',
  'an element of QEMU': '<qemu:commandline><qemu:arg value="-S"/></qemu:commandline>',
  'line breaks and tabs': 'a\n\tb\r\nc\rd',
  'line breaks of Unicode': 'a\u0085b\u2028c',
  'white space at both ends': '  a \n',
  'another placeholder': '$(w) $$(v) {{ v }}',
  'only an ampersand': '&',
  'what looks like an XPath': "a //*[@type='kvm']",
  'a character beyond the first plane': '😀<',
};

interface Read {
  readonly elements: number;
  readonly text: string;
  readonly attribute: string;
  readonly attributes: readonly string[];
}

suite('a value in XML is only ever text', () => {
  for (const [place, edits] of Object.entries(PLACES)) {
    for (const [name, value] of Object.entries(VALUES)) {
      test(`${name}: ${place}`, { skip: withoutPython }, () => {
        const made = makeDomain(
          `variables: [{name: v, annotation: v}]\n${edits}`,
          { annotations: { v: value } },
          DOMAIN,
        );
        assert.ok('text' in made, JSON.stringify(made));
        const [read] = readWithPython('xml', [made.text]) as Read[];
        assert.equal(read?.text, value);
        assert.equal(read?.attribute, value);
        assert.equal(read?.elements, 4, 'no element but the probe is new');
        assert.deepEqual(read?.attributes, place.startsWith('attributes') ? ['a', 'b'] : ['a']);
        assert.ok(!made.text.includes('<!DOCTYPE'));
      });
    }
  }

  for (const [name, value] of Object.entries({
    NUL: 'a\0b',
    'a control character': 'a\u0001b',
    'an escape sequence of a terminal': '\u001b[31m',
    'U+FFFE': 'a\ufffeb',
    'half a surrogate pair': 'a\ud800b',
  })) {
    test(`${name} cannot stand in XML, so the rule fails`, () => {
      for (const edits of Object.values(PLACES)) {
        const made = makeDomain(
          `variables: [{name: v, annotation: v}]\n${edits}`,
          { annotations: { v: value } },
          DOMAIN,
        );
        // JSON of a VMI cannot carry half a pair; what arrives is U+FFFD or a refused call.
        if (name.startsWith('half')) assert.ok('refused' in made || !/\p{Surrogate}/u.test(made.text));
        else assert.match('refused' in made ? made.refused : '', /InvalidValue: .*U\+/);
      }
    });
  }
});

const STRUCTURE: Readonly<Record<string, { readonly spec: string; readonly says: RegExp }>> = {
  'the name of an element': {
    spec: 'domain: [{op: set, path: /domain/probe, xml: "<$(v)/>"}]',
    says: /InvalidXml/,
  },
  'the name of an attribute': {
    spec: `domain: [{op: set, path: /domain/probe, xml: "<probe $(v)='a'/>"}]`,
    says: /InvalidXml/,
  },
  'a key of attributes': {
    spec: 'domain: [{op: set, path: /domain/probe, attributes: {"$(v)": a}}]',
    says: /InvalidTemplate|InvalidField|InvalidXml/,
  },
  'the new name of a copy': {
    spec: 'domain: [{op: copy, from: /domain/probe, path: /domain/devices, as: $(v)}]',
    says: /Invalid/,
  },
  'a whole fragment': {
    spec: 'domain: [{op: add, path: /domain/devices, xml: $(v)}]',
    says: /InvalidXml/,
  },
  'a step of a path': {
    spec: 'domain: [{op: set, path: "/domain/$(v)", value: b}]',
    says: /InvalidXPath/,
  },
  'a path': { spec: 'domain: [{op: set, path: $(v), value: b}]', says: /InvalidXPath/ },
};

suite('a value never becomes structure of XML', () => {
  test('the namespace of a prefix is taken as it is written', () => {
    const spec =
      'variables: [{name: v, annotation: v}]\nnamespaces: {p: $(v)}\ndomain: [{op: set, path: "/domain/p:a", value: b}]';
    const made = makeDomain(
      spec,
      { annotations: { v: 'http://libvirt.org/schemas/domain/qemu/1.0' } },
      DOMAIN,
    );
    assert.match('text' in made ? made.text : '', /xmlns:p="\$\(v\)"/);
  });

  for (const [name, { spec, says }] of Object.entries(STRUCTURE)) {
    test(`${name} cannot be a value`, () =>
      assert.match(loadErrors(`variables: [{name: v, annotation: v}]\n${spec}`).join('\n'), says));
  }
});
