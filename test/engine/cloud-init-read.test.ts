import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { editCloudInit } from '../../src/engine/cloud-init.ts';
import { configDrive, edited, noCloud, refusedWith, rulesOf, vmiWith } from './cloud-init-support.ts';

const USERS = `#cloud-config
users:
  - name: alice
    uid: 1001
  - name: bob
`;
const NETWORK = 'network:\n  version: 2\n  ethernets:\n    eth0: {dhcp4: true}\n';

const holds: Record<string, readonly [string, boolean]> = {
  'a value is there': ['{userData: /users}', true],
  'a value is not there': ['{userData: /packages, exists: false}', true],
  'one of several members is equal': ['{userData: /users/*/name, equals: bob}', true],
  'no member is equal': ['{userData: /users/*/name, equals: carol}', false],
  'an item is found by its field': ['{userData: "/users/[name=alice]/uid", equals: 1001}', true],
  'network data is read below its network key': ['{networkData: /version, equals: 2}', true],
  'meta-data is read by its one spelling': ['{metaData: /hostname, equals: vm}', true],
  'what is missing counts as missing for anyOf and not': [
    '{not: {anyOf: [{userData: /a}, {networkData: /b}, {metaData: /uuid}]}}',
    true,
  ],
};

suite('conditions on cloud-init data', () => {
  for (const [name, [condition, isTrue]] of Object.entries(holds)) {
    test(`tell whether ${name}`, () => {
      const { results } = edited(
        `when: [${condition}]\nuserData: [{op: set, path: /hostname, value: a}]`,
        noCloud(USERS, NETWORK),
      );
      assert.equal(results[0]?.outcome, isTrue ? 'Applied' : 'Skipped');
    });
  }

  test('change nothing, not even null meta-data or missing network data', () => {
    const { NetworkData: _, ...rest } = noCloud(USERS);
    const data = { ...rest, NoCloudMetaData: null };
    const rules = rulesOf(`
      when: [{metaData: /hostname, exists: false}, {networkData: /version, exists: false}]
      userData: [{op: remove, path: /nothing}]
    `);
    const result = editCloudInit(rules, vmiWith(), data);
    assert.deepEqual([result.changed, result.results[0]?.outcome], [false, 'Unchanged']);
    assert.deepEqual(result.data, data);
  });

  test('see what an earlier rule has written', () => {
    const { results } = edited(
      [
        'userData: [{op: set, path: /hostname, value: a}]',
        'when: [{userData: /hostname, equals: a}]\nuserData: [{op: set, path: /locale, value: C}]',
      ],
      noCloud(''),
    );
    assert.deepEqual(
      results.map(({ outcome }) => outcome),
      ['Applied', 'Applied'],
    );
  });
});

suite('values from cloud-init data', () => {
  test('go from one part to another', () => {
    const { data } = edited(
      `variables: [{name: host, userData: /hostname}]
metaData: [{op: set, path: /hostname, value: $(host)}]`,
      noCloud('#cloud-config\nhostname: db1\n'),
    );
    assert.equal((data['NoCloudMetaData'] as { [key: string]: unknown })['local-hostname'], 'db1');
  });

  const kept: Record<string, readonly [string, string]> = {
    number: ['1001', '1001'],
    boolean: ['no', 'false'],
    'text that looks like a number': ["'0644'", '"0644"'],
    list: ['[a, 2]', '\n  - a\n  - 2'],
    mapping: ['{a: yes}', '\n  a: true'],
  };
  for (const [name, [written, copied]] of Object.entries(kept)) {
    test(`keep their type: ${name}`, () => {
      const { data } = edited(
        'variables: [{name: v, userData: /from}]\nuserData: [{op: set, path: /to, value: $(v)}]',
        noCloud(`#cloud-config\nfrom: ${written}\n`),
      );
      const gap = copied.startsWith('\n') ? '' : ' ';
      assert.equal(data['UserData'], `#cloud-config\nfrom: ${written}\nto:${gap}${copied}\n`);
    });
  }

  test('are one step of a pointer, whatever is in them', () => {
    const { data } = edited(
      `variables: [{name: path, userData: /path}]
userData: [{op: set, path: /seen/$(path), value: 1}]`,
      noCloud('#cloud-config\npath: a/b~*\n'),
    );
    assert.equal(data['UserData'], '#cloud-config\npath: a/b~*\nseen:\n  a/b~*: 1\n');
  });

  const lists: Record<string, readonly [string, string]> = {
    'a list': ['#cloud-config\nusers: [{name: a}, {name: b}]\n', 'a,b'],
    'a list of one': ['#cloud-config\nusers: [{name: a}]\n', 'a'],
  };
  for (const [name, [userData, names]] of Object.entries(lists)) {
    for (const pointer of ['/users', '/users/*']) {
      test(`are looped over: ${name} at ${pointer}`, () => {
        const { data } = edited(
          `forEach: {name: user, userData: ${pointer}, index: i}
userData: [{op: set, path: /seen/$(user.name), value: $(i)}]`,
          noCloud(userData),
        );
        const seen = names.split(',').map((user, at) => `  ${user}: ${at}\n`);
        assert.equal(data['UserData'], `${userData}seen:\n${seen.join('')}`);
      });
    }
  }

  test('of a list of lists with one entry are looped over by entries, not by words', () => {
    const { data } = edited(
      `forEach: {name: command, userData: /runcmd/*}
userData: [{op: add, path: /commands/-, value: $(command)}]`,
      noCloud('#cloud-config\nruncmd: [[systemctl, enable]]\n'),
    );
    assert.match(String(data['UserData']), /commands:\n {2}- - systemctl\n {4}- enable\n$/);
  });

  test('that are no list cannot be looped over', () => {
    assert.match(
      refusedWith(
        'forEach: {name: x, userData: /hostname}\nuserData: [{op: set, path: /a, value: $(x)}]',
        noCloud('#cloud-config\nhostname: a\n'),
      ),
      /TypeMismatch: rule first, spec\.forEach.*: forEach needs a list, x is text/,
    );
  });

  test('are read from a loop over network cards, too', () => {
    const { data } = edited(
      `forEach: {name: card, networkData: /links}
networkData: [{op: set, path: "/links/[id=$(card.id)]/mtu", value: 1400}]`,
      configDrive('', '{"links":[{"id":"a"},{"id":"b"}]}'),
    );
    assert.deepEqual(JSON.parse(String(data['NetworkData'])), {
      links: [
        { id: 'a', mtu: 1400 },
        { id: 'b', mtu: 1400 },
      ],
    });
  });
});
