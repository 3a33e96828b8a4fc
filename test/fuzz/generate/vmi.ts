import type { Draw } from '../draw.ts';
import { secretNumber, secretWord } from '../fuzz-case.ts';
import { oddText, secretText } from './texts.ts';

/** The annotations and labels that rules read. */
export const KEYS: readonly string[] = [
  'a',
  'b',
  'list',
  'json',
  'size',
  'pairs',
  'words',
  'odd',
  'none',
  '__proto__',
];

/** A VirtualMachineInstance as JSON. What stands in it is secret, but for its name and namespace. */
export function vmiText(draw: Draw): string {
  const word = secretWord(draw.below(9));
  const vmi = {
    metadata: {
      name: draw.once(6) ? oddText(draw) : 'vm',
      namespace: draw.once(9) ? oddText(draw) : draw.pick(['default', 'prod-1']),
      uid: word,
      labels: texts(draw, 3),
      annotations: { ...typical(draw), ...texts(draw, 8) },
    },
    spec: {
      domain: {
        cpu: { cores: draw.below(5), model: word },
        memory: { guest: `${secretNumber(1)}Ki` },
        devices: {
          disks: draw.many(0, 3, (i) => ({ name: `${word}-${i}`, bus: 'virtio', serial: secretText(draw) })),
        },
      },
      volumes: [
        {
          name: 'a',
          [draw.pick(['cloudInitNoCloud', 'cloudInitConfigDrive', 'containerDisk'])]: { userData: word },
        },
      ],
      odd: draw.pick<unknown>([null, [], {}, word, secretNumber(2), [[word]], true]),
    },
    ...(draw.once(12) && {
      status: draw.pick<object>([{ phase: 'Running' }, { migrationState: { targetPod: 'p' } }]),
    }),
  };
  const text = JSON.stringify(vmi);
  // JSON.stringify loses the key that an attacker can well write.
  return draw.once(8) ? text.replace('"uid":', () => `"__proto__":{"polluted":"${word}"},"uid":`) : text;
}

/** What the keys promise. */
function typical(draw: Draw): object {
  const word = secretWord(draw.below(9));
  return {
    a: word,
    list: `${word}, ${word}b`,
    words: `-${word} '${word} c'`,
    ...(draw.once(2) && {
      json: JSON.stringify(draw.pick<unknown>([{ [word]: word, a: { a: 1 } }, [word, { a: word }]])),
    }),
    ...(draw.once(2) && { size: draw.pick(['3', '12']), pairs: `${word}=${word}` }),
  };
}

function texts(draw: Draw, max: number): object {
  const entries = draw.many(0, max, () => [draw.pick(KEYS), secretText(draw)] as const);
  return Object.fromEntries(entries.filter(([key]) => key !== '__proto__'));
}
