import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { EXAMPLE_DOMAIN } from '../../src/kubevirt/example-domain.ts';
import { apply, newLines, WITH_PLACEHOLDER } from './domain-support.ts';

interface Case {
  readonly name: string;
  readonly edit: string;
  readonly loop?: string;
}

const PROTECTED: readonly Case[] = [
  { name: 'the name, by a position', edit: 'op: set, path: "/domain/*[1]", value: x' },
  { name: 'the name, by a function', edit: `op: set, path: "//*[local-name()='name']", value: x` },
  { name: 'the name, by an axis', edit: 'op: set, path: /domain/child::name, value: x' },
  { name: 'the name, by a way round', edit: 'op: set, path: /domain/os/../name, value: x' },
  { name: 'the name, by a loop', loop: '/domain/*', edit: 'op: set, path: $n/@x, value: y' },
  { name: 'the name, removed with all', edit: 'op: remove, path: /domain/*' },
  { name: 'the name, moved', edit: 'op: move, from: //name, path: /domain/os' },
  { name: 'the uuid, made', edit: 'op: add, path: /domain, xml: <uuid>x</uuid>' },
  { name: 'the uuid, made by the tests of a path', edit: 'op: set, path: "/domain/child::uuid[@a=1]"' },
  { name: 'the uuid, copied under this name', edit: 'op: copy, from: /domain/vcpu, path: /domain, as: uuid' },
  { name: 'the metadata, from inside', edit: 'op: remove, path: //kubevirt:graceperiod' },
  { name: 'the metadata, something moved into it', edit: 'op: move, from: /domain/vcpu, path: //metadata' },
  { name: 'the type of the domain', edit: 'op: set, path: "/*/@type", value: qemu' },
  {
    name: 'the type of the domain, among attributes',
    edit: 'op: set, path: /domain, attributes: {type: qemu}',
  },
  { name: 'the type of the domain, removed', edit: 'op: remove, path: "/*/@*"' },
  { name: 'the whole domain', edit: 'op: remove, path: "/*"' },
  { name: 'the whole domain, replaced', edit: 'op: replace, path: "/*", xml: <domain/>' },
  { name: 'an alias', edit: 'op: set, path: /domain/devices/disk/alias/@name, value: ua-x' },
  { name: 'an alias, removed', edit: 'op: remove, path: //disk/alias' },
  { name: 'an alias, its name removed', edit: 'op: remove, path: //disk/alias/@name' },
  { name: 'an alias, replaced', edit: `op: replace, path: "//disk/alias", xml: "<alias name='ua-x'/>"` },
  { name: 'an alias, moved', edit: 'op: move, from: "//disk[1]/alias", path: /domain/os' },
  {
    name: 'an alias, by another element in place of its device',
    edit: `op: set, path: "/domain/devices/disk[alias/@name='ua-myvolume']", xml: "<disk type='file' device='disk'><alias name='ua-z'/></disk>"`,
  },
  {
    name: 'an alias, by an empty one in place of its device',
    edit: `op: replace, path: "/domain/devices/disk[1]", xml: "<disk type='file'><alias/></disk>"`,
  },
  {
    name: 'an alias, by another element in place of all around its device',
    edit: `op: replace, path: "/domain/devices/disk/..", xml: "<devices><disk><alias name='ua-z'/></disk></devices>"`,
  },
  {
    name: 'an alias, by a list of elements in place of its device',
    edit: `op: set, path: "/domain/devices/disk", forEach: {name: i, value: [ua-z]}, xml: "<disk><alias name='$(i)'/></disk>"`,
  },
  {
    name: 'an alias, by a second one in what takes its device’s place',
    edit: `op: replace, path: "/domain/devices/disk[1]", xml: "<disk><x:alias xmlns:x='urn:x' name='ua-myvolume'/><alias name='ua-z'/></disk>"`,
  },
  {
    name: 'an alias, by a second name in what takes its device’s place',
    edit: `op: replace, path: "/domain/devices/disk[1]", xml: "<disk><alias xmlns:x='urn:x' name='ua-myvolume' x:name='ua-z'/></disk>"`,
  },
  {
    name: 'an alias, merged',
    edit: `op: merge, path: "/domain/devices/disk[1]", xml: "<disk><alias name='ua-z'/></disk>"`,
  },
  {
    name: 'an alias, by a second one beside it',
    edit: `op: add, path: "/domain/devices/disk[1]", xml: "<alias name='ua-z'/>"`,
  },
  {
    name: 'an alias, by a second one in another namespace',
    edit: `op: merge, path: "/domain/devices/disk[1]", xml: "<disk><alias xmlns='urn:x' name='ua-z'/></disk>"`,
  },
  {
    name: 'an alias, by a child that becomes a second one',
    edit: 'op: copy, from: "/domain/devices/disk[1]/target", path: "/domain/devices/disk[1]", as: alias',
  },
  { name: 'all devices, with a placeholder among them', edit: 'op: remove, path: /domain/devices' },
];

