import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Outcome } from '../../src/rules/model.ts';
import { CONFIG, outputOf, SECRET } from './cloud-init-secrets.ts';

const VARIABLES =
  'variables: [{name: s, userData: /password}, {name: l, userData: /list}, {name: m, userData: /map}]\n';

function check(name: string, specs: string | readonly string[], expected: Outcome, userData = CONFIG) {
  test(`${name} (${expected})`, async () => {
    const { said, outcomes } = await outputOf([specs].flat(), userData);
    assert.equal(outcomes.at(-1), expected, said);
    assert.doesNotMatch(said, SECRET);
  });
}

const edit = (text: string) => `${VARIABLES}userData: [${text}]`;
const patch = (text: string) => `${VARIABLES}cloudInitData: [${text}]`;
const variable = (text: string) =>
  `variables: [{name: v, userData: /password, ${text}}]\nuserData: [{op: set, path: /x, value: $(v)}]`;
const condition = (text: string) => `when: [${text}]\nuserData: [{op: set, path: /x, value: 1}]`;

suite('nothing of cloud-init data is told by', () => {
  check('a value set', edit('{op: set, path: /x, value: $(s)}'), 'Applied');
  check('a path with a value in it', edit('{op: set, path: /x/$(s)/y, value: 1}'), 'Applied');
  check('an item found by a value', edit('{op: set, path: "/users/[name=$(s)]/uid", value: 1}'), 'Applied');
  check('every member found', edit('{op: set, path: /map/*/y, value: 1}'), 'Applied');
  check('every member removed', edit('{op: remove, path: /map/*}'), 'Applied');
  check('a mapping merged', edit('{op: merge, path: /map, value: {z: $(m)}}'), 'Applied');
  check('a copy', edit('{op: copy, from: /map, path: /map2}'), 'Applied');
  check('every network card', 'networkData: [{op: set, path: /ethernets/*/mtu, value: 1}]', 'Applied');
  check('a key’s name', `${VARIABLES}metaData: [{op: set, path: /publicKeys/$(s)2, value: $(s)}]`, 'Applied');
  check(
    'a loop',
    'forEach: {name: i, userData: /list}\nuserData: [{op: add, path: /x/-, value: $(i)}]',
    'Applied',
  );
  check('a patch', patch('{op: add, path: /NoCloudMetaData/public-keys/$(s), value: $(s)3}'), 'Applied');
  check(
    'a script wrapped',
    `foreignUserData: Wrap\nuserData: [{op: set, path: /x, value: 1}]`,
    'Applied',
    '#!/bin/sh\nhunter2\n',
  );
  check(
    'two rules in conflict',
    [edit('{op: set, path: /x/$(s), value: 1}'), edit('{op: set, path: /x/$(s), value: 2}')],
    'Applied',
  );
  check('a rule that changes nothing', edit('{op: set, path: /password, value: $(s)}'), 'Unchanged');
  check('a condition that does not hold', condition('{userData: /password, equals: other}'), 'Skipped');
  check(
    'a missing value',
    'variables: [{name: v, userData: /none}]\nuserData: [{op: set, path: /x, value: $(v)}]',
    'Skipped',
  );
  check(
    'a failure that is ignored',
    `failurePolicy: Ignore\n${edit('{op: replace, path: /$(s), value: 1}')}`,
    'Failed',
  );
});

