import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { guessVmis } from '../../src/engine/guess-vmi.ts';
import { proveIdempotent } from '../../src/engine/prove-idempotent.ts';
import { unmetLine } from '../../src/engine/select.ts';
import type { Rule } from '../../src/rules/model.ts';
import { rulesOf } from './domain-support.ts';

interface Case {
  readonly name: string;
  readonly spec: string;
  /** The edits that are named; none: the rule is fine, or nothing can be said of it. */
  readonly fields: readonly string[];
  readonly says?: string;
}

const NEW_DISK = '<disk type="file"><target dev="$(free)"/><alias name="ua-$(free)"/></disk>';

const cases: readonly Case[] = [
  {
    name: 'a move of an attribute fails on what it left',
    spec: 'domain: [{op: set, path: /domain/title, value: x}, {op: move, from: /domain/vcpu/@placement, path: /domain/cputune/@x}]',
    fields: ['spec.domain[1]'],
    says: 'write the new place with set',
  },
  {
    name: 'a move that may find nothing is fine',
    spec: 'domain: [{op: move, from: /domain/vcpu/@placement, path: /domain/cpu/@x, onNoMatch: Skip}]',
    fields: [],
  },
  {
    name: 'a copy to the end of a list',
    spec: 'userData: [{op: copy, from: /users/1, path: /users/-}]',
    fields: ['spec.userData[0]'],
    says: 'copy to a place with a name',
  },
  {
    name: 'a value computed from what the rule writes',
    spec: 'variables: [{name: n, domain: /domain/vcpu + 1}]\ndomain: [{op: set, path: /domain/vcpu, value: $(n)}]',
    fields: ['spec.domain[0]'],
    says: 'take values from what the rule itself does not write',
  },
  {
    name: 'an item of user data that is taken away by its position',
    spec: 'userData: [{op: remove, path: /users/0}]',
    fields: ['spec.userData[0]'],
    says: 'select by [key=value] instead of by position: what comes behind moves up',
  },
  {
    name: 'a new device under the first free name',
    spec: `variables: [{name: free, firstFree: {of: "vd{a..z}", taken: /domain/devices/disk/target/@dev}}]
domain: [{op: add, path: /domain/devices, xml: "<disk><target dev='$(free)'/></disk>"}]`,
    fields: ['spec.domain[0]'],
    says: 'ask first whether it is there already, by what is not the free name: when: [{not: {domain: /domain/devices/disk[…]}}]',
  },
  {
    name: 'nothing of a new device that the rule asks for first',
    spec: `variables: [{name: file, annotation: a/file}, {name: free, firstFree: {of: "vd{a..z}", taken: /domain/devices/disk/target/@dev}}]
when: [{not: {domain: "/domain/devices/disk[source/@file=$file]"}}]
capabilities: [HostFile]
domain: [{op: add, path: /domain/devices, xml: "<disk><source file='$(file)'/><target dev='$(free)'/></disk>"}]`,
    fields: [],
  },
  {
    name: 'the edit that causes it, not those that only follow',
    spec: `variables:
  - {name: n, domain: count(/domain/devices/disk)}
  - {name: free, firstFree: {of: "vd{a..z}", taken: /domain/devices/disk/target/@dev}}
domain:
  - {op: set, path: /domain/iothreads, value: $(n)}
  - {op: add, path: /domain/devices, xml: '${NEW_DISK}'}`,
    fields: ['spec.domain[1]'],
  },
  {
    name: 'each of several edits that do it on their own',
    spec: `variables: [{name: n, domain: /domain/vcpu + 1}, {name: m, domain: /domain/iothreads * 2}]
domain:
  - {op: set, path: /domain/title, value: a}
  - {op: set, path: /domain/vcpu, value: $(n)}
  - {op: set, path: /domain/title, value: b}
  - {op: set, path: /domain/iothreads, value: $(m)}`,
    fields: ['spec.domain[1]', 'spec.domain[3]'],
  },
  {
    name: 'the loop of an edit over what the edit writes',
    spec: `domain: [{op: add, path: /domain/devices, forEach: {name: d, domain: /domain/devices/disk/target/@dev}, xml: '<disk><target dev="x$(d)"/></disk>'}]`,
    fields: ['spec.domain[0]'],
  },
  {
    name: 'the loop of a later edit over what an earlier one writes',
    spec: `domain:
  - {op: set, path: /domain/title, forEach: {name: a, annotation: a, transforms: [{split: ","}]}, xml: <title>$(a)</title>}
  - {op: add, path: /domain/devices, forEach: {name: d, domain: /domain/devices/disk}, xml: '<disk><target dev="x"/></disk>'}`,
    fields: ['spec.domain[1]'],
  },
  {
    name: 'the loop of an edit over an annotation',
    spec: `domain: [{op: add, path: /domain, forEach: {name: a, annotation: a, transforms: [{parse: Json}]}, xml: '<title a="$(a.x)">$(a.y)</title>'}]`,
    fields: [],
  },
  {
    name: 'the first of a list of alike devices',
    spec: 'domain: [{op: remove, path: "/domain/devices/disk[1]"}]',
    fields: ['spec.domain[0]'],
    says: 'select by alias instead of by position, as in disk[alias/@name="ua-…"]: what comes behind moves up',
  },
  {
    name: 'a test of what the rule changes',
    spec: 'domain: [{op: test, path: count(/domain/title), equals: 0}, {op: set, path: /domain/title, value: x}]',
    fields: ['spec.domain[0]'],
    says: 'test what the rule itself does not change',
  },
  {
    name: 'a rule behind match, variables and conditions',
    spec: `match:
  names: ["db-*"]
  labels: {app: {in: [db, cache]}, size: {atLeast: 4}}
  annotations: {a/mode: {matches: "(fast|slow)-[0-9]+"}}
exclude: {annotations: {a/off: {exists: true}}}
variables:
  - {name: memory, annotation: a/memory, transforms: [{quantity: Mi}], must: {atMost: 4096}}
  - {name: pins, annotation: a/pins, transforms: [{parse: Json}]}
  - {name: cores, vmi: /spec/domain/cpu/cores}
  - {name: kind, annotation: a/kind, transforms: [{map: {small: s, large: l}}]}
  - {name: old, domain: /domain/vcpu}
when: [{annotation: a/when, like: "on-*"}, {variable: cores, atLeast: 2}]
domain:
  - {op: set, path: /domain/title, value: $(pins.first)-$(kind)}
  - {op: set, path: /domain/vcpu, value: $(old)$(memory)}`,
    fields: ['spec.domain[1]'],
  },
  {
    name: 'a rule for ConfigDrive',
    spec: 'match: {dataSources: [ConfigDrive]}\nuserData: [{op: copy, from: /users/1, path: /users/-}]',
    fields: ['spec.userData[0]'],
  },
  {
    name: 'a rule that stops when it has done its work is fine',
    spec: 'when: [{domain: count(/domain/title), equals: 0}]\ndomain: [{op: move, from: /domain/iothreads, path: /domain, as: title}]',
    fields: [],
  },
  {
    name: 'a rule that no made-up VM is for',
    spec: 'match: {annotations: {x: {matches: "\\\\pL\\\\pN"}}}\nvariables: [{name: n, domain: /domain/vcpu + 1}]\ndomain: [{op: set, path: /domain/vcpu, value: $(n)}]',
    fields: [],
  },
];

