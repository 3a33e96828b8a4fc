import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { EXAMPLE_DOMAIN } from '../../src/kubevirt/example-domain.ts';
import { renderDiagnostic } from '../../src/text/frame.ts';
import { apply } from './domain-support.ts';

const SECRET = 'hunter2';

/** Secrets wherever a rule can look. */
const VM = {
  metadata: {
    name: 'db-1',
    namespace: 'prod',
    labels: { l: SECRET },
    annotations: {
      a: SECRET,
      list: `${SECRET},${SECRET}x`,
      json: `{"${SECRET}": "${SECRET}"}`,
      bad: `{${SECRET}`,
      control: `${SECRET}\u0001`,
      path: `/etc/${SECRET}`,
      long: SECRET.repeat(1000),
      number: '31337',
      xml: `<${SECRET}>`,
    },
  },
  spec: {
    s: SECRET,
    o: { [SECRET]: SECRET },
    list: [SECRET, { a: SECRET }],
    volumes: [{ cloudInitNoCloud: { userData: SECRET } }],
  },
};
const DOMAIN = EXAMPLE_DOMAIN.replace(
  '<os>',
  `<description secret="${SECRET}">${SECRET}<!-- ${SECRET} --></description>\n\t<os>`,
);

const title = (variables: string, edit = 'op: set, path: /domain/title, value: $(x)') =>
  `variables: [${variables}]\ndomain: [{${edit}}]`;
const transformed = (transforms: string, source = 'annotation: a') =>
  title(`{name: x, ${source}, transforms: [${transforms}]}`);

const SPECS: Readonly<Record<string, string>> = {
  'a value that is written': title('{name: x, annotation: a}'),
  'a value in the tests of a path': title(
    '{name: x, annotation: a}',
    'op: set, path: "/domain/title[@x=$x]"',
  ),
  'a value that must breaks': title('{name: x, annotation: a, must: {in: [b]}}'),
  'a value that a pattern breaks': title('{name: x, label: l, must: {matches: "[a-z]+"}}'),
  'a capture that does not match': transformed('{capture: "(b)"}'),
  'a map without an entry': transformed('{map: {b: c}}'),
  'no quantity': transformed('{quantity: Mi}'),
  'no number': transformed('{parse: Number}'),
  'no JSON': transformed('{parse: Json}', 'annotation: bad'),
  'no YAML': transformed('{parse: Yaml}', 'annotation: bad'),
  'a range beyond': transformed('{range: {from: 0}}', 'annotation: number'),
  'a text too long for a pattern': transformed('{capture: "(.*)"}', 'annotation: long'),
  'an object where text is needed': title('{name: x, vmi: /spec/o}'),
  'a list where text is needed': title('{name: x, vmi: /spec/list}'),
  'a field that is not there': title('{name: y, vmi: /spec/o}, {name: x, value: "a$(y.z)"}'),
  'a text with fields': title('{name: y, vmi: /spec/s}, {name: x, value: "a$(y.z)"}'),
  'a pointer made of a value': title(
    '{name: y, annotation: a}, {name: x, vmi: "/spec/o/$(y)/z", onMissing: Fail}',
  ),
  'a value that XML cannot carry': title('{name: x, annotation: control}'),
  'a path of the host': title('{name: x, annotation: path}'),
  'a list that is no node': title('{name: x, vmi: /spec/list}', 'op: set, path: $x/@a, value: b'),
  'a text where nodes are needed': title('{name: x, annotation: a}', 'op: set, path: $x/@a, value: b'),
  'a text where nodes are counted': title('{name: y, annotation: a}, {name: x, domain: count($y)}'),
  'a loop over a text': `forEach: {name: x, annotation: a}\n${title('{name: y, label: l}')}`,
  'a loop over a list': `forEach: {name: x, annotation: list, transforms: [{split: ","}]}\ndomain: [{op: set, path: "/domain/title[@n=$x]", value: $(x)}]`,
  'a test that fails': title(
    '{name: x, annotation: a}',
    'op: test, path: "/domain/description = concat($x, $x)"',
  ),
  'a path that finds nothing': title(
    '{name: x, annotation: a}',
    'op: replace, path: "/domain/a[@b=$x]", value: c',
  ),
  'text over child elements': title('{name: x, annotation: a}', 'op: set, path: /domain/os, value: $(x)'),
  'content that is overwritten': title(
    '{name: x, value: 1}',
    'op: set, path: /domain/description, value: $(x)',
  ),
  'content that is copied': title(
    '{name: x, value: 1}',
    'op: copy, from: /domain/description, path: /domain/os',
  ),
  'content that is no number': title('{name: x, domain: number(/domain/description), onMissing: Fail}'),
  'content that breaks must': title('{name: x, domain: /domain/description/@secret, must: {equals: a}}'),
  'a condition on a value': `when: [{annotation: a, equals: b}]\n${title('{name: x, annotation: a}')}`,
  'a selector on a value': `match: {labels: {l: {notIn: [b], like: "c*"}}}\n${title('{name: x, annotation: a}')}`,
  'a division by zero': title('{name: x, domain: "31337 div 0"}').replace('31337', '1'),
};

suite('values stay where they are', () => {
  for (const [name, spec] of Object.entries(SPECS)) {
    for (const policy of ['Fail', 'Ignore']) {
      test(`${name} occurs in nothing that is told (${policy})`, () => {
        const { text: _text, again, ...told } = apply(`failurePolicy: ${policy}\n${spec}`, VM, DOMAIN);
        const diagnostics = [...told.warnings, ...(told.failure ? [told.failure] : [])];
        const plain = { error: String, warning: String, faint: String };
        const frames = diagnostics.map((diagnostic) => renderDiagnostic(diagnostic, plain));
        // The frame and the span show the rule, which holds no value.
        const everything = JSON.stringify([told.results, diagnostics, frames, again]);
        assert.doesNotMatch(everything, /hunter2|31337/);
      });
    }
  }

  for (const [name, xml] of Object.entries({
    'an element that is not closed': `<domain><a>${SECRET}</domain>`,
    'an attribute that is there twice': `<domain><a b="${SECRET}" b="${SECRET}"/></domain>`,
    'an unknown entity': `<domain>&${SECRET};</domain>`,
    'an unknown prefix': `<domain><a:b c="${SECRET}"/></domain>`,
    'an end tag of another name': `<domain></${SECRET}>`,
    'another root': `<${SECRET}/>`,
    'text behind the end': `<domain/>${SECRET}`,
  })) {
    test(`a domain with ${name} is not quoted`, () => {
      const { text: _text, ...told } = apply(title('{name: x, label: l}'), VM, xml);
      assert.equal(told.failure?.code, 'InvalidDocument');
      assert.doesNotMatch(JSON.stringify(told), /hunter2/);
    });
  }
});
