import assert from 'node:assert/strict';
import { before, suite, test } from 'node:test';
import { boardMaker, domainXml, patchDomain } from './fixtures.ts';
import { boot } from './libvirt.ts';
import { needs } from './requirements.ts';
import { succeed } from './run.ts';

const skip = needs('libvirt', 'guest', 'python gRPC');

suite('a guest booted through libvirt', { skip }, () => {
  before(() => {
    succeed('test/real/guest', ['.cache/guest']);
  });

  test('sees the board maker that the built sidecar put into its domain', async () => {
    const seen = await boot(await patchDomain());
    assert.equal(seen.get('dmi.board_vendor'), boardMaker);
    assert.equal(seen.get('dmi.sys_vendor'), 'KubeVirt');
  });

  test('sees no board maker without the sidecar', async () => {
    const seen = await boot(domainXml);
    assert.notEqual(seen.get('dmi.board_vendor'), boardMaker);
    assert.equal(seen.get('dmi.sys_vendor'), 'KubeVirt');
  });
});
