import assert from 'node:assert/strict';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { MutateDomainRequest } from '../../src/gen/kubevirt/hooks/plugins/v1alpha1/plugin.ts';
import { RULE, start, tempFolder, waitForLog } from '../server/support.ts';
import { call, openSession } from './client.ts';
import { assertDiscreet, DOMAIN, MAIN, VMI } from './support.ts';

const MUTATE_DOMAIN = '/kubevirt.hooks.plugins.v1alpha1.DomainHookService/MutateDomain';
const request = MutateDomainRequest.encode({
  domainType: 'libvirt',
  domain: DOMAIN,
  vmi: VMI,
  sidecarContext: { invocationContext: 'Boot' },
}).finish();

test('a plugin’s rules may be changed, broken, removed and brought back while it serves', async (t) => {
  const folder = tempFolder(t);
  const rules = join(tempFolder(t), 'rules');
  const put = (text: string) => writeFileSync(join(rules, 'rule.yaml'), text);
  mkdirSync(rules);
  put(RULE);
  const socket = join(folder, 'plugin.sock');
  const sidecar = start(t, folder, [MAIN, '--plugin-socket', socket, '--rules', rules], {});
  await sidecar.socket();
  const session = openSession(socket);
  t.after(() => session.destroy());
  const mutate = async () => (await call(session, MUTATE_DOMAIN, request)).code;
  assert.equal(await mutate(), 0);

  put(RULE.replace('for-nobody', 'still-for-nobody'));
  await waitForLog(sidecar, 'changed rules taken over');
  assert.equal(await mutate(), 0);

  put('not a rule');
  await waitForLog(sidecar, 'are broken and not taken over');
  assert.equal(await mutate(), 0, 'the last good rules stay in force');

  renameSync(rules, `${rules}-away`);
  // What a folder that is gone means is told once, and answers go on.
  await waitForCount(() => sidecar.messages().filter((message) => /not taken over/.test(message)).length, 2);
  assert.equal(await mutate(), 0);

  renameSync(`${rules}-away`, rules);
  put(RULE.replace('for-nobody', 'back-again'));
  await waitForCount(() => sidecar.messages().filter((message) => /taken over:/.test(message)).length, 2);
  assert.equal(await mutate(), 0);
  rmSync(rules, { recursive: true });
  assertDiscreet(sidecar.stderr());
  assert.doesNotMatch(sidecar.stderr(), /unexpected/);
  sidecar.process.kill('SIGTERM');
  assert.equal(await sidecar.exited, 0);
});

async function waitForCount(count: () => number, wanted: number): Promise<void> {
  for (let waitedMs = 0; count() < wanted; waitedMs += 50) {
    if (waitedMs > 12_000) assert.fail(`${count()} instead of ${wanted}`);
    await new Promise((done) => setTimeout(done, 50));
  }
}