suite('nothing of cloud-init data is told by a failure:', () => {
  check('a place that is not there', edit('{op: replace, path: /none/$(s), value: 1}'), 'Failed');
  check('nothing found', edit('{op: remove, path: /none/$(s), onNoMatch: Fail}'), 'Failed');
  check('a path into text', edit('{op: set, path: /password/$(s)/y, value: 1}'), 'Failed');
  check('a path into a list', edit('{op: set, path: /list/$(s), value: 1}'), 'Failed');
  check('a path through an alias', edit('{op: add, path: /again/-, value: $(s)}'), 'Failed');
  check('a move that has no source', edit('{op: move, from: /none/$(s), path: /x}'), 'Failed');
  check('a test of a value', edit('{op: test, path: /password, value: $(l)}'), 'Failed');
  check('a test of a condition', edit('{op: test, path: /password, equals: other}'), 'Failed');
  check('a whole list in a text', edit('{op: set, path: /x, value: "a $(l)"}'), 'Failed');
  check('a field of a text', edit('{op: set, path: /x, value: $(s.field)}'), 'Failed');
  check('a missing field', edit('{op: set, path: /x, value: "a $(m.none)"}'), 'Failed');
  check('a mapping as a step', edit('{op: set, path: /x/$(m), value: 1}'), 'Failed');
  check('a value that must does not allow', variable('must: {matches: "[0-9]+"}'), 'Failed');
  for (const transform of [
    'capture: "([0-9]+)"',
    'map: {a: b}',
    'parse: Integer',
    'parse: Number',
    'parse: Boolean',
    'parse: Json',
    'quantity: Gi',
    'range: {from: 0}',
  ]) {
    check(`the transform ${transform}`, variable(`transforms: [{${transform}}]`), 'Failed');
  }
  check(
    'YAML in a value',
    'variables: [{name: v, annotation: secret, transforms: [{replace: {pattern: "$", with: ": [hunter: {"}}, {parse: Yaml}]}]\nuserData: [{op: set, path: /x, value: $(v)}]',
    'Failed',
  );
  check(
    'a missing value that matters',
    'variables: [{name: v, userData: /none, onMissing: Fail}]\nuserData: [{op: set, path: /x, value: $(v)}]',
    'Failed',
  );
  check(
    'a loop over text',
    'forEach: {name: i, userData: /password}\nuserData: [{op: set, path: /x, value: $(i)}]',
    'Failed',
  );
  check('a patch of what is not there', patch('{op: replace, path: /None/$(s), value: 1}'), 'Failed');
  check('a patch’s test', patch('{op: test, path: /VolumeName, value: $(s)}'), 'Failed');
  check('a patch’s index', patch('{op: add, path: /UserData/$(s), value: 1}'), 'Failed');
  check(
    'a patch’s move into itself',
    patch('{op: move, from: /NoCloudMetaData, path: /NoCloudMetaData/$(s)}'),
    'Failed',
  );
  check(
    'a patch to something else',
    patch('{op: replace, path: /NoCloudMetaData/local-hostname, value: $(m)}'),
    'Failed',
  );
  check(
    'meta-data of another kind',
    `${VARIABLES}metaData: [{op: set, path: /publicKeys, value: $(l)}]`,
    'Failed',
  );
  check('meta-data of another name', `${VARIABLES}metaData: [{op: set, path: /$(s), value: 1}]`, 'Failed');
  check('a script', edit('{op: set, path: /x, value: 1}'), 'Failed', '#!/bin/sh\nhunter2\n');
  check('broken YAML', edit('{op: set, path: /x, value: 1}'), 'Failed', '#cloud-config\nhunter2: [hunter2\n');
  check(
    'a key twice',
    edit('{op: set, path: /hunter, value: 1}').replace('hunter', '$(s)'),
    'Failed',
    '#cloud-config\npassword: hunter2\nlist: []\nmap: {}\nhunter2: 1\nhunter2: 2\n',
  );
  check('a tag', edit('{op: set, path: /x, value: 1}'), 'Failed', '#cloud-config\na: !hunter2 {a: b\n');
  check(
    'an alias of nothing',
    edit('{op: set, path: /x, value: 1}'),
    'Failed',
    '#cloud-config\na: *hunter2\n',
  );
  check(
    'a broken multipart',
    edit('{op: set, path: /x, value: 1}'),
    'Failed',
    'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="hunter2"\n\nhunter2\n',
  );
  check('binary data', edit('{op: set, path: /x, value: 1}'), 'Failed', '#cloud-config\nhunter2: \ufffd\n');
  check(
    'code in a template',
    edit('{op: set, path: /x, value: "{{ $(s) }}"}'),
    'Failed',
    `## template: jinja\n${CONFIG}`,
  );
  check(
    'too much of everything',
    'forEach: {name: i, value: 256, transforms: [{range: {from: 0}}]}\nuserData: [{op: add, path: /x/-, value: $(i)}]',
    'Failed',
    `${CONFIG}x: ['${'hunter2 '.repeat(30_000)}']\n`,
  );
});
