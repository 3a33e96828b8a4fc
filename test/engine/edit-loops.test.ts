import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { EXAMPLE_DOMAIN } from '../../src/kubevirt/example-domain.ts';
import { apply, newLines, WITH_PLACEHOLDER } from './domain-support.ts';

const ARGUMENTS = `capabilities: [QemuCommandLine]
domain:
  - op: add
    path: /domain/qemu:commandline
    forEach: {name: arg, annotation: args, transforms: [{words: true}], must: {matches: "[ a-z-]+"}}
    xml: <qemu:arg value="$(arg)"/>`;

const TIMERS = `domain:
  - op: set
    path: /domain/clock/timer
    forEach: {name: timer, annotation: timers, transforms: [{parse: Json}]}
    xml: <timer name="$(timer.name)" track="$(timer.track?)"/>`;

const vm = (annotations: object) => ({ metadata: { annotations } });
const values = (text: string) => [...text.matchAll(/<qemu:arg value="([^"]*)"/g)].map(([, value]) => value);
const timers = (text: string) => [...text.matchAll(/<timer ([^>]*?)\/?>/g)].map(([, said]) => said?.trim());

suite('forEach on an edit', () => {
  test('add makes one sequence, repetitions included, once', () => {
    const { text, again } = apply(ARGUMENTS, vm({ args: "-device a -device 'b c'" }));
    assert.deepEqual(values(text), ['-device', 'a', '-device', 'b c']);
    assert.deepEqual(again, []);
  });

  test('a missing list passes the edit over, and nothing is made on the way', () => {
    const { text, of } = apply(ARGUMENTS, vm({}));
    assert.equal(text, EXAMPLE_DOMAIN);
    assert.equal(of['example']?.outcome, 'Unchanged');
    assert.equal(apply(TIMERS, vm({})).text, EXAMPLE_DOMAIN);
  });

  test('an empty list adds nothing, and nothing on the way', () => {
    assert.equal(apply(ARGUMENTS, vm({ args: '' })).text, EXAMPLE_DOMAIN);
  });

  test('its must holds for each item', () => {
    assert.equal(apply(ARGUMENTS, vm({ args: '-device a,b' })).failure?.code, 'InvalidValue');
  });

  test('set makes the elements of the list, in its order, and no others', () => {
    const { text, again } = apply(TIMERS, vm({ timers: '[{"name":"tsc"},{"name":"rtc","track":"wall"}]' }));
    assert.deepEqual(timers(text), ['name="tsc"', 'name="rtc" track="wall"']);
    assert.deepEqual(again, []);
    const more = apply(TIMERS, vm({ timers: '[{"name":"a"},{"name":"b"},{"name":"c"}]' }));
    assert.deepEqual(timers(more.text), ['name="a"', 'name="b"', 'name="c"']);
  });

  test('set with an empty list removes all', () => {
    const { text, again } = apply(TIMERS, vm({ timers: '[]' }));
    assert.deepEqual(timers(text), []);
    assert.deepEqual(again, []);
  });

  test('items that are nothing are passed over', () => {
    const { text } = apply(TIMERS, vm({ timers: '[null,{"name":"tsc"}]' }));
    assert.deepEqual(timers(text), ['name="tsc"']);
  });

  test('set passes over the interfaces that KubeVirt keeps free', () => {
    const cards = `domain:
  - {op: set, path: /domain/devices/interface, forEach: {name: n, value: []}, xml: "<interface type='user'/>"}`;
    const { text } = apply(cards, {}, WITH_PLACEHOLDER);
    assert.ok(!text.includes('ua-default') && text.includes('ua-placeholder-0'));
  });

  test('the item is known in the edit only', () => {
    const { failure } = apply(
      `domain:
  - {op: add, path: /domain/devices, forEach: {name: model, value: [ich6, ich9]}, xml: "<sound model='$(model)'/>"}`,
    );
    assert.equal(failure, undefined);
  });
});

suite('a loop over one object', () => {
  test('runs once, so that a second one can run over a part of it', () => {
    const { text } = apply(
      `forEach:
  - {name: net, annotation: net, transforms: [{parse: Json}]}
  - {name: ip, value: $(net.ips)}
domain: [{op: set, path: "/domain/title[@ip=$ip]/@prefix", value: $(net.prefix)}]`,
      vm({ net: '{"ips":["10.0.0.1","10.0.0.2"],"prefix":24}' }),
    );
    assert.deepEqual(newLines(text), [
      '<title ip="10.0.0.1" prefix="24"/>',
      '<title ip="10.0.0.2" prefix="24"/>',
    ]);
  });
});
