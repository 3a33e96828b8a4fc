import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { editCloudInit } from '../../src/engine/cloud-init.ts';
import { EXAMPLE_DOMAIN } from '../../src/kubevirt/example-domain.ts';
import { formatDiagnostic } from '../../src/text/diagnostic.ts';
import { noCloud, rulesOf, vmiWith } from './cloud-init-support.ts';
import { apply, newLines } from './domain-support.ts';

const READ = 'variables: [{name: x, annotation: x, transforms: [{parse: Json}]}]\n';
const of = (x: object) => ({ metadata: { annotations: { x: JSON.stringify(x) } } });

interface Row {
  readonly name: string;
  readonly edit: string;
  /** What is new when `$(x.a)` is "1" and `$(x.b)` is missing. */
  readonly lines: readonly string[];
}

const ROWS: readonly Row[] = [
  {
    name: 'a value that is there',
    edit: 'op: set, path: /domain/title, value: $(x.a?)',
    lines: ['<title>1</title>'],
  },
  {
    name: 'a missing value passes the edit over',
    edit: 'op: set, path: /domain/title, value: $(x.b?)',
    lines: [],
  },
  {
    name: 'also that of replace, which otherwise fails where it finds nothing',
    edit: 'op: replace, path: /domain/title, value: $(x.b?)',
    lines: [],
  },
  {
    name: 'an attribute is left out',
    edit: 'op: set, path: /domain/title, attributes: {a: $(x.a?), b: $(x.b?)}',
    lines: ['<title a="1"/>'],
  },
  {
    name: 'without any attribute left the edit is passed over',
    edit: 'op: set, path: /domain/title, attributes: {b: $(x.b?)}',
    lines: [],
  },
  {
    name: 'attributes and elements of xml are left out',
    edit: `op: set, path: /domain/title, xml: '<title a="$(x.a?)" b="$(x.b?)"><c>$(x.a?)</c><d>$(x.b?)</d></title>'`,
    lines: ['<title a="1">', '<c>1</c>', '</title>'],
  },
  {
    name: 'an element whose own text is missing passes the edit over',
    edit: 'op: add, path: /domain, xml: <title>$(x.b?)</title>',
    lines: [],
  },
  {
    name: 'merge leaves out a child whose key is missing',
    edit: "op: merge, path: /domain/cputune, xml: \"<cputune><vcpupin vcpu='$(x.b?)' cpuset='1'/><shares>2</shares></cputune>\"",
    lines: ['<cputune>', '<shares>2</shares>', '</cputune>'],
  },
  {
    name: 'merge leaves out, too',
    edit: 'op: merge, path: /domain/vcpu, xml: <vcpu cpuset="$(x.b?)" current="$(x.a?)"/>',
    lines: ['<vcpu placement="static" current="1">2</vcpu>'],
  },
];

suite('optional values', () => {
  for (const { name, edit, lines } of ROWS) {
    test(name, () => {
      const { text, failure, again } = apply(`${READ}domain: [{${edit}}]`, of({ a: '1' }));
      assert.equal(failure, undefined);
      assert.deepEqual(newLines(text), lines);
      assert.deepEqual(again, []);
      if (lines.length === 0) assert.equal(text, EXAMPLE_DOMAIN);
    });
  }

  test('a plain one that is missing still fails', () => {
    const { failure } = apply(`${READ}domain: [{op: set, path: /domain/title, value: $(x.b)}]`, of({}));
    assert.equal(failure?.code, 'MissingValue');
  });

  test('members and items of JSON values are left out', () => {
    const rules = rulesOf(`
      variables: [{name: x, annotation: x, transforms: [{parse: Json}]}]
      userData:
        - {op: set, path: /a, value: {b: $(x.b?), a: $(x.a?), l: [$(x.b?), $(x.a?)]}}
        - {op: set, path: /b, value: $(x.b?)}`);
    const { data, failure } = editCloudInit(rules, vmiWith({ x: '{"a":"1"}' }), noCloud('#cloud-config\n'));
    assert.equal(failure, undefined);
    assert.equal(data['UserData'], '#cloud-config\na:\n  a: "1"\n  l:\n    - "1"\n');
  });
});

/** Rules whose edit or variable needs `$(x.b)`, which is missing. */
const NEEDED: readonly { readonly name: string; readonly spec: string; readonly says: string }[] = [
  ...['set', 'add', 'replace'].map((op) => ({
    name: `the value of ${op}`,
    spec: `${READ}userData: [{op: ${op}, path: /hostname, value: $(x.b)}]`,
    says: 'MissingValue: rule first, spec.userData[0]: $(x.b) has no value; write $(x.b?) to leave it out, or pass such items over with when: [{variable: x.b}]',
  })),
  {
    name: 'a member of a value',
    spec: `${READ}networkData: [{op: merge, path: "", value: {a: $(x.b)}}]`,
    says: 'spec.networkData[0]: $(x.b) has no value',
  },
  {
    name: 'a step of a pointer',
    spec: `${READ}userData: [{op: set, path: "/users/[name=$(x.b)]/shell", value: a}]`,
    says: '$(x.b) has no value; read it into a variable of its own: value: $(x.b?), default: …',
  },
  {
    name: 'a part of a text',
    spec: `${READ}userData: [{op: set, path: /hostname, value: vm-$(x.b)}]`,
    says: '$(x.b) has no value; read it into a variable of its own: value: $(x.b?), default: …',
  },
  {
    name: 'a value in XPath',
    spec: `${READ}when: [{domain: "$x.b = 1"}]\nuserData: [{op: set, path: /hostname, value: a}]`,
    says: '$x.b has no value; read it into a variable of its own: value: $(x.b?), default: …',
  },
  {
    name: 'the value of a test',
    spec: `${READ}userData: [{op: test, path: /hostname, value: $(x.b)}]`,
    says: 'spec.userData[0]: $(x.b) has no value',
  },
  {
    name: 'the value of an operation',
    spec: `${READ}cloudInitData: [{op: replace, path: /userData, value: $(x.b)}]`,
    says: 'spec.cloudInitData[0]: $(x.b) has no value',
  },
  {
    name: 'the value of a variable',
    spec: `variables: [{name: x, annotation: x, transforms: [{parse: Json}]}, {name: y, value: $(x.b), onMissing: Fail}]\nuserData: [{op: set, path: /hostname, value: $(y)}]`,
    says: 'spec.variables[1]: $(x.b) is missing',
  },
];

suite('values that are needed and missing are named', () => {
  for (const { name, spec, says } of NEEDED) {
    test(name, () => {
      const { failure } = editCloudInit(
        rulesOf(spec),
        vmiWith({ x: '{"a": "1"}' }),
        noCloud('#cloud-config\nhostname: vm\n'),
      );
      const said = failure && formatDiagnostic(failure);
      assert.ok(said?.includes(says), said);
    });
  }
});
