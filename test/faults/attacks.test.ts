import assert from 'node:assert/strict';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Container, startContainer } from '../../bench/container.ts';
import { needs } from '../real/requirements.ts';
import { succeed, temporaryFolder } from '../real/run.ts';
import { type Attack, callOf, LARGE, rulesOf, SLOW } from './attacks.ts';
import { askInfo, callWith, openSession } from './client.ts';
import { grpcMessage } from './frames.ts';
import { assertDiscreet } from './support.ts';

/*
 * Rules and VMs that take as much time and memory as they can get, in the image with a pod's limits: 64 MB, a fifth of a
 * CPU. Those of a kind meet one process, one after the other: each must be answered, with a result or with one line.
 */

const IMAGE = 'localhost/sidepatch-faults:latest';
const skip = needs('containers');

/** A call may take 10 s. The rest is for reading it, and for a processor that is there a fifth of the time. */
const MAX_CALL_MS = 14_000;

/** OK, INVALID_ARGUMENT, RESOURCE_EXHAUSTED, FAILED_PRECONDITION, PERMISSION_DENIED. */
const ENDS = [0, 3, 7, 8, 9];

// Each has a fifth of a CPU: there is room for both.
suite('attacks', { skip, concurrency: true }, () => {
  before(() => void succeed('scripts/image', ['--local-bases', IMAGE]));

  for (const [what, attacks] of Object.entries({ time: SLOW, memory: LARGE })) {
    suite(`what takes much ${what}`, { concurrency: 1 }, () => {
      let container: Container;
      before(async () => {
        const folder = temporaryFolder('attacks');
        chmodSync(folder, 0o755);
        const rules = join(folder, 'rules.yaml');
        writeFileSync(rules, rulesOf(attacks));
        container = await startContainer({ image: IMAGE, rules });
      });
      after(() => container?.stop());

      for (const [name, attack] of Object.entries(attacks)) {
        test(`${name}: the call ends in time, and the process lives on`, async () => {
          await attackWith(container, name, attack);
          assert.ok(container.isRunning());
          assert.equal(container.usage().oomKills, 0);
          await askInfo(container.socket);
        });
      }

      test('the log is still one of JSON lines, without content', () => {
        const log = container.log();
        assertDiscreet(log);
        assert.doesNotMatch(log, /unexpected/);
      });
    });
  }
});

async function attackWith(container: Container, name: string, attack: Attack): Promise<void> {
  const session = openSession(container.socket);
  const [path, request] = callOf(name, attack);
  const calling = callWith(session, path, [grpcMessage(request)]);
  const end = sleep(MAX_CALL_MS, undefined).then(() => assert.fail(`no answer after ${MAX_CALL_MS} ms`));
  const ended = await Promise.race([calling, end]);
  session.destroy();
  assert.ok(ENDS.includes(ended.code ?? -1), `${ended.code}: ${ended.details}`);
  assert.ok(ended.details.length < 500 && !ended.details.includes('\n'));
}
