import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { titleOf } from './domain-support.ts';

const VM = {
  metadata: {
    annotations: { who: 'root', 'iops.root': '500', 'a/b.c': '7', conf: '{"l":[{"n":"a","v":1},{"n":"b"}]}' },
  },
  status: {
    interfaces: [
      { name: 'default', mac: '02:00' },
      { name: 'blue', mac: '02:01' },
    ],
  },
};

interface Row {
  readonly name: string;
  readonly variables: string;
  /** What `$(x)` becomes; undefined where the rule does not apply. */
  readonly value: string | undefined;
}

const WHO = '{name: who, annotation: who}';
const CONF = '{name: c, annotation: conf, transforms: [{parse: Json}]}';

const ROWS: readonly Row[] = [
  {
    name: 'a value in the key of an annotation',
    variables: `${WHO}, {name: x, annotation: iops.$(who)}`,
    value: '500',
  },
  {
    name: 'a value in the key of a label, which is missing',
    variables: `${WHO}, {name: x, label: iops.$(who)}`,
    value: undefined,
  },
  {
    name: 'a key is only a key',
    variables: '{name: k, value: a/b.c}, {name: x, annotation: $(k)}',
    value: '7',
  },
  {
    name: 'an item of the VMI by its name',
    variables: '{name: n, value: blue}, {name: x, vmi: "/status/interfaces/[name=$(n)]/mac"}',
    value: '02:01',
  },
  {
    name: 'all items of the VMI',
    variables: '{name: x, vmi: /status/interfaces/*/mac, transforms: [{join: "+"}]}',
    value: '02:00+02:01',
  },
  {
    name: 'an item that is not there',
    variables: '{name: x, vmi: "/status/interfaces/[name=red]/mac"}',
    value: undefined,
  },
  {
    name: 'pick: a part',
    variables: `${CONF}, {name: x, value: $(c), transforms: [{pick: "/l/[n=a]/v"}]}`,
    value: '1',
  },
  {
    name: 'pick: an index from a value',
    variables: `${CONF}, {name: i, value: 1}, {name: x, value: $(c), transforms: [{pick: /l/$(i)/n}]}`,
    value: 'b',
  },
  {
    name: 'pick: one item that was asked for as all is a list',
    variables: `${CONF}, {name: x, value: $(c), transforms: [{pick: /l/*/v}, {count: true}]}`,
    value: '1',
  },
  {
    name: 'pick: what is missing has the default as it is',
    variables: `${CONF}, {name: x, value: $(c), transforms: [{pick: /none}, {case: Upper}], default: none}`,
    value: 'none',
  },
  {
    name: 'pick: what is missing without a default',
    variables: `${CONF}, {name: x, value: $(c), transforms: [{pick: /none}]}`,
    value: undefined,
  },
  {
    name: 'pick: nothing of a text',
    variables: '{name: x, annotation: who, transforms: [{pick: /a}]}',
    value: undefined,
  },
  {
    name: 'pick: no way to what every object has',
    variables: `${CONF}, {name: x, value: $(c), transforms: [{pick: /toString}]}`,
    value: undefined,
  },
  {
    name: 'entries of no object',
    variables: '{name: x, annotation: who, transforms: [{entries: true}, {count: true}]}',
    value: 'TypeMismatch',
  },
  {
    name: 'words with an open quote',
    variables: `{name: x, value: "a 'b", transforms: [{words: true}]}`,
    value: 'InvalidValue',
  },
  {
    name: 'words that touch',
    variables: `{name: x, value: "a'b c'\\"d\\" e\\\\ f", transforms: [{words: true}, {join: "|"}]}`,
    value: 'ab cd|e f',
  },
  {
    name: 'words that are empty',
    variables: `{name: x, value: "'' a", transforms: [{words: true}, {count: true}]}`,
    value: '2',
  },
  {
    name: 'what is no Base64',
    variables: '{name: x, annotation: conf, transforms: [{decode: Base64}]}',
    value: 'InvalidValue',
  },
  {
    name: 'Base64 of no text',
    variables: '{name: x, value: "/w==", transforms: [{decode: Base64}]}',
    value: 'InvalidValue',
  },
  {
    name: 'a free name of a later range',
    variables:
      '{name: x, firstFree: {of: ["vd{b..a}", "sd{c..a}"], taken: /domain/devices/disk/target/@dev}}',
    value: 'sdc',
  },
];

suite('sources and transforms', () => {
  for (const { name, variables, value } of ROWS) {
    test(name, () => {
      const found = titleOf(variables, VM);
      if (value !== undefined && /^[A-Z]\w+$/.test(value))
        assert.match(found ?? '', new RegExp(`^${value}: `));
      else assert.equal(found, value);
    });
  }
});
