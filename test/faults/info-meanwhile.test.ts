import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { tempFolder } from '../server/support.ts';
import { type Attack, callOf, LARGE, rulesOf, SLOW } from './attacks.ts';
import { askInfo, call, openSession } from './client.ts';
import { MAX_INFO_MS, startBundle } from './support.ts';

/*
 * virt-launcher gives Info one second and asks once, and other pods' processes do not wait for each other: whatever a
 * call takes, Info is answered meanwhile. The built bundle, with the image's options of Node, at a full core.
 */

const LOOPS_ON_A_LARGE_DOMAIN = 'many-loops-on-a-large-domain';

const ATTACKS: Readonly<Record<string, Attack>> = {
  ...SLOW,
  ...LARGE,
  // 270 KB, ten times what KubeVirt makes.
  [LOOPS_ON_A_LARGE_DOMAIN]: { rule: '', ...SLOW['many-loops'], domain: SLOW['a-long-range']?.domain ?? '' },
};

/** OK, INVALID_ARGUMENT, RESOURCE_EXHAUSTED, FAILED_PRECONDITION, PERMISSION_DENIED. A call that is no attack proves nothing. */
const ENDS = [0, 3, 7, 8, 9];

/** Between two questions, each on a connection of its own, whether the one before was answered or not. */
const ASK_EVERY_MS = 100;

suite('Info is answered in time while a call runs', () => {
  for (const [name, attack] of Object.entries(ATTACKS)) {
    test(name, async (t) => {
      const rules = join(tempFolder(t), 'rules.yaml');
      writeFileSync(rules, rulesOf({ [name]: attack }));
      const socket = await startBundle(t, rules).socket();
      const session = openSession(socket);
      t.after(() => session.destroy());
      const [path, request] = callOf(name, attack);
      let isOver = false;
      const calling = call(session, path, request).then((ended) => {
        isOver = true;
        return ended;
      });
      const asked: Promise<number>[] = [];
      // What goes on behind the reply holds up others as well.
      for (let after = 0; after < 5; after += Number(isOver)) {
        asked.push(askInfo(socket));
        await sleep(ASK_EVERY_MS);
      }
      const { ms, code, details } = await calling;
      const longest = Math.max(...(await Promise.all(asked)));
      t.diagnostic(`${Math.round(ms)} ms, Info ${asked.length} times, at most ${Math.round(longest)} ms`);
      assert.ok(ENDS.includes(code ?? -1), `${code}: ${details}`);
      assert.ok(longest < MAX_INFO_MS, `Info took ${Math.round(longest)} ms`);
    });
  }
});