suite('a rule that changes its own result', () => {
  for (const { name, spec, fields, says = '' } of cases) {
    test(name, () => {
      const rule = ruleOf(spec);
      const found = proveIdempotent(rule);
      assert.deepEqual(
        found.map(({ field }) => field),
        fields,
      );
      for (const { code, severity, span, hint, rule: owner } of found) {
        assert.deepEqual(
          { code, severity, owner },
          { code: 'NotIdempotent', severity: 'error', owner: rule.name },
        );
        assert.notEqual(span?.start, rule.span.start, 'it points at the edit');
        assert.ok(hint?.includes(says), hint);
      }
    });
  }
});

suite('made-up VMIs', () => {
  test('are ones that the rule is for', () => {
    const rule = ruleOf(
      'match: {namespaces: ["prod-*"], labels: {a: x}, annotations: {b: {notIn: [example]}}}\nexclude: {names: [example]}\ndomain: [{op: set, path: /domain/title}]',
    );
    const vmis = guessVmis(rule);
    assert.ok(vmis.length > 0);
    for (const vmi of vmis)
      assert.equal(unmetLine(rule, vmi, { field: '', span: rule.span }), undefined, JSON.stringify(vmi.json));
  });

  test('leave out what must be missing', () => {
    const rule = ruleOf('match: {labels: {a: {exists: false}}}\ndomain: [{op: set, path: /domain/title}]');
    for (const { labels } of guessVmis(rule)) assert.equal(labels.size, 0);
  });
});

function ruleOf(spec: string): Rule {
  const [rule] = rulesOf({ example: spec });
  assert.ok(rule);
  return rule;
}