suite('what KubeVirt needs as it is', () => {
  for (const { name, edit, loop } of PROTECTED) {
    test(`${name}, is refused, and nothing is changed`, () => {
      const forEach = loop === undefined ? '' : `forEach: {name: n, domain: "${loop}"}\n`;
      const { failure, text } = apply(
        `${forEach}domain: [{op: set, path: /domain/title, value: a}, {${edit}}]`,
        {},
        WITH_PLACEHOLDER,
        'ProtectedPath', // whatever lint says
      );
      assert.equal(failure?.code, 'ProtectedPath', failure?.message);
      assert.equal(failure?.field, 'spec.domain[1]');
      assert.equal(text, WITH_PLACEHOLDER);
    });
  }

  test('a device may go, and its alias with it', () => {
    assert.doesNotMatch(apply('domain: [{op: remove, path: /domain/devices/disk}]').text, /ua-myvolume/);
  });

  const IN_STEPS: readonly Case[] = [
    {
      name: 'its device was moved',
      edit: 'op: move, from: "/domain/devices/disk[1]", path: /domain/devices, position: Last',
    },
    {
      name: 'its device was replaced, and kept it',
      edit: `op: set, path: "/domain/devices/disk[1]", xml: "<disk type='file'><alias name='ua-myvolume'/></disk>"`,
    },
    {
      name: 'its device was replaced, and kept it unsaid',
      edit: `op: set, path: "/domain/devices/disk[1]", xml: "<disk type='file'/>"`,
    },
  ];
  for (const { name, edit } of IN_STEPS) {
    test(`an alias stays protected when ${name} before`, () => {
      const write = `op: set, path: "//alias[@name='ua-myvolume']/@name", value: ua-z`;
      assert.equal(apply(`domain: [{${edit}}]`).failure, undefined);
      assert.equal(apply(`domain: [{${edit}}, {${write}}]`).failure?.code, 'ProtectedPath');
    });
  }

  test('a device that is made in this call may get another alias, also by its replacement', () => {
    const { failure, text } = apply(
      `domain:
  - {op: add, path: /domain/devices, xml: "<sound model='ac97'><alias name='ua-a'/></sound>"}
  - {op: set, path: "//sound/alias/@name", value: ua-b}
  - {op: replace, path: //sound, xml: "<sound model='ac97'><alias name='ua-c'/></sound>"}`,
    );
    assert.equal(failure, undefined);
    assert.match(text, /ua-c/);
  });

  test('the copy of a device may get an alias of its own', () => {
    const { failure, text } = apply(
      `domain:
  - {op: copy, from: "/domain/devices/disk[1]", path: /domain/devices}
  - {op: set, path: "/domain/devices/disk[last()]/alias/@name", value: ua-copy}`,
    );
    assert.equal(failure, undefined);
    assert.match(text, /ua-copy/);
  });

  test('a rule that is taken back leaves no alias protected', () => {
    const { failure } = apply(
      {
        first: `failurePolicy: Ignore
domain:
  - {op: remove, path: "/domain/devices/disk[1]"}
  - {op: remove, path: /domain/name}`,
        second: `domain:
  - {op: copy, from: "/domain/devices/disk[1]", path: /domain/devices}
  - {op: set, path: "/domain/devices/disk[last()]/alias/@name", value: ua-copy}`,
      },
      {},
      EXAMPLE_DOMAIN,
      'ProtectedPath',
    );
    assert.equal(failure, undefined);
  });

  test('a new device brings its own alias', () => {
    const { failure } = apply(
      `domain: [{op: add, path: /domain/devices, xml: "<sound><alias name='ua-sound'/></sound>"}]`,
    );
    assert.equal(failure, undefined);
  });

  test('the alias that stands there may be written again', () => {
    const { text } = apply(
      'domain: [{op: set, path: "/domain/devices/disk[1]/alias/@name", value: ua-myvolume}]',
    );
    assert.equal(text, EXAMPLE_DOMAIN);
  });
});

const PASSING: readonly Case[] = [
  { name: 'set', edit: 'op: set, path: /domain/devices/interface/model/@type, value: e1000' },
  { name: 'set of what is missing', edit: 'op: set, path: /domain/devices/interface/rom/@bar, value: "on"' },
  { name: 'set from afar', edit: 'op: set, path: //target/@x, value: y' },
  { name: 'add', edit: 'op: add, path: /domain/devices/interface, xml: <guest/>' },
  { name: 'add beside', edit: 'op: add, path: //interface/target, xml: <guest/>, position: After' },
  { name: 'remove', edit: 'op: remove, path: /domain/devices/interface' },
  { name: 'remove from afar', edit: 'op: remove, path: //interface/model' },
  { name: 'replace', edit: 'op: replace, path: //interface/model, xml: <model/>' },
  { name: 'copy', edit: 'op: copy, from: //interface/model, path: /domain/os' },
  { name: 'copy into', edit: 'op: copy, from: /domain/vcpu, path: //interface' },
  { name: 'an edit in a loop', loop: '//interface', edit: 'op: set, path: $n/mtu/@size, value: 9000' },
  { name: 'set with xml', edit: 'op: set, path: /domain/devices/interface/model, xml: <model/>' },
];

suite('placeholder interfaces', () => {
  const placeholder =
    /<interface type="ethernet">\s*<target dev="placeholder-0" managed="no"><\/target>\s*<model type="virtio-non-transitional"><\/model>\s*<alias name="ua-placeholder-0"><\/alias>\s*<\/interface>/;

  for (const { name, edit, loop } of PASSING) {
    test(`${name} passes over them`, () => {
      const forEach = loop === undefined ? '' : `forEach: {name: n, domain: "${loop}"}\n`;
      const { failure, text, of } = apply(`${forEach}domain: [{${edit}}]`, {}, WITH_PLACEHOLDER);
      assert.equal(failure, undefined);
      assert.match(text, placeholder);
      assert.equal(of['example']?.outcome, 'Applied');
    });
  }

  test('a free name is not one of theirs', () => {
    const spec =
      'variables: [{name: x, firstFree: {of: "placeholder-{0..9}", taken: //target/@dev}}]\ndomain: [{op: set, path: /domain/title, value: $(x)}]';
    assert.deepEqual(newLines(apply(spec, {}, WITH_PLACEHOLDER).text, WITH_PLACEHOLDER), [
      '<title>placeholder-1</title>',
    ]);
  });
});
